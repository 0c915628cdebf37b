"""The geometry of layout L1: where each thing of a scheme stands, and the same scheme with its rows numbered so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from assay.formats.ladders import SCORES
from assay.formats.scheme import COLUMNS_OF_L1, Aspect, Level, SubCriterion, Total, Workbook

FIRST_SECTION = 5
SECTIONS_TO_CRITERIA = 5  # from the row after the sections to the first criterion
CRITERIA_TO_BLOCK = 2  # from the row after the criteria to the first header
BLANK_AFTER_BLOCK = 1
BLANK_BEFORE_TOTAL = 2
FIRST_LETTER = "A"


@dataclass(frozen=True)
class Block:
    """A criterion's block: its header row, its sub-criteria, its first and last row below the header."""

    letter: str
    header_row: int
    last_row: int
    sub_criteria: tuple[SubCriterion, ...]


@dataclass(frozen=True)
class SheetLayout:
    """Where everything of a scheme stands; the scheme inside has these row numbers."""

    book: Workbook
    blocks: tuple[Block, ...]
    first_header: int
    total_row: int


def lay_out(book: Workbook) -> SheetLayout:
    """Return the geometry of a scheme, one block for each criterion with sub-criteria, in the order of the scheme."""
    sections = tuple(replace(s, row=FIRST_SECTION + i) for i, s in enumerate(book.sections))
    first_criterion = FIRST_SECTION + len(sections) + SECTIONS_TO_CRITERIA
    criteria = tuple(replace(c, row=first_criterion + i) for i, c in enumerate(book.criteria))
    first_header = first_criterion + len(criteria) + CRITERIA_TO_BLOCK
    blocks = tuple(_blocks(book, first_header))
    end = blocks[-1].last_row if blocks else first_header
    subs = tuple(sub for block in blocks for sub in block.sub_criteria)
    laid = replace(book, sections=sections, criteria=criteria, sub_criteria=subs, columns=COLUMNS_OF_L1)
    total_row = end + BLANK_BEFORE_TOTAL
    return SheetLayout(replace(laid, totals=tuple(_totals(laid, blocks, total_row))), blocks, first_header, total_row)


def _blocks(book: Workbook, row: int) -> Iterator[Block]:
    for letter in dict.fromkeys(sub.criterion for sub in book.sub_criteria):
        header_row, subs = row, []
        for sub in (sub for sub in book.sub_criteria if sub.criterion == letter):
            placed, row = _place_sub_criterion(sub, row + 1)
            subs.append(placed)
        yield Block(letter, header_row, row, tuple(subs))
        row += 1 + BLANK_AFTER_BLOCK


def _place_sub_criterion(sub: SubCriterion, row: int) -> tuple[SubCriterion, int]:
    """Return the sub-criterion with its rows, and the last of them."""
    sub_row, aspects = row, []
    for aspect in sub.aspects:
        placed = _place_aspect(aspect, row + 1)
        aspects.append(placed)
        row = last_row_of(placed)
    return replace(sub, row=sub_row, aspects=tuple(aspects)), row


def _place_aspect(aspect: Aspect, row: int) -> Aspect:
    """Return the aspect with its row, and each level with its own below it; a judgement aspect always has the four rows."""
    after = row + max(0, len(aspect.extra) - 1)
    zero, one, two, three = (_place_level(level, after + 1 + level.number) for level in aspect.levels)
    return replace(aspect, row=row, levels=(zero, one, two, three))


def _place_level(level: Level, row: int) -> Level:
    return replace(level, row=row if level.text else 0)


def has_ladder(aspect: Aspect) -> bool:
    """Return whether four level rows are written for it."""
    return aspect.is_judgement or any(level.text for level in aspect.levels)


def last_row_of(aspect: Aspect) -> int:
    """Return the last row that a placed aspect takes."""
    return aspect.row + max(0, len(aspect.extra) - 1) + (len(SCORES) if has_ladder(aspect) else 0)


def _totals(book: Workbook, blocks: tuple[Block, ...], total_row: int) -> Iterator[Total]:
    if not blocks:
        yield Total(f"Criterion {FIRST_LETTER}", Decimal("0.00"), total_row - BLANK_BEFORE_TOTAL)
    for block in blocks:
        yield Total(f"Criterion {block.letter}", book.criterion_marks(block.letter), block.header_row)
    yield Total("Competition", book.marks, total_row)
