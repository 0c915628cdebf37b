"""The marks of a scheme: what it declares against what its aspects add to; told, and never a reason to refuse it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from assay.formats.scheme import Section, Workbook

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Line:
    """A section, a criterion or the whole scheme; `declared` is what the workbook says, `found` the sum of the aspects."""

    number: str
    name: str
    declared: Decimal | None
    found: Decimal

    @property
    def differs(self) -> bool:
        """Return whether the two disagree."""
        return self.declared is not None and self.declared != self.found

    @property
    def said(self) -> str:
        """Return the difference in words."""
        if self.declared is None:
            return _("nothing declared")
        if not self.differs:
            return _("as declared")
        by = abs(self.found - self.declared)
        return (_("over by %(marks)s") if self.found > self.declared else _("under by %(marks)s")) % {"marks": f"{by:.2f}"}


def sections_of(book: Workbook) -> list[Section]:
    """Return the sections that the workbook lists, and those that only its aspects name, by number."""
    listed = {section.number: section for section in reversed(book.sections)}
    numbers = {aspect.section for aspect in book.aspects if aspect.section is not None} - listed.keys()
    return sorted([*listed.values(), *(Section(number, "", None) for number in numbers)], key=lambda section: section.number)


def section_lines(book: Workbook) -> list[Line]:
    """Return the marks of each section."""
    return [Line(str(one.number), one.name, one.mark, book.section_marks(one.number)) for one in sections_of(book)]


def criterion_lines(book: Workbook) -> list[Line]:
    """Return the marks of each criterion, those that the workbook does not list last; a listed letter without anything is none."""
    marks = {one.letter: one.mark for one in book.criteria if one.name or one.mark}
    letters = dict.fromkeys([*marks, *(sub.criterion for sub in book.sub_criteria if sub.criterion)])
    return [Line(letter, book.criterion_name(letter), marks.get(letter), book.criterion_marks(letter)) for letter in letters]


def total_line(book: Workbook) -> Line:
    """Return the marks of the whole scheme against the 100 that one has."""
    return Line("", _("All aspects"), HUNDRED, book.marks)
