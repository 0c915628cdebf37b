"""What a deputy does as a Skill Advisor is written down as done for the one who is away."""

from typing import TYPE_CHECKING, Any

from assay.history.record import Fact
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

AS_ADVISOR = {"approved", "returned", "recalled", "released", "due_changed", "curated"}


def on_behalf(by: "User", fact: Fact) -> dict[str, Any]:
    """Return for whom somebody acts in this fact, or nothing where it is their own right."""
    if fact.verb not in AS_ADVISOR or (fact.verb in {"due_changed", "curated"} and by.is_admin):
        return {}
    absent = sorted(str(absent) for _pk, skill, absent in roles_of(by).lent if skill == fact.skill)
    return {"for": absent[0]} if absent else {}
