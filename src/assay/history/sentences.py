"""The registry of sentences: every room says how its own facts read, and who may read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assay.history.models import Event
from assay.history.verbs import in_words

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Change:
    """One text that a fact changed: what it is ("Level 2") and its word diff."""

    label: str
    ops: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Said:
    """A fact in words: the sentence, and where they belong to it the comment, what changed, a link."""

    sentence: str
    icon: str = "history"
    comment: str = ""
    changes: Sequence[Change] = field(default_factory=tuple)
    url: str = ""
    link: str = ""


@dataclass(frozen=True)
class Telling:
    """What a sentence is made from: the fact, who did it, what it was done to, and what the room's `learn` returned."""

    event: Event
    who: str
    thing: str
    known: Any

    def words(self, **more: object) -> dict[str, object]:
        """Return what a sentence's placeholders may name: who, thing, and `more`."""
        return {"who": self.who, "thing": self.thing, **more}


Sentence = Callable[[Telling], Said | str | None]
"""None: this fact is not for this reader."""


@dataclass(frozen=True)
class Subject:
    """A kind of thing that facts are about.

    `learn` reads in a constant number of queries what its sentences need, for many facts at once, `name` says which thing a fact
    is about where that is not plain, and `readable` keeps, in the event log, the facts that a person may read.
    """

    label: Promise | str
    learn: "Callable[[Sequence[Event], User], Any]" = lambda _events, _reader: None
    name: Callable[[Event, Any], str] = lambda _event, _known: ""
    readable: "Callable[[User], Q]" = lambda _reader: Q()


SUBJECTS: dict[str, Subject] = {}
SENTENCES: dict[tuple[str, str], Sentence] = {}


def about(subject_type: str, subject: Subject) -> None:
    """Register a kind of thing; called in `ready()`."""
    SUBJECTS[subject_type] = subject


def say(subject_type: str, verb: str, sentence: Sentence) -> None:
    """Register how a fact reads; called in `ready()`."""
    SENTENCES[subject_type, verb] = sentence


def subject_of(subject_type: str) -> Subject:
    """Return the kind of thing; one that nobody registered is called by its type."""
    return SUBJECTS.get(subject_type) or Subject(subject_type)


def told(telling: Telling) -> Said | None:
    """Return a fact in words, or None where it is not for this reader."""
    sentence = SENTENCES.get((telling.event.subject_type, telling.event.verb), plainly)
    said = sentence(telling)
    return Said(said) if isinstance(said, str) else said


def plainly(telling: Telling) -> str:
    """Return a fact whose verb nobody gave a sentence."""
    return f"{telling.who}: {in_words(telling.event.verb)} {telling.thing}".strip()


def actor_of(event: Event) -> str:
    """Return the name of who did it; a fact without a person is the product's own."""
    return str(event.actor) if event.actor_id else _("Assay")
