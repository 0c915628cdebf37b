"""The event log: which facts a person may read, narrowed and paged."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from assay.history.models import Event
from assay.history.sentences import SUBJECTS

if TYPE_CHECKING:
    from assay.accounts.models import User

PAGE = 50
SKILLS: "list[Callable[[User], dict[uuid.UUID, str]]]" = []
"""Who knows the skills whose facts a person may read, by uid: rooms above register it in `ready()`."""


def skills_of(user: "User") -> dict[uuid.UUID, str]:
    """Return uid and name of the skills whose facts the person may read."""
    return {uid: name for skills in SKILLS for uid, name in skills(user).items()}


@dataclass(frozen=True)
class Wanted:
    """What the log is narrowed to; empty means everything."""

    subject_type: str = ""
    verb: str = ""
    actor: uuid.UUID | None = None
    skill: uuid.UUID | None = None


def oversees(user: "User") -> bool:
    """Return whether the person reads every skill's facts."""
    return user.is_admin or user.access == "SECRETARIAT"


def readable_by(user: "User") -> QuerySet[Event]:
    """Return the facts that the person may read: those of their skills, or all; never of a thing that they may not open."""
    events = Event.objects.all() if oversees(user) else Event.objects.filter(skill__in=list(skills_of(user)))
    for subject_type, subject in SUBJECTS.items():
        if readable := subject.readable(user):
            events = events.filter(~Q(subject_type=subject_type) | readable)
    return events


def narrowed(events: QuerySet[Event], wanted: Wanted) -> QuerySet[Event]:
    """Keep what the filters ask for."""
    asked = {"subject_type": wanted.subject_type, "verb": wanted.verb, "actor__uid": wanted.actor, "skill": wanted.skill}
    return events.filter(**{name: value for name, value in asked.items() if value})


def page_before(events: QuerySet[Event], position: int | None) -> tuple[list[Event], int | None]:
    """Return a page, newest first, of what came before `position`, and where the next page starts."""
    older = events if position is None else events.filter(position__lt=position)
    found = list(older.select_related("actor").order_by("-position")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].position if len(found) > PAGE else None
