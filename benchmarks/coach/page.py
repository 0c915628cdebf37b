"""The page that people read: findings and precision by rule, the time it takes, the machine and the day."""

import os
import platform
import statistics
import time
from collections import Counter
from datetime import UTC, datetime

from assay.coach import check
from assay.coach.rules import RULES
from benchmarks.coach.corpus import DEMONSTRATION, UNSEEN, Item, corpus
from benchmarks.coach.sampling import SEED, SIZE, Found, found_in, judged, sample

REPEATS = 7
EXPLAINED = """
*Findings*: all of them in the corpus. *Judged*: those in the sample, for which rules took turns, so that one which finds much does not fill
it; a rule that finds little is judged whole. *Useful*: somebody who knows the aim of descriptors would change the text because of it. The
verdicts are in `judged.toml`, under a hash of the wording; the texts stay where they are. A rule that finds nothing here is held by its
examples in the tests alone. *As found* weighs the precision of each rule by its findings: what a person meets who reads them all.

The verdicts are one reader's, made with the whole descriptor in view; no second reader has confirmed them. Rules were narrowed while the
same schemes were read, all but one: read the figures as what the rules do on these texts, not as what they will do on others.
"""


def page() -> str:
    """Check, count, and return the page."""
    items = corpus()
    found = found_in(items)
    drawn = sample(found)
    counts, origins = Counter(one.finding.rule for one in found), Counter(item.origin for item in items)
    verdicts = judged()
    useful = Counter(one.finding.rule for one in drawn if verdicts.get(one.finding.rule, {}).get(one.key))
    seen = Counter(one.finding.rule for one in drawn if one.key in verdicts.get(one.finding.rule, {}))
    fresh = [one for one in drawn if one.item.origin == UNSEEN and one.key in verdicts.get(one.finding.rule, {})]
    fresh_useful = sum(verdicts[one.finding.rule][one.key] for one in fresh)
    as_found = sum(counts[rule] * useful[rule] / seen[rule] for rule in seen) / max(1, sum(counts[rule] for rule in seen))
    half, slow = speed(items)
    quiet = sum(item.origin == DEMONSTRATION and not check(item.wording) for item in items)
    lines = [
        "# The coach: how often it is right, and how long it takes",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()} · seed {SEED}",
        "",
        f"{len(items)} real wordings with different levels: {len(items) - origins[DEMONSTRATION]} of marking schemes,",
        f"{origins[DEMONSTRATION]} of the demonstration library (nothing is found in {quiet} of these).",
        f"{len(found)} findings; of a sample of {SIZE}, drawn by a fixed seed, {seen.total()} are judged.",
        "`python -m benchmarks.coach --save` renews this page, `--sample` shows what is to be judged.",
        "",
        f"**Useful: {useful.total()} of {seen.total()}** ({share(useful.total(), seen.total())}); as found {as_found:.0%}.",
        f"Of the {len(fresh)} in the scheme that was read last, when the rules stood but for one exemption: {fresh_useful}.",
        "",
        f"**Time** of the processor for one descriptor: p50 {half:.2f} ms, p99 {slow:.2f} ms.",
        "",
        "| rule | severity | findings | judged | useful | precision |",
        "|---|---|---:|---:|---:|---:|",
        *(
            f"| {rule.key} | {rule.severity} | {counts[rule.key]} | {seen[rule.key]} | {useful[rule.key]} "
            f"| {share(useful[rule.key], seen[rule.key])} |"
            for rule in RULES
        ),
        f"| all | | {len(found)} | {seen.total()} | {useful.total()} | {share(useful.total(), seen.total())} |",
    ]
    return "\n".join(lines) + "\n" + EXPLAINED


def share(part: int, whole: int) -> str:
    """Return a part in per cent, a dash where there is no whole."""
    return f"{part / whole:.0%}" if whole else "–"


def speed(items: list[Item]) -> tuple[float, float]:
    """Return the milliseconds that half, and 99 in 100, of the wordings take at most; the middle of several times each."""
    times = [statistics.median(seconds(item) for _ in range(REPEATS)) * 1000 for item in items]
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def seconds(item: Item) -> float:
    """Return how long one check takes."""
    start = time.process_time()
    check(item.wording)
    return time.process_time() - start


def listed() -> str:
    """Return the sample with its texts, for whoever judges; it is not kept."""
    return "\n".join(line for one in sample(found_in(corpus())) for line in as_lines(one))


def as_lines(one: Found) -> list[str]:
    """Return one finding with the wording it is in."""
    start, end = one.finding.span
    verdict = judged().get(one.finding.rule, {}).get(one.key, "not judged")
    return [
        f"== {one.finding.rule} {one.key!r} {one.item.origin}:{one.item.place} {verdict}",
        f"   {one.text[:start]}[[{one.text[start:end]}]]{one.text[end:]}",
        f"   {one.finding.message} {one.finding.suggestion}",
        f"   # {one.item.wording.criterion_name}",
        *(f"   {number} {text}" for number, text in enumerate(one.item.wording.levels)),
        "",
    ]
