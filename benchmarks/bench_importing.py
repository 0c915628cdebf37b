"""How long it takes to look at a workbook of 220 judgement aspects beside a library, to import it, and to undo that.

`python -m benchmarks.bench_importing [N]` fills a database with N descriptors (12,000), the one that DATABASE_URL names, by default a new
SQLite in a temporary folder. A third of the aspects is new, the others are those of an earlier import: as they were, reworded, and copies
of descriptors of other skills.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

Words = tuple[str, tuple[str, str, str, str]]
Found = dict[str, list[tuple[float, float]]]
"""Milliseconds of each round, and how many of them this process computed: the rest it waited, also for other work on the machine."""
ASPECTS = 220
SAME, CHANGED, NEAR = 75, 50, 25
PER_SUB = 10
ROUNDS = 5
N = int(sys.argv[1]) if len(sys.argv) > 1 else 12_000
GOALS = {"look: labels, differences, near ones": "2000 ms", "import what is proposed": "1000 ms"}


def fill() -> None:
    """Make the database, its descriptors and its index; one in ASSAY_DATA_DIR that is filled already is used again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")
    os.environ.setdefault("ASSAY_DATA_DIR", tempfile.mkdtemp(prefix="assay-bench-"))
    from assay.__main__ import run  # noqa: PLC0415  settings are chosen first

    run("migrate", ["migrate", "-v", "0"])
    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from benchmarks.search.library import fill as write  # noqa: PLC0415

    if not Descriptor.objects.exists():
        write(N, lambda done: print(f"\r{done}", end="", file=sys.stderr))
        run("index", ["index", "rebuild"])


def texts() -> tuple[list[Words], list[Words]]:
    """Return the aspects of an earlier workbook and of the later one."""
    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from benchmarks.search.library import SEED  # noqa: PLC0415
    from benchmarks.search.words import Vocabulary, Writer  # noqa: PLC0415

    writer = Writer(Vocabulary(Random(SEED)))
    written = [writer.aspect() for _ in range(ASPECTS)]
    elsewhere = Descriptor.objects.in_library().exclude(skill__code="09").filter(confidential_until=None).order_by("pk")[:NEAR]
    near = [(row.criterion_name, row.levels) for row in elsewhere]
    earlier = written[:SAME] + written[SAME : SAME + CHANGED]
    changed = [(name, (low, f"{met} Twice.", good, best)) for name, (low, met, good, best) in written[SAME : SAME + CHANGED]]
    copied = [(name, (low, met, f"{good} Twice.", best)) for name, (low, met, good, best) in near]
    new = written[SAME + CHANGED : ASPECTS - NEAR]
    return earlier, [*written[:SAME], *changed, *copied, *new]


def book(words: list[Words], name: str) -> Any:
    """Return a workbook with these aspects, twenty in each sub-criterion."""
    from assay.formats.scheme import Aspect, Level, Section, SubCriterion, Workbook  # noqa: PLC0415

    aspects = [
        Aspect(
            sub_criterion=f"{'ABCDEFGHI'[n // PER_SUB // 3]}{n // PER_SUB % 3 + 1}",
            position=n % PER_SUB + 1,
            type="J",
            description=name_,
            levels=tuple(Level(number, text, 20 + 5 * n + number + 1, text) for number, text in enumerate(levels)),  # type: ignore[arg-type]
            section=1,
            mark=Decimal("0.45"),
            row=20 + 5 * n,
        )
        for n, (name_, levels) in enumerate(words)
    ]
    subs = [aspects[at : at + PER_SUB] for at in range(0, len(aspects), PER_SUB)]
    criteria = tuple(
        SubCriterion(some[0].sub_criterion, f"Part {n}", "1", some[0].sub_criterion[0], n, tuple(some), some[0].row - 1)
        for n, some in enumerate(subs)
    )
    section = Section(1, "Work organization and management", Decimal(100))
    known = {"sheet": "CIS Marking Scheme Import", "layout": "L1", "title": "", "skill_code": "09", "skill_name": "", "standards_title": ""}
    return Workbook(file=name, sections=(section,), sub_criteria=criteria, **known)


