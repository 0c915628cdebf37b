"""Who opens which page, what the pages say, and that lists ask the database no more for three rows than for one."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import Access, User
from assay.history.record import Fact, record
from assay.standards.models import Competition, Milestone, Skill, Standard, WSOSSection
from tests.factories import (
    NOW,
    CompetitionFactory,
    SectorFactory,
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    imported,
    member,
    sa,
    scm,
    secretariat,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

READ = ("standards", "skill", "standard", "sections", "section", "competitions", "competition")
ADMINISTER = (
    "skill_add",
    "skill_edit",
    "sector_add",
    "sector",
    "section_rename",
    "section_merge",
    "section_delete",
    "competition_add",
    "competition_edit",
)


@pytest.fixture
def use() -> Any:
    return StandardSectionFactory.create(standard__skill__code="17", standard__competition__code="WSC2026", section__name="Design")


def addresses(use: Any) -> dict[str, str]:
    skill, competition, section = use.standard.skill, use.standard.competition, use.section
    args: dict[str, list[Any]] = {
        "skill": [skill.code],
        "skill_edit": [skill.code],
        "standard": [skill.code, competition.code],
        "standard_edit": [skill.code, competition.code],
        "sector": [skill.sector.uid],
        **{name: [section.uid] for name in ("section", "section_rename", "section_merge", "section_delete")},
        "competition": [competition.code],
        "competition_edit": [competition.code],
    }
    return {name: reverse(name, args=args.get(name)) for name in (*READ, *ADMINISTER, "section_add", "standard_edit")}


def statuses(client: Client, use: Any) -> dict[str, int]:
    return {name: client.get(url).status_code for name, url in addresses(use).items()}


WHO: dict[str, Callable[[Skill], User]] = {
    "admin": lambda _skill: admin(),
    "scm": scm,
    "sa": sa,
    "other scm": lambda _skill: scm(SkillFactory.create()),
    "team": lambda skill: member("SKILL_TEAM", skill),
    "secretariat": lambda _skill: secretariat(),
    "member": lambda _skill: UserFactory.create(),
}
MAY_ADMINISTER = {"admin"}
MAY_ADD = {"admin", "scm", "sa", "other scm"}
MAY_EDIT = {"admin", "scm", "sa"}


@pytest.mark.parametrize("kind", WHO)
def test_each_page_is_open_to_whom_it_concerns(use: Any, as_user: SignIn, kind: str) -> None:
    person = WHO[kind](use.standard.skill)

    found = statuses(as_user(person), use)

    expected = dict.fromkeys(READ, 200) | dict.fromkeys(ADMINISTER, 200 if kind in MAY_ADMINISTER else 403)
    assert found == expected | {"section_add": 200 if kind in MAY_ADD else 403, "standard_edit": 200 if kind in MAY_EDIT else 403}


def test_nothing_is_open_without_access(use: Any, client: Client, as_user: SignIn) -> None:
    assert set(statuses(client, use).values()) == {302}
    assert set(statuses(as_user(UserFactory.create(access=Access.PENDING)), use).values()) <= {302, 403}


@pytest.mark.parametrize(
    "path", ["/standards/99/", "/standards/17/NONE/", "/competitions/NONE/", "/sections/00000000-0000-4000-8000-000000000000/"]
)
def test_what_is_not_there_answers_404(use: Any, as_user: SignIn, path: str) -> None:
    assert as_user(admin()).get(path).status_code == 404


def made(number: int) -> None:
    """Make one more of everything that the lists show."""
    skill = SkillFactory.create(code=f"Q{number}")
    competition = Competition.objects.filter(code="WSC2026").first() or CompetitionFactory.create(code="WSC2026")
    Milestone.objects.create(competition=competition, name=f"Milestone {number}", amount=number, unit="weeks")
    StandardSectionFactory.create(standard__skill=skill, standard__competition=competition, number=number)
    standard = Standard.objects.filter(competition=competition).earliest("pk")
    own = StandardSectionFactory.create(standard=standard, number=100 + number, section__name=f"Design {number}")
    shared = WSOSSection.objects.filter(name="Communication").first() or WSOSSectionFactory.create(name="Communication")
    StandardSectionFactory.create(standard=Standard.objects.get(skill=skill), section=shared, number=200 + number)
    imported(standard.skill, name=f"Aspect {number}", wsos_section=own.section)
    imported(standard.skill, name=f"Outside {number}", wsos_section=WSOSSectionFactory.create())
    StandardFactory.create(skill=standard.skill, competition=CompetitionFactory.create(first_day=date(2020, 1, number)))
    for person in (scm, sa):
        person(skill)
        person(standard.skill)


@pytest.mark.parametrize("kind", ["admin", "scm"])
def test_lists_ask_as_much_for_three_rows_as_for_one(
    as_user: SignIn, queries_of: Callable[[], AbstractContextManager[Any]], kind: str
) -> None:
    made(1)
    standard = Standard.objects.earliest("pk")
    client = as_user(admin() if kind == "admin" else scm(standard.skill))
    places = {
        "standards": [],
        "skill": [standard.skill.code],
        "standard": [standard.skill.code, "WSC2026"],
        "standard_edit": [standard.skill.code, "WSC2026"],
        "sections": [],
        "section": [WSOSSection.objects.get(name="Communication").uid],
        "competitions": [],
        "competition": ["WSC2026"],
    }

    def asked() -> dict[str, int]:
        found = {}
        for name, args in places.items():
            with queries_of() as queries:
                assert client.get(reverse(name, args=args)).status_code == 200
            found[name] = len(queries)
        return found

    first = asked()
    made(2)
    made(3)

    assert asked() == first


def test_own_skills_come_first(as_user: SignIn) -> None:
    sector = SectorFactory.create()
    SkillFactory.create(code="01", sector=sector)
    own = SkillFactory.create(code="99", sector=sector)

    page = as_user(scm(own)).get("/standards/").content.decode()

    assert page.index("Your skills") < page.index("/standards/99/") < page.index("/standards/01/")


def test_skills_are_found_while_typing(as_user: SignIn) -> None:
    SkillFactory.create(code="17", name="Web Technologies")
    SkillFactory.create(code="10", name="Welding")

    answer = as_user(UserFactory.create()).get("/standards/", {"q": "WEB tech"}, headers={"HX-Request": "true"}).content.decode()

    assert "Web Technologies" in answer
    assert "Welding" not in answer
    assert "<html" not in answer


@pytest.mark.parametrize(("person", "sees"), [(admin, True), (secretariat, True), (UserFactory.create, False)])
def test_the_list_names_scms_and_sas_to_those_who_oversee(as_user: SignIn, person: Callable[[], User], sees: bool) -> None:
    scm(SkillFactory.create(), name="SCM of the skill")

    page = as_user(person()).get("/standards/").content.decode()

    assert ("SCM of the skill" in page) is sees
    assert ("no SA yet" in page) is sees


def test_a_skill_page_shows_people_standards_and_counts(as_user: SignIn, use: Any) -> None:
    skill = use.standard.skill
    sa(skill, name="SA of the skill")
    scm(skill, name="Someone who left", is_active=False)
    imported(skill, wsos_section=use.section)
    imported(skill, name="Hidden", wsos_section=use.section, quality_indicator="NEEDS_REVIEW")

    page = as_user(UserFactory.create()).get(f"/standards/{skill.code}/").content.decode()

    assert "SA of the skill" in page
    assert "Someone who left" not in page
    assert f"?skill={skill.code}&amp;section={use.section.uid}" in page
    assert ">1<span" in page


def test_sections_are_found_whatever_their_case_and_paged(as_user: SignIn) -> None:
    for number in range(60):
        WSOSSectionFactory.create(name=f"Ärger {number:02d}")
    client = as_user(UserFactory.create())

    first = client.get("/sections/", {"q": "äRGER"}).content.decode()
    second = client.get("/sections/", {"q": "äRGER", "after": "ärger 49"}).content.decode()

    assert "60 sections" in first
    assert ("Ärger 49" in first, "Ärger 50" in first, "Ärger 50" in second, "Ärger 59" in second) == (True, False, True, True)


def test_a_merged_section_forwards(as_user: SignIn) -> None:
    into = WSOSSectionFactory.create()
    merged = WSOSSectionFactory.create(merged_into=into)

    answer = as_user(UserFactory.create()).get(f"/sections/{merged.uid}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/sections/{into.uid}/")


def test_adding_a_section_warns_of_similar_names_once(as_user: SignIn) -> None:
    WSOSSectionFactory.create(name="Design implementation")
    client, typed = as_user(scm(SkillFactory.create())), {"uid": str(uuid.uuid4()), "name": "Design  implementations"}

    warned = client.post("/sections/add/", typed)
    added = client.post("/sections/add/", typed | {"confirmed": "Design implementations"})

    assert "Is it one of these" in warned.content.decode()
    assert added.status_code == 302
    assert str(WSOSSection.objects.get(name="Design implementations").uid) == typed["uid"]


def test_adding_a_section_that_is_there_is_refused_with_the_way_to_it(as_user: SignIn) -> None:
    section = WSOSSectionFactory.create(name="Ärger")

    answer = as_user(admin()).post("/sections/add/", {"uid": str(uuid.uuid4()), "name": "ärger"})

    assert answer.status_code == 422
    assert f"/sections/{section.uid}/" in answer.content.decode()
    assert 'value="ärger"' in answer.content.decode()


def test_curating_says_what_will_happen_and_does_it(as_user: SignIn, use: Any) -> None:
    client, section, into = as_user(admin()), use.section, WSOSSectionFactory.create(name="Styling")
    imported(use.standard.skill, wsos_section=section)
    where = f"/sections/{section.uid}"

    asked = client.get(f"{where}/merge/", {"into": "STYLING"}).content.decode()
    refused = client.post(f"{where}/delete/")
    renamed = client.post(f"{where}/rename/", {"name": "Design work", "was": "Design"})
    conflict = client.post(f"{where}/rename/", {"name": "Design of pages", "was": "Design"})
    merged = client.post(f"{where}/merge/", {"into": "Styling"})

    assert "1 standard lists it." in asked
    assert "1 descriptor belongs to it." in asked
    assert refused.status_code == 409
    assert renamed.status_code == 302
    assert (conflict.status_code, "Design of pages" in conflict.content.decode()) == (422, True)
    assert merged.headers["Location"] == f"/sections/{into.uid}/"
    use.refresh_from_db()
    assert use.section == into


def test_deleting_asks_first(as_user: SignIn) -> None:
    section = WSOSSectionFactory.create()
    client = as_user(admin())

    assert client.get(f"/sections/{section.uid}/delete/").status_code == 200
    assert WSOSSection.objects.exists()
    assert client.post(f"/sections/{section.uid}/delete/").headers["Location"] == "/sections/"
    assert not WSOSSection.objects.exists()


def test_a_skill_is_added_and_changed_by_an_administrator(as_user: SignIn) -> None:
    client, sector = as_user(admin()), SectorFactory.create()
    typed = {"code": "N1", "name": "Basket making", "sector": sector.uid, "team_sees": "NOTHING", "uid": str(uuid.uuid4())}

    assert client.post("/standards/add/", typed).headers["Location"] == "/standards/N1/"
    assert client.post("/standards/N1/edit/", typed | {"confidential": "on", "name": "Baskets"}).status_code == 302
    assert client.post("/standards/add/", typed | {"uid": str(uuid.uuid4())}).status_code == 422

    skill = Skill.objects.get()
    assert (skill.name, skill.confidential) == ("Baskets", True)


def test_a_sector_is_renamed_and_keeps_its_name_to_itself(as_user: SignIn) -> None:
    client, sector = as_user(admin()), SectorFactory.create(name="Services")
    SectorFactory.create(name="Ärzte")

    assert client.post(f"/sectors/{sector.uid}/", {"name": "Social services"}).status_code == 302
    assert client.post(f"/sectors/{sector.uid}/", {"name": "ÄRZTE"}).status_code == 422
    sector.refresh_from_db()
    assert sector.name == "Social services"


@pytest.mark.parametrize(
    "path",
    [
        "/sections/?q=a%00b",
        "/sections/?after=%00",
        "/sections/add/?name=%00",
        "/standards/?q=%00",
        "/standards/a%00/",
        "/standards/17/%00/edit/",
        "/standards/17/WSC2026/edit/?from=%00",
        "/competitions/%00/",
    ],
)
def test_a_character_that_no_database_takes_is_no_fault(as_user: SignIn, use: Any, path: str) -> None:
    client = as_user(admin())

    assert client.get(path).status_code in {200, 404}
    assert client.post(f"/sections/{use.section.uid}/rename/", {"name": "a\x00b", "was": "\x00"}).status_code == 422
    assert client.post(f"/sections/{use.section.uid}/merge/", {"into": "\x00"}).status_code == 200


@pytest.mark.parametrize(
    ("kind", "reads"), [("admin", True), ("secretariat", True), ("scm", True), ("other scm", False), ("member", False)]
)
def test_who_changed_a_standard_is_for_those_who_may_read_its_history(as_user: SignIn, use: Any, kind: str, reads: bool) -> None:
    standard = use.standard
    record(
        [Fact("standard", standard.uid, "changed", change=2, skill=standard.skill.uid, data={"sections": 1})],
        by=admin(name="Somebody"),
        at=NOW,
    )

    page = as_user(WHO[kind](standard.skill)).get(f"/standards/{standard.skill.code}/WSC2026/").content.decode()

    assert ("Somebody changed the standard" in page) is reads
