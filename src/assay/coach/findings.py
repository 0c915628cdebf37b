"""What the coach says: a finding holds English templates and their values, which whoever shows it may translate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Span = tuple[int, int]


def gettext_noop(text: str) -> str:
    """Mark `text` for translation without importing Django."""
    return text


class Severity(StrEnum):
    """How heavy a finding weighs: `SEVERE` asks for a reason before the descriptor is sent, `ADVICE` for a second look."""

    SEVERE = "severe"
    ADVICE = "advice"


@dataclass(frozen=True)
class Message:
    """A sentence as an English template with named places, and what stands in them."""

    text: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.params)


@dataclass(frozen=True)
class Finding:
    """One thing in a wording that experts would read differently.

    `field` is `name` or `level0` to `level3`; `span` is where the words stand in its text, (0, 0) where there are none. `message` says
    what experts would disagree about, `suggestion` asks the question whose answer mends it. A rule finds at most one in each field.
    """

    rule: str
    severity: Severity
    field: str
    span: Span
    message: Message
    suggestion: Message
