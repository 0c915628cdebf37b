"""How the search box may go on, wherever the cursor stands."""

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Tag
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.completing import Offer, offers
from assay.descriptors.search.query import understand
from assay.standards.models import Skill
from tests.descriptors.search.asking import ask
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, draft, imported, sa, scm, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


def offered(user: Any, typed: str) -> list[Offer]:
    """Return what is offered at the bar, which is the cursor, or else at the end."""
    scope = Scope.of(user, timezone.now())
    at = typed.find("|") if "|" in typed else len(typed)
    return offers(typed.replace("|", ""), at, scope, lambda rest: understand(rest, scope).as_query())


def texts(user: Any, typed: str) -> list[str]:
    """Return what the box would hold, with the cursor as a bar."""
    return [f"{offer.text[: offer.at]}|{offer.text[offer.at :]}" for offer in offered(user, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sk", ["skill:|"]),
        ("welding la", ["welding lacks:|"]),
        ("level3", ["level3:|"]),
        ("by:", ["by:me |"]),
        ("has:le", ["has:level0 |", "has:level1 |", "has:level2 |", "has:level3 |"]),
        ("-has:4", ["-has:4levels |"]),
        ("up| welding", ["updated:|welding"]),
        ("colour:", []),
        ('"sk', []),
        ("-sk", []),
        ("-skill:1", []),
        ("status", []),
    ],
)
def test_fields_and_what_they_know_are_offered(reader: User, skill: Skill, typed: str, found: list[str]) -> None:
    imported(skill)

    assert texts(reader, typed) == found


def test_with_nothing_typed_every_field_is_offered(skill: Skill) -> None:
    assert [offer.label for offer in offered(scm(skill), "welding ")][:4] == ["skill:", "section:", "quality:", "status:"]


def test_times_are_offered_from_the_readers_today(reader: User) -> None:
    with time_machine.travel(NOW):
        assert texts(reader, "updated:") == [f"updated:{value} |" for value in (">=2026-03", ">=2026", "<2026", "2026-03-14")]


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_values_are_offered_with_what_they_leave_of_what_is_asked(reader: User, skill: Skill, indexed: bool) -> None:
    other = SkillFactory.create(code="18", name="Electrical")
    imported(skill, name="Grid", wsos_section=WSOSSectionFactory.create(name="Work organization"))
    for name in ("Grid", "Wire"):
        imported(other, name=name, wsos_section=WSOSSectionFactory.create(name=f'{name}s and "care"'))
    if indexed:
        indexer.catch_up()

    assert [(offer.label, offer.hint) for offer in offered(reader, "skill:")] == [("18 Electrical", "2"), ("17 Web Technologies", "1")]
    assert [(offer.label, offer.hint) for offer in offered(reader, "grid skill:")] == [("17 Web Technologies", "1"), ("18 Electrical", "1")]
    assert texts(reader, "skill:tech") == ["skill:17 |"]
    assert texts(reader, "section:org| grid") == ['section:"work organization" |grid']
    assert texts(reader, 'section:"work or') == ['section:"work organization" |']
    for field in ("section", "quality", "source", "sector"):
        for offer in offered(reader, f"{field}:"):
            assert f"{ask(reader, offer.text).total}" == offer.hint, offer


def test_words_are_offered_in_their_field_the_commonest_first(reader: User, skill: Skill) -> None:
    imported(skill, name="Polished", levels=("polar", "polished", "polish", "pole"))
    imported(skill, name="Grid", levels=("", "", "", "pole"))
    indexer.catch_up()

    assert texts(reader, "pol") == ["pole |", "polished |", "polar |", "polish |"]
    assert texts(reader, "-pol") == ["-pole |", "-polished |", "-polar |", "-polish |"]
    assert texts(reader, "grid pol") == ["grid pole |"]
    assert texts(reader, "level2:pol") == ["level2:polish |"]
    assert texts(reader, "pole") == []
    assert texts(reader, "po|lar") == [f"{word} |" for word in ("pole", "polished", "polar", "polish")]


def test_only_what_the_person_may_see_is_offered(skill: Skill) -> None:
    writer, decider, other = scm(skill), sa(skill), scm(SkillFactory.create())
    row = draft(skill, writer, name="Zinc joint", levels=("", "zircon", "", ""))
    row.tags.add(Tag.objects.create(name="zebra"))
    sent(draft(skill, writer, name="Waiting"), by=writer)
    indexer.catch_up()

    assert texts(writer, "zi") == []
    assert texts(writer, "status:draft zi") == ["status:draft zinc |", "status:draft zircon |"]
    assert texts(writer, "status:draft tag:") == ["status:draft tag:zebra |"]
    assert [(offer.label, offer.hint) for offer in offered(writer, "status:")] == [("Draft", "1"), ("With the SA", "1")]
    assert [(offer.label, offer.hint) for offer in offered(decider, "status:")] == [("With the SA", "1")]
    assert offered(other, "status:") == offered(other, "status:draft tag:") == offered(other, "status:draft zi") == []
