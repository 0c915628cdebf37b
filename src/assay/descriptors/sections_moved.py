"""What the library does when WSOS sections are merged, and what it tells the standards about itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, F, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.coaching.storing import store
from assay.descriptors.models import Descriptor, Revision, Submission
from assay.descriptors.recording import fact_of, fields_of
from assay.descriptors.sentences import guarded
from assay.descriptors.states import PENDING_REVIEW, RETURNED
from assay.history.record import Fact
from assay.history.sentences import Said, Telling, say
from assay.standards import library, sections
from assay.standards.models import Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User


def move(section: WSOSSection, into: WSOSSection, at: datetime) -> Sequence[Fact]:
    """Give every descriptor of the first section a revision with the second one, in a few bulk writes."""
    rows = list(Descriptor.objects.select_for_update(of=("self",)).select_related("skill").filter(wsos_section=section).order_by("pk"))
    locked = Descriptor.objects.filter(pk__in=[row.pk for row in rows])
    locked.update(wsos_section=into, version=F("version") + 1, change=F("change") + 1)
    for row in rows:
        row.wsos_section, row.version, row.change = into, row.version + 1, row.change + 1
    revisions = Revision.objects.bulk_create([revision_of(row, at) for row in rows], batch_size=500)
    store(list(zip(rows, revisions, strict=True)))
    follow_in_rounds(rows)
    follow_in_amendments(rows)
    return [fact_of(row, "section_merged") for row in rows]


def revision_of(descriptor: Descriptor, at: datetime) -> Revision:
    """Return the row's wording as a revision without an author: nobody wrote anything new."""
    kept = {name: value for name, value in fields_of(descriptor.wording).items() if name != "wording_key"}
    return Revision(descriptor=descriptor, number=descriptor.version, author=None, at=at, **kept)


def follow_in_rounds(rows: Sequence[Descriptor]) -> None:
    """Let the round that goes on name the new revision: a merge is no edit by the SCM and no rewording by the Skill Advisor."""
    versions = {row.pk: row.version for row in rows if row.batch_status in {PENDING_REVIEW, RETURNED}}
    latest = {sub.descriptor_id: sub for sub in Submission.objects.filter(descriptor__in=versions).order_by("round")}
    same = [sub for pk, sub in latest.items() if sub.version_sent == versions[pk] - 1]
    for sub in same:
        sub.version_sent = versions[sub.descriptor_id]
        sub.version_decided = sub.version_decided and sub.version_sent
    Submission.objects.bulk_update(same, ["version_sent", "version_decided"], batch_size=500)


def follow_in_amendments(rows: Sequence[Descriptor]) -> None:
    """Let amendments that were begun from the latest revision name the new one: a merge is no change of what they amend."""
    begun = Descriptor.objects.filter(amends__in=[row.pk for row in rows], amends_version=F("amends__version") - 1)
    Descriptor.objects.filter(pk__in=list(begun.values_list("pk", flat=True))).update(amends_version=F("amends_version") + 1)


def uses(section: WSOSSection) -> list[str]:
    """Say how many descriptors have the section, now or in an earlier revision."""
    now = Descriptor.objects.filter(wsos_section=section).count()
    ever = Revision.objects.filter(wsos_section=section).values("descriptor").distinct().count()
    before = ever - now
    said = [
        (now, ngettext("%(n)d descriptor belongs to it.", "%(n)d descriptors belong to it.", now)),
        (before, ngettext("%(n)d descriptor belonged to it earlier.", "%(n)d descriptors belonged to it earlier.", before)),
    ]
    return [words % {"n": number} for number, words in said if number > 0]


def count(user: "User", by: library.By, within: Model | None) -> dict[int, int]:
    """Return how many library descriptors the person sees, per skill or per section."""
    rows = Descriptor.objects.visible_to(user).in_library()
    if isinstance(within, Skill):
        rows = rows.filter(skill=within)
    elif isinstance(within, WSOSSection):
        rows = rows.filter(wsos_section=within)
    column = "skill_id" if by == "skill" else "wsos_section_id"
    return dict(rows.exclude(**{column: None}).order_by().values_list(column).annotate(Count("pk")))


def merged(telling: Telling) -> Said:
    """Say that its section became another one."""
    now = telling.event.revision or 1
    changes = telling.known.changes(telling.event, now - 1, now)
    return Said(_("%(who)s merged the WSOS section of %(thing)s into another one") % telling.words(), "standards", changes=changes)


def register() -> None:
    """Make the library known to the standards; called in `ready()`."""
    sections.on_merge.append(move)
    sections.uses.append(uses)
    library.COUNTS.append(count)
    say("descriptor", "section_merged", guarded(merged))
