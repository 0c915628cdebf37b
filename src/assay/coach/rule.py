"""What a rule of the coach is."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from assay.coach.findings import Finding, Message, Severity, Span
from assay.coach.reading import Field, Reading


@dataclass(frozen=True)
class Example:
    """A wording made up to show a rule."""

    criterion_name: str
    levels: tuple[str, str, str, str]


@dataclass(frozen=True)
class Spot:
    """A place that a rule found; `says` replaces the rule's message where a rule has several."""

    field: Field
    span: Span
    params: Mapping[str, str] = dataclasses.field(default_factory=dict)
    says: str = ""

    @property
    def words(self) -> str:
        """Return the words at the place."""
        start, end = self.span
        return self.field.text[start:end]


@dataclass(frozen=True)
class Rule:
    """One rule with its reason, its source, and an example on both sides of it.

    `message` and `question` may name `{words}`, what stands at the place, and `{level}`, its number, besides the spot's own params.
    `any_language` rules compare form, not words. `marks_words` rules point at words: of two that overlap the first rule speaks.
    """

    key: str
    about: str
    source: str
    message: str
    question: str
    bad: Example
    good: Example
    find: Callable[[Reading], Iterator[Spot]]
    severity: Severity = Severity.ADVICE
    any_language: bool = False
    marks_words: bool = False

    def finding(self, spot: Spot) -> Finding:
        """Return what is said of a place."""
        params = {"words": " ".join(spot.words.split()), "level": spot.field.key.removeprefix("level")} | dict(spot.params)
        message, suggestion = Message(spot.says or self.message, params), Message(self.question, params)
        return Finding(self.key, self.severity, spot.field.key, spot.span, message, suggestion)
