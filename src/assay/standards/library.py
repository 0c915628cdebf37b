"""What rooms above tell the standards in `ready()`: how many descriptors a person sees, and what else there is of a skill."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from django.db.models import Model

from assay.standards.models import Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

By = Literal["skill", "section"]
Count = Callable[["User", By, Model | None], dict[int, int]]
COUNTS: list[Count] = []
"""Each returns visible library descriptors by primary key of skill or section; within one skill or section, or in all."""


def visible(user: "User", by: By, within: Model | None = None) -> dict[int, int]:
    """Return how many library descriptors the person sees per skill or per WSOS section; `within` narrows to one skill or section."""
    return {key: number for count in COUNTS for key, number in count(user, by, within).items()}


More = Callable[["User", Skill], list[dict[str, str]]]
MORE: list[More] = []
"""Each returns links (`label`, `url`) from a skill's page to what the person may open of it elsewhere."""


def more(user: "User", skill: Skill) -> list[dict[str, str]]:
    """Return the links from a skill's page to what else there is of it."""
    return [link for links in MORE for link in links(user, skill)]
