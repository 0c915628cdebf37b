"""How facts about comments read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.review.talk.models import Comment
from assay.review.talk.reading import comments_visible_to

if TYPE_CHECKING:
    from assay.accounts.models import User

SENTENCES = {
    "commented": gettext_lazy("%(who)s commented on %(thing)s"),
    "edited": gettext_lazy("%(who)s changed a comment on %(thing)s"),
    "deleted": gettext_lazy("%(who)s removed a comment on %(thing)s"),
    "struck_out": gettext_lazy("%(who)s struck out a comment on %(thing)s"),
    "resolved": gettext_lazy("%(who)s settled a comment on %(thing)s"),
    "reopened": gettext_lazy("%(who)s opened a comment on %(thing)s again"),
}


def learn(events: Sequence[Event], reader: "User") -> dict[UUID, Comment]:
    """Read the comments that the reader may read, in one query."""
    rows = comments_visible_to(reader).filter(uid__in={event.subject for event in events})
    return {row.uid: row for row in rows.select_related("submission__descriptor")}


def name(event: Event, known: dict[UUID, Comment]) -> str:
    """Return the name of the descriptor."""
    found = known.get(event.subject)
    return f"“{found.submission.descriptor}”" if found else ""


def told(telling: Telling) -> Said | None:
    """Return what was done, to those who may read the comment."""
    found: Comment | None = telling.known.get(telling.event.subject)
    if found is None:
        return None
    sentence = str(SENTENCES[telling.event.verb]) % telling.words(thing=name(telling.event, telling.known))
    text = found.text if telling.event.verb == "commented" and not found.is_gone else ""
    return Said(sentence, "comment", text, url=reverse("review_talk", args=[found.submission.descriptor.uid]), link=_("Comments"))


def readable(reader: "User") -> Q:
    """Return the facts about comments that the person may read."""
    return Q(subject__in=comments_visible_to(reader).values("uid"))


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    about("comment", Subject(gettext_lazy("Comments"), learn, name, readable))
    for verb in SENTENCES:
        say("comment", verb, told)
