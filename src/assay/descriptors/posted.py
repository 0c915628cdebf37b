"""What forms carry besides the fields that people see: uids, the `change` that they saw, texts as they were typed."""

import re
import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import QueryDict

Made = TypeVar("Made")

LARGEST_INTEGER = 2**31 - 1
# Control characters but tab and line ends, and lone surrogates: no engine stores them, and nobody typed them on purpose.
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

SMALL_NUMBER = re.compile("-?[0-9]{1,5}")


class Text(forms.CharField):
    """A text as it was typed, with one kind of line ends and without characters that are none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "strip": False} | kwargs)

    def to_python(self, value: Any) -> str:
        """Return the text that can be stored."""
        return text_of(super().to_python(value) or "")


def text_of(typed: str) -> str:
    """Return `typed` without characters that cannot be stored, its lines ending as the box counts them."""
    return NOT_TEXT.sub("", one_line_end(typed))


def one_line_end(text: str) -> str:
    """Return `text` with line ends of one character: a form sends two, which its box counts as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def number_of(typed: str) -> int | None:
    """Return the number that a form carries, a small one with or without a minus, or None where it is none."""
    return int(typed) if SMALL_NUMBER.fullmatch(typed) else None


def uid_of(typed: str | None) -> uuid.UUID | None:
    """Return the uid that a form or an address carries, or None where it is none."""
    try:
        return uuid.UUID(typed or "")
    except ValueError:
        return None


def seen_of(typed: str | None) -> int:
    """Return the `change` that a form carries; 0, which no row has, where it is none."""
    number = int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) <= 10 else 0  # noqa: PLR2004  digits of 2^31
    return number if number <= LARGEST_INTEGER else 0


def is_on(data: QueryDict) -> bool:
    """Return whether a form asks for something to be kept; False where it asks to let it go."""
    return data.get("on") != "0"


def free_uid(others: "QuerySet[Any]", uid: uuid.UUID) -> uuid.UUID:
    """Return the uid that a form carries for what it makes; a new one where one of the others has it already."""
    return uuid.uuid4() if others.filter(uid=uid).exists() else uid


def at_most_once(make: Callable[[], Made]) -> Made:
    """Call an action that creates; where the same form came twice at the same moment, the second call finds the first's row."""
    try:
        return make()
    except IntegrityError:
        return make()
