"""What an import did, said afterwards; and what an undo of it does, or did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.models import Descriptor, Quality
from assay.formats import as_json
from assay.formats.scheme import Workbook
from assay.importing.models import Became, Effect, Import
from assay.importing.undoing import TakingBack
from assay.importing.used import Use
from assay.schemes.models import Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User

TITLES: dict[Became, Promise] = {
    Became.MADE: gettext_lazy("Made"),
    Became.REWORDED: gettext_lazy("Updated with a new revision"),
    Became.PROPOSED: gettext_lazy("Proposed as amendments"),
    Became.LINKED: gettext_lazy("There already; the scheme points to them"),
    Became.SKIPPED: gettext_lazy("Left out; they stay in the scheme"),
}


@dataclass(frozen=True)
class Line:
    """One aspect with what it became; `row` is there where the reader may open it."""

    effect: Effect
    row: Descriptor | None
    cell: str
    why: str = ""

    @property
    def name(self) -> str:
        """Return the aspect's name, or that there is none."""
        return self.effect.aspect.description or _("No description")

    @property
    def chip(self) -> Chip | None:
        """Return the state or quality of its descriptor."""
        return chip_of(self.row) if self.row and self.row.deleted_at is None else None


@dataclass(frozen=True)
class Group:
    """Aspects that became the same."""

    title: str
    lines: Sequence[Line]
    is_open: bool = False


