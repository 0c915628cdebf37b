"""What a marking scheme is: frozen dataclasses that hold each value as it was read (`…_raw`) beside what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assay.formats.cells import address

# Aspect types: measurement, judgement; objective and subjective of schemes before 2014; "" where the type cannot be told.
MEASUREMENT, JUDGEMENT, OBJECTIVE, SUBJECTIVE, UNTYPED = "M", "J", "O", "S", ""
# The columns of layout L1 from A to K, by what they hold; the marks of sections and criteria stand above them, in I and K.
FIELDS = ("id", "name", "day", "type", "description", "score", "extra", "requirement", "section", "calculation", "mark")
BY_PLACE = {name: place for place, name in enumerate(FIELDS)}
COLUMNS_OF_L1 = BY_PLACE | {"section_mark": 8, "criterion_mark": 10}


@dataclass(frozen=True)
class SchemeWarning:
    """Something a person should look at; `rule` is a key of `sentences.WARNINGS`, `cell` an address such as `K36` or ""."""

    rule: str
    cell: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """A section of the standard as the workbook declares it."""

    number: int
    name: str
    mark: Decimal | None
    row: int = 0
    name_raw: str = ""
    mark_raw: str = ""


@dataclass(frozen=True)
class Criterion:
    """A criterion (A to I) as the workbook lists it; `mark` is what the list says, not the sum of the aspects."""

    letter: str
    name: str
    mark: Decimal | None
    row: int = 0
    name_raw: str = ""
    mark_raw: str = ""


@dataclass(frozen=True)
class Level:
    """One of the four levels of an aspect; `text` is "" and `row` 0 where the workbook has none."""

    number: int
    text: str = ""
    row: int = 0
    raw: str = ""


Levels = tuple[Level, Level, Level, Level]
NO_LEVELS: Levels = (Level(0), Level(1), Level(2), Level(3))


@dataclass(frozen=True)
class Aspect:
    """One aspect; `position` counts the typed ones (M, J, O, S) under the sub-criterion row, 0 where there is no type."""

    sub_criterion: str
    position: int
    type: str
    description: str
    levels: Levels = NO_LEVELS
    extra: tuple[str, ...] = ()
    requirement: str = ""
    section: int | None = None
    mark: Decimal | None = None
    row: int = 0
    type_raw: str = ""
    description_raw: str = ""
    extra_raw: tuple[str, ...] = ()
    requirement_raw: str = ""
    section_raw: str = ""
    mark_raw: str = ""
    calculation_raw: str = ""

    @property
    def code(self) -> str:
        """Return `<sub-criterion>.<n>`, or "" for an aspect that has no type or no sub-criterion."""
        return f"{self.sub_criterion}.{self.position}" if self.sub_criterion and self.position else ""

    @property
    def is_judgement(self) -> bool:
        """Return whether it is scored 0 to 3 against described levels."""
        return self.type == JUDGEMENT

    @property
    def has_all_levels(self) -> bool:
        """Return whether each of the four levels has a text."""
        return all(level.text for level in self.levels)

    @property
    def level_texts(self) -> tuple[str, str, str, str]:
        """Return the four texts, 0 to 3, "" where there is none."""
        zero, one, two, three = self.levels
        return zero.text, one.text, two.text, three.text


@dataclass(frozen=True)
class SubCriterion:
    """A sub-criterion row and the aspects under it; two rows with one id stay two. `position` counts within the criterion."""

    id: str
    name: str
    day: str
    criterion: str
    position: int
    aspects: tuple[Aspect, ...] = ()
    row: int = 0
    id_raw: str = ""
    name_raw: str = ""
    day_raw: str = ""


@dataclass(frozen=True)
class Note:
    """A cell that belongs to nothing else: a visual sub-heading (`heading`), a line of the preamble, or anything left over."""

    kind: str
    cell: str
    row: int
    text: str
    raw: str


@dataclass(frozen=True)
class Total:
    """A total that the workbook shows ("Criterion A", "Sub-criterion A1", "Competition"); kept to be compared, never trusted."""

    label: str
    mark: Decimal | None
    row: int = 0
    raw: str = ""
    column: int = 13


@dataclass(frozen=True)
class Workbook:
    """A marking scheme read from, or to be written to, one workbook."""

    file: str
    sheet: str
    layout: str
    title: str
    skill_code: str
    skill_name: str
    standards_title: str
    sections: tuple[Section, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    sub_criteria: tuple[SubCriterion, ...] = ()
    notes: tuple[Note, ...] = ()
    totals: tuple[Total, ...] = ()
    other_sheets: tuple[str, ...] = ()
    warnings: tuple[SchemeWarning, ...] = ()
    title_raw: str = ""
    standards_title_raw: str = ""
    columns: Mapping[str, int] = field(default_factory=lambda: dict(COLUMNS_OF_L1))

    def cell(self, name: str, row: int) -> str:
        """Return the address of what a field holds in a row, "" where the workbook has no such column."""
        return address(self.columns[name], row) if row and name in self.columns else ""

    @property
    def variant(self) -> str:
        """Return the layout, `L1b` where rows follow the total of the competition."""
        return f"{self.layout}b" if any(said.rule == "rows-after-total" for said in self.warnings) else self.layout

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """Return every aspect in the order of the workbook."""
        return tuple(self._aspects())

    @property
    def judgement(self) -> tuple[Aspect, ...]:
        """Return the judgement aspects."""
        return tuple(aspect for aspect in self._aspects() if aspect.is_judgement)

    @property
    def typed(self) -> tuple[Aspect, ...]:
        """Return the aspects of type M or J: what `aspects` counts in reports."""
        return tuple(aspect for aspect in self._aspects() if aspect.type in {MEASUREMENT, JUDGEMENT})

    @property
    def marks(self) -> Decimal:
        """Return the sum of the aspects' marks."""
        return sum((aspect.mark for aspect in self._aspects() if aspect.mark is not None), Decimal("0.00"))

    def section_marks(self, number: int) -> Decimal:
        """Return the sum of the marks of the aspects in section `number`."""
        marks = (aspect.mark for aspect in self._aspects() if aspect.section == number)
        return sum((mark for mark in marks if mark is not None), Decimal("0.00"))

    def criterion_marks(self, letter: str) -> Decimal:
        """Return the sum of the marks of the aspects under criterion `letter`."""
        subs = (sub for sub in self.sub_criteria if sub.criterion == letter)
        marks = (aspect.mark for sub in subs for aspect in sub.aspects)
        return sum((mark for mark in marks if mark is not None), Decimal("0.00"))

    def criterion_name(self, letter: str) -> str:
        """Return the name of criterion `letter`, "" where the workbook does not list it."""
        return next((criterion.name for criterion in self.criteria if criterion.letter == letter), "")

    def _aspects(self) -> Iterator[Aspect]:
        for sub in self.sub_criteria:
            yield from sub.aspects
