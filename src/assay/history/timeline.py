"""What happened to a thing, or to many, in sentences."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from assay.history.models import Event
from assay.history.sentences import Change, Telling, actor_of, subject_of, told

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Moment:
    """One fact as its reader sees it; web/components/timeline.html draws it."""

    at: datetime
    actor: str
    sentence: str
    icon: str
    comment: str
    changes: Sequence[Change]
    url: str
    link: str
    position: int
    change: int
    subject_type: str
    verb: str


def timeline_of(subject_type: str, uid: uuid.UUID, reader: "User") -> list[Moment]:
    """Return what happened to one thing, as far as `reader` may know it, newest last."""
    return timeline_of_all([(subject_type, uid)], reader)


def timeline_of_all(subjects: Iterable[tuple[str, uuid.UUID]], reader: "User", *, by_name: bool = False) -> list[Moment]:
    """Return what happened to several things, newest last; `by_name`: say which thing instead of "it"."""
    wanted = list(subjects)
    events = Event.objects.filter(subject__in=[uid for _type, uid in wanted]).select_related("actor").order_by("position")
    return moments(events, reader, by_name=by_name)


def moments(events: Iterable[Event], reader: "User", *, by_name: bool) -> list[Moment]:
    """Return facts in words, in their order; the number of queries depends on the kinds of things, not on the facts."""
    listed = list(events)
    known, absent = learned(listed, reader), absent_in(listed)
    found = [moment(event, known[event.subject_type], absent, by_name=by_name) for event in listed]
    return [one for one in found if one is not None]


def learned(events: Sequence[Event], reader: "User") -> dict[str, Any]:
    """Return what each kind's sentences need to know."""
    kinds: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        kinds[event.subject_type].append(event)
    return {kind: subject_of(kind).learn(of_kind, reader) for kind, of_kind in kinds.items()}


def absent_in(events: Sequence[Event]) -> dict[str, str]:
    """Return the names of those for whom somebody acted, by uid; no query where nobody did."""
    uids = {event.data["for"] for event in events if "for" in event.data}
    return {str(person.uid): str(person) for person in get_user_model().objects.filter(uid__in=uids)} if uids else {}


def actor_in(event: Event, absent: Mapping[str, str]) -> str:
    """Return who did it, and for whom."""
    who = actor_of(event)
    if "for" not in event.data:
        return who
    return _("%(who)s for %(absent)s") % {"who": who, "absent": absent.get(event.data["for"], _("somebody"))}


def moment(event: Event, known: Any, absent: Mapping[str, str], *, by_name: bool) -> Moment | None:
    """Return one fact in words, or None where it is not for this reader."""
    who, thing = actor_in(event, absent), (by_name and subject_of(event.subject_type).name(event, known)) or _("it")
    said = told(Telling(event, who, thing, known))
    if said is None:
        return None
    return Moment(
        at=event.at,
        actor=who,
        sentence=said.sentence,
        icon=said.icon,
        comment=said.comment,
        changes=said.changes,
        url=said.url,
        link=said.link,
        position=event.position,
        change=event.change,
        subject_type=event.subject_type,
        verb=event.verb,
    )
