"""The page of a cycle by section, and once everything is decided."""

from datetime import timedelta
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.errors import Stale
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.page import CyclePage
from assay.standards.models import Competition, Skill
from tests import factories as make
from tests.factories import NOW
from tests.schemes.cycling import decide, form_of, rows_of, scheme_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "names", "counts"),
    [
        ("?section=1", ["Aspect number 0"], [1, 0, 1, 0, 0]),
        ("?section=none", ["Aspect number 1", "Aspect number 2"], [2, 2, 0, 0, 0]),
        ("?section=none&show=KEEP", [], [2, 2, 0, 0, 0]),
        ("?section=7", [], [0, 0, 0, 0, 0]),
        ("?section=²", [f"Aspect number {n}" for n in range(3)], [3, 2, 1, 0, 0]),
        ("?section=%00", [f"Aspect number {n}" for n in range(3)], [3, 2, 1, 0, 0]),
    ],
)
def test_a_section_of_the_new_standard_narrows_the_list(
    as_user: Any, cycle: Cycle, query: str, names: list[str], counts: list[int]
) -> None:
    writer = cycle.started_by
    use = make.StandardSectionFactory.create(standard=cycle.skill.standards.get(competition=cycle.competition), number=1)
    first = rows_of(cycle, writer)[0]
    Descriptor.objects.filter(pk=first.pk).update(wsos_section=use.section)
    client = as_user(writer)
    decide(client, cycle, first, "KEEP")

    page = client.get(f"/cycles/{cycle.uid}/{query}").context["page"]

    assert [item.row.criterion_name for item in page.shown] == names
    assert [tab["count"] for tab in page.tabs] == counts


def test_a_decision_leads_back_to_the_section_and_the_tab_and_to_the_next_that_is_there(as_user: Any, cycle: Cycle, writer: User) -> None:
    first, second, third = rows_of(cycle, writer)
    client, tab, here = as_user(writer), {"section": "none", "show": "UNDECIDED"}, f"/cycles/{cycle.uid}/"

    ways = [decide(client, cycle, row, "KEEP", data=tab)["Location"] for row in (first, third, second)]

    assert ways == [f"{here}?show=UNDECIDED&section=none#a-{row.uid}" for row in (second, second, second)]
    assert decide(client, cycle, first, "DROP", data={"section": "none"})["Location"] == f"{here}?section=none#a-{first.uid}"


def test_the_tabs_count_along_when_something_is_decided_in_place(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]

    def counted(decision: str, **tab: str) -> list[str]:
        answer = decide(client, cycle, row, decision, data=tab, headers={"HX-Request": "true"}).content.decode()
        names = ("all", "undecided", "keep", "change", "drop")
        return [answer.split(f'<span id="count-{name}" hx-swap-oob="innerHTML">')[1].split("<")[0] for name in names]

    assert counted("KEEP") == ["3", "2", "1", "0", "0"]
    assert counted("DROP", section="none") == ["3", "2", "0", "0", "1"]
    assert counted("", show="UNDECIDED") == ["3", "3", "0", "0", "0"]
    page = client.get(f"/cycles/{cycle.uid}/").content.decode()
    assert page.count('id="count-undecided">3<') == 1


def test_to_keep_the_rest_and_to_take_it_back_stay_in_the_tab_and_the_section(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, here = as_user(writer), f"/cycles/{cycle.uid}/?show=UNDECIDED&section=none"

    kept = client.post(f"/cycles/{cycle.uid}/rest/", form_of(client.get(here), "seen") | {"seen": CyclePage(cycle, writer).rest})
    assert kept["Location"] == here
    shown = client.get(here)
    assert [tab["count"] for tab in shown.context["page"].tabs] == [3, 0, 3, 0, 0]

    assert client.post(f"/cycles/{cycle.uid}/rest/", form_of(shown, "undo"))["Location"] == here
    assert [tab["count"] for tab in client.get(here).context["page"].tabs] == [3, 3, 0, 0, 0]


def test_once_everything_is_decided_the_page_says_what_comes_next(as_user: Any, cycle: Cycle, writer: User, skill: Skill) -> None:
    client, rows = as_user(writer), rows_of(cycle, writer)
    for row, decision in zip(rows, ("KEEP", "CHANGE", "CHANGE"), strict=True):
        assert "Everything is decided." not in client.get(f"/cycles/{cycle.uid}/").content.decode()
        decide(client, cycle, row, decision)
    make.draft(skill, writer, name="Better", copied_from=rows[1], at=NOW + timedelta(days=1))

    page = client.get(f"/cycles/{cycle.uid}/").content.decode()

    assert "1 kept · 2 to change" in page
    assert "Write the one to change" in page
    assert "Send the drafts to the Skill Advisor" in page


def test_the_bar_offers_to_send_the_drafts_once_everything_is_decided(as_user: Any, cycle: Cycle, writer: User, skill: Skill) -> None:
    client, (first, *others) = as_user(writer), rows_of(cycle, writer)
    fragment = {"HX-Request": "true"}

    def bar(row: Descriptor, decision: str) -> str:
        answer = decide(client, cycle, row, decision, headers=fragment).content.decode()
        return answer.split('id="cycle-ways"')[1]

    make.draft(skill, writer, name="Better", copied_from=first, at=NOW + timedelta(days=1))
    assert "Send the drafts" not in bar(first, "CHANGE")
    assert "Send the drafts" not in bar(others[0], "KEEP")
    assert '<a class="button small main" href="/my-skills/">Send the drafts</a>' in bar(others[1], "DROP")
    assert '<a class="button small" href="/my-skills/">Send the drafts</a>' in bar(others[1], "CHANGE"), "one is to be written first"
    bar(first, "KEEP")
    assert "Send the drafts" not in bar(others[1], "DROP"), "none is to be sent"


def test_a_draft_is_told_of_also_where_its_aspect_is_dropped_now(as_user: Any, cycle: Cycle, writer: User, skill: Skill) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]
    begun = make.draft(skill, writer, name="Better", copied_from=row, at=NOW + timedelta(days=1))
    decide(client, cycle, row, "DROP")

    page = client.get(f"/cycles/{cycle.uid}/").content.decode()

    assert f"A draft that began from it, #{begun.number}, is still there" in page


