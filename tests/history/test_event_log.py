"""The page of the event log: who reads what, filters, pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.history import log
from assay.review import actions
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, UserFactory, admin, draft, member, sa, scm, secretariat, sent

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "events"


class Two:
    """Two skills, each with a draft and something returned."""

    def __init__(self) -> None:
        self.skills: list[Skill] = [SkillFactory.create(code="09"), SkillFactory.create(code="17")]
        self.scms = [scm(skill, name=f"SCM of {skill.code}") for skill in self.skills]
        self.sas = [sa(skill, name=f"SA of {skill.code}") for skill in self.skills]
        for skill, manager, advisor in zip(self.skills, self.scms, self.sas, strict=True):
            draft(skill, manager, name=f"Secret draft of {skill.code}")
            one = draft(skill, manager, name=f"Sent one of {skill.code}")
            sent(one, by=manager)
            actions.return_for_changes(descriptor=one, seen=one.change, comment="Say what is seen.", by=advisor, at=NOW)


@pytest.fixture
def two() -> Two:
    return Two()


def shown(client: Client, **query: object) -> str:
    return client.get(reverse(PAGE), query).content.decode()


def test_those_who_oversee_read_every_skill(two: Two, as_user: SignIn) -> None:
    page = shown(as_user(admin()))

    assert [name in page for name in ("Secret draft of 09", "Secret draft of 17", "Sent one of 09", "Sent one of 17")] == [True] * 4


def test_the_secretariat_reads_no_drafts_that_were_never_sent(two: Two, as_user: SignIn) -> None:
    page = shown(as_user(secretariat()))

    assert [name in page for name in ("Secret draft of 09", "Sent one of 17")] == [False, True]


def test_scm_and_sa_read_their_own_skill(two: Two, as_user: SignIn) -> None:
    manager, advisor = shown(as_user(two.scms[1])), shown(as_user(two.sas[1]))

    assert ["Secret draft of 17" in manager, "Sent one of 17" in manager, "of 09" in manager] == [True, True, False]
    assert ["Secret draft of 17" in advisor, "Sent one of 17" in advisor, "of 09" in advisor] == [False, True, False]


@pytest.mark.parametrize("who", ["team", "stranger"])
def test_nobody_else_reads_it(two: Two, as_user: SignIn, who: str) -> None:
    person = member("SKILL_TEAM", two.skills[0]) if who == "team" else UserFactory.create()

    assert as_user(person).get(reverse(PAGE)).status_code == 403


def test_it_is_narrowed_by_type_verb_person_and_skill(two: Two, as_user: SignIn) -> None:
    client = as_user(admin())

    assert "wrote" not in shown(client, type="batch").split("</form>")[-1]
    assert "returned “Sent one of 09”" in shown(client, verb="returned")
    assert "wrote" not in shown(client, verb="returned").split("</form>")[-1]
    assert "SCM of 17 wrote" not in shown(client, person=two.scms[0].uid)
    assert "Sent one of 09" not in shown(client, skill=two.skills[1].uid)
    assert "Nothing like this happened yet" in shown(client, verb="unheard-of")


def test_nonsense_in_the_address_narrows_nothing(two: Two, as_user: SignIn) -> None:
    assert "Sent one of 09" in shown(as_user(admin()), person="x", skill="y", before="z", type="\0", verb="\0")


def test_pages_follow_positions_and_lose_nothing(two: Two, as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE", 3)
    reader, found, before = admin(), [], None

    while True:
        page, before = log.page_before(log.readable_by(reader), before)
        found += [event.position for event in page]
        if before is None:
            break

    assert found == sorted(found, reverse=True)
    assert len(found) == log.readable_by(reader).count()
    assert "Earlier" in shown(as_user(reader))


@pytest.mark.parametrize("who", ["admin", "scm"])
def test_queries_do_not_grow_with_events(as_user: SignIn, queries_of: Callable[[], Any], who: str) -> None:
    skill = SkillFactory.create()
    manager = scm(skill)
    client = as_user(admin() if who == "admin" else manager)

    def cost(count: int) -> int:
        for n in range(count):
            sent(draft(skill, manager, name=f"Sent one {n}"), by=manager)
        client.get(reverse(PAGE))
        with queries_of() as counted:
            client.get(reverse(PAGE))
        return len(counted)

    assert cost(1) == cost(3)
