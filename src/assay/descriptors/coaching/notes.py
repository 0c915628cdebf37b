"""The findings about a wording, gathered by the field they are about."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from assay import coach
from assay.coach import Finding, Severity
from assay.descriptors.coaching.wording import said
from assay.descriptors.wording import Wording


@dataclass(frozen=True)
class Note:
    """A finding as it is read; `field` is `name` or `level0` to `level3`, `words` what it points at, on one line."""

    rule: str
    is_severe: bool
    message: str
    question: str
    field: str
    words: str

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
class Coached:
    """What the coach says of a wording; `is_done` where all of it is there."""

    is_done: bool = False
    places: Sequence[Place] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Return how many questions are open."""
        return sum(len(place.notes) for place in self.places)

    @property
    def signature(self) -> str:
        """Return a short text that is the same as long as nothing changes for the reader."""
        return hashlib.sha256(repr((self.is_done, self.places)).encode()).hexdigest()[:16]


def coached(wording: Wording, *, language: str = "en", is_saved: bool = True) -> Coached:
    """Return what the coach says; of levels that are still to be written it speaks once the rest is saved."""
    findings = [one for one in coach.check(wording, language=language) if is_saved or one.rule != "level-missing"]
    by_field = sorted(findings, key=lambda one: (one.field != "name", one.field))
    return Coached(wording.is_complete, [place_of(key, list(some)) for key, some in groupby(by_field, key=lambda one: one.field)])


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
    return Note(finding.rule, finding.severity is Severity.SEVERE, said(finding.message), said(finding.suggestion), finding.field, words)
