"""What the page of one descriptor shows to one reader."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from assay.descriptors.amending.reading import Standing
from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.contrast import Contrast, contrast_of
from assay.descriptors.differences import Comparison, compare, word_diff
from assay.descriptors.library.cards import confidential, start_from
from assay.descriptors.library.copying import copies_of
from assay.descriptors.library.lineage import Lineage, lineage_of
from assay.descriptors.library.neighbours import Neighbours, neighbours_of
from assay.descriptors.library.readable import first_readable
from assay.descriptors.models import CollectionItem, Descriptor, Origin, Revision
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.similar import Related, related
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Quality, source_in_words
from assay.descriptors.wording import LEVELS
from assay.history.timeline import Moment, timeline_of
from assay.standards.current import section_numbers
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

SOURCES: "list[Callable[[Descriptor, User], list[dict[str, str]]]]" = []
"""Each returns links (`label`, `url`) to where a descriptor came from, as far as the reader may go there; rooms above register it."""


@dataclass(frozen=True)
class Step:
    """One revision and what it changed."""

    revision: Revision
    change: Comparison | None
    section: tuple[tuple[str, str], ...]


@dataclass
class Detail:
    """A descriptor for a reader; everything is asked once."""

    descriptor: Descriptor
    reader: "User"

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.descriptor)

    @property
    def locked(self) -> str:
        """Return until when it is confidential."""
        return confidential(self.descriptor.confidential_until)

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu."""
        return copies_of(self.descriptor.uid, [n for n in LEVELS if self.descriptor.levels[n]])

    @cached_property
    def favourite(self) -> dict[str, Any]:
        """Return the favourite toggle."""
        on = CollectionItem.objects.starred_by(self.reader).filter(descriptor=self.descriptor).exists()
        return {"url": reverse("favourite", args=[self.descriptor.uid]), "on": on}

    @property
    def contrast(self) -> Contrast:
        """Return its levels beside each other."""
        return contrast_of(self.descriptor.wording)

    @property
    def start(self) -> dict[str, str] | None:
        """Return the way to a new draft like this one, for those who write."""
        return start_from(self.descriptor.uid) if roles_of(self.reader).scm else None

    @property
    def curate(self) -> str:
        """Return the way to its editor, for those who curate it."""
        return reverse("library_edit", args=[self.descriptor.uid]) if self.reader.has_perm("descriptors.curate", self.descriptor) else ""

    @cached_property
    def amending(self) -> Standing:
        """Return what is said about amendments."""
        return Standing(self.descriptor, self.reader)

    @cached_property
    def sees_review(self) -> bool:
        """Return whether comments and the wording before approval are theirs to read."""
        return self.reader.has_perm("descriptors.see_review", self.descriptor)

    @property
    def talk(self) -> str:
        """Return the way to the comments, for the team that sees what is in review; others find them in the review."""
        row = self.descriptor
        watches = row.skill_id in roles_of(self.reader).watching and row.batch_status in (PENDING_REVIEW, RETURNED)
        return reverse("review_talk", args=[row.uid]) if watches else ""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return what belongs to it, as web/components/pairs.html draws it."""
        row = self.descriptor
        return [
            (_("Home skill"), str(row.skill or "")),
            (_("WSOS section"), self.section),
            (_("Sector"), str(row.sector or "")),
            (_("Quality"), str(Quality(row.quality_indicator).label)),
            (_("Source"), source_in_words(row.source)),
            (_("Code"), row.code),
            (_("Categories"), ", ".join(sorted(category.name for category in row.categories.all()))),
            (_("Tags"), ", ".join(sorted(tag.name for tag in row.tags.all()))),
            (_("Also useful for"), ", ".join(str(skill) for skill in row.also_useful_for.all())),
            (_("Language"), language(row.language)),
        ]

    @cached_property
    def section(self) -> str:
        """Return the section with its number in the home skill's current standard."""
        row = self.descriptor
        if row.wsos_section is None:
            return ""
        number = section_numbers([row.skill_id or 0]).get((row.skill_id or 0, row.wsos_section.pk))
        return f"§{number} {row.wsos_section.name}" if number else row.wsos_section.name

    @cached_property
    def origins(self) -> list[list[tuple[str, Any]]]:
        """Return where it came from, as web/components/pairs.html draws it."""
        return [origin_pairs(origin) for origin in self.descriptor.origins.select_related("competition")]

    @cached_property
    def sources(self) -> list[dict[str, str]]:
        """Return the ways to where it came from."""
        return [link for links in SOURCES for link in links(self.descriptor, self.reader)]

    @cached_property
    def revisions(self) -> list[Revision]:
        """Return the revisions that are the reader's to read, oldest first."""
        rows = self.descriptor.revisions.select_related("author", "wsos_section").order_by("number")
        first = self.first_readable
        found = [row for row in rows if first is not None and row.number >= first]
        for row in found:
            row.descriptor = self.descriptor
        return found

    @cached_property
    def first_readable(self) -> int | None:
        """Return the first revision that everyone may read: of those in the workflow, the first approved one."""
        return first_readable([self.descriptor], self.reader)[self.descriptor.pk]

    @cached_property
    def steps(self) -> list[Step]:
        """Return the revisions with what each changed, newest first."""
        rows = self.revisions
        pairs = zip([None, *rows[:-1]], rows, strict=True) if rows else ()
        return [step(before, now) for before, now in pairs][::-1]

    @cached_property
    def moments(self) -> list[Moment]:
        """Return what happened, newest first."""
        return timeline_of("descriptor", self.descriptor.uid, self.reader)[::-1]

    @cached_property
    def related(self) -> Neighbours:
        """Return what belongs beside it; nothing beside what is deleted."""
        found = related(self.descriptor, Scope.of(self.reader, timezone.now())) if self.descriptor.deleted_at is None else Related()
        return neighbours_of(found)

    @cached_property
    def lineage(self) -> Lineage:
        """Return where it began and what came of it."""
        return lineage_of(self.descriptor, self.reader)

    @property
    def banner(self) -> dict[str, Any] | None:
        """Return what waits here, and for whom; None where nothing does."""
        row, roles = self.descriptor, roles_of(self.reader)
        if row.deleted_at is not None:
            return {"tone": "care", "title": _("Deleted"), "text": _("It is not shown anywhere else; it can be restored.")}
        if row.batch_status == PENDING_REVIEW and row.skill_id in roles.sa:
            return waiting(_("This one waits for your decision."), "review", row, _("Review it"))
        if row.batch_status == PENDING_REVIEW:
            return {"title": _("With the Skill Advisor"), "text": _("Nobody edits it until it is decided or withdrawn.")}
        if row.batch_status == RETURNED and self.sees_review:
            return self.returned(mine=row.skill_id in roles.scm)
        if row.batch_status == DRAFT:
            return waiting(_("A draft: only the SCMs of its skill see it."), "edit", row, _("Edit it"))
        return None

    def returned(self, *, mine: bool) -> dict[str, Any]:
        """Return the banner of a returned one, with the comment."""
        row = self.descriptor
        found = {"tone": "care", "title": _("Returned with a comment"), "quote": row.review_comment, "by": str(row.reviewer or "")}
        return found | ({"url": reverse("edit", args=[row.uid]), "link": _("Edit it")} if mine else {})

    @property
    def approval(self) -> dict[str, Any] | None:
        """Return who approved it and when, and whether the wording was changed then."""
        row = self.descriptor
        if row.batch_status != APPROVED or row.reviewed_at is None:
            return None
        return {"at": row.reviewed_at, "by": str(row.reviewer or ""), "reworded": row.was_modified_during_approval and self.sees_review}


def origin_pairs(origin: Origin) -> list[tuple[str, Any]]:
    """Return an origin in words; what was taken over from another system has its number there."""
    if origin.system != "cis":
        return [(_("Taken over from"), origin.system), (_("Number there"), origin.external_id)]
    return [
        (_("Competition"), origin.competition or ""),
        (_("File"), origin.file),
        (_("Criterion"), origin.criterion),
        (_("Sub-criterion"), origin.sub_criterion),
        (_("Sheet"), origin.sheet),
        (_("Cell"), origin.raw.get("cell", "")),
        (_("Row"), origin.row),
    ]


def waiting(text: str, url_name: str, row: Descriptor, link: str) -> dict[str, Any]:
    """Return a banner with a link to where it goes on."""
    return {"title": text, "url": reverse(url_name, args=[row.uid]), "link": link}


def step(before: Revision | None, now: Revision) -> Step:
    """Return a revision with its difference from the one before."""
    if before is None:
        return Step(now, None, ())
    names = (str(before.wsos_section or ""), str(now.wsos_section or ""))
    return Step(now, compare(before.wording, now.wording), word_diff(*names) if names[0] != names[1] else ())


def language(code: str) -> str:
    """Return the language's own name, or its code where it is not known."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
