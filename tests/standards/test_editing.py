"""The editors of standards and competitions: rows without scripts, what is typed stays, who was faster is told."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import User
from assay.history.models import Event
from assay.standards.models import Competition, Standard, WSOSSection
from tests.factories import CompetitionFactory, SkillFactory, StandardFactory, StandardSectionFactory, WSOSSectionFactory, admin, sa, scm

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
EDIT = "/standards/17/WSC2026/edit/"


@pytest.fixture
def client_of_scm(as_user: SignIn) -> Client:
    skill = SkillFactory.create(code="17")
    CompetitionFactory.create(code="WSC2026")
    for name in ("Design", "Front-end development"):
        WSOSSectionFactory.create(name=name)
    return as_user(scm(skill))


def typed(*rows: dict[str, str], **more: str) -> dict[str, str]:
    fields = {f"rows-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    hidden = {"uid": str(uuid.uuid4()), "change": "0", "rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}
    return hidden | fields | more


def row(number: str, section: str, weight: str = "", **texts: str) -> dict[str, str]:
    return {"number": number, "section": section, "weight": weight, "know": "", "able": ""} | texts


def saved() -> list[tuple[int, str, str]]:
    uses = Standard.objects.get().sections.select_related("section")
    return [(use.number, use.section.name, str(use.weight)) for use in uses]


def test_a_standard_is_written_from_typed_rows(client_of_scm: Client) -> None:
    data = typed(row("2", "FRONT-END  development", "60"), row("", ""), row("1", "Design", "40,0 %", able="Draw"), complete="on")

    answer = client_of_scm.post(EDIT, data)

    assert answer.headers["Location"] == "/standards/17/WSC2026/"
    assert saved() == [(1, "Design", "40.00"), (2, "Front-end development", "60.00")]
    assert Standard.objects.get().is_complete


def test_rows_without_a_number_follow_the_row_before(client_of_scm: Client) -> None:
    client_of_scm.post(EDIT, typed(row("", "Design"), row("", "Front-end development")))

    assert [number for number, *_ in saved()] == [1, 2]


def test_a_row_is_added_and_removed_without_scripts_and_nothing_is_saved(client_of_scm: Client) -> None:
    rows = (row("1", "Desing", "forty"), row("2", "Front-end development", know="HTML"))

    more = client_of_scm.post(EDIT, typed(*rows, do="add"))
    less = client_of_scm.post(EDIT, typed(*rows, do="remove-0"))

    assert (more.status_code, more.content.count(b'class="standard-row"')) == (200, 3)
    assert b'value="Desing"' in more.content
    assert b'value="forty"' in more.content
    assert (less.content.count(b'class="standard-row"'), b"Desing" in less.content, b"HTML" in less.content) == (1, False, True)
    assert not Standard.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((row("1", "Design"), row("1", "Front-end development")), "This number stands in another row too."),
        ((row("1", "Design"), row("2", "design")), "This section stands in another row too."),
        ((row("1", "", "20"),), "Choose a section, or remove the row."),
        ((row("1", "Design", "0"),), "greater than or equal to 0.01"),
        ((row("1", "Design", "101"),), "less than or equal to 100"),
        ((row("x", "Design"),), "Enter a whole number."),
        ((row("1", "Desing"),), "Is it one of these: “Design”"),
    ],
)
def test_what_is_wrong_is_said_beside_its_row_and_what_was_typed_stays(client_of_scm: Client, rows: Any, said: str) -> None:
    answer = client_of_scm.post(EDIT, typed(*rows))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert said in page
    assert f'value="{rows[0]["section"]}"' in page or not rows[0]["section"]
    assert not Standard.objects.exists()


def test_marking_complete_is_refused_with_what_is_missing(client_of_scm: Client) -> None:
    answer = client_of_scm.post(EDIT, typed(row("1", "Design", "40"), complete="on"))

    assert answer.status_code == 422
    assert "The weights add to 40: 60 are missing." in answer.content.decode()
    assert not Standard.objects.exists()


def test_new_sections_are_added_only_where_the_person_says_so(client_of_scm: Client) -> None:
    rows = (row("1", "Prototyping"), row("2", "Design"))

    asked = client_of_scm.post(EDIT, typed(*rows)).content.decode()
    client_of_scm.post(EDIT, typed(*rows, add_sections="on"))

    assert "Add this new WSOS section: Prototyping" in asked
    assert [name for _, name, _ in saved()] == ["Prototyping", "Design"]
    assert WSOSSection.objects.count() == 3


def test_a_merged_name_stands_for_the_section_that_stayed(client_of_scm: Client) -> None:
    WSOSSectionFactory.create(name="Desing", merged_into=WSOSSection.objects.get(name="Design"))

    client_of_scm.post(EDIT, typed(row("1", "Desing")))

    assert saved() == [(1, "Design", "None")]


def test_who_was_slower_is_told_and_keeps_what_was_typed(client_of_scm: Client) -> None:
    client_of_scm.post(EDIT, typed(row("1", "Design", "10")))
    other = Client()
    other.force_login(sa(Standard.objects.get().skill, name="SA of 17"))
    other.post(EDIT, typed(row("1", "Design", "20"), change="1"))

    answer = client_of_scm.post(EDIT, typed(row("1", "Design", "35", know="Colour theory"), change="1"))
    page = answer.content.decode()
    again = client_of_scm.post(EDIT, typed(row("1", "Design", "35"), change="2"))

    assert answer.status_code == 409
    for text in ("SA of 17 changed the standard", "Design · 20 %", 'value="35"', "Colour theory", 'name="change" value="2"'):
        assert text in page
    assert again.status_code == 302
    assert saved() == [(1, "Design", "35.00")]


def test_a_double_click_makes_one(client_of_scm: Client) -> None:
    data = typed(row("1", "Design", "10"))

    answers = [client_of_scm.post(EDIT, data).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Event.objects.count() == 1


def test_the_last_competition_is_copied_and_nothing_saved_before(client_of_scm: Client) -> None:
    before = StandardFactory.create(skill__code="09", competition=CompetitionFactory.create(code="WSC2024"))
    own = StandardFactory.create(
        skill=Competition.objects.get(code="WSC2026") and SkillFactory._meta.model.objects.get(code="17"), competition=before.competition
    )
    StandardSectionFactory.create(standard=own, section=WSOSSection.objects.get(name="Design"), number=4, weight="12.5", know="Colour")

    page = client_of_scm.get(EDIT, {"from": "WSC2024"}).content.decode()

    for text in ('value="4"', 'value="Design"', 'value="12.5"', "Colour", "Copied from WSC2024"):
        assert text in page
    assert client_of_scm.get(EDIT, {"from": "WSC2019"}).status_code == 404
    assert not Standard.objects.filter(competition__code="WSC2026").exists()


def competition(**more: str) -> dict[str, str]:
    known = {"code": "NAT2027", "name": "Nationals", "first_day": "2027-03-01", "last_day": "2027-03-03", "time_zone": "Europe/Zurich"}
    return known | {"confidential_until": ""} | more


def milestone(name: str, amount: str, unit: str = "weeks") -> dict[str, str]:
    return {"name": name, "amount": amount, "unit": unit}


def test_a_competition_is_added_with_its_milestones_once(as_user: SignIn) -> None:
    client, data = as_user(admin()), typed(milestone("Draft in CIS", "8"), milestone("", ""), **competition())

    answers = [client.post("/competitions/add/", data).headers["Location"] for _ in range(2)]

    assert answers == ["/competitions/NAT2027/"] * 2
    found = Competition.objects.get()
    assert (found.first_day, [(one.name, one.offset) for one in found.milestones.all()]) == (
        date(2027, 3, 1),
        [("Draft in CIS", "C-8 weeks")],
    )
    assert [event.verb for event in Event.objects.all()] == ["created"]


@pytest.mark.parametrize("field", ["first_day", "last_day", "confidential_until"])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_no_calendar_of_people_has_is_refused_beside_its_field(as_user: SignIn, field: str, day: str) -> None:
    value = f"{day}T00:00" if field == "confidential_until" else day

    answer = as_user(admin()).post("/competitions/add/", typed(**competition(**{field: value})))

    assert answer.status_code == 422
    assert "Choose a day in the years 1950 to 2199." in answer.content.decode()


def test_a_competition_is_changed_and_a_milestone_removed(as_user: SignIn) -> None:
    client = as_user(admin())
    client.post("/competitions/add/", typed(milestone("Draft in CIS", "8"), **competition()))

    without = client.post("/competitions/NAT2027/edit/", typed(milestone("Draft in CIS", "8"), do="remove-0", **competition(name="Finals")))
    client.post("/competitions/NAT2027/edit/", typed(**competition(name="Finals", confidential_until="2027-02-28T08:00")))

    assert 'value="Finals"' in without.content.decode()
    found = Competition.objects.get()
    assert (found.name, found.milestones.count(), found.confidential_until is not None) == ("Finals", 0, True)
    assert [event.verb for event in Event.objects.all()] == ["created", "changed"]


def test_two_who_change_a_competition_at_once_do_not_undo_each_other(as_user: SignIn) -> None:
    client, url = as_user(admin()), "/competitions/GRAZ/edit/"
    found = CompetitionFactory.create(code="GRAZ")
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(url).content.decode())
    assert seen
    first, second = (competition(code="GRAZ", seen=seen[1]) | typed(milestone("Draft in CIS", amount)) for amount in ("9", "5"))
    assert client.post(url, first).status_code == 302

    answer = client.post(url, second)

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this competition meanwhile." in said
    assert "Draft in CIS: C-9 weeks" in said
    assert 'name="rows-0-amount" value="5"' in said
    assert [one.amount for one in found.milestones.all()] == [9]
    again = re.search(r'name="seen" value="([^"]+)"', said)
    assert again
    assert client.post(url, second | {"seen": again[1]}).status_code == 302
    assert [one.amount for one in found.milestones.all()] == [5]


def test_two_who_change_a_skill_at_once_do_not_undo_each_other(as_user: SignIn) -> None:
    skill, client = SkillFactory.create(code="17", name="Web Technologies"), as_user(admin())
    second = sa(skill, name="Second SA")
    form = {"name": skill.name, "sector": str(skill.sector.uid), "team_sees": skill.team_sees, "escalate_to": "OTHERS", "asked_first": ""}
    shown = re.search(r'name="seen" value="([^"]+)"', client.get("/standards/17/edit/").content.decode())
    assert shown
    theirs = form | {"seen": shown[1], "confidential": "on", "escalate_after": "3", "asked_first": str(second.uid)}
    assert client.post("/standards/17/edit/", theirs).status_code == 302

    answer = client.post("/standards/17/edit/", form | {"seen": shown[1], "name": "Web", "escalate_after": "9"})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", said) == [
        ("Name", "Web Technologies"),
        ("Confidential", "yes"),
        ("Pass on what is late, after how many days", "3"),
        ("Who is asked first", "Second SA"),
    ]
    assert 'value="9"' in said
    skill.refresh_from_db()
    assert (skill.name, skill.escalate_after, skill.confidential) == ("Web Technologies", 3, True)
    again = re.search(r'name="seen" value="([^"]+)"', said)
    assert again
    assert client.post("/standards/17/edit/", form | {"seen": again[1], "name": "Web", "escalate_after": "9"}).status_code == 302
    skill.refresh_from_db()
    assert (skill.name, skill.escalate_after, skill.confidential, skill.asked_first) == ("Web", 9, False, None)


def test_a_row_more_keeps_what_was_seen_of_a_competition(as_user: SignIn) -> None:
    CompetitionFactory.create(code="GRAZ")
    said = as_user(admin()).post("/competitions/GRAZ/edit/", competition(code="GRAZ", seen="before", do="add")).content.decode()
    assert 'name="seen" value="before"' in said


@pytest.mark.parametrize(
    ("more", "rows", "said"),
    [
        ({"last_day": "2027-02-01"}, (), "The last day is before C1."),
        ({"code": "WSC2026"}, (), "There is a competition with this code."),
        ({"code": "add me"}, (), "Use capital letters"),
        ({}, (milestone("Draft", ""),), "Say how many."),
        ({}, (milestone("Draft", "1"), milestone("Draft", "2")), "Each milestone needs a name of its own."),
    ],
)
def test_a_competition_that_cannot_be_is_refused_with_what_was_typed(as_user: SignIn, more: Any, rows: Any, said: str) -> None:
    CompetitionFactory.create(code="WSC2026")

    answer = as_user(admin()).post("/competitions/add/", typed(*rows, **competition(**more)))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="Nationals"' in answer.content.decode()
    assert Competition.objects.count() == 1


@pytest.mark.parametrize(
    "data", [{}, {"uid": "x"}, {"uid": str(uuid.uuid4()), "rows-TOTAL_FORMS": "9" * 5000}], ids=["empty", "no uid", "many rows"]
)
def test_a_broken_form_is_no_fault(as_user: SignIn, data: dict[str, str]) -> None:
    SkillFactory.create(code="17")
    CompetitionFactory.create(code="WSC2026")
    client = as_user(admin())

    for url in (EDIT, "/competitions/add/", "/sections/add/", "/standards/add/", "/sectors/add/"):
        assert client.post(url, data).status_code in {404, 422}


@pytest.mark.parametrize("which", ["9" * 5000, "²", "-1", ""], ids=["huge", "superscript", "negative", "none"])
def test_a_row_that_is_not_there_cannot_be_removed(client_of_scm: Client, which: str) -> None:
    answer = client_of_scm.post(EDIT, typed(row("1", "Nowhere", "100"), do=f"remove-{which}"))

    assert answer.status_code in {200, 422}
    assert 'value="Nowhere"' in answer.content.decode()
