"""How the facts of a descriptor read, and who may read them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.differences import compare
from assay.descriptors.models import Category, Descriptor, Revision, Submission, Tag
from assay.descriptors.states import APPROVED
from assay.history.models import Event
from assay.history.sentences import Change, Said, Sentence, Subject, Telling, about, say

if TYPE_CHECKING:
    from assay.accounts.models import User

# What was approved where it was taken over from counts as approved from then on.
APPROVAL = Q(verb="approved") | Q(verb="adopted", state_after__batch_status=APPROVED)


@dataclass(frozen=True)
class Known:
    """What the sentences about descriptors are made from; only what the reader may open is in here."""

    descriptors: dict[uuid.UUID, Descriptor]
    revisions: dict[tuple[uuid.UUID, int], Revision]
    submissions: dict[tuple[uuid.UUID, int], Submission]
    approved_at: dict[uuid.UUID, int]
    terms: dict[str, str]
    reader: "User"

    def may_read(self, event: Event) -> bool:
        """Return whether the reader may know this fact: what came before the first approval is for those who see reviews."""
        descriptor = self.descriptors.get(event.subject)
        if descriptor is None:
            return False
        if descriptor.batch_status is None or self.reader.has_perm("descriptors.see_review", descriptor):
            return True
        first = self.approved_at.get(event.subject)
        return first is not None and event.position >= first

    def sees_review(self, event: Event) -> bool:
        """Return whether the reader may read comments and the wording before approval."""
        return self.reader.has_perm("descriptors.see_review", self.descriptors[event.subject])

    def submission(self, event: Event) -> Submission | None:
        """Return the round that a fact of the workflow belongs to."""
        return self.submissions.get((event.subject, int(event.data.get("round", 0))))

    def changes(self, event: Event, before: int, now: int) -> tuple[Change, ...]:
        """Return what differs between two revisions."""
        old, new = self.revisions.get((event.subject, before)), self.revisions.get((event.subject, now))
        return changes_of(old, new) if old and new else ()


def changes_of(old: Revision, new: Revision) -> tuple[Change, ...]:
    """Return the texts that differ, as a timeline shows them."""
    found = compare(old.wording, new.wording)
    names = (old.wsos_section.name if old.wsos_section else "", new.wsos_section.name if new.wsos_section else "")
    moved = tuple((kind, text) for kind, text in (("del", names[0]), ("ins", names[1])) if text)
    return (
        *([Change(_("Aspect"), found.name)] if found.name_changed else []),
        *([Change(_("WSOS section"), moved)] if found.section_changed else []),
        *(Change(_("Level %(number)d") % {"number": level.number}, level.ops) for level in found.changed_levels),
    )


def learn(events: Sequence[Event], reader: "User") -> Known:
    """Read what the sentences need: a few queries, whatever the number of facts."""
    subjects = {event.subject for event in events}
    rows = Descriptor.objects.visible_to(reader).filter(uid__in=subjects).select_related("skill")
    descriptors = {row.uid: row for row in rows}
    revisions = Revision.objects.filter(descriptor__in=descriptors.values()).select_related("descriptor", "wsos_section", "author")
    sent = Submission.objects.filter(descriptor__in=descriptors.values()).select_related("descriptor", "batch", "batch__skill")
    approved = Event.objects.filter(APPROVAL, subject__in=list(descriptors)).values_list("subject").annotate(Min("position"))
    return Known(
        descriptors,
        {(row.descriptor.uid, row.number): row for row in revisions},
        {(row.descriptor.uid, row.round): row for row in sent},
        dict(approved.order_by()),
        names_of_terms({event.data[key] for event in events if "term" in event.data for key in ("term", "into") if key in event.data}),
        reader,
    )


def names_of_terms(uids: set[str]) -> dict[str, str]:
    """Return uid → name of tags and categories as they are called now; no query where there are none."""
    found = [kind.objects.filter(uid__in=uids).values_list("uid", "name") for kind in (Tag, Category)] if uids else []
    return {str(uid): name for rows in found for uid, name in rows}


def name_of(event: Event, known: Known) -> str:
    """Return the aspect's name in quotation marks, as it reads now."""
    descriptor = known.descriptors.get(event.subject)
    return f"“{descriptor.criterion_name}”" if descriptor else ""


def readable(reader: "User") -> Q:
    """Return the facts about descriptors that the person may open now."""
    return Q() if reader.is_admin else Q(subject__in=Descriptor.objects.visible_to(reader).values("uid"))


