"""The findings about a wording, gathered by the field they are about."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _

from assay import coach
from assay.coach import Finding, Severity
from assay.descriptors.coached import Dismissal
from assay.descriptors.coaching.storing import Key, dismissed_in, key_of
from assay.descriptors.coaching.wording import said
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording


@dataclass(frozen=True)
class Note:
    """A finding as it is read; `field` is `name` or `level0` to `level3`, `words` what it points at, on one line, `start` where."""

    rule: str
    is_severe: bool
    message: str
    question: str
    field: str
    words: str
    start: int

    @property
    def label(self) -> str:
        """Return the field's name."""
        return label_of(self.field)


@dataclass(frozen=True)
class Place:
    """A field of the form with what is said about it."""

    name: str
    label: str
    notes: list[Note]


@dataclass(frozen=True)
class Answer:
    """What was asked, and why its author left the words as they are."""

    note: Note
    dismissal: Dismissal


@dataclass(frozen=True)
class Coached:
    """What the coach says of a wording; `is_done` where all of it is there, `uid` of its row where questions can be dismissed."""

    is_done: bool = False
    places: Sequence[Place] = field(default_factory=list)
    answers: Sequence[Answer] = field(default_factory=list)
    uid: UUID | None = None

    @property
    def count(self) -> int:
        """Return how many questions are open."""
        return sum(len(place.notes) for place in self.places)

    @property
    def signature(self) -> str:
        """Return a short text that is the same as long as nothing changes for the reader."""
        said = (self.is_done, self.uid, self.places, [(answer.note, answer.dismissal.pk) for answer in self.answers])
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def coached(
    wording: Wording,
    *,
    language: str = "en",
    is_saved: bool = True,
    dismissed: Mapping[Key, Dismissal] = MappingProxyType({}),
    uid: UUID | None = None,
) -> Coached:
    """Return what the coach says; of levels that are still to be written it speaks once the rest is saved."""
    findings = [one for one in coach.check(wording, language=language) if is_saved or one.rule != "level-missing"]
    by_field = sorted(findings, key=lambda one: (one.field != "name", one.field))
    answers = [Answer(note_of(one), dismissed[key_of(wording, one)]) for one in by_field if key_of(wording, one) in dismissed]
    still = [one for one in by_field if key_of(wording, one) not in dismissed]
    places = [place_of(key, list(some)) for key, some in groupby(still, key=lambda one: one.field)]
    return Coached(wording.is_complete, places, answers, uid)


def coached_row(row: Descriptor) -> Coached:
    """Return what the coach says of a saved descriptor to those who read it, with the reasons of its author."""
    return coached(row.wording, language=row.language, dismissed=dismissed_in([row.pk]).get(row.pk, {}))


def coached_draft(wording: Wording, row: Descriptor | None) -> Coached:
    """Return what the coach says to somebody who writes; `row` is what is saved already, whose questions can be dismissed."""
    if row is None:
        return coached(wording, is_saved=False)
    return coached(wording, language=row.language, dismissed=dismissed_in([row.pk]).get(row.pk, {}), uid=row.uid)


def place_of(key: str, findings: list[Finding]) -> Place:
    """Return a field of the form with its notes."""
    name = "criterion_name" if key == "name" else key.replace("level", "score")
    return Place(name, label_of(key), [note_of(one) for one in findings])


def label_of(key: str) -> str:
    """Return the name of a field."""
    return _("Aspect") if key == "name" else _("Level %(n)s") % {"n": key.removeprefix("level")}


def note_of(finding: Finding) -> Note:
    """Return a finding in the reader's language."""
    words = finding.message.params.get("words", "")
    return Note(
        finding.rule,
        finding.severity is Severity.SEVERE,
        said(finding.message),
        said(finding.suggestion),
        finding.field,
        words,
        finding.span[0],
    )
