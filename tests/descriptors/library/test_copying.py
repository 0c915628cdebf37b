"""What leaves through the clipboard, and what is said about it."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import timezone

from assay.descriptors.collecting.actions import add
from assay.descriptors.library.copying import MOST_IN_ADDRESS, copies_of_many
from assay.descriptors.models import CollectionItem, Descriptor
from assay.standards.models import Membership, Role, Skill
from tests.factories import (
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    UserFactory,
    WSOSSectionFactory,
    collection,
    imported,
    scm,
)

pytestmark = pytest.mark.django_db
LEVELS = ("Not styled", "=Basic", 'Says "yes"\nand no', "Polished *throughout*")


@pytest.fixture
def row() -> Descriptor:
    return imported(SkillFactory.create(), name="Home page", levels=LEVELS, wsos_section=WSOSSectionFactory.create(name="Design"))


def numbered(row: Descriptor, skill: Skill, number: int) -> None:
    StandardSectionFactory.create(standard=StandardFactory.create(skill=skill), section=row.wsos_section, number=number)


def copied(client: Any, row: Descriptor, **query: Any) -> tuple[str, str]:
    answer = client.get(f"/library/{row.uid}/copy/", query, headers={"Accept": "text/plain"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return answer.content.decode(), unquote(answer["X-Copied"])


def test_cis_rows_carry_the_number_of_the_readers_own_skill(as_user: Any, row: Descriptor) -> None:
    own = SkillFactory.create()
    assert row.skill
    numbered(row, row.skill, 9)
    numbered(row, own, 3)

    text, said = copied(as_user(scm(own)), row)

    assert text.split("\r\n") == [
        "\t\t\tJ\tHome page\t\t\t\t3\t\t",
        "\t\t\t\t\t0\tNot styled\t\t\t\t",
        "\t\t\t\t\t1\t'=Basic\t\t\t\t",
        '\t\t\t\t\t2\t"Says ""yes""\nand no"\t\t\t\t',
        "\t\t\t\t\t3\tPolished *throughout*\t\t\t\t",
        "",
    ]
    assert said == "Copied 5 rows: paste into column A of the CIS sheet."


def test_a_section_outside_the_own_standard_stays_blank_and_that_is_said(as_user: Any, row: Descriptor) -> None:
    assert row.skill
    numbered(row, row.skill, 9)

    text, said = copied(as_user(scm(SkillFactory.create())), row, **{"as": "cis"})

    assert text.startswith("\t\t\tJ\tHome page\t\t\t\t\t\t\r\n")
    assert said.endswith("WSOS section left blank: “Design” is not in the standard of your skill.")
    assert copied(as_user(UserFactory.create()), row)[1].endswith("you have no skill whose standard could number it.")


def test_the_skills_that_one_manages_come_before_the_others(as_user: Any, row: Descriptor) -> None:
    team, managed = SkillFactory.create(), SkillFactory.create()
    numbered(row, team, 2)
    numbered(row, managed, 7)
    person = scm(managed)
    Membership.objects.create(skill=team, user=person, role=Role.SKILL_TEAM)

    assert "\t7\t" in copied(as_user(person), row)[0]


def test_text_markdown_and_one_level(as_user: Any, row: Descriptor) -> None:
    client = as_user(UserFactory.create())

    assert copied(client, row, **{"as": "text"}) == (
        (
            'Home page\n0 Below standard: Not styled\n1 Meets standard: =Basic\n2 Exceeds in part: Says "yes"\nand no\n'
            "3 Excellent: Polished *throughout*\n"
        ),
        "Copied the aspect and its levels as text.",
    )
    assert "- **3 Excellent:** Polished \\*throughout\\*\n" in copied(client, row, **{"as": "markdown"})[0]
    assert copied(client, row, **{"as": "level", "level": "3"}) == ("Polished *throughout*", "Copied level 3.")


def test_without_scripts_the_link_shows_the_text_in_a_page(as_user: Any, row: Descriptor) -> None:
    page = as_user(UserFactory.create()).get(f"/library/{row.uid}/copy/", {"as": "cis"}, headers={"Accept": "text/html,*/*"})

    assert "<textarea" in page.content.decode()
    assert "Paste it into column A of the CIS sheet. WSOS section left blank" in page.content.decode()


@pytest.mark.parametrize("query", [{"as": "pdf"}, {"as": "level", "level": "4"}, {"as": "level", "level": "x"}])
def test_what_cannot_be_copied_is_not_there(as_user: Any, row: Descriptor, query: dict[str, str]) -> None:
    assert as_user(UserFactory.create()).get(f"/library/{row.uid}/copy/", query).status_code == 404


def test_what_one_may_not_see_one_may_not_copy(as_user: Any) -> None:
    hidden = imported(SkillFactory.create(), confidential_until=timezone.now() + timedelta(days=3))

    assert as_user(UserFactory.create()).get(f"/library/{hidden.uid}/copy/").status_code == 404


def test_very_many_are_copied_by_a_form_since_proxies_refuse_a_long_address(as_user: Any, skill: Skill) -> None:
    client, rows = as_user(scm(skill)), [imported(skill, name=f"Aspect {n}") for n in range(MOST_IN_ADDRESS + 1)]
    hidden = imported(SkillFactory.create(), name="Hidden", confidential_until=timezone.now() + timedelta(days=1))
    (few, many), asked = (copies_of_many([row.uid for row in some]) for some in (rows[1:], rows)), {"Accept": "text/plain"}

    assert max(len(copy["from"]) for copy in few) < 2100
    assert {(copy["kind"], copy.get("from")) for copy in many} == {("cis", None), ("text", None), ("markdown", None)}
    chosen = {"as": "text", "d": f"{many[0]['chosen']} {hidden.uid}"}
    answer = client.post(many[0]["to"], chosen, headers=asked)
    assert (answer.content.decode().count("Aspect "), "Hidden" in answer.content.decode()) == (len(rows), False)
    assert unquote(answer.headers["X-Copied"]) == f"Copied {len(rows)} aspects with their levels as text."
    assert "Text to copy" in client.post(many[0]["to"], chosen, headers={"Accept": "text/html"}).content.decode()
    assert client.post(many[0]["to"], {"d": "nonsense"}).status_code == 404


def test_a_large_collection_offers_the_form(as_user: Any, skill: Skill) -> None:
    owner = scm(skill)
    made = collection(skill, by=owner)
    rows = [imported(skill, name=f"Aspect {n}") for n in range(MOST_IN_ADDRESS + 1)]
    add(collection=made, rows=rows, by=owner, at=timezone.now())

    page = as_user(owner).get(f"/collections/{made.uid}/").content.decode()

    form = page.split('action="/copy/"')[1].split("</form>")[0]
    assert (form.count("data-copy-form"), str(rows[0].uid) in form, "csrfmiddlewaretoken" in form) == (3, True, True)


def test_very_many_are_named_by_a_form_to_choose_a_collection(as_user: Any, skill: Skill) -> None:
    client, rows = as_user(scm(skill)), [imported(skill, name=f"Aspect {n}") for n in range(3)]

    page = client.post("/collections/add/", {"d": " ".join(str(row.uid) for row in rows), "show": ""})

    assert (page.status_code, page.content.decode().count('name="d"')) == (200, 3)
    assert "Aspect 2" in page.content.decode()
    assert not CollectionItem.objects.exists()


def test_of_many_sections_that_are_no_ones_own_a_few_are_named(as_user: Any, skill: Skill) -> None:
    StandardFactory.create(skill=skill)
    rows = [imported(skill, name=f"Aspect {n}", wsos_section=WSOSSectionFactory.create(name=f"Section {n}")) for n in range(6)]
    answer = as_user(scm(skill)).get("/copy/", {"d": [str(row.uid) for row in rows]}, headers={"Accept": "text/plain"})

    said = unquote(answer.headers["X-Copied"])
    assert said.endswith("WSOS section left blank: “Section 0, Section 1, Section 2” and 3 others are not in the standard of your skill.")
