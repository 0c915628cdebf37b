"""The library page: its address is its state, its counts are exact, and it works without an index."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from assay.accounts.models import User
from assay.descriptors.library.address import Address, read
from assay.descriptors.models import Category, Descriptor, Quality, Tag
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.factories import (
    SectorFactory,
    SkillFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    draft,
    favourite,
    imported,
    sa,
    scm,
    sent,
)

pytestmark = pytest.mark.django_db


def shown(client: Client, **query: Any) -> str:
    answer = client.get("/library/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def many(skill: Skill, count: int) -> list[Descriptor]:
    rows = [imported(skill, name=f"Aspect {n:03}", wsos_section=WSOSSectionFactory.create()) for n in range(count)]
    for row in rows:
        row.tags.add(Tag.objects.get_or_create(name=f"Tag {row.number}")[0])
    return rows


def test_cards_show_the_four_levels_in_full_with_source_skill_and_marked_words(client: Client, skill: Skill) -> None:
    row = imported(skill, name="Measuring <tools>", levels=("lies about", "is used", "is read twice", "is recorded"), source="WSC2024")
    indexer.catch_up()

    page = shown(client, q="measure read")

    for part in ("<mark>Measuring</mark> &lt;tools&gt;", "lies about", "is used", "is <mark>read</mark> twice", "is recorded"):
        assert part in page
    for part in ("17 Web Technologies", "WSC2024", f"#{row.number}", f"/library/{row.uid}/", "1 descriptor<"):
        assert part in page.replace('<span class="num">', "")


def test_what_is_found_by_its_skill_section_code_or_tag_shows_it_there(client: Client, skill: Skill) -> None:
    section = WSOSSectionFactory.create(name="Grids & layout")
    row = imported(skill, name="Columns", code="GRID7", wsos_section=section)
    row.tags.add(Tag.objects.create(name="<grid> system"))
    indexer.catch_up()

    by_words, by_skill, by_code = (shown(client, q=typed) for typed in ("grids ", "technology ", "grid7 "))

    for part in (
        "<mark>Grids</mark> &amp; layout</a>",
        "&lt;<mark>grid</mark>&gt; system</a>",
        "17 Web Technologies</a>",
        "<span>GRID7</span>",
    ):
        assert part in by_words
    assert "17 Web <mark>Technologies</mark></a>" in by_skill
    assert "<span><mark>GRID7</mark></span>" in by_code
    assert "<mark>" not in shown(client)


def test_what_is_asked_of_the_code_is_marked_there_alone(client: Client) -> None:
    row = imported(SkillFactory.create(code="Z1", name="Zap"), name="Columns", code="Zap")
    row.tags.add(Tag.objects.create(name="Zap"))
    indexer.catch_up()

    page = shown(client, q="code:zap ")

    assert "<span><mark>Zap</mark></span>" in page
    assert page.count("<mark>") == 1


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_every_filter_narrows_by_what_the_address_says(client: Client, skill: Skill, indexed: bool) -> None:
    tag, category, section = Tag.objects.create(name="T"), Category.objects.create(name="C"), WSOSSectionFactory.create()
    row = imported(skill, name="The wanted one", source="Manual", wsos_section=section, quality_indicator=Quality.GOOD)
    row.tags.add(tag)
    row.categories.add(category)
    imported(SkillFactory.create(), name="The other one")
    if indexed:
        indexer.catch_up()

    for query in (
        {"skill": "17"},
        {"sector": skill.sector.uid},
        {"category": category.uid},
        {"section": section.uid},
        {"quality": "GOOD"},
        {"source": "Manual"},
        {"tag": tag.uid},
        {"skill": "17", "quality": ["GOOD", "EXCELLENT"]},
    ):
        page = shown(client, **query)
        assert "The wanted one" in page, query
        assert "The other one" not in page, query
        assert page.count('class="pill"') == sum(len(value) if isinstance(value, list) else 1 for value in query.values())


def test_the_counts_of_a_filter_ignore_its_own_choice_and_zeros_are_hidden(as_user: Any, skill: Skill, reader: User) -> None:
    other = SkillFactory.create(code="18")
    imported(skill, source="A")
    imported(skill, source="B")
    imported(other, source="B")
    indexer.catch_up()

    listing = as_user(reader).get("/library/", {"skill": "17", "source": "A"}).context["listing"]

    counts = {facet["name"]: {option["value"]: option["count"] for option in facet["options"]} for facet in listing.facets}
    assert counts["skill"] == {"17": 1}
    assert counts["source"] == {"A": 1, "B": 1}
    assert "tag" not in counts


def test_a_chosen_value_stays_to_be_unchosen_where_nothing_is_left(as_user: Any, skill: Skill, reader: User) -> None:
    imported(skill)
    tag = Tag.objects.create(name="Lonely")
    indexer.catch_up()

    listing = as_user(reader).get("/library/", {"tag": str(tag.uid)}).context["listing"]

    assert [facet["options"] for facet in listing.facets if facet["name"] == "tag"] == [
        [{"value": str(tag.uid), "label": "Lonely", "count": 0, "checked": True}]
    ]


def test_pages_of_20_50_or_100(client: Client, skill: Skill) -> None:
    for n in range(55):
        imported(skill, name=f"Aspect {n:03}")
    indexer.catch_up()

    assert shown(client).count("data-row") == 20
    assert shown(client, page=3).count("data-row") == 15
    page = shown(client, per=50, q="aspect ")
    assert page.count("data-row") == 50
    assert "1 to 50 of 55" in page
    assert "/library/?q=aspect+&amp;per=50&amp;page=2" in page
    assert "There is nothing more" in shown(client, page=9)


@pytest.mark.parametrize(
    "junk", [{"per": "7"}, {"per": "9" * 99}, {"page": "-1"}, {"page": "x"}, {"section": "x"}, {"quality": "BEST"}, {"tag": "\x00"}]
)
def test_what_an_address_cannot_hold_is_left_out(client: Client, skill: Skill, junk: dict[str, str]) -> None:
    imported(skill)

    page = shown(client, **junk)

    assert "Home page design" in page
    assert ("One of the filters in the address is not known here" in page) == bool(junk.keys() & {"section", "quality", "tag"})


def test_the_number_of_queries_does_not_depend_on_the_number_of_cards(as_user: Any, skill: Skill, queries_of: Any) -> None:
    client = as_user(scm(skill))
    many(skill, 1)
    indexer.catch_up()
    with queries_of() as one:
        assert shown(client, q="aspect", sort="name").count("data-row") == 1
    many(skill, 19)
    indexer.catch_up()
    with queries_of() as twenty:
        assert shown(client, q="aspect", sort="name").count("data-row") == 20

    assert len(one) == len(twenty) <= 6, [query["sql"][:150] for query in twenty]


def test_who_may_chooses_what_is_written_or_reviewed_by_its_status(as_user: Any, skill: Skill) -> None:
    writer = scm(skill)
    draft(skill, writer, name="My draft")
    sent(draft(skill, writer, name="Sent away"), by=writer)
    imported(skill, name="Imported")
    indexer.catch_up()

    def statuses(user: User, **query: Any) -> list[tuple[str, int, bool]]:
        facets = as_user(user).get("/library/", query).context["listing"].facets
        found = next((facet for facet in facets if facet["name"] == "status"), {"options": []})
        return [(option["label"], option["count"], option["checked"]) for option in found["options"]]

    assert statuses(writer) == [("Draft", 1, False), ("With the SA", 1, False)]
    assert statuses(writer, status="DRAFT") == [("Draft", 1, True), ("With the SA", 1, False)]
    assert statuses(sa(skill)) == [("With the SA", 1, False)]
    assert statuses(UserFactory.create()) == statuses(scm(SkillFactory.create())) == []
    page = shown(as_user(writer), status=["DRAFT", "PENDING_REVIEW"])
    assert ("My draft" in page, "Sent away" in page, "Imported" in page) == (True, True, False)
    assert "My draft" not in shown(as_user(writer))
    hidden = shown(as_user(sa(skill)), status="DRAFT")
    assert ("My draft" in hidden, "Without Status" in hidden) == (False, True)


def test_the_order_is_part_of_the_address(as_user: Any, skill: Skill) -> None:
    for name in ("Beta", "alpha", "Gamma"):
        imported(skill, name=name)
    indexer.catch_up()
    client = as_user(scm(skill))

    page = shown(client, sort="name", per="50")

    assert page.index(">alpha<") < page.index(">Beta<") < page.index(">Gamma<")
    assert '<option value="name" selected>Name</option>' in page
    assert "your sector first" not in page
    assert client.get("/library/", {"sort": "name"}, headers={"HX-Request": "true"}).headers["HX-Push-Url"] == "/library/?sort=name"
    assert client.get("/library/", {"sort": "relevance"}, headers={"HX-Request": "true"}).headers["HX-Push-Url"] == "/library/"
    assert '<option value="relevance" selected>' in shown(client, sort="nonsense")


def test_htmx_gets_the_found_part_alone_and_a_restored_page_whole(client: Client, skill: Skill) -> None:
    imported(skill)

    part = client.get("/library/", headers={"HX-Request": "true"}).content.decode()
    restored = client.get("/library/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content.decode()

    assert "Home page design" in part
    assert "<html" not in part
    assert "<html" in restored


def test_my_favourites_is_a_filter(client: Client, skill: Skill, reader: User) -> None:
    kept = imported(skill, name="Kept at hand")
    imported(skill, name="Another")
    favourite(kept, reader)
    indexer.catch_up()

    page = shown(client, favourites="1")

    assert "Kept at hand" in page
    assert "Another" not in page


def test_without_a_question_an_scm_sees_their_own_sector_first(as_user: Any) -> None:
    mine, other = SkillFactory.create(sector=SectorFactory.create()), SkillFactory.create(sector=SectorFactory.create())
    imported(mine, name="From my sector")
    imported(other, name="From another", quality_indicator=Quality.EXCELLENT)
    indexer.catch_up()

    page = shown(as_user(scm(mine)))

    assert "your sector first" in page
    assert page.index("From my sector") < page.index("From another")


def test_nothing_found_says_which_filter_to_drop_and_offers_to_write_it(as_user: Any, skill: Skill) -> None:
    imported(skill, name="White space", quality_indicator=Quality.REFERENCE)
    indexer.catch_up()

    page = shown(as_user(scm(skill)), q="white space", quality="GOOD")

    assert "Nothing with all of: white space, Approved" in page
    assert '<a href="/library/?q=white+space">Without Quality</a>: 1' in page
    assert "/my-skills/write/?name=white+space" in page


@pytest.mark.parametrize("indexed", [True, False])
def test_nothing_found_says_which_typed_field_to_drop(client: Client, skill: Skill, indexed: bool) -> None:
    imported(skill, name="White space", quality_indicator=Quality.REFERENCE)
    imported(skill, name="White page", quality_indicator=Quality.EXCELLENT)
    if indexed:
        indexer.catch_up()

    page = shown(client, q="white -page quality:exemplary skill:none")
    both = shown(client, q='"white space"  quality:exemplary')

    assert "Without" not in page.split("Nothing with all of")[1].split("</section>")[0], "no single one helps"
    assert '<a href="/library/?q=%22white+space%22">Without quality:exemplary</a>: 1' in both
    assert '<a href="/library/?q=white+quality%3Aexemplary">Without -page</a>: 1' in shown(client, q="white -page quality:exemplary")


@pytest.mark.parametrize(
    ("person", "sentence"),
    [
        (admin, "Import a marking scheme from CIS"),
        (lambda: scm(SkillFactory.create()), "you can already write a descriptor"),
        (UserFactory.create, "Your administrator has not imported a scheme yet."),
    ],
)
def test_a_new_installation_says_what_to_do(as_user: Any, person: Any, sentence: str) -> None:
    assert sentence in shown(as_user(person()))


def test_without_an_index_the_page_says_so(client: Client, skill: Skill) -> None:
    imported(skill)

    assert "The search index is being prepared" in shown(client)
    indexer.catch_up()
    assert "The search index is being prepared" not in shown(client)


def test_a_corrected_word_is_said_and_can_be_insisted_on(client: Client, skill: Skill) -> None:
    imported(skill, name="Polished surface")
    indexer.catch_up()

    page = shown(client, q="polishd ")

    assert "<mark>Polished</mark> surface" in page
    assert '<strong>polished</strong> · <a href="/library/?q=polishd+&amp;as_typed=1">search for “polishd” instead</a>' in page
    assert "Nothing with all of" in shown(client, q="polishd ", as_typed="1")


def test_an_unknown_field_is_explained_on_the_page(client: Client, skill: Skill) -> None:
    imported(skill)

    assert "There is no field “colour:”" in shown(client, q="colour:red")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "q=a+b&skill=17&skill=18&per=50&page=2",
        "favourites=1&sort=name",
        "source=A%26B&favourites=1",
        "tag=00000000-0000-4000-8000-000000000000",
    ],
)
def test_an_address_is_written_as_it_was_read(address: str) -> None:
    assert read(QueryDict(address)).url == f"/library/?{address}".rstrip("?")
    assert Address().url == "/library/"


def test_a_long_filter_shows_its_commonest_values_and_all_of_them_when_asked(as_user: Any, reader: User) -> None:
    skills = SkillFactory.create_batch(12)
    for skill in (*skills, *skills[6:]):
        imported(skill)
    client, chosen = as_user(reader), skills[0].code

    def shown(address: str) -> tuple[list[str], Any]:
        listing = client.get(address).context["listing"]
        found = next(facet for facet in listing.facets if facet["name"] == "skill")
        return [option["value"] for option in found["options"]], found

    few, facet = shown("/library/")
    assert len(few) == 8
    assert {skill.code for skill in skills[6:]} <= set(few)
    assert facet["more"]["count"] == 12
    everyone, facet = shown(facet["more"]["url"])
    assert everyone == sorted(skill.code for skill in skills)
    assert (facet["more"], facet["open"]) == (None, True)
    page = client.get("/library/?every=skill").content.decode()
    assert 'type="hidden" name="every" value="skill"' in page
    assert "data-among" in page

    kept, _facet = shown(f"/library/?skill={chosen}")
    assert chosen in kept
    assert len(shown("/library/?every=nonsense")[0]) == 8


def test_beyond_the_last_page_no_range_is_told(client: Client, reader: User, skill: Skill) -> None:
    imported(skill)

    page = shown(client, page=9)

    assert "There is nothing more" in page
    assert "of 1</span>" not in page
