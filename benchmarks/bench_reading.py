"""How long the limited child takes to read and check as many workbooks as a competition has skills.

`python -m benchmarks.bench_reading`: 58 workbooks of 250 to 600 rows, made here, in one child process.
"""

import os
import platform
import random
import resource
import statistics
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from assay.formats import as_cis, child
from assay.formats.scheme import Aspect, Criterion, Level, Section, SubCriterion, Workbook

WORKBOOKS = 58
FEWEST_ROWS, MOST_ROWS = 250, 600
ROUNDS = 3
GOAL = "6 s"
LEVELS = (
    "Nothing of the part can be seen, or it does not work at all",
    "The part is there and does what industry expects of it",
    "The part is there, and some of it – layout, names, tests – is better than expected",
    "Everything about the part is better than what industry expects, and consistent throughout",
)


def aspect_of(number: int, chance: random.Random) -> Aspect:
    """Return an aspect; every fourth is of judgement, as in real schemes of design skills."""
    is_judged = chance.random() < 0.25  # noqa: PLR2004 - a share
    zero, one, two, three = (Level(n, f"{text}; {number}") if is_judged else Level(n) for n, text in enumerate(LEVELS))
    return Aspect(
        sub_criterion="",
        position=0,
        type="J" if is_judged else "M",
        description=f"Aspect {number}: the part of the solution that the customer asked for is there",
        levels=(zero, one, two, three),
        extra=() if is_judged else ("Deduct 0.25 for each element that is missing",),
        section=1 + number % 5,
        mark=Decimal("0.50"),
    )


def workbook(number: int) -> bytes:
    """Return a generated scheme of 250 to 600 rows as CIS would export it."""
    chance = random.Random(number)
    wanted, rows, subs, aspects = chance.randint(FEWEST_ROWS, MOST_ROWS), 0, [], 0
    while rows < wanted:
        made = [aspect_of(aspects + n, chance) for n in range(chance.randint(6, 14))]
        aspects += len(made)
        rows += 1 + sum(5 if one.is_judgement else 1 for one in made)
        letter = "ABCDEFG"[len(subs) // 5 % 7]
        subs.append(SubCriterion(f"{letter}{len(subs) % 5 + 1}", f"Module part {len(subs)}", "1", letter, 1, tuple(made)))
    book = Workbook("", "", "L1", f"{number:02} Generated skill", "", "", "WorldSkills Occupational Standards")
    sections = tuple(Section(n, f"Section {n}", Decimal(20)) for n in range(1, 6))
    criteria = tuple(Criterion(letter, f"Module {letter}", None) for letter in sorted({sub.criterion for sub in subs}))
    return as_cis.write(
        replace(book, sections=sections, criteria=criteria, sub_criteria=tuple(sorted(subs, key=lambda sub: sub.criterion)))
    )


def seconds() -> tuple[float, float]:
    """Return the clock, and the seconds of the processor that this process and its children have had."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used)


def read_all(files: list[tuple[str, bytes]]) -> tuple[tuple[float, float], list[Workbook]]:
    """Return the seconds (clock, processor) for all files in one child, and what was read; a refusal stops the benchmark."""
    begun, used = seconds()
    with closing(child.Child(files=child.FILES_OF_A_CHILD, wall_seconds=child.WALL_SECONDS)) as one:
        read = [one.read(data, name=name) for name, data in files]
    found = [each for each in read if isinstance(each, Workbook)]
    ended, used_then = seconds()
    taken = ended - begun, used_then - used
    if len(found) != len(files):
        raise SystemExit(f"{len(files) - len(found)} of {len(files)} workbooks were refused.")
    return taken, found


def main() -> None:
    """Print the table with the machine and the size of the data."""
    files = [(f"{number:02}.xlsx", workbook(number)) for number in range(1, WORKBOOKS + 1)]
    rounds = [read_all(files) for _ in range(ROUNDS)]
    clocks, processors, books = [one for (one, _), _ in rounds], [one for (_, one), _ in rounds], rounds[0][1]
    last_rows = [max(level.row for aspect in book.aspects for level in aspect.levels) for book in books]
    aspects = sum(len(book.aspects) for book in books)
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.0f}, Python {platform.python_version()}"
    print(f"\n{datetime.now(UTC):%Y-%m-%d} · {machine}")
    rows = f"{min(last_rows)} to {max(last_rows)}"
    print(f"{WORKBOOKS} workbooks, the last levels in rows {rows}, {aspects} aspects · {ROUNDS} rounds\n")
    print(f"{'read and checked in one child':<32}{'best s':>8}{'median s':>10}{'ms each':>9}  goal")
    for name, taken in (("by the clock", clocks), ("of the processor", processors)):
        best = min(taken)
        goal = GOAL if taken is clocks else ""
        print(f"{name:<32}{best:>8.2f}{statistics.median(taken):>10.2f}{best * 1000 / WORKBOOKS:>9.0f}  {goal}")


if __name__ == "__main__":
    main()
