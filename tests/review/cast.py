"""The people of a skill and what they do on the pages of review."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.review import actions
from assay.standards.models import Skill
from tests.factories import SkillFactory, UserFactory, admin, draft, member, sa, scm, secretariat, sent

SignIn = Callable[[User], Client]


class Cast:
    """One skill with its people, and a stranger's skill."""

    def __init__(self) -> None:
        self.skill: Skill = SkillFactory.create(code="17", name="Web Technologies")
        self.scm, self.sa = scm(self.skill, name="SCM of 17"), sa(self.skill, name="SA of 17")
        other = SkillFactory.create()
        self.other_scm, self.other_sa = scm(other), sa(other)
        self.team, self.secretariat, self.admin, self.stranger = (
            member("SKILL_TEAM", self.skill),
            secretariat(),
            admin(),
            UserFactory.create(),
        )

    def pending(self, name: str = "Home page design") -> Descriptor:
        one = draft(self.skill, self.scm, name=name)
        sent(one, by=self.scm)
        return one

    def returned(self, name: str = "Home page design", *, at: datetime | None = None) -> Descriptor:
        one = self.pending(name)
        comment = "Levels 2 and 3 are alike."
        return actions.return_for_changes(descriptor=one, seen=one.change, comment=comment, by=self.sa, at=at or timezone.now())


def page(name: str, *args: object) -> str:
    return reverse(name, args=args)


def decision(one: Descriptor, do: str, **fields: Any) -> dict[str, Any]:
    """A decision that is released at once."""
    return {"seen": one.change, "do": do, "now": "on", **fields}


def wording_of(one: Descriptor, **changed: str) -> dict[str, str]:
    levels = {f"score{n}": text for n, text in enumerate(one.levels)}
    return {"criterion_name": one.criterion_name, "wsos_section": str(one.wsos_section_id), **levels, **changed}