def test_a_cycle_is_for_a_later_competition_than_what_it_starts_from(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    scheme = scheme_of(skill)
    scheme.competition.first_day, scheme.competition.last_day = into.first_day - timedelta(days=700), into.first_day - timedelta(days=698)
    scheme.competition.save()
    earlier = make.CompetitionFactory.create(first_day=into.first_day - timedelta(days=1400))

    (offer,) = as_user(writer).get("/cycles/").context["offers"]

    assert into in offer["competitions"]
    assert not {earlier, scheme.competition} & set(offer["competitions"])


def test_a_cycle_is_deleted_once_one_has_seen_what_is_forgotten(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, rows = as_user(writer), rows_of(cycle, writer)
    decide(client, cycle, rows[0], "KEEP")
    page = client.get(f"/cycles/{cycle.uid}/delete/")
    assert "1 decision is forgotten." in page.content.decode()
    seen = dict(page.context["hidden"])

    decide(client, cycle, rows[1], "DROP")
    assert client.post(f"/cycles/{cycle.uid}/delete/", seen).status_code == 409
    assert cycle.choices.count() == 2
    assert client.post(f"/cycles/{cycle.uid}/delete/", {"seen": 2})["Location"] == "/cycles/"

    assert not Cycle.objects.exists()
    assert Descriptor.objects.live().filter(pk__in=[row.pk for row in rows]).count() == 3


def test_only_whoever_decides_deletes_a_cycle(as_user: Any, cycle: Cycle, skill: Skill) -> None:
    for reader in (make.sa(skill), make.admin()):
        assert "Delete this cycle" not in as_user(reader).get(f"/cycles/{cycle.uid}/").content.decode()
        assert as_user(reader).post(f"/cycles/{cycle.uid}/delete/", {"seen": 0}).status_code == 403
    assert Cycle.objects.exists()


def test_a_cycle_that_is_gone_is_told_of(cycle: Cycle, writer: User) -> None:
    row = rows_of(cycle, writer)[0]
    actions.delete(cycle=Cycle.objects.get(), seen=0, by=writer)

    with pytest.raises(Stale, match="deleted meanwhile"):
        actions.delete(cycle=cycle, seen=0, by=writer)
    with pytest.raises(Stale, match="deleted meanwhile"):
        actions.decide(cycle=cycle, row=row, seen=actions.Seen(row.version, None), decision=Decision.KEEP, by=writer, at=NOW)


def test_what_was_approved_for_no_competition_is_no_source(as_user: Any, skill: Skill, writer: User) -> None:
    make.approved(make.draft(skill, writer), by=make.sa(skill))
    skill.batches.update(competition=None)

    assert [offer["sources"] for offer in as_user(writer).get("/cycles/").context["offers"]] == [[]]
    assert as_user(writer).post("/cycles/", {"skill": skill.code, "into": "", "source": ""}).status_code == 404


def test_what_is_listed_is_added_to_a_collection_one_by_one_or_all_that_is_carried_over(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, rows = as_user(writer), rows_of(cycle, writer)
    for row in rows[:2]:
        decide(client, cycle, row, "KEEP")

    page = client.get(f"/cycles/{cycle.uid}/").content.decode()

    links = [f'href="/collections/add/?d={row.uid}" hx-get' for row in rows]
    assert [page.count(link) for link in links] == [1] * len(rows)
    assert f'hx-get="/collections/add/?d={rows[0].uid}&amp;d={rows[1].uid}" hx-target="#collecting"' in page


def test_very_many_that_are_carried_over_are_named_by_a_form(
    as_user: Any, cycle: Cycle, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, rows = as_user(writer), rows_of(cycle, writer)
    for row in rows[:2]:
        decide(client, cycle, row, "KEEP")
    monkeypatch.setattr("assay.schemes.cycles.page.MOST_IN_ADDRESS", 1)

    page = client.get(f"/cycles/{cycle.uid}/").content.decode()

    form = page.split('action="/collections/add/"')[1].split("</form>")[0]
    assert 'name="show"' in form
    assert f'name="d" value="{rows[0].uid} {rows[1].uid}"' in form
