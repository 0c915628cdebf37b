"""How many hints a descriptor has: in the queue, on the page before sending, and for administrators in library and curation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.coaching.dismissing import dismiss
from assay.descriptors.states import Quality
from assay.standards.models import Skill
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
VAGUE = ("The page shows an error", "The page opens", "The design is nice", "The page opens without a wait")
PLAIN = ("The page shows an error", "The page opens", "The page is open", "The page opens fast")


@pytest.fixture
def skill() -> Skill:
    return factories.SkillFactory.create()


def text(client: Client, url: str, **data: Any) -> str:
    return client.get(url, data).content.decode()


def asked(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    return len(queries)


def test_the_queue_counts_them_in_one_query_for_all(as_user: As, skill: Skill) -> None:
    author, advisor = factories.scm(skill), as_user(factories.sa(skill))
    factories.sent(factories.draft(skill, author, levels=VAGUE), by=author)
    one = asked(advisor, "/review/")
    assert "1 hint<" in text(advisor, "/review/")
    factories.sent(*(factories.draft(skill, author, name=f"Page number {n}", levels=VAGUE) for n in range(2)), by=author)
    assert asked(advisor, "/review/") == one


def test_library_and_curation_tell_administrators_alone(as_user: As, skill: Skill) -> None:
    factories.imported(skill, levels=VAGUE, quality_indicator=Quality.NEEDS_REVIEW)
    for who, count in ((factories.admin(), 1), (factories.sa(skill), 0)):
        for url in ("/library/", "/admin/curation/"):
            assert text(as_user(who), url).count("1 hint<") == count, (url, who)


def test_the_library_asks_once_for_all(as_user: As, skill: Skill) -> None:
    client = as_user(factories.admin())
    factories.imported(skill, levels=VAGUE)
    one = asked(client, "/library/")
    for n in range(2):
        factories.imported(skill, name=f"Page number {n}", levels=VAGUE)
    assert asked(client, "/library/") == one


def test_curation_lists_those_with_hints_alone(as_user: As, skill: Skill) -> None:
    factories.imported(skill, name="Vague page", levels=VAGUE, quality_indicator=Quality.NEEDS_REVIEW)
    factories.imported(skill, name="Plain page", levels=PLAIN, quality_indicator=Quality.NEEDS_REVIEW)
    client = as_user(factories.admin())
    html = text(client, "/admin/curation/", hints="1")
    assert "Vague page" in html
    assert "Plain page" not in html
    assert "With hints of the coach" in html
    assert "Plain page" in text(client, "/admin/curation/")
    assert "Plain page" in text(as_user(factories.sa(skill)), "/admin/curation/", hints="1")


def test_before_sending_advice_is_folded_and_asks_for_nothing(as_user: As, skill: Skill) -> None:
    author = factories.scm(skill)
    row = factories.draft(skill, author, levels=VAGUE)
    client = as_user(author)
    html = text(client, "/my-skills/send/", d=str(row.uid))
    assert "1 question of the coach" in html
    assert "as_it_is" not in html
    dismiss(descriptor=row, wording=row.wording, rule="vague-word", field="level2", reason="Agreed", by=author, at=NOW)
    assert "question of the coach" not in text(client, "/my-skills/send/", d=str(row.uid))
