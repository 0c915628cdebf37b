"""What an importer settles: whose scheme it is, which sections are meant, and what becomes of each aspect of judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Quality
from assay.descriptors.posted import seen_of, uid_of
from assay.standards.models import Competition, Skill, WSOSSection


class Do(models.TextChoices):
    """What becomes of an aspect of judgement."""

    CREATE = "create", _("Make a new one")
    UPDATE = "update", _("Update what is there")
    LINK = "link", _("Use what is there")
    SKIP = "skip", _("Leave out")


@dataclass(frozen=True)
class Decided:
    """What becomes of one aspect: `target` is what it updates or uses, with the `change` that was seen of it where it updates.

    `same_as`: use whatever the aspect of that row becomes. `reason` says why one is made beside the similar ones in `beside`.
    """

    do: Do = Do.CREATE
    target: UUID | None = None
    seen: int = 0
    same_as: int = 0
    reason: str = ""
    beside: tuple[UUID, ...] = ()

    @property
    def value(self) -> str:
        """Return it as a form carries it, without the reason."""
        if self.do is Do.LINK:
            return f"{self.do.value}:{self.same_as or self.target}"
        return f"{self.do.value}:{self.target}:{self.seen}" if self.do is Do.UPDATE else self.do.value


def decided(value: str) -> Decided | None:
    """Return what a form carries, or None where it is nothing that can be chosen."""
    do, *parts = value.split(":")
    if do in {Do.CREATE, Do.SKIP} and not parts:
        return Decided(Do(do))
    if do == Do.LINK and len(parts) == 1:
        uid = uid_of(parts[0])
        return Decided(Do.LINK, uid) if uid else Decided(Do.LINK, same_as=row) if (row := seen_of(parts[0])) else None
    if do == Do.UPDATE and len(parts) == 2 and (uid := uid_of(parts[0])):  # noqa: PLR2004  whom, and as it was seen
        return Decided(Do.UPDATE, uid, seen_of(parts[1]))
    return None


@dataclass(frozen=True)
class Choice:
    """What the importer settled: whose it is, which sections are meant, how the descriptors start, and what becomes of each aspect.

    `sections` and `new_sections` (names of ones to be made) go by the workbook's section numbers, `rows` by the aspects' rows; of an
    aspect that is not in it, a descriptor is made where one can be. `without` is the section of new ones that name none.
    """

    skill: Skill
    competition: Competition
    sections: Mapping[int, WSOSSection]
    new_sections: Mapping[int, str] = field(default_factory=dict)
    quality: Quality | None = None
    confidential_until: datetime | None = None
    rows: Mapping[int, Decided] = field(default_factory=dict)
    without: WSOSSection | None = None

    def section_of(self, number: int | None) -> WSOSSection | None:
        """Return the section that a number of the workbook means, where it is there already."""
        return self.sections.get(number) if number is not None else self.without

    def has_section(self, number: int | None) -> bool:
        """Return whether a number of the workbook means a section, or one that is made; None is an aspect that names none."""
        return number in self.sections or number in self.new_sections or (number is None and self.without is not None)