@dataclass
class Result:
    """One import for a reader; everything is asked once. `found` is the upload, where there was one."""

    scheme: Scheme
    reader: "User"
    found: Import | None = None

    @cached_property
    def back(self) -> TakingBack:
        """Return what an undo would do."""
        return TakingBack(self.scheme, self.reader)

    @cached_property
    def book(self) -> Workbook:
        """Return the workbook as it was read."""
        return as_json.load(self.scheme.document)

    @cached_property
    def visible(self) -> Mapping[int, Descriptor]:
        """Return the descriptors that the reader may open, by primary key."""
        pks = [one.descriptor_id for one in self.back.effects if one.descriptor_id]
        return {row.pk: row for row in Descriptor.objects.visible_to(self.reader).filter(pk__in=pks)}

    def lines(self, effects: Sequence[Effect], why: Mapping[int, str] | None = None) -> list[Line]:
        """Return effects as the page lists them."""
        return [
            Line(one, self.visible.get(one.descriptor_id or 0), self.book.cell("description", one.aspect.row), (why or {}).get(one.pk, ""))
            for one in effects
        ]

    def of(self, became: Became) -> list[Effect]:
        """Return the effects of one kind."""
        return [one for one in self.back.effects if one.became == became]

    @property
    def groups(self) -> list[Group]:
        """Return what became of the aspects."""
        found = [Group(str(title), self.lines(self.of(became)), became is not Became.LINKED) for became, title in TITLES.items()]
        return [group for group in found if group.lines]

    @property
    def summary(self) -> str:
        """Return what was made, in a sentence."""
        made = len(self.of(Became.MADE))
        if self.scheme.into_drafts:
            said = ngettext("%(n)d draft was written.", "%(n)d drafts were written.", made)
        else:
            said = ngettext("%(n)d descriptor is in the library.", "%(n)d descriptors are in the library.", made)
        return said % {"n": made}

    @property
    def besides(self) -> list[str]:
        """Return what else there is to say, a sentence each."""
        updated, proposed, there, without = (
            len(self.of(became)) for became in (Became.REWORDED, Became.PROPOSED, Became.LINKED, Became.SKIPPED)
        )
        words = (
            (updated, ngettext("%(n)d has a new wording.", "%(n)d have a new wording.", updated)),
            (
                proposed,
                ngettext("%(n)d is proposed as an amendment, a draft.", "%(n)d are proposed as amendments, in drafts.", proposed),
            ),
            (there, ngettext("%(n)d was there already.", "%(n)d were there already.", there)),
            (without, ngettext("%(n)d aspect of judgement became none.", "%(n)d aspects of judgement became none.", without)),
        )
        return [said % {"n": number} for number, said in words if number]

    @property
    def links(self) -> list[dict[str, Any]]:
        """Return where it goes on, for this reader."""
        found = []
        if self.scheme.into_drafts:
            query = urlencode({"tab": "drafts", "skill": self.scheme.skill.code})
            found.append({"label": _("See the drafts"), "url": f"{reverse('my_skills')}?{query}", "main": True})
        else:
            query = urlencode({"skill": self.scheme.skill.code, "source": self.scheme.competition.code})
            found.append({"label": _("See them in the library"), "url": f"{reverse('library')}?{query}", "main": True})
        if self.reader.is_admin and self.unreviewed:
            words = ngettext("Curate %(n)d that needs review", "Curate %(n)d that need review", self.unreviewed) % {"n": self.unreviewed}
            found.append({"label": words, "url": reverse("curation")})
        return [*found, *self.ways]

    @property
    def ways(self) -> list[dict[str, Any]]:
        """Return the ways that are there before and after an undo."""
        to_scheme = {"label": _("The scheme"), "url": reverse("scheme", args=[self.scheme.uid])}
        sees = self.reader.has_perm("schemes.view", self.scheme)
        return [*([to_scheme] if sees else []), {"label": _("Import another one"), "url": reverse("imports")}]

    @cached_property
    def unreviewed(self) -> int:
        """Return how many of those that it made wait in the curation queue."""
        rows = Descriptor.objects.in_library().filter(quality_indicator=Quality.NEEDS_REVIEW)
        return rows.filter(pk__in=[one.descriptor_id for one in self.of(Became.MADE)]).count()

    @property
    def undo(self) -> str:
        """Return the way to undo it, for those who may."""
        may = self.scheme.undone_at is None and self.reader.has_perm("importing.undo", self.scheme)
        return reverse("import_undo", args=[self.scheme.uid]) if may else ""

    @property
    def kept(self) -> list[Line]:
        """Return what an undo kept, with the reasons."""
        found = [one for one in self.back.effects if one.kept_for and Use.GONE not in one.kept_for.split(",")]
        return self.lines(found, {one.pk: reasons(one.kept_for.split(",")) for one in found})

    @property
    def would_keep(self) -> list[Line]:
        """Return what an undo would keep, with the reasons."""
        return self.lines(self.back.kept, {one.pk: reasons(self.back.uses_of(one)) for one in self.back.kept})

    @property
    def would(self) -> list[Group]:
        """Return what an undo would do, as the question before it lists it."""
        found = [
            Group(_("Deleted"), self.lines(self.back.deleted)),
            Group(_("Read as before, with a new revision"), self.lines(self.back.reverted)),
            Group(_("No longer linked"), self.lines(self.back.unlinked)),
            Group(_("Kept"), self.would_keep, is_open=True),
        ]
        return [group for group in found if group.lines]

    @property
    def warning(self) -> list[str]:
        """Return what will happen, a sentence each."""
        deleted, reverted, kept = len(self.back.deleted), len(self.back.reverted), len(self.back.kept)
        words = (
            (deleted, ngettext("%(n)d descriptor is deleted.", "%(n)d descriptors are deleted.", deleted)),
            (reverted, ngettext("%(n)d reads as before the import.", "%(n)d read as before the import.", reverted)),
            (kept, ngettext("%(n)d stays, because it was used or changed.", "%(n)d stay, because they were used or changed.", kept)),
        )
        said = [text % {"n": number} for number, text in words if number]
        return [
            *said,
            _("The scheme leaves the lists, and its measured aspects are not found any more."),
            _("WSOS sections that it made stay; the file counts as not imported and can be imported again."),
        ]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Return what is known of it, as web/components/pairs.html draws it."""
        return [
            (_("Skill"), self.scheme.skill),
            (_("Competition"), self.scheme.competition),
            (_("File"), self.scheme.file),
            (_("Sheet"), self.scheme.sheet),
            (_("Imported by"), self.scheme.imported_by or _("the command line")),
            (_("SHA-256"), self.scheme.sha256),
        ]


def reasons(uses: Sequence[str]) -> str:
    """Return why a row is kept, in words."""
    known = [str(Use(use).label) for use in uses if use in Use.values]
    return ", ".join(known)
