"""Drafts that are written one after the other: the way through them, which the room that lists them knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Way:
    """Where a draft is one of several: the place to go back to, how far it is, and which one comes next, if any.

    `begun` is the address of a draft that somebody began for the same one before, `begun_name` what it is called.
    """

    back: str
    back_label: str
    said: str
    next: str = ""
    next_name: str = ""
    begun: str = ""
    begun_name: str = ""


WAYS: "list[Callable[[int, Skill, User, int | None], Way | None]]" = []
"""Each returns the way for a draft, by the primary keys of what it was started from and its own once saved; rooms above register it."""


def way_from(source: int | None, skill: Skill, user: "User", *, own: int | None) -> Way | None:
    """Return the way of a draft that was started from this descriptor; None where it is one alone. `own` is its key once it is saved."""
    found = (way(source, skill, user, own) for way in WAYS) if source else iter(())
    return next((way for way in found if way), None)
