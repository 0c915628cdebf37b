"""The page that people read: what was fitted, what is found, with the machine and the day."""

import os
import platform
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

from assay.descriptors.search.likeness import NEAR_AS_A_WHOLE, NEAR_IN_PARTS
from benchmarks.duplicates.asking import Asking
from benchmarks.duplicates.corpus import SCHEMES, Item, earlier, library
from benchmarks.duplicates.fitting import ROUNDS, SEED, Corpus, Planted, Score, fitted, measured

NOTHING = "nothing to find"
EXPLAINED = """
*Recall*: how often the descriptor that the variant was made of is among those shown. *Precision*: how much of what is shown is right,
that is the source, what was judged to be near to it by nature (`judged.toml`), or what gave the variant two of its levels.
*Earlier versions* are real: aspects of an earlier version, or of one module, of two of the schemes. *Nothing to find* are the held-out
descriptors that have no relative: each is asked about as it stands, without itself; its precision is the share for which nothing is shown.
"""


def page() -> str:
    """Fit, measure, and return the page."""
    corpus = Corpus(library())
    fit, held_out = corpus.halves()
    planted = corpus.planted(fit, Random(SEED))
    whole, parts, score = fitted(planted, measured(corpus, planted))
    scores = measured_through_the_product(corpus, held_out)
    count, real = len(corpus.items), sum(item.key.startswith(SCHEMES) for item in corpus.items)
    lines = [
        "# Near-duplicates: what is found, and what is found wrongly",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} · seed {SEED}",
        "",
        f"{count} real descriptors ({real} of marking schemes, {count - real} of the demonstration), cut into halves by chance.",
        f"{ROUNDS} variants of each of six kinds were planted for every descriptor.",
        "`python -m benchmarks.duplicates --save` renews this page.",
        "",
        f"**Fitted** on {len(fit)} descriptors: near are two wordings that share {whole:.2f} of the weight of all their words, or have",
        f"{parts:.2f} of the weight of their parts in parts that are nearly the same: recall {score.recall:.3f},",
        f"precision {score.precision:.3f}. The product uses {NEAR_AS_A_WHOLE:.2f} and {NEAR_IN_PARTS:.2f}.",
        "",
        f"**Measured** on the other {len(held_out)}, through the product itself: index, candidates, rights, thresholds,",
        "the five that are shown.",
        "",
        "| kind | asked | recall | precision |",
        "|---|---:|---:|---:|",
        *(line(kind, one) for kind, one in scores.items()),
    ]
    return "\n".join(lines) + "\n" + EXPLAINED


def line(kind: str, score: Score) -> str:
    """Return one line of the table; where nothing is to be found, nothing can be missed."""
    recall = "–" if kind == NOTHING else f"{score.recall:.3f}"
    return f"| {kind} | {score.asked} | {recall} | {score.precision:.3f} |"


def measured_through_the_product(corpus: Corpus, held_out: Sequence[Item]) -> dict[str, Score]:
    """Return what is found for variants of the held-out half, for earlier versions, and where nothing is to be found."""
    asking = Asking(corpus.items)
    planted = corpus.planted(held_out, Random(SEED + 1))
    planted += [Planted("earlier versions", item, key, frozenset({key} | corpus.relatives[key])) for item, key in earlier()]
    scores: dict[str, Score] = defaultdict(Score)
    for one in planted:
        found = asking.found(one.item.wording)
        for kind in (one.kind, "all"):
            scores[kind].add(one, found)
    scores["all"] = scores.pop("all")  # the last line
    alone = [item for item in held_out if not corpus.relatives[item.key]]
    silent = sum(not asking.found(item.wording, besides=item.key) for item in alone)
    return {**scores, NOTHING: Score(len(alone), len(alone), len(alone), silent)}
