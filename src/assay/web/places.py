"""HTML that is drawn once, with places for what differs from page to page."""

import re
import secrets
from collections.abc import Mapping
from typing import TypeAlias

from django.utils.safestring import SafeString, mark_safe

SECRET = secrets.token_hex(8)  # nobody can write a place into a text
PLACES = re.compile(rf"\[{SECRET} (\w+)\]")

Parts: TypeAlias = tuple[tuple[str, bool], ...]
"""Pieces of HTML, each with whether it is the name of a place."""


def place(name: str) -> SafeString:
    """Return a place, to be drawn as any text."""
    return mark_safe(f"[{SECRET} {name}]")


def in_parts(html: str) -> Parts:
    """Return what was drawn, cut at its places."""
    return tuple((part, bool(number % 2)) for number, part in enumerate(PLACES.split(html)))


def filled(parts: Parts, words: Mapping[str, str]) -> SafeString:
    """Return it with words in its places; they are HTML already."""
    return SafeString("".join([words[part] if is_place else part for part, is_place in parts]))
