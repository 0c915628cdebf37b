"""`assay find` answers as the page does."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assay.accounts.models import Access, User
from assay.descriptors.models import Quality, Tag
from assay.descriptors.search import indexer
from assay.standards.models import Skill
from tests.factories import SkillFactory, UserFactory, WSOSSectionFactory, admin, draft, imported, sa, scm, secretariat, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


def found(*arguments: str, by: User) -> str:
    out = StringIO()
    call_command("find", "--as", by.email, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
@pytest.mark.parametrize(
    "query", ["", "joint", "joi", "skill:17 -finish", "status:draft", "status:pending", 'level3:"polished th"', "colour:red"]
)
def test_rows_order_counts_and_sentences_are_those_of_the_page(as_user: Any, skill: Skill, query: str, indexed: bool) -> None:
    writer, other = scm(skill), SkillFactory.create(code="18")
    for number, home in enumerate([skill, skill, other, other]):
        row = imported(home, name=f"Joint {number}", quality_indicator=list(Quality)[number])
        row.tags.add(Tag.objects.create(name=f"tag {number}"))
    imported(other, name="Finish of the joint")
    draft(skill, writer, name="Joint in a draft")
    sent(draft(skill, writer, name="Joint that waits"), by=writer)
    if indexed:
        indexer.catch_up()

    for person in (writer, sa(skill), UserFactory.create(), secretariat(), admin()):
        for sort in ("relevance", "newest", "name"):
            listing = as_user(person).get("/library/", {"q": query, "sort": sort}).context["listing"]
            told = json.loads(found(query, "--sort", sort, "--json", by=person))

            assert [row["uid"] for row in told["rows"]] == [str(uid) for uid in listing.page.rows]
            assert (told["total"], told["from_index"], told["explained"]) == (listing.page.total, indexed, listing.understood.sentences)
            counts = {facet["name"]: {(one["value"], one["label"], one["count"]) for one in facet["options"]} for facet in listing.facets}
            assert {name: {tuple(one.values()) for one in values} for name, values in told["facets"].items()} == counts


def test_a_row_is_told_in_full(skill: Skill) -> None:
    row = imported(
        skill, name="Étude [b]", levels=("", "some", "", "all"), wsos_section=WSOSSectionFactory.create(name="Care"), code="B2.1"
    )
    row.tags.add(Tag.objects.create(name="wood"))
    indexer.catch_up()

    told = json.loads(found("étude", "--json", by=UserFactory.create()))["rows"]

    assert told == [
        {
            "uid": str(row.uid),
            "number": row.number,
            "url": f"http://127.0.0.1:8000/library/{row.uid}/",
            "name": "Étude [b]",
            "levels": ["", "some", "", "all"],
            "skill": "17",
            "section": "Care",
            "quality": "REFERENCE",
            "status": None,
            "source": "WSC2024",
            "code": "B2.1",
            "tags": ["wood"],
        }
    ]


def test_people_read_a_table(skill: Skill) -> None:
    for number in range(3):
        imported(skill, name=f"Polished [edge] {number}", levels=("", "some", "", "all"))
    indexer.catch_up()
    reader = UserFactory.create()

    lines = found("polishd ", "skill:17", "--per", "20", "--sort", "name", by=reader).splitlines()

    assert lines[0] == "Showing results for “polished”: nobody wrote “polishd”."
    assert lines[1].split() == ["#", "Skill", "State", "Source", "Levels", "Aspect"]
    assert [line.split()[1:] for line in lines[2:5]] == [
        ["17", "Reference", "WSC2024", "13", "Polished", "[edge]", str(n)] for n in range(3)
    ]
    assert lines[5:] == ["3 descriptors, 1 to 3 of 3"]
    assert found("skill:99", by=reader).splitlines() == ["There is no skill “99” here.", "Nothing with all of: skill:99"]
    assert found("--", "-polished", by=reader).splitlines() == ["Nothing with all of: -polished"]


def test_it_says_how_many_have_all_of_the_words(skill: Skill) -> None:
    for name in ("Red joint", "Red wall", "Red door"):
        imported(skill, name=name, levels=("", "", "", ""))
    indexer.catch_up()
    reader = UserFactory.create()

    assert found("red joint wall", by=reader).startswith("With all of these words: 0; the others have some of them.")
    told = json.loads(found("red joint", "--json", by=reader))
    assert (told["total"], told["with_all_words"]) == (3, 1)
    assert json.loads(found("red", "--json", by=reader))["with_all_words"] == 3


def test_without_an_index_it_says_so(skill: Skill) -> None:
    imported(skill)

    assert "The search index is not ready" in found("design", by=UserFactory.create())


def test_times_are_those_of_the_person(skill: Skill) -> None:
    imported(skill, updated_at="2026-01-31T23:30:00+00:00")
    indexer.catch_up()

    assert "1 descriptor" in found("updated:2026-02", by=UserFactory.create(time_zone="Europe/Zurich"))
    assert "Nothing" in found("updated:2026-02", by=UserFactory.create())


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"access": Access.PENDING}, "waits for a role"),
        ({"is_active": False}, "not active any more"),
    ],
)
def test_who_has_no_access_finds_nothing(skill: Skill, fields: dict[str, Any], sentence: str) -> None:
    imported(skill)
    with pytest.raises(CommandError, match=sentence):
        found("design", by=UserFactory.create(**fields))
    with pytest.raises(CommandError, match="There is no account nobody@"):
        call_command("find", "design", "--as", "nobody@example.org")


def test_every_value_of_a_long_filter_is_told(skill: Skill) -> None:
    for number in range(25):
        imported(skill).tags.add(Tag.objects.create(name=f"tag {number}"))
    indexer.catch_up()

    assert len(json.loads(found("--json", by=UserFactory.create()))["facets"]["tag"]) == 25
