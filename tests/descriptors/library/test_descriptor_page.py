"""One descriptor's page, in every state, for those who may open it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assay.descriptors.models import Category, CollectionItem, Descriptor, Origin, Revision, Tag
from assay.descriptors.search import indexer
from assay.descriptors.wording import Wording
from assay.review import actions as review
from assay.standards.models import Skill
from tests.factories import (
    NOW,
    CompetitionFactory,
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    approved,
    draft,
    imported,
    sa,
    scm,
    sent,
    starred,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


def page_of(client: Any, row: Descriptor) -> str:
    answer = client.get(f"/library/{row.uid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_ladder_facts_and_origin(as_user: Any, skill: Skill) -> None:
    use = StandardSectionFactory.create(standard=StandardFactory.create(skill=skill), number=4)
    row = imported(skill, wsos_section=use.section, code="B2.1", language="de")
    row.tags.add(Tag.objects.create(name="typography"))
    row.categories.add(Category.objects.create(name="Visual quality"))
    row.also_useful_for.add(SkillFactory.create(code="08", name="Mobile"))
    competition = CompetitionFactory.create(code="WSC2024")
    Origin.objects.create(
        descriptor=row,
        system="cis",
        external_id="x",
        competition=competition,
        file="17.xlsx",
        criterion="B Layout",
        sub_criterion="B2",
        row=41,
    )

    page = page_of(as_user(UserFactory.create()), row)

    for text in (f"#{row.number}", "17 Web Technologies", f"§4 {use.section.name}", "Not styled", "Polished throughout", "Reference"):
        assert text in page, text
    for text in ("WSC2024", "B2.1", "Deutsch", "typography", "Visual quality", "08 Mobile", "17.xlsx", "B Layout", "41"):
        assert text in page, text


def test_every_state_opens_for_its_people_and_for_nobody_else(as_user: Any, skill: Skill) -> None:
    writer, advisor, stranger = scm(skill), sa(skill), UserFactory.create()
    drafted = draft(skill, writer, name="A draft")
    pending = draft(skill, writer, name="A pending one")
    sent(pending, by=writer)
    returned = draft(skill, writer, name="A returned one")
    sent(returned, by=writer)
    review.return_for_changes(descriptor=returned, seen=returned.change, comment="Tell 2 and 3 apart.", by=advisor, at=NOW)
    hidden = imported(skill, name="Confidential", confidential_until=timezone.now() + timedelta(days=3))

    for row in (drafted, pending, returned, hidden):
        assert as_user(stranger).get(f"/library/{row.uid}/").status_code == 404
        assert row.criterion_name in page_of(as_user(writer), row)
    assert as_user(advisor).get(f"/library/{drafted.uid}/").status_code == 404
    assert f"/review/{pending.uid}/" in page_of(as_user(advisor), pending)
    assert "Tell 2 and 3 apart." in page_of(as_user(writer), returned)
    assert f"/my-skills/{returned.uid}/" in page_of(as_user(writer), returned)
    assert "Confidential until" in page_of(as_user(writer), hidden)


def test_an_approved_one_shows_its_first_wording_only_to_those_who_see_reviews(as_user: Any, skill: Skill) -> None:
    writer, advisor = scm(skill), sa(skill)
    row = draft(skill, writer, levels=("clumsy words", "one", "two", "three"))
    assert row.wsos_section_id
    approved(row, by=advisor, edits=Wording("Home page design", ("precise words", "one", "two", "three"), row.wsos_section_id))

    for person, sees in (
        (writer, True),
        (advisor, True),
        (admin(), True),
        (UserFactory.create(), False),
        (scm(SkillFactory.create()), False),
    ):
        page = page_of(as_user(person), row)
        assert "precise words" in page
        assert ("clumsy" in page) is sees, person
        assert "Approved" in page


def test_revisions_of_an_imported_one_are_for_everyone(as_user: Any, skill: Skill) -> None:
    row = imported(skill, levels=("new words", "one", "two", "three"), version=2)
    Revision.objects.create(descriptor=row, number=1, criterion_name=row.criterion_name, score0="old words", at=NOW)

    page = page_of(as_user(UserFactory.create()), row)

    assert "Revision 2" in page
    assert "old" in page


def test_a_merged_one_forwards_if_one_may_see_where_it_went(as_user: Any, skill: Skill) -> None:
    target = imported(skill)
    middle = imported(skill, merged_into=target)
    row = imported(skill, merged_into=middle)
    hidden = imported(skill, confidential_until=timezone.now() + timedelta(days=3))
    into_hidden = imported(skill, merged_into=hidden)
    client = as_user(UserFactory.create())

    answer = client.get(f"/library/{row.uid}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/library/{target.uid}/")
    assert client.get(f"/library/{into_hidden.uid}/").status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_history(as_user: Any, skill: Skill, queries_of: Any) -> None:
    writer = scm(skill)
    short = draft(skill, writer)
    long = draft(skill, writer)
    for number in range(2, 5):
        Revision.objects.create(descriptor=long, number=number, criterion_name=f"Name {number}", author=UserFactory.create(), at=NOW)
    client = as_user(writer)
    page_of(client, short)
    with queries_of() as few:
        page_of(client, short)
    with queries_of() as many:
        page_of(client, long)

    assert len(few) == len(many)


def test_without_scripts_the_star_stays_in_the_list(as_user: Any) -> None:
    url, row = "http://testserver/library/?q=page&view=table", imported()
    client = as_user(UserFactory.create())

    def pressed(page: str) -> str:
        return client.post(f"/library/{row.uid}/favourite/", {"on": "1"}, headers={"Referer": page} if page else {})["Location"]

    assert [pressed(page) for page in (url, "https://elsewhere.example/", "")] == [url, f"/library/{row.uid}/", f"/library/{row.uid}/"]


def test_a_favourite_is_kept_and_let_go(as_user: Any, skill: Skill) -> None:
    row, person = imported(skill), UserFactory.create()
    client = as_user(person)

    first = client.post(f"/library/{row.uid}/favourite/", {"on": "1"})
    assert (first.status_code, first["Location"]) == (302, f"/library/{row.uid}/")
    assert starred(person) == [row]
    second = client.post(f"/library/{row.uid}/favourite/", {"on": "0"}, headers={"HX-Request": "true"})
    assert 'aria-pressed="false"' in second.content.decode()
    assert not CollectionItem.objects.exists()
    assert client.get(f"/library/{row.uid}/favourite/").status_code == 405


def test_a_star_of_an_older_page_does_what_it_shows(as_user: Any, skill: Skill) -> None:
    row, person = imported(skill), UserFactory.create()
    client = as_user(person)
    older = client.get(f"/library/{row.uid}/").content.decode()
    client.post(f"/library/{row.uid}/favourite/", posted(older, "favourite"))

    client.post(f"/library/{row.uid}/favourite/", posted(older, "favourite"))

    assert starred(person) == [row]
    client.post(f"/library/{row.uid}/favourite/", posted(client.get(f"/library/{row.uid}/").content.decode(), "favourite"))
    assert not CollectionItem.objects.exists()


def posted(page: str, what: str) -> dict[str, str]:
    """Return what the button of a page sends."""
    form = page.split(f'/{what}/" hx-post', 1)[1].split("</form>", 1)[0]
    return dict(re.findall(r'<input type="hidden" name="(on)" value="(.)"', form))


def test_only_those_who_write_are_offered_to_write_one_like_it(as_user: Any, skill: Skill) -> None:
    row = imported(skill)

    assert f"/my-skills/write/?from={row.uid}" in page_of(as_user(scm(skill)), row)
    assert "?from=" not in page_of(as_user(UserFactory.create()), row)


def test_related_ones_stand_on_the_page_and_only_those_that_the_reader_may_open(as_user: Any, skill: Skill) -> None:
    section = WSOSSectionFactory.create()
    row = imported(skill, name="Mitre joints of the frame", wsos_section=section)
    elsewhere = imported(SkillFactory.create(), name="Mitre joints, frame")
    beside = imported(skill, name="Colours of the palette", levels=("Clash", "Match", "Support", "Guide"), wsos_section=section)
    hidden = imported(name="Mitre joints of frames", confidential_until=timezone.now() + timedelta(days=1))
    indexer.catch_up()

    html = page_of(as_user(UserFactory.create()), row)

    related = html.split('id="related"')[1]
    assert f"/library/{elsewhere.uid}/" in related.split("same section")[0]
    assert f"/library/{beside.uid}/" in related.split("same section")[1]
    assert str(hidden.uid) not in html


def test_a_related_one_says_enough_to_choose_it(as_user: Any, skill: Skill) -> None:
    section = WSOSSectionFactory.create()
    best = "Every joint is closed from both sides and the grain runs on around each of the corners without a break or a patch"
    row = imported(skill, name="Mitre joints of the frame", wsos_section=section)
    elsewhere = imported(SkillFactory.create(), name="Mitre joints, frame", levels=("None", "Some", "Most", best), wsos_section=section)
    indexer.catch_up()

    related = page_of(as_user(UserFactory.create()), row).split('id="related"')[1]

    for told in (f"#{elsewhere.number}", str(elsewhere.skill), str(section), "Reference", "Every joint is closed", best, "Most"):
        assert told in related, told
    assert "each of the corners without …" in related


def test_related_ones_cost_as_much_for_three_as_for_one(as_user: Any, skill: Skill, queries_of: Any) -> None:
    client, counts = as_user(UserFactory.create()), []
    row = imported(skill, name="Mitre joints of the frame", wsos_section=WSOSSectionFactory.create())
    for more in (1, 2):
        for _ in range(more):
            imported(SkillFactory.create(), name="Mitre joints, frame", wsos_section=WSOSSectionFactory.create())
            imported(skill, name="Colours", levels=("Clash", "Match", "Support", "Guide"), wsos_section=row.wsos_section)
        indexer.catch_up()
        page_of(client, row)
        with queries_of() as asked:
            html = page_of(client, row)
        counts.append((html.count("All four levels"), len(asked)))

    assert counts[0][0] < counts[1][0]
    assert counts[0][1] == counts[1][1]