def guarded(sentence: Sentence) -> Sentence:
    """Say nothing about what the reader may not know."""

    def careful(telling: Telling) -> Said | str | None:
        return sentence(telling) if telling.known.may_read(telling.event) else None

    return careful


def created(telling: Telling) -> Said:
    """Say who wrote it."""
    number = telling.event.data.get("amends_number")
    if number:
        return Said(_("%(who)s began %(thing)s, an amendment of #%(number)d") % telling.words(number=number), "pen")
    copied = telling.event.data.get("copied_from")
    sentence = _("%(who)s started %(thing)s from another descriptor") if copied else _("%(who)s wrote %(thing)s")
    return Said(sentence % telling.words(), "pen")


def edited(telling: Telling) -> Said:
    """Say who changed the wording, and what it was before."""
    now = telling.event.revision or 1
    changes = telling.known.changes(telling.event, now - 1, now) if telling.known.sees_review(telling.event) else ()
    return by_import(telling, changes) or Said(_("%(who)s changed the wording of %(thing)s") % telling.words(), "pen", changes=changes)


def by_import(telling: Telling, changes: Sequence[Change]) -> Said | None:
    """Say that a new wording came with a marking scheme, or that it went with it; None where neither is so."""
    if "import" in telling.event.data:
        return Said(_("%(who)s imported a new wording of %(thing)s") % telling.words(), "upload", changes=changes)
    if "import_undone" in telling.event.data:
        return Said(_("%(who)s undid an import, so that %(thing)s reads as before") % telling.words(), "undo", changes=changes)
    return None


def amended(telling: Telling) -> Said:
    """Say that an amendment became its next revision; whose it was is for those who see reviews."""
    event, known, now = telling.event, telling.known, telling.event.revision or 1
    changes = known.changes(event, now - 1, now) if event.data.get("reworded") else ()
    words = telling.words(number=event.data.get("amendment_number", 0))
    if not known.sees_review(event):
        return Said(_("%(who)s approved an amendment of %(thing)s") % words, "approved", changes=changes)
    revision = known.revisions.get((event.subject, now))
    words["author"] = str(revision.author or "–") if revision and event.data.get("reworded") else "–"
    url = reverse("descriptor", args=[event.data["amendment"]])
    sentence = _("%(thing)s was amended by %(author)s, approved by %(who)s") % words
    return Said(sentence, "approved", changes=changes, url=url, link=_("Amendment #%(number)d") % words)


def curated(telling: Telling) -> Said:
    """Say who improved a library row; its revisions are open to everyone who may open it."""
    now = telling.event.revision or 1
    if not telling.event.data.get("reworded"):
        return Said(_("%(who)s sorted %(thing)s in the library") % telling.words(), "tag")
    changes = telling.known.changes(telling.event, now - 1, now)
    return by_import(telling, changes) or Said(_("%(who)s reworded %(thing)s in the library") % telling.words(), "pen", changes=changes)


def deleted(telling: Telling) -> Said:
    """Say who deleted it, or that it went with the import that made it."""
    if "import_undone" in telling.event.data:
        return Said(_("%(who)s undid the import that made %(thing)s") % telling.words(), "undo")
    return Said(_("%(who)s deleted %(thing)s") % telling.words(), "trash")


def plain(sentence: Promise, icon: str) -> Sentence:
    """Return a sentence of one fixed form."""
    return lambda telling: Said(str(sentence) % telling.words(), icon)


def register() -> None:
    """Give the history its words for descriptors."""
    about("descriptor", Subject(gettext_lazy("Descriptor"), learn, name_of, readable))
    sentences = {
        "created": created,
        "edited": edited,
        "curated": curated,
        "amended": amended,
        "described": plain(gettext_lazy("%(who)s changed code, tags or skills of %(thing)s"), "tag"),
        "replied": plain(gettext_lazy("%(who)s answered the comment on %(thing)s"), "comment"),
        "deleted": deleted,
        "restored": plain(gettext_lazy("%(who)s restored %(thing)s"), "undo"),
        "imported": plain(gettext_lazy("%(who)s imported %(thing)s"), "upload"),
        "added": plain(gettext_lazy("%(who)s added %(thing)s to the library"), "plus"),
    }
    for verb, sentence in sentences.items():
        say("descriptor", verb, guarded(sentence))
