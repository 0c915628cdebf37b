"""The page with the tables."""

import os
import platform
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.relevance import corpus, typos
from benchmarks.relevance.engines import engines
from benchmarks.relevance.metrics import Grades, Quality, mean, quality

JUDGED = Path(__file__).with_name("judged.toml")
BEYOND = frozenset({"half typed", "misspelt"})  # kinds that the other engines cannot answer by their nature
HEADER = """# Quality of ranking

{date} · {machine}, Python {python} · `python -m benchmarks.relevance --save`

{count} questions that an SCM would ask, in eight kinds, against the library as the SCM of the demonstration sees it: {size} descriptors,
those of the demonstration and the judgement aspects of two real marking schemes (a European and a regional final in Web Technologies).
Three engines answer. **assay** is the product's own search with the SCM's rights. **BM25, one field** is the same engine without us: name,
levels, code, tags, skill and section in one field, any of the words, English stems. **ts_rank_cd** is PostgreSQL's full text with weighted
columns, read by `websearch_to_tsquery`, as a tracker without an index of its own uses it.

Every descriptor among the first ten of any engine was graded by one reader, from a shuffled list with names and texts that did not say
which engine had found it: 3 it is what was looked for, 2 it serves, 1 it touches it, 0 it does not. A few descriptors that no engine found
and that answer were graded too. *nDCG@10*: gain 2^grade - 1. *MRR*: the first that serves. *First three*: one of the best grade is among
them. Weights and the number of words that are enough were fitted on every second question (*fit*), the others are *held out*.

Limits: one reader graded, in one sitting, and the grades of what the present ranking newly brought up were added after it was fitted. The
library is small, so there are few right answers a question; the schemes are of one trade. The questions were written beside the library
and not taken from a log, because there is none yet. Half-typed and misspelt words are beyond the other two by their nature, so the
lines *whole words* leave them out: there the distance to BM25 is small, and most of what is ahead in the lines *all* comes from them.
Grade 0 is not kept in the file, so it does not tell what was judged so from what nobody judged.
"""


@dataclass(frozen=True)
class Question:
    """What is typed, of which kind, and how well each descriptor answers."""

    kind: str
    typed: str
    answers: Grades


def questions() -> list[Question]:
    """Return the judged questions."""
    return [Question(**one) for one in tomllib.loads(JUDGED.read_text(encoding="utf-8"))["question"]]


def page() -> str:
    """Ask everything, and return the page."""
    missing = corpus.load()
    keys, asked = corpus.keys(), questions()
    found = {name: [quality([keys[uid] for uid in engine(one.typed)], one.answers) for one in asked] for name, engine in engines().items()}
    intro = HEADER.format(
        date=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=f"{platform.machine()}, {os.cpu_count()} cores",
        python=platform.python_version(),
        count=len(asked),
        size=len(keys),
    )
    gone = f"\nNot here, so left out: {', '.join(missing)}. The figures are not comparable.\n" if missing else ""
    return (
        "\n".join(
            [intro + gone, *summary(found, asked), "", *by_kind(found, asked), "", *behind(found, asked), "", *slips(typos.corrected())]
        )
        + "\n"
    )


def summary(found: dict[str, list[Quality]], asked: Sequence[Question]) -> list[str]:
    """Return the table of all questions, of those that were fitted on, of the others, and of each without what only we can answer."""
    lines = ["| engine | questions | | nDCG@10 | MRR | first three |", "|---|---|---:|---:|---:|---:|"]
    every = range(len(asked))
    for title, part in (("all", every), ("fit", every[::2]), ("held out", every[1::2])):
        whole = [place for place in part if asked[place].kind not in BEYOND]
        for words, places in ((title, part), (f"{title}, whole words", whole)):
            lines += [row(f"{name} | {words} | {len(places)}", mean([all_of[n] for n in places])) for name, all_of in found.items()]
    return lines


def row(head: str, one: Quality) -> str:
    """Return one line of figures."""
    return f"| {head} | {one.ndcg:.3f} | {one.rank:.3f} | {one.first_three:.3f} |"


def by_kind(found: dict[str, list[Quality]], asked: Sequence[Question]) -> list[str]:
    """Return nDCG by kind of question."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(asked):
        places[one.kind].append(place)
    lines = [f"| nDCG@10 by kind | questions | {' | '.join(found)} |", "|---|---:|" + "---:|" * len(found)]
    for kind, which in places.items():
        figures = [f"{mean([all_of[place] for place in which]).ndcg:.3f}" for all_of in found.values()]
        lines.append(f"| {kind} | {len(which)} | {' | '.join(figures)} |")
    return lines


def behind(found: dict[str, list[Quality]], asked: Sequence[Question]) -> list[str]:
    """Return the questions that another engine answers better."""
    names = list(found)
    lines = [f"| where another is ahead by 0.05 or more | {' | '.join(names)} |", "|---|" + "---:|" * len(names)]
    for place, one in enumerate(asked):
        figures = [all_of[place].ndcg for all_of in found.values()]
        if figures[0] < max(figures) - 0.05:
            lines.append(f"| {one.typed} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")
    return lines


def slips(found: typos.Corrected) -> list[str]:
    """Return what became of misspelt words."""
    count, right = len(found.typos), len(found.right)
    lines = [
        "## Slips of the finger\n",
        f"{count} words of the library, each with one slip after its first letter, and as many without one (seed {typos.SEED}).",
        f"**{right} of {count} ({right / count:.0%})** were corrected to the word that was meant or another form of it;",
        f"of those without a slip, {len(found.spoilt)} were changed.\n",
        "| slip | words | corrected |",
        "|---|---:|---:|",
    ]
    per_slip = {slip: [sum(one.slip == slip for one in several) for several in (found.typos, found.right)] for slip in typos.SLIPS}
    return [*lines, *(f"| {slip} | {made} | {mended} |" for slip, (made, mended) in per_slip.items())]
