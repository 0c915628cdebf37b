"""What the library, a room above, tells about itself: how many descriptors a person sees. Registered in its `ready()`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from django.db.models import Model

if TYPE_CHECKING:
    from assay.accounts.models import User

By = Literal["skill", "section"]
Count = Callable[["User", By, Model | None], dict[int, int]]
COUNTS: list[Count] = []
"""Each returns visible library descriptors by primary key of skill or section; within one skill or section, or in all."""


def visible(user: "User", by: By, within: Model | None = None) -> dict[int, int]:
    """Return how many library descriptors the person sees per skill or per WSOS section; `within` narrows to one skill or section."""
    return {key: number for count in COUNTS for key, number in count(user, by, within).items()}
