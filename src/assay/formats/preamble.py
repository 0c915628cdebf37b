"""What stands above the first header row: title, sections, criteria. Read by geometry, so that a translation does not matter."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assay.formats.cells import comparable, mark, one_line, tidy, whole_number
from assay.formats.columns import Row
from assay.formats.scheme import COLUMNS_OF_L1, Criterion, Note, SchemeWarning, Section

TITLE_ROW, STANDARDS_ROW, FIRST_SECTION_ROW = 1, 3, 5
LARGEST_SECTION = 99
_SKILL = re.compile(r"(?:skill\s*)?([A-Z]?\d{1,2})(?!\d)\s*[-–—:.]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_LABELS = re.compile(r"section|(wsos|wsss) marks|aspect marks|variation|total variation|criteria|id|name|mark|calculations", re.IGNORECASE)


@dataclass
class Preamble:
    """The preamble as it is gathered, row by row."""

    title_raw: str = ""
    standards_title_raw: str = ""
    sections: list[Section] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    section_mark: int = COLUMNS_OF_L1["section_mark"]
    criterion_mark: int = COLUMNS_OF_L1["criterion_mark"]
    notes: list[Note] = field(default_factory=list)
    warnings: list[SchemeWarning] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Return the title on one line."""
        return one_line(self.title_raw)

    @property
    def skill(self) -> tuple[str, str]:
        """Return code and name of the skill as the title says them, the code with two digits; ("", title) where it has none."""
        return skill_of(self.title)


def skill_of(title: str) -> tuple[str, str]:
    """Return ("09", "Software …") for "9 Software …"; ("", title) where no number leads."""
    found = _SKILL.fullmatch(title)
    if not found:
        return "", title
    code = found[1].upper()
    return code.zfill(2), found[2]


def read_preamble(rows: Sequence[Row]) -> Preamble:
    """Read the rows above the first header."""
    preamble = Preamble()
    for row in rows:
        _find_marks(preamble, row)
        _take(preamble, row)
    if preamble.title and not preamble.skill[0]:
        preamble.warnings.append(SchemeWarning("title-without-code", "A1", {"title": preamble.title}))
    _repeated_sections(preamble)
    return preamble


def _find_marks(preamble: Preamble, row: Row) -> None:
    """Take the columns of the marks from the row of labels above sections or criteria; where it is foreign they are those of L1."""
    labels = {column: comparable(row.raw(column)) for column in row.filled}
    first = labels.get(0)
    if first == "section":
        marks = [column for column, label in labels.items() if label in {"wsos marks", "wsss marks"}]
        preamble.section_mark = marks[-1] if marks else preamble.section_mark
    elif first == "id":
        preamble.criterion_mark = next((column for column, label in labels.items() if label == "mark"), preamble.criterion_mark)


def _take(preamble: Preamble, row: Row) -> None:
    if row.number == TITLE_ROW:
        preamble.title_raw = row.raw(0)
    elif row.number == STANDARDS_ROW:
        preamble.standards_title_raw = row.raw(0)
    elif row.number >= FIRST_SECTION_ROW and _is_section(row):
        preamble.sections.append(_section(row, preamble.section_mark))
    elif re.fullmatch(r"[A-I]", tidy(row.raw(0))):
        preamble.criteria.append(_criterion(row, preamble.criterion_mark))
    preamble.notes.extend(_left_over(preamble, row))


def _is_section(row: Row) -> bool:
    number = whole_number(row.raw(0))
    return number is not None and 0 < number <= LARGEST_SECTION


def _section(row: Row, column: int) -> Section:
    raw, number = row.raw(column), whole_number(row.raw(0))
    return Section(number or 0, one_line(row.raw(1)), mark(raw), row.number, row.raw(1), raw)


def _criterion(row: Row, column: int) -> Criterion:
    raw = row.raw(column)
    return Criterion(tidy(row.raw(0)), one_line(row.raw(1)), mark(raw), row.number, row.raw(1), raw)


def _left_over(preamble: Preamble, row: Row) -> Iterator[Note]:
    """Yield what is neither a value that was taken, nor a label, nor a computed number."""
    for column in row.filled:
        raw = row.raw(column)
        if not _is_taken(preamble, row, column) and not _LABELS.fullmatch(comparable(raw)) and mark(raw) is None:
            yield Note("preamble", row.cell(column), row.number, tidy(raw), raw)


def _is_taken(preamble: Preamble, row: Row, column: int) -> bool:
    if row.number in {TITLE_ROW, STANDARDS_ROW}:
        return column == 0
    last = (preamble.sections[-1:] + preamble.criteria[-1:]) if preamble.sections or preamble.criteria else []
    return column in {0, 1} and any(taken.row == row.number for taken in last)


def _repeated_sections(preamble: Preamble) -> None:
    seen: dict[int, Decimal | None] = {}
    for section in preamble.sections:
        if section.number in seen:
            preamble.warnings.append(SchemeWarning("section-repeated", f"A{section.row}", {"value": str(section.number)}))
        seen[section.number] = section.mark
