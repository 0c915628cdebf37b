"""How long each writer takes for 60, 220 and 500 aspects; 220 aspects are to be a workbook within 0.3 s.

Where a writer takes about a second is its `at_once` in `formats/table.py`.

Times are those of the processor, so that other work beside it counts less.

`python -m benchmarks.bench_exporting`
"""

import platform
import statistics
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from assay.formats import as_scheme
from assay.formats.selection import Choice, Competition, Descriptor, Revision, Section, Selection, Skill, Standard
from assay.formats.table import WRITERS

SIZES = (60, 220, 500)
LOOKED_AT = 220
ROUNDS = 7
GOALS = {("cis", 220): "300 ms"}
SPACE = UUID("6f1c2d3e-0000-4000-8000-000000000000")
AT = datetime(2026, 3, 14, tzinfo=UTC)
TEXT = "Fields are labelled, aligned and in the order of the task; the main action stands out; part {n} is explained at level {level}."


def made(size: int) -> Selection:
    """Return a selection with texts as long as real ones, each with two earlier revisions."""
    skill = Skill(str(uuid5(SPACE, "skill")), "17", "Web Technologies", "Information and Communication Technology")
    competition = Competition(str(uuid5(SPACE, "competition")), "WSC2026", "Competition", date(2026, 9, 22))
    sections = tuple(Section(str(uuid5(SPACE, f"section {n}")), f"Section {n}", n, Decimal(20)) for n in range(1, 6))
    standard = Standard(str(uuid5(SPACE, "standard")), skill, competition, is_complete=True, sections=sections)
    rows = tuple(descriptor(n, skill, replace(sections[n % 5], weight=None)) for n in range(size))
    return Selection("Ready", AT, "https://assay.example.org/", rows, skill=skill, competition=competition, standard=standard)


def descriptor(number: int, skill: Skill, section: Section) -> Descriptor:
    """Return one descriptor."""
    uid, (zero, one, two, three) = uuid5(SPACE, f"descriptor {number}"), (TEXT.format(n=number, level=level) for level in range(4))
    levels, name = (zero, one, two, three), f"Layout of the data entry screens, part {number}"
    earlier = tuple(Revision(str(uuid5(uid, f"revision/{n}")), n, AT, name, levels, section.name) for n in (1, 2))
    return Descriptor(
        uid=str(uid),
        number=number,
        address=f"https://assay.example.org/library/{uid}/",
        name=name,
        levels=levels,
        skill=skill,
        section=section,
        quality=Choice("GOOD", "Approved"),
        status=Choice("APPROVED", "Approved"),
        revision_uid=str(uuid5(uid, "revision/2")),
        revision=2,
        updated_at=AT,
        history=earlier,
        tags=("layout", "usability"),
    )


def milliseconds(name: str, selection: Selection) -> list[float]:
    """Return how long each round took."""
    found = []
    for _round in range(ROUNDS):
        start = time.process_time()
        WRITERS[name].write(selection)
        found.append((time.process_time() - start) * 1000)
    return found


def main() -> None:
    """Print the table."""
    print(f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, Python {platform.python_version()} · {ROUNDS} rounds\n")
    print("| writer | descriptors | p50 ms | worst ms | KB | goal |\n|---|---|---|---|---|---|")
    for size in SIZES:
        selection = made(size)
        for name, writer in WRITERS.items():
            taken, kilobytes = milliseconds(name, selection), len(writer.write(selection)) / 1024
            row = f"{statistics.median(taken):.1f} | {max(taken):.1f} | {kilobytes:,.0f}"
            print(f"| {name} | {size:,} | {row} | {GOALS.get((name, size), '')} |")
    selection, start = made(LOOKED_AT), time.process_time()
    as_scheme.look(selection)
    print(f"\nLooking beforehand at a workbook of {LOOKED_AT} aspects: {(time.process_time() - start) * 1000:.1f} ms.")


if __name__ == "__main__":
    main()
