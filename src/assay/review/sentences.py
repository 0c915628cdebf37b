"""How the facts of a review read."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.models import Batch, Submission
from assay.descriptors.sentences import guarded
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.review.batches import batches_visible_to
from assay.review.guests.telling import guests_of

if TYPE_CHECKING:
    from assay.accounts.models import User


def batch_words(telling: Telling) -> dict[str, object]:
    """Return the placeholders with batch and round; both are for those who see reviews."""
    submission: Submission | None = telling.known.submission(telling.event)
    return telling.words(batch=submission.batch if submission else "?", round=submission.round if submission else 1)


def submitted(telling: Telling) -> Said:
    """Say in which batch and round it was sent, with the answer to the last comment."""
    submission: Submission | None = telling.known.submission(telling.event)
    sentence = _("%(who)s sent %(thing)s in batch %(batch)s (round %(round)d)") % batch_words(telling)
    if submission is None:
        return Said(sentence, "pending")
    return Said(
        sentence, "pending", submission.reply, url=reverse("batch", args=[submission.batch.uid]), link=batch_title(submission.batch)
    )


def batch_title(batch: Batch) -> str:
    """Return what a link to the batch says."""
    return _("Batch %(batch)s") % {"batch": batch}


def withdrawn(telling: Telling) -> Said:
    """Say who took it back."""
    return Said(_("%(who)s withdrew %(thing)s from batch %(batch)s") % batch_words(telling), "undo")


def approved(telling: Telling) -> Said:
    """Say who approved it; that wording was changed, and how, is for those who see reviews."""
    event, known = telling.event, telling.known
    if not event.data.get("reworded") or not known.sees_review(event):
        return Said(_("%(who)s approved %(thing)s") % telling.words(), "approved")
    changes = known.changes(event, event.data["version_sent"], event.revision or 1)
    sentence = _("%(who)s approved %(thing)s with changed wording") % telling.words()
    url = reverse("changes", args=[event.subject, event.data["round"]])
    return Said(sentence, "approved", changes=changes, url=url, link=_("Sent and approved, side by side"))


def returned(telling: Telling) -> Said:
    """Say that it was returned, with the comment of that round."""
    submission: Submission | None = telling.known.submission(telling.event)
    return Said(_("%(who)s returned %(thing)s") % telling.words(), "returned", comment=submission.comment if submission else "")


def recalled(telling: Telling) -> Said:
    """Say that a return was taken back."""
    return Said(_("%(who)s took the return of %(thing)s back") % telling.words(), "undo")


def learn_batches(events: Sequence[Event], reader: "User") -> "dict[uuid.UUID, Batch | str]":
    """Read the batches that the reader may open, and the names of the guests whom the facts are about."""
    found = batches_visible_to(reader).filter(uid__in={event.subject for event in events}).select_related("skill")
    return {batch.uid: batch for batch in found} | guests_of(events)


def sent(telling: Telling) -> Said | None:
    """Say how many were sent together."""
    batch: Batch | None = telling.known.get(telling.event.subject)
    rows = int(telling.event.data.get("rows", 0))
    if batch is None:
        return None
    sentence = ngettext(
        "%(who)s sent %(rows)d descriptor in batch %(batch)s", "%(who)s sent %(rows)d descriptors in batch %(batch)s", rows
    ) % telling.words(rows=rows, batch=batch)
    return Said(sentence, "pending", comment=batch.note, url=reverse("batch", args=[batch.uid]), link=batch_title(batch))


def released(telling: Telling) -> Said | None:
    """Say how many decisions became visible together."""
    batch: Batch | None = telling.known.get(telling.event.subject)
    if batch is None:
        return None
    data = telling.event.data
    words = telling.words(batch=batch, approved=int(data.get("approved", 0)), returned=int(data.get("returned", 0)))
    sentence = _("%(who)s released decisions on batch %(batch)s: %(approved)d approved, %(returned)d returned") % words
    return Said(sentence, "approved", url=reverse("batch", args=[batch.uid]), link=batch_title(batch))


def readable(reader: "User") -> Q:
    """Return the facts about batches that the person may open."""
    return Q() if reader.is_admin else Q(subject__in=batches_visible_to(reader).values("uid"))


def register() -> None:
    """Give the history its words for the workflow."""
    verbs = {"submitted": submitted, "withdrawn": withdrawn, "approved": approved, "returned": returned, "recalled": recalled}
    for verb, sentence in verbs.items():
        say("descriptor", verb, guarded(sentence))
    about("batch", Subject(gettext_lazy("Batch"), learn_batches, readable=readable))
    say("batch", "sent", sent)
    say("batch", "released", released)
