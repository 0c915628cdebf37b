"""How the search box may go on, wherever the cursor stands: fields, and the values that the reader may see."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.library.examples import OF_FIELDS
from assay.descriptors.models import Tag
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.completing import FIELDS, Offer, offers
from assay.descriptors.search.names import Names
from assay.descriptors.search.query import FIELDS as KNOWN_FIELDS
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


def shown(user: Any, typed: str) -> list[tuple[str, str]]:
    """Return what people read."""
    return [(offer.label, str(offer.hint)) for offer in offered(user, typed)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sk", ["skill:|"]),
        ("SK", ["skill:|"]),
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
        ("-ha", ["-has:|"]),
        ("status", []),
        ("name:jo", []),
    ],
)
def test_fields_and_what_they_know_are_offered(reader: User, skill: Skill, typed: str, found: list[str]) -> None:
    imported(skill)

    assert texts(reader, typed) == found


def test_with_nothing_typed_every_field_is_offered(reader: User, skill: Skill) -> None:
    fields = [f"{name}:" for name in FIELDS]

    assert [label for label, _hint in shown(scm(skill), "welding ")] == fields
    assert [label for label, _hint in shown(reader, "")] == [name for name in fields if name != "status:"]
    assert {name for name in KNOWN_FIELDS if name} == FIELDS.keys()


def test_how_to_search_tells_every_field_by_what_is_understood(as_user: Any, skill: Skill, reader: User) -> None:
    writer = scm(skill)
    scope = Scope.of(writer, timezone.now())
    assert OF_FIELDS.keys() == FIELDS.keys() - {"level0", "level1", "level2"}
    for name, examples in OF_FIELDS.items():
        for example in examples:
            found = understand(f"{example} ", scope)
            assert found.clauses or found.fixed or found.having or found.lacking or found.since or found.before or found.by_me, example
            assert example.startswith(f"{name}:")
    for user, told in ((writer, True), (reader, False)):
        page = as_user(user).get("/library/").content.decode()
        assert "<code>updated:&gt;2026-01</code>" in page
        assert ("<code>status:draft</code>" in page) is told


def test_times_are_offered_from_the_readers_today(reader: User) -> None:
    with time_machine.travel(NOW):
        assert texts(reader, "updated:") == [f"updated:{value} |" for value in (">=2026-03", ">=2026", "<2026", "2026-03-14")]
        assert texts(reader, "updated:<") == ["updated:<2026 |"]


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_values_are_offered_with_what_they_leave_of_what_is_asked(reader: User, skill: Skill, indexed: bool) -> None:
    other = SkillFactory.create(code="18", name="Electrical")
    imported(skill, name="Grid", wsos_section=WSOSSectionFactory.create(name="Work organization"))
    for name in ("Grid", "Wire"):
        imported(other, name=name, wsos_section=WSOSSectionFactory.create(name=f'{name}s and "care"'))
    if indexed:
        indexer.catch_up()

    assert shown(reader, "skill:") == [("18 Electrical", "2"), ("17 Web Technologies", "1")]
    assert shown(reader, "grid skill:") == [("17 Web Technologies", "1"), ("18 Electrical", "1")]
    assert texts(reader, "skill:tech") == ["skill:17 |"]
    assert texts(reader, "section:org| grid") == ['section:"work organization" |grid']
    assert texts(reader, 'section:"work or') == ['section:"work organization" |']
    for field in ("section", "quality", "source", "sector"):
        assert shown(reader, f"{field}:")
        for offer in offered(reader, f"{field}:"):
            assert f"{ask(reader, offer.text).total}" == offer.hint, offer


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_only_what_the_person_may_see_is_offered(skill: Skill, indexed: bool) -> None:
    writer, decider, other = scm(skill), sa(skill), scm(SkillFactory.create())
    draft(skill, writer).tags.add(Tag.objects.create(name="zebra"))
    sent(draft(skill, writer), by=writer)
    hidden = imported(skill, source="Secret", confidential_until=timezone.now() + timedelta(days=1))
    hidden.tags.add(Tag.objects.create(name="zircon"))
    if indexed:
        indexer.catch_up()

    assert shown(writer, "tag:") == shown(decider, "tag:z") == [("zircon", "1")]
    assert shown(writer, "status:draft tag:") == [("zebra", "1")]
    assert shown(writer, "source:") == [("Secret", "1")]
    assert shown(writer, "status:") == [("Draft", "1"), ("With the SA", "1")]
    assert shown(decider, "status:") == [("With the SA", "1")]
    for typed in ("status:", "tag:", "skill:", "section:", "source:", "status:draft tag:", "status:draft skill:"):
        assert shown(other, typed) == [], typed


def test_a_name_is_offered_as_the_page_says_it(skill: Skill, reader: User) -> None:
    imported(skill, source="Manual")
    indexer.catch_up()

    assert dict(shown(reader, "source:")) == {Names().labels({"source": ["Manual"]})["source"]["Manual"]: "1"}


def test_a_field_without_anything_behind_it_asks_nothing_yet(reader: User, skill: Skill) -> None:
    imported(skill)
    indexer.catch_up()

    begun = ("has:lev", "lacks:4", "by:m", "updated:>", "updated:202", "updated:<=2026-", "updated:2026-0", "updated:2026-01-")
    for typed in ("skill:", "design level3:", "-has:", "UPDATED:", *begun):
        found = understand(typed, Scope.of(reader, timezone.now()))
        assert (ask(reader, typed).total, found.sentences) == (1, []), typed


@pytest.mark.parametrize(
    "typed", ["has:lev ", 'has:"lev"', "has:lex", "by:m ", "updated:20 ", "updated:>202 design", "updated:x", "updated:2026-1-9-"]
)
def test_what_is_typed_to_its_end_and_means_nothing_is_explained(reader: User, typed: str) -> None:
    assert len(understand(typed, Scope.of(reader, timezone.now())).sentences) == 1


def test_the_box_is_answered_within_the_filters_of_the_page(as_user: Any, skill: Skill, reader: User) -> None:
    imported(skill, name="Grid")
    imported(SkillFactory.create(code="18"), name="Grid <b>", source="Manual")
    indexer.catch_up()
    client: Client = as_user(reader)

    def completed(**query: str) -> str:
        return client.get("/library/complete/", query).content.decode()

    assert completed(q="source:").count('role="option"') == 2
    assert completed(q="source:", skill="17").count('role="option"') == 1
    assert 'data-text="source:wsc2024 " data-at="15"' in completed(q="source:", skill="17")
    assert completed(q="source: grid", at="7", skill="17") == completed(q="source:", skill="17").replace("wsc2024 ", "wsc2024 grid")
    assert completed(q="", at="x").count('role="option"') == completed(q=" ", at="999").count('role="option"') == len(FIELDS) - 1
    assert "data-fields" in client.get("/library/").content.decode()


def test_completing_costs_the_same_for_one_value_and_for_three(as_user: Any, skill: Skill, reader: User, queries_of: Any) -> None:
    client, costs = as_user(reader), []
    for count in (1, 2):
        for number in range(count):
            imported(skill).tags.add(Tag.objects.create(name=f"tag {count} {number}"))
        indexer.catch_up()
        with queries_of() as asked:
            assert client.get("/library/complete/", {"q": "tag:"}).content.count(b"option") == (1 if count == 1 else 3)
        costs.append(len(asked))

    assert costs[0] == costs[1]
