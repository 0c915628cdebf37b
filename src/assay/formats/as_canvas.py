"""Writes a selection as the outcomes of Canvas (CSV): WSOS sections are groups, descriptors outcomes with their levels as ratings."""

from collections.abc import Iterator

from assay.formats.as_csv import table
from assay.formats.selection import Descriptor, Section, Selection

NAMED = (
    *("vendor_guid", "object_type", "title", "description", "display_name", "calculation_method", "calculation_int"),
    *("parent_guids", "workflow_state", "mastery_points", "ratings"),
)
RATINGS = 8  # points and text of four levels, the first below the last name
LONGEST_TITLE = 255
MASTERY = 1  # level 1 meets the industry standard
Row = list[str | int | None]


def write(selection: Selection) -> bytes:
    """Return the file; only what the library has is in it. Reading it again changes what is there: the guids are our uids."""
    rows = [row for row in selection.descriptors if row.is_library]
    columns = (*NAMED, *[""] * (RATINGS - 1))
    return table(columns, [*map(_group, _sections(rows)), *map(_outcome, rows)])


def _sections(rows: list[Descriptor]) -> Iterator[Section]:
    """Return each section once, by name: a group stands before what is in it."""
    named = {row.section.uid: row.section for row in rows if row.section}
    yield from sorted(named.values(), key=lambda section: section.name)


def _group(section: Section) -> Row:
    return _row(section.uid, "group", section.name)


def _outcome(row: Descriptor) -> Row:
    made = _row(row.uid, "outcome", row.name)
    known: dict[str, str | int] = {"description": row.name, "display_name": f"#{row.number}", "mastery_points": MASTERY}
    for name, value in (known | {"parent_guids": row.section.uid if row.section else ""}).items():
        made[NAMED.index(name)] = value
    ratings: Row = [cell for level in (3, 2, 1, 0) if row.levels[level] for cell in (level, row.levels[level])]
    made[NAMED.index("ratings") :] = [*ratings, *[""] * (RATINGS - len(ratings))]
    return made


def _row(uid: str, kind: str, title: str) -> Row:
    known = {"vendor_guid": uid, "object_type": kind, "title": title[:LONGEST_TITLE], "workflow_state": "active"}
    return [*(known.get(name, "") for name in NAMED), *[""] * (RATINGS - 1)]
