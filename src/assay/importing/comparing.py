"""A workbook against the library: each aspect of judgement with its label, what it is compared with, and what may become of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.differences import Comparison, compare
from assay.descriptors.flaws import flaws_of
from assay.descriptors.models import Descriptor
from assay.descriptors.search.similar import Similar, flat
from assay.descriptors.wording import Wording
from assay.formats.scheme import Aspect, Workbook
from assay.importing.choice import Choice, Decided
from assay.importing.earlier import Earlier, Matching, earlier_of
from assay.importing.existing import comparable, same_wording, usable, wording_of
from assay.importing.labels import Label
from assay.importing.making import can_be_made, wording_in
from assay.importing.near import near_to
from assay.importing.options import Option, Options

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Row:
    """One aspect of judgement: `there` has its words or is what it continues, `near` is what is nearly the same, `repeats` a row above."""

    aspect: Aspect
    label: Label
    wording: Wording
    lacks: tuple[str, ...] = ()
    there: Descriptor | None = None
    earlier: Earlier | None = None
    near: Sequence[Similar] = ()
    repeats: int = 0
    cell: str = ""
    cells_of: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[Option] = ()
    proposed: str = ""

    @cached_property
    def difference(self) -> Comparison | None:
        """Return what differs from what it continues; before is what is there, now what the workbook says."""
        return compare(self.there.wording, self.wording) if self.there and self.label is Label.CHANGED else None

    @cached_property
    def cells(self) -> list[str]:
        """Return the cells that say something else than what it continues."""
        if self.difference is None:
            return []
        names = [
            *(["name"] if self.difference.name_changed else []),
            *(f"level{level.number}" for level in self.difference.changed_levels),
            *(["section"] if self.difference.section_changed else []),
        ]
        return [self.cells_of[name] for name in names]

    @property
    def moved_on(self) -> str:
        """Return who changed what, where that is not plain."""
        if self.label is not Label.CHANGED or self.earlier is None or not self.earlier.reworded_here:
            return ""
        if self.earlier.said == self.wording.key:
            return _("The workbook says what it said before; the descriptor was reworded here since.")
        return _("The workbook has other words than before, and the descriptor was reworded here since.")

    def option(self, value: str) -> Option | None:
        """Return the option of a value, or None where it is not offered."""
        return next((one for one in self.options if one.value == value), None)


@dataclass
class Compared:
    """A workbook compared with what a person may open of the library; everything is asked once."""

    book: Workbook
    choice: Choice
    by: "User | None"
    at: datetime
    as_drafts: bool
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        rows = [self.labelled(aspect) for aspect in self.book.judgement]
        options = Options(self.choice, self.by, as_drafts=self.as_drafts, rows=rows)
        self.rows = [self.with_options(row, options) for row in rows]

    def with_options(self, row: Row, options: Options) -> Row:
        """Return a row with what may become of it."""
        offered = options.of(row, can_be_made=can_be_made(row.aspect, self.choice, as_drafts=self.as_drafts))
        return replace(row, options=offered, proposed=options.proposed(row, offered))

    @cached_property
    def same(self) -> dict[int, list[Descriptor]]:
        """Return what the skill has in the words of an aspect, by row."""
        return same_wording(self.book.judgement, comparable(self.choice.skill, self.by, as_drafts=self.as_drafts))

    @cached_property
    def matching(self) -> Matching:
        """Return what is known of earlier imports by words, names and places."""
        earlier = earlier_of(self.choice.skill, comparable(self.choice.skill, self.by, as_drafts=self.as_drafts))
        aspects = [aspect for aspect in self.book.judgement if aspect.description and aspect.row not in self.repeated]
        matching = Matching(aspects, earlier)
        matching.run(flat)
        return matching

    @cached_property
    def continued(self) -> dict[int, Earlier]:
        """Return what each aspect continues, by row; what is left goes by what is nearest in the library."""
        near, (_aspects, earlier) = self.near, self.matching.left
        left = {one.descriptor.pk: one for one in earlier}
        pairs = [(one.likeness.rank, row, left[pk]) for row, some in near.items() for one in some if (pk := one.descriptor.pk) in left]
        self.matching.take(pairs)
        return self.matching.found

    @cached_property
    def repeated(self) -> dict[int, int]:
        """Return the first row with the same words, by row."""
        first: dict[str, int] = {}
        keys = [(aspect.row, wording_of(aspect).key) for aspect in self.book.judgement if aspect.description]
        return {row: first[key] for row, key in keys if first.setdefault(key, row) != row}

    @cached_property
    def near(self) -> dict[int, list[Similar]]:
        """Return what is nearly the same as an aspect, anywhere in the library, by row."""
        if self.by is None:
            return {}
        known = {*self.same, *self.matching.found, *self.repeated}
        others = [aspect for aspect in self.book.judgement if aspect.row not in known and aspect.description]
        found = near_to(others, user=self.by, at=self.at)
        pks = {one.descriptor.pk for near in found.values() for one in near}
        usable_ones = set(usable(self.by, as_drafts=self.as_drafts).filter(pk__in=pks).values_list("pk", flat=True)) if pks else set()
        return {row: kept for row, near in found.items() if (kept := [one for one in near if one.descriptor.pk in usable_ones])}

    def labelled(self, aspect: Aspect) -> Row:
        """Return an aspect with its label."""
        there, earlier = self.there(aspect)
        wording = wording_in(aspect, self.choice, otherwise=there.wsos_section_id if there else None)
        near = () if there else self.near.get(aspect.row, ())
        row = Row(aspect, Label.NEW, wording, self.lacks(aspect), there, earlier, near, self.repeated.get(aspect.row, 0))
        cells = self.cells_of(aspect)
        return replace(row, label=self.label_of(row), cell=cells["name"], cells_of=cells)

    def cells_of(self, aspect: Aspect) -> dict[str, str]:
        """Return where each text of an aspect stands in the sheet; a level that the workbook does not have, where its aspect does."""
        cell = self.book.cell
        levels = {f"level{level.number}": cell("extra", level.row or aspect.row) for level in aspect.levels}
        return {"name": cell("description", aspect.row), **levels, "section": cell("section", aspect.row)}

    def there(self, aspect: Aspect) -> tuple[Descriptor | None, Earlier | None]:
        """Return what has the words of an aspect or is continued by it, and how it is known from an earlier import."""
        earlier, same = self.continued.get(aspect.row), self.same.get(aspect.row)
        if earlier is not None and (not same or earlier.descriptor in same):
            return earlier.descriptor, earlier
        return (same[0], None) if same else (None, None)

    def label_of(self, row: Row) -> Label:
        """Return what an aspect is to the library."""
        if row.repeats:
            return Label.REPEATS
        if row.there is not None:
            return Label.CHANGED if row.there.wording_key != row.wording.key or self.moved(row) else Label.IDENTICAL
        if row.near:
            return Label.NEAR
        return Label.INCOMPLETE if row.lacks else Label.NEW

    def moved(self, row: Row) -> bool:
        """Return whether the workbook gives an aspect another section than the earlier one did, and than its descriptor has."""
        known = row.earlier is not None and row.earlier.section != row.aspect.section
        return known and row.there is not None and row.wording.section != row.there.wsos_section_id

    def lacks(self, aspect: Aspect) -> tuple[str, ...]:
        """Return in words what an aspect lacks."""
        no_name = () if aspect.description else (_("No description"),)
        no_section = () if self.choice.has_section(aspect.section) else (_("No section"),)
        return (*no_name, *flaws_of(wording_of(aspect)), *no_section)


def as_proposed(compared: Compared) -> Mapping[int, Decided]:
    """Return what is proposed for each aspect: the choice that needs nobody."""
    return {row.aspect.row: option.decided for row in compared.rows if (option := row.option(row.proposed))}
