"""What a cycle has to be written: one after the other, with the way on and the way back."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Descriptor
from assay.descriptors.writing.ways import Way
from assay.schemes.cycle import Cycle
from assay.schemes.models import Aspect
from assay.standards.models import Membership, Skill
from tests import factories as make
from tests.schemes.cycling import decide, form_of, rows_of, states

pytestmark = pytest.mark.django_db
FRAGMENT: dict[str, Any] = {"headers": {"HX-Request": "true"}}
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def way_to_write(row: Descriptor, skill: Skill) -> str:
    return f"/my-skills/write/?from={row.uid}&skill={skill.code}"


def written(client: Client, cycle: Cycle, row: Descriptor, **more: str) -> Any:
    """Write the draft of an aspect on the page that the cycle leads to, and return what its form answers."""
    hidden = client.get(way_to_write(row, cycle.skill)).context["hidden"]
    typed = {"uid": hidden.uid, "change": hidden.change, "skill": cycle.skill.code, "copied_from": hidden.copied_from}
    section = make.WSOSSectionFactory.create()
    text = {"criterion_name": f"{row.criterion_name}, put better", "score1": "Met", "wsos_section": str(section.uid)}
    return client.post("/my-skills/write/", typed | text | more)


def way_on(client: Client, address: str) -> Way | None:
    way: Way | None = client.get(address).context["way"]
    return way


def test_a_change_offers_its_draft_at_once_and_the_page_keeps_what_is_to_be_written(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, second, _third) = as_user(writer), rows_of(cycle, writer)

    one = decide(client, cycle, first, "CHANGE", **FRAGMENT).content.decode()
    two = decide(client, cycle, second, "CHANGE", **FRAGMENT).content.decode()

    for answer, row in ((one, first), (two, second)):
        bar = answer.split('id="cycle-ways"')[1]
        assert f'href="{way_to_write(row, cycle.skill)}" data-key="w"' in unescape(bar)
        assert "Write it now" in answer.split("</article>")[0]
    assert "Write the one to change" not in one
    assert f'href="{way_to_write(first, cycle.skill)}">Write the 2 to change' in unescape(two)


def test_the_last_decision_is_said_and_taken_back_to_what_it_was(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]
    decide(client, cycle, row, "KEEP")

    answer = decide(client, cycle, row, "DROP", **FRAGMENT)
    assert f"“{row.criterion_name}”: Drop" in answer.content.decode()
    undo = form_of_bar(answer)
    assert client.post(f"/cycles/{cycle.uid}/decide/", undo, **FRAGMENT).status_code == 200

    assert states(cycle, writer)[0] == "KEEP"


def test_what_is_decided_as_it_was_has_nothing_to_take_back(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]
    decide(client, cycle, row, "KEEP")

    answer = decide(client, cycle, row, "KEEP", **FRAGMENT)

    assert f"“{row.criterion_name}”: Keep" in answer.content.decode()
    assert "data-undo" not in answer.content.decode()


def form_of_bar(answer: Any) -> dict[str, Any]:
    """Return what “Undo” sends."""
    bar = answer.content.decode().split('id="cycle-ways"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', bar))
    return fields | dict(re.findall(r'<button [^>]*name="(decision)" value="([^"]*)"', bar))


def test_who_only_reads_is_offered_nothing_to_write(as_user: Any, cycle: Cycle, writer: User, skill: Skill) -> None:
    decide(as_user(writer), cycle, rows_of(cycle, writer)[0], "CHANGE")

    page = as_user(make.sa(skill)).get(f"/cycles/{cycle.uid}/").content.decode()

    assert "cycle-ways" not in page
    assert "/my-skills/write/" not in page


def test_the_editor_leads_from_one_to_the_next_and_back(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, second, third) = as_user(writer), rows_of(cycle, writer)
    for row in (first, second, third):
        decide(client, cycle, row, "CHANGE")

    way = way_on(client, way_to_write(second, cycle.skill))
    assert way
    assert (way.back, way.said, way.next_name) == (
        f"/cycles/{cycle.uid}/?at={second.uid}",
        "0 of 3 to change are written",
        "Aspect number 2",
    )
    answers = [written(client, cycle, row, next="1") for row in (second, third, first)]

    assert [answer["Location"] for answer in answers] == [
        way_to_write(third, cycle.skill),
        way_to_write(first, cycle.skill),
        f"/cycles/{cycle.uid}/?at={first.uid}",
    ]
    draft = Descriptor.objects.get(copied_from=second)
    way = way_on(client, f"/my-skills/{draft.uid}/")
    assert way
    assert (way.back, way.said, way.next) == (f"/cycles/{cycle.uid}/?at={second.uid}", "3 of 3 to change are written", "")


def test_a_saved_draft_goes_on_to_the_next_too(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, second, _third) = as_user(writer), rows_of(cycle, writer)
    for row in (first, second):
        decide(client, cycle, row, "CHANGE")
    written(client, cycle, first)
    draft = Descriptor.objects.get(copied_from=first)
    page = client.get(f"/my-skills/{draft.uid}/")
    assert "Save and write the next" in page.content.decode()

    answer = client.post(f"/my-skills/{draft.uid}/", form_of(page, "criterion_name") | {"score1": "Met, and seen", "next": "1"})

    assert answer["Location"] == way_to_write(second, cycle.skill)
    draft.refresh_from_db()
    assert draft.score1 == "Met, and seen"


def test_only_what_is_to_be_changed_lies_on_the_way(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, second, _third) = as_user(writer), rows_of(cycle, writer)
    decide(client, cycle, first, "CHANGE")
    decide(client, cycle, second, "KEEP")
    elsewhere = make.SkillFactory.create()
    Membership.objects.create(user=writer, skill=elsewhere, role="SCM")

    ways = [way_on(client, way_to_write(row, skill)) for row, skill in ((second, cycle.skill), (first, elsewhere))]

    assert ways == [None, None]


def test_who_comes_second_is_led_to_the_draft_that_is_begun(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, _second, _third) = as_user(writer), rows_of(cycle, writer)
    decide(client, cycle, first, "CHANGE")
    written(client, cycle, first)
    draft = Descriptor.objects.get(criterion_name__endswith="put better")

    page = as_user(make.scm(cycle.skill)).get(way_to_write(first, cycle.skill)).content.decode()
    own = as_user(writer).get(f"/my-skills/{draft.uid}/").content.decode()

    assert f'<a href="/my-skills/{draft.uid}/">{draft.criterion_name} (#{draft.number})</a>' in page
    assert "is begun already" in page
    assert "is begun already" not in own


def test_a_draft_from_before_the_cycle_does_not_lie_on_its_way(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, _second, _third) = as_user(writer), rows_of(cycle, writer)
    before = make.draft(cycle.skill, writer, name="From before", copied_from=first, at=cycle.started_at - timedelta(days=30))
    decide(client, cycle, first, "CHANGE")

    assert states(cycle, writer)[0] == "CHANGE"
    assert way_on(client, f"/my-skills/{before.uid}/") is None


def test_the_way_is_found_where_another_one_stands_for_the_aspect(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, _second, _third) = as_user(writer), rows_of(cycle, writer)
    decide(client, cycle, first, "CHANGE")
    written(client, cycle, first)
    survivor = make.imported(cycle.skill, name="What stands for it")
    first.refresh_from_db()
    merge(survivor=survivor, seen=survivor.change, others=[(first, first.change)], by=make.admin(), at=timezone.now())
    draft = Descriptor.objects.get(criterion_name__endswith="put better")

    way = way_on(client, f"/my-skills/{draft.uid}/")

    assert way
    assert way.back == f"/cycles/{cycle.uid}/?at={first.uid}"


@pytest.mark.parametrize(
    ("looked", "back"),
    [
        ("", "#a-{key}"),
        ("?section=none", "?section=none#a-{key}"),
        ("?section=none&show=CHANGE", "?show=CHANGE&section=none#a-{key}"),
        ("?section=none&show=KEEP", "?section=none#a-{key}"),
        ("?section=1&show=CHANGE", "#a-{key}"),
    ],
)
def test_the_way_back_leads_to_where_one_looked(as_user: Any, cycle: Cycle, writer: User, looked: str, back: str) -> None:
    client, here, row = as_user(writer), f"/cycles/{cycle.uid}/", rows_of(cycle, writer)[0]
    decide(client, cycle, row, "CHANGE")
    client.get(here + looked)

    assert client.get(f"{here}?at={row.uid}")["Location"] == here + back.format(key=row.uid)
    assert as_user(make.scm(cycle.skill)).get(f"{here}?at={row.uid}")["Location"] == f"{here}#a-{row.uid}", "of another person"


@pytest.mark.parametrize("at", ["", "x", "%00", "9" * 400])
def test_the_way_back_to_what_is_not_there_leads_to_the_cycle(as_user: Any, cycle: Cycle, writer: User, at: str) -> None:
    assert as_user(writer).get(f"/cycles/{cycle.uid}/?at={at}")["Location"] == f"/cycles/{cycle.uid}/"


def test_the_way_costs_as_much_for_three_as_for_one(as_user: Any, cycle: Cycle, writer: User, queries_of: Queries) -> None:
    client, rows = as_user(writer), rows_of(cycle, writer)
    counts = []
    for changed in (rows[:1], rows[1:]):
        for row in changed:
            decide(client, cycle, row, "CHANGE")
        client.get(way_to_write(rows[0], cycle.skill))
        with queries_of() as asked:
            client.get(way_to_write(rows[0], cycle.skill))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_two_aspects_of_one_descriptor_are_two_on_the_page_and_decided_together(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (first, second, third) = as_user(writer), rows_of(cycle, writer)
    Aspect.objects.filter(descriptor=second).update(descriptor=first)
    page = client.get(f"/cycles/{cycle.uid}/").content.decode()
    ids = re.findall(r' id="((?:a|decide)-[^"]+)"', page)
    assert ids == [f"{kind}-{key}" for key in (first.uid, f"{first.uid}-2", third.uid) for kind in ("a", "decide")]

    answer = decide(client, cycle, first, "CHANGE", data={"place": "2"}, **FRAGMENT).content.decode()

    assert re.findall(r'<article[^>]* id="a-([^"]+)" data-row( hx-swap-oob="true")?', answer) == [
        (f"{first.uid}-2", ""),
        (str(first.uid), ' hx-swap-oob="true"'),
    ]
    assert states(cycle, writer) == ["CHANGE", "CHANGE", "UNDECIDED"]
    assert "Write the one to change" in client.get(f"/cycles/{cycle.uid}/").content.decode()


@pytest.mark.parametrize("place", ["", "0", "3", "x", "\x00", "²", "9" * 400])
def test_a_place_that_is_not_there_is_not_decided(as_user: Any, cycle: Cycle, writer: User, place: str) -> None:
    assert decide(as_user(writer), cycle, rows_of(cycle, writer)[0], "KEEP", data={"place": place}).status_code == 404
    assert states(cycle, writer) == ["UNDECIDED"] * 3