def one_round(words: list[Words], found: Found) -> tuple[dict[str, int], Any]:
    """Look at the later workbook, import it, undo it; add the milliseconds to `found`; return the queries and the labels."""
    from django.utils import timezone  # noqa: PLC0415

    from assay.accounts.models import User  # noqa: PLC0415
    from assay.importing.actions import apply, settled_by_itself  # noqa: PLC0415
    from assay.importing.comparing import Compared, as_proposed  # noqa: PLC0415
    from assay.importing.undoing import undo  # noqa: PLC0415
    from assay.standards.models import Competition, Skill  # noqa: PLC0415

    by, read = User.objects.get(is_admin=True), book(words, "final.xlsx")
    whose = {"skill": Skill.objects.get(code="09"), "competition": Competition.objects.get(code="WSC2026")}
    choice = settled_by_itself(read, **whose)
    kept: dict[str, Any] = {}

    def look() -> None:
        kept["looked"] = Compared(read, choice, by, timezone.now(), as_drafts=False)

    def bring_in() -> None:
        settled = replace(choice, rows=as_proposed(kept["looked"]))
        kept["scheme"] = apply(read, sha256=uuid.uuid4().hex * 2, choice=settled, by=by, at=timezone.now())

    acts: dict[str, Callable[[], Any]] = {
        "look: labels, differences, near ones": look,
        "import what is proposed": bring_in,
        "undo it": lambda: undo(scheme=kept["scheme"], by=by, at=timezone.now()),
    }
    asked = {}
    for name, act in acts.items():
        *taken, asked[name] = timed(act)
        found.setdefault(name, []).append((taken[0], taken[1]))
    return asked, Counter(row.label.value for row in kept["looked"].rows)


def timed(act: Callable[[], Any]) -> tuple[float, float, int]:
    """Return the milliseconds of a call, those in which this process computed, and how many queries it asks."""
    from django.db import connection  # noqa: PLC0415

    asked: list[int] = []

    def count(execute: Any, *rest: Any) -> Any:
        asked.append(1)
        return execute(*rest)

    begun, computed = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        act()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - computed) * 1000, len(asked)


def main() -> None:
    """Print the table with the machine and the size of the data."""
    fill()
    from django.db import connection  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from assay.accounts.models import User  # noqa: PLC0415
    from assay.descriptors.search import indexer  # noqa: PLC0415
    from assay.importing.actions import apply, settled_by_itself  # noqa: PLC0415
    from assay.standards.models import Competition, Skill  # noqa: PLC0415

    earlier, later = texts()
    read = book(earlier, "earlier.xlsx")
    choice = settled_by_itself(read, skill=Skill.objects.get(code="09"), competition=Competition.objects.get(code="WSC2026"))
    apply(read, sha256="0" * 64, choice=choice, by=User.objects.get(is_admin=True), at=timezone.now())
    found: Found = {}
    for number in range(ROUNDS + 1):
        indexer.catch_up()  # as the worker does, a moment after each change
        if number == 1:
            found.clear()
        asked, labels = one_round(later, found)
    print(
        f"\n{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()} · {connection.vendor} · {N} descriptors · {len(later)} aspects · {ROUNDS} rounds\n"
        f"{dict(labels)}"
    )
    print(f"{'':<38}{'p50 ms':>8}{'best':>8}{'worst':>8}{'computed':>10}{'queries':>9}  goal")
    for name, rounds in found.items():
        taken, computed = zip(*rounds, strict=True)
        figures = f"{statistics.median(taken):>8.0f}{min(taken):>8.0f}{max(taken):>8.0f}{statistics.median(computed):>10.0f}"
        print(f"{name:<38}{figures}{asked[name]:>9}  {GOALS.get(name, '')}")


if __name__ == "__main__":
    main()
