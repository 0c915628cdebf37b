"""The pages of tags and categories: each step says first how many descriptors it changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.curating import terms_listing
from assay.descriptors.models import Category, Descriptor, Tag
from assay.standards.models import Skill
from tests.descriptors.curating.forms import URL, chosen
from tests.factories import NOW, CategoryFactory, TagFactory, UserFactory, draft, imported, sa, scm, secretariat

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
TERMS = "/admin/terms/"


@pytest.fixture
def client(client: Client, curator: User) -> Client:
    client.force_login(curator)
    return client


def page_of(name: str, term: Tag | Category) -> str:
    return reverse(name, args=[term.uid])


def listed(answer: Any) -> list[tuple[str, int]]:
    return [(term.name, term.rows) for term in answer.context["listed"].terms]


def test_both_lists_are_by_name_with_counts(client: Client, skill: Skill) -> None:
    used, retired = TagFactory.create(name="colour"), TagFactory.create(name="Air", retired_at=NOW)
    TagFactory.create(name="color", merged_into=used)
    CategoryFactory.create(name="Design")
    for n in range(2):
        used.descriptors.add(imported(skill, name=f"Aspect {n}"))

    tags, categories = client.get(TERMS, {"of": "tags"}), client.get(TERMS)

    assert listed(tags) == [(retired.name, 0), ("colour", 2)]
    assert "Retired" in tags.content.decode()
    assert listed(categories) == [("Design", 0)]
    assert [(str(tab["label"]), tab["count"], tab["current"]) for tab in tags.context["tabs"]] == [
        ("Categories", 1, False),
        ("Tags", 2, True),
    ]


def test_a_part_of_the_name_finds_it_and_pages_go_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms_listing, "PAGE", 2)
    for name in ("wall tiles", "floor tiles", "tile saw", "colour"):
        TagFactory.create(name=name)

    first = client.get(TERMS, {"of": "tags", "q": "TILE"})
    rest = client.get(TERMS, {"of": "tags", "q": "TILE", "after": first.context["listed"].following})
    alone = client.get(TERMS, {"of": "tags", "q": "nothing"}, headers={"HX-Request": "true"}).content.decode()

    assert (first.context["listed"].total, [name for name, _rows in listed(first)]) == (3, ["floor tiles", "tile saw"])
    assert [name for name, _rows in listed(rest)] == ["wall tiles"]
    assert "Nothing has “nothing” in its name." in alone
    assert "<html" not in alone


@pytest.mark.parametrize(("of", "says"), [("tags", "There are no tags yet"), ("categories", "There are no categories yet")])
def test_an_empty_list_says_what_to_do(client: Client, of: str, says: str) -> None:
    assert says in client.get(TERMS, {"of": of}).content.decode()


def test_a_category_is_added_and_a_taken_name_is_said(client: Client) -> None:
    form = {"uid": "7b0fd6ee-8c3c-4b7c-9d4f-0f7d2f8f4a11", "name": "Clean air"}

    answers = [client.post(TERMS, form).status_code for _ in range(2)]
    taken = client.post(TERMS, {"name": "CLEAN AIR"})

    assert answers == [302, 302]
    assert [category.name for category in Category.objects.all()] == ["Clean air"]
    assert taken.status_code == 422
    assert "“Clean air” is there already." in taken.content.decode()


def test_the_page_of_one_says_what_carries_it(client: Client, skill: Skill, curator: User) -> None:
    tag, alike = TagFactory.create(name="colour"), TagFactory.create(name="colours")
    gone = imported(skill, name="Gone", deleted_at=NOW, deleted_by=curator)
    tag.descriptors.add(imported(skill), imported(skill), draft(skill, scm(skill)), gone)

    page = client.get(page_of("term", tag)).content.decode()

    for says in ("2 descriptors in the library carry it.", "1 in the workflow carries it.", "1 deleted one carries it.", alike.name):
        assert says in page
    assert f"/admin/curation/?show=all&amp;tag={tag.uid}" in page


def test_a_rename_says_what_it_changes_and_keeps_what_was_typed(client: Client, skill: Skill) -> None:
    tag, other = TagFactory.create(name="Dust"), TagFactory.create(name="Air")
    tag.descriptors.add(imported(skill))
    address = page_of("term_rename", tag)

    asks = client.get(address).content.decode()
    taken = client.post(address, {"name": "AIR", "was": "Dust"})
    stale = client.post(address, {"name": "Clean air", "was": "Older"})
    done = client.post(address, {"name": "Clean air", "was": "Dust"})

    assert "1 descriptor in the library carries it." in asks
    assert (taken.status_code, stale.status_code, done.status_code) == (422, 422, 302)
    assert 'value="AIR"' in taken.content.decode()
    assert [tag.name for tag in Tag.objects.order_by("pk")] == ["Clean air", other.name]


def test_a_merge_is_chosen_said_and_done(client: Client, skill: Skill) -> None:
    tag, into = TagFactory.create(name="color"), TagFactory.create(name="colour")
    tag.descriptors.add(imported(skill))
    address = page_of("term_merge", tag)

    choose = client.get(address)
    unknown = client.get(address, {"into": "nothing like it"})
    asks = client.get(address, {"into": "COLOUR"})
    done = client.post(address, dict(asks.context["hidden"]))
    forwarded = client.get(page_of("term", tag))

    assert choose.context["similar"] == [into]
    assert (unknown.status_code, "No other one that can be chosen" in unknown.content.decode()) == (422, True)
    assert "1 descriptor in the library carries it." in asks.context["facts"]
    assert list(Descriptor.objects.get().tags.all()) == [into]
    assert done.headers["Location"] == forwarded.headers["Location"] == page_of("term", into)


@pytest.mark.parametrize("told", ["0", "", "many", "9" * 5000], ids=["none", "nothing", "words", "huge"])
def test_a_merge_asks_again_where_the_number_is_another_one_now(client: Client, skill: Skill, told: str) -> None:
    tag, into = TagFactory.create(name="color"), TagFactory.create(name="colour")
    tag.descriptors.add(imported(skill))

    page = client.post(page_of("term_merge", tag), {"into": into.name, "told": told})

    assert page.status_code == 409
    assert ("told", "1") in page.context["hidden"]
    assert Descriptor.objects.get().change == 1


def test_a_retired_one_is_offered_nowhere_and_comes_back(client: Client, skill: Skill) -> None:
    category, tag, row = CategoryFactory.create(name="Design"), TagFactory.create(name="colour"), imported(skill)
    tag.descriptors.add(row)
    for term in (category, tag):
        assert "Whatever carries it keeps it" in client.get(page_of("term_retire", term)).content.decode()
        client.post(page_of("term_retire", term), {"retired": "1"})

    listing = client.get(URL, {"show": "all"}).context["listing"]
    assert (list(listing.categories), listing.known_tags) == ([], [])
    assert client.post(URL, chosen(f"category:{category.uid}", row)).status_code == 422
    assert "is retired" in client.post(URL, chosen("tag", row, tag="COLOUR")).content.decode()
    assert [tag.name for tag in row.tags.all()] == ["colour"]

    client.post(page_of("term_retire", category), {"retired": "0"})

    assert list(client.get(URL, {"show": "all"}).context["listing"].categories) == [category]


def test_they_are_for_administrators(as_user: As, skill: Skill) -> None:
    tag = TagFactory.create()
    addresses = [TERMS, *(page_of(name, tag) for name in ("term", "term_rename", "term_merge", "term_retire"))]

    for person in (secretariat(), sa(skill), scm(skill), UserFactory.create()):
        assert {as_user(person).get(address).status_code for address in addresses} == {403}


@pytest.mark.parametrize("make", [TagFactory.create, CategoryFactory.create], ids=["tags", "categories"])
def test_three_rows_cost_the_queries_of_one(client: Client, skill: Skill, make: Callable[[], Any], queries_of: Queries) -> None:
    def one_more() -> Any:
        term = make()
        term.descriptors.add(imported(skill))
        return term

    kind = {"of": "tags" if make == TagFactory.create else "categories"}
    one_more()
    client.get(TERMS, kind)
    with queries_of() as one:
        client.get(TERMS, kind)
    one_more()
    one_more()

    with queries_of() as three:
        page = client.get(TERMS, kind)

    assert len(listed(page)) == 3
    assert len(three) == len(one)


def test_the_history_of_one_costs_the_same_for_one_row_and_three(client: Client, skill: Skill, queries_of: Queries) -> None:
    tag = TagFactory.create(name="a")
    tag.descriptors.add(imported(skill))

    def renamed(name: str) -> None:
        tag.refresh_from_db()
        client.post(page_of("term_rename", tag), {"name": name, "was": tag.name})

    renamed("b")
    client.get(page_of("term", tag))
    with queries_of() as one:
        client.get(page_of("term", tag))
    renamed("c")
    renamed("d")
    client.get(page_of("term", tag))

    with queries_of() as three:
        page = client.get(page_of("term", tag))

    assert len(page.context["timeline"]) == 3
    assert len(three) == len(one)
