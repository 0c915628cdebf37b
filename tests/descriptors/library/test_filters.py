"""The filters beside the list, the box that looks in a long one, the page with all its values, and the order of the list."""

from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.library.filters import FEW, FIRST
from assay.descriptors.models import Tag
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.factories import SkillFactory, UserFactory, draft, imported, sa, scm, sent

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def reader() -> User:
    return UserFactory.create()


@pytest.fixture
def client(client: Client, reader: User) -> Client:
    client.force_login(reader)
    return client


def tagged(skill: Skill, count: int, name: str = "Tag") -> list[Tag]:
    tags = [Tag.objects.create(name=f"{name} {n:03}") for n in range(count)]
    for tag in tags:
        imported(skill).tags.add(tag)
    indexer.catch_up()
    return tags


def facet(client: Client, name: str, **query: Any) -> dict[str, Any] | None:
    """Return one filter of the page, as it is drawn."""
    found = client.get("/library/", query).context["listing"].facets
    return next((one for one in found if one["name"] == name), None)


def test_of_a_long_filter_only_the_first_are_drawn_and_chosen_ones_stay(client: Client, skill: Skill) -> None:
    tags = tagged(skill, FEW)
    few = facet(client, "tag")
    tags += tagged(skill, 1, "Last")
    many = facet(client, "tag", tag=str(tags[-1].uid), q="design")

    assert few
    assert len(few["options"]) == FEW
    assert "all" not in few
    assert many
    assert len(many["options"]) in {FIRST, FIRST + 1}
    assert [option["label"] for option in many["options"] if option["checked"]] == ["Last 000"]
    assert (many["of"], many["all"]) == (FEW + 1, f"/library/filter/tag/?q=design&tag={tags[-1].uid}")


def test_a_long_filter_is_searched_where_it_stands(client: Client, skill: Skill) -> None:
    tags = tagged(skill, 25)
    chosen = str(tags[3].uid)

    part = client.get("/library/filter/tag/", {"find": " TAG 02", "tag": chosen}, headers=HTMX).content.decode()

    assert part.lstrip().startswith('<ul id="values-tag">')
    assert part.count("<li>") == 6
    assert f'value="{chosen}" form="ask" checked' in part
    assert "None of this name" in client.get("/library/filter/tag/", {"find": "nothing"}, headers=HTMX).content.decode()


def test_all_values_of_a_filter_stand_on_a_page_of_their_own(client: Client, skill: Skill) -> None:
    tagged(skill, 25)

    page = client.get("/library/filter/tag/", {"q": "design", "quality": "REFERENCE", "page": "3", "sort": "name"}).content.decode()

    assert page.count('name="tag"') == 25
    for hidden in ('name="q" value="design"', 'name="quality" value="REFERENCE"', 'name="sort" value="name"'):
        assert page.count(f'type="hidden" {hidden}') == 2
    assert 'href="/library/?q=design&amp;quality=REFERENCE&amp;sort=name&amp;page=3"' in page
    assert page.count('name="page"') == 1  # only where names are looked for: another choice begins at the first page
    assert client.get("/library/filter/colour/").status_code == 404


def test_the_filter_by_status_is_there_for_those_who_may(as_user: Any, skill: Skill) -> None:
    writer = scm(skill)
    draft(skill, writer, name="My draft")
    sent(draft(skill, writer, name="Sent away"), by=writer)
    imported(skill, name="Imported")
    indexer.catch_up()

    def statuses(user: User, **query: Any) -> list[tuple[str, int, bool]]:
        found = facet(as_user(user), "status", **query)
        return [(option["label"], option["count"], option["checked"]) for option in found["options"]] if found else []

    assert statuses(writer) == [("Draft", 1, False), ("With the SA", 1, False)]
    assert statuses(writer, status=["DRAFT"]) == [("Draft", 1, True), ("With the SA", 1, False)]
    assert statuses(sa(skill)) == [("With the SA", 1, False)]
    assert statuses(UserFactory.create()) == statuses(scm(SkillFactory.create())) == []
    page = as_user(writer).get("/library/", {"status": ["DRAFT", "PENDING_REVIEW"]}).content.decode()
    assert ("My draft" in page, "Sent away" in page, "Imported" in page) == (True, True, False)
    assert "My draft" not in as_user(writer).get("/library/").content.decode()
    hidden = as_user(sa(skill)).get("/library/", {"status": "DRAFT"}).content.decode()
    assert ("My draft" in hidden, "Without Status" in hidden) == (False, True)
    assert as_user(UserFactory.create()).get("/library/filter/status/").status_code == 404


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_the_order_stands_in_the_address(client: Client, skill: Skill, indexed: bool) -> None:
    for name in ("Beta", "alpha", "Gamma"):
        imported(skill, name=name)
    if indexed:
        indexer.catch_up()

    page = client.get("/library/", {"sort": "name", "per": "50"}).content.decode()

    assert page.index("alpha") < page.index("Beta") < page.index("Gamma")
    assert '<option value="name" selected>Name</option>' in page
    assert "sort=name" in client.get("/library/", {"sort": "name"}, headers=HTMX).headers["HX-Push-Url"]
    assert "sort" not in client.get("/library/", {"sort": "best"}, headers=HTMX).headers["HX-Push-Url"]
    assert '<option value="best" selected>' in client.get("/library/", {"sort": "nonsense"}).content.decode()


def test_the_box_is_told_how_it_may_go_on_within_the_filters_of_the_page(client: Client, skill: Skill) -> None:
    imported(skill, name="Grid")
    imported(SkillFactory.create(code="18"), name="Grid", source="Manual")
    indexer.catch_up()

    def completed(**query: str) -> str:
        return client.get("/library/complete/", query).content.decode()

    assert completed(q="source:").count('role="option"') == 2
    assert completed(q="source:", skill="17").count('role="option"') == 1
    assert 'data-text="source:wsc2024 "' in completed(q="source:", skill="17")
    assert 'data-text="grid skill:17 " data-at="5"' in completed(q="gr skill:17 ", at="2")
    assert completed(q="", at="x").count('role="option"') == completed(q=" ", at="999").count('role="option"')


def test_the_pages_cost_the_same_for_one_value_and_for_three(client: Client, skill: Skill, queries_of: Any) -> None:
    numbers = []
    for count in (1, 2):
        tagged(skill, count, f"Set {count}")
        with queries_of() as page, queries_of() as box:
            assert client.get("/library/filter/tag/").status_code == 200
            assert client.get("/library/complete/", {"q": "tag:"}).status_code == 200
        numbers.append((len(page), len(box)))

    assert numbers[0] == numbers[1]
