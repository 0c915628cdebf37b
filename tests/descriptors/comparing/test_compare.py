"""Descriptors side by side: the tray that collects them, and the page that shows them."""

import itertools
import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.descriptors.comparing.page import pieces_of
from assay.descriptors.comparing.tray import MOST
from assay.descriptors.models import Descriptor
from tests.factories import SkillFactory, draft, imported, scm

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


@pytest.fixture
def rows() -> list[Descriptor]:
    skill = SkillFactory.create()
    return [imported(skill, name=f"Aspect {n}", levels=(f"none {n}", "one", "two", "three")) for n in range(MOST + 1)]


def lay(client: Client, *rows: Descriptor) -> Any:
    return [client.post(f"/compare/{row.uid}/", {"on": "1"}) for row in rows][-1]


def take_out(client: Client, row: Descriptor, **sent: Any) -> Any:
    return client.post(f"/compare/{row.uid}/", {"on": "0"} | sent, headers={"Referer": "http://testserver/library/"}, follow=True)


def compared(client: Client, *rows: Descriptor) -> Any:
    return client.get("/compare/", {"d": [str(row.uid) for row in rows]})


def names(answer: Any) -> list[str]:
    return [row.criterion_name for row in answer.context["page"].rows]


def test_the_tray_keeps_order_leads_to_the_page_and_gives_back(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, rows[2], rows[0], rows[1])
    take_out(client, rows[0])

    answer = client.get("/compare/", follow=True)

    assert names(answer) == ["Aspect 2", "Aspect 1"]
    assert answer.redirect_chain == [(f"/compare/?d={rows[2].uid}&d={rows[1].uid}", 302)]


def test_the_library_shows_the_tray_and_which_lie_in_it(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, rows[0])

    page = client.get("/library/").content.decode()

    assert "Tray (1)" in page
    assert "One more to compare" in page
    assert page.count('aria-pressed="true" data-key="x"') == 1


def test_a_full_tray_says_so_and_stays(as_user: Any, rows: list[Descriptor], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.descriptors.comparing.tray.MOST_LAID", 3)
    client = as_user(scm(SkillFactory.create()))

    answer = lay(client, *rows[:4])

    assert answer.status_code == 409
    assert "Take some out of it first." in answer.content.decode()
    assert len(names(client.get("/compare/", follow=True))) == 3


def test_of_more_than_six_the_first_six_are_compared_and_it_is_said(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows)

    answer = client.get("/compare/", follow=True)
    first, *_, last = answer.context["page"].columns
    without_the_first = client.get(first.without)

    assert names(answer) == names(compared(client, *rows)) == [f"Aspect {n}" for n in range(MOST)]
    assert "the first 6 of 7" in answer.content.decode()
    assert last.later == ""
    assert names(without_the_first) == [f"Aspect {n}" for n in range(1, MOST + 1)]
    assert "the first 6 of" not in without_the_first.content.decode()


def test_six_are_found_behind_what_one_may_not_open(as_user: Any, rows: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    hidden = draft(skill, scm(skill))

    answer = compared(as_user(scm(SkillFactory.create())), hidden, *rows[:MOST])

    assert len(names(answer)) == MOST
    assert answer.context["page"].missing == 1


def unfolded(answer: Any) -> bool:
    return '<details class="tray-fold" open>' in answer.content.decode()


def test_the_tray_says_how_many_it_does_not_name_and_lists_them_all(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows)

    answer = client.get("/library/")
    folded, _, whole = answer.content.decode().partition('id="tray"')[2].partition("</summary>")

    assert [name for row in rows if (name := row.criterion_name) in folded] == ["Aspect 0", "Aspect 1", "Aspect 2"]
    assert "and 4 more" in folded
    assert [row for row in rows if f"Take out: {row.criterion_name}" not in whole] == []
    assert "Compare six" in whole
    assert not unfolded(answer)


def test_the_tray_stays_unfolded_while_something_is_taken_out_of_it(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows[:3])

    answer = take_out(client, rows[1], unfolded="")

    assert unfolded(answer)
    assert not unfolded(client.get("/library/"))
    assert not unfolded(take_out(client, rows[2]))
    assert "Tray (1)" in client.get("/library/").content.decode()


def test_a_tray_that_was_emptied_is_folded_when_something_lies_in_it_again(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, rows[0])
    take_out(client, rows[0], unfolded="")
    lay(client, rows[1])

    assert not unfolded(client.get("/library/"))


def test_a_fragment_is_the_button_and_the_tray(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))

    answer = client.post(f"/compare/{rows[0].uid}/", headers={"HX-Request": "true"}).content.decode()

    assert 'aria-pressed="true"' in answer
    assert 'hx-swap-oob="true"' in answer
    assert "Aspect 0" in answer


def test_clearing_goes_back_to_a_page_of_ours_only(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows[:2])

    from_here = client.post("/compare/clear/", headers={"Referer": "http://testserver/library/?q=a"})
    from_elsewhere = client.post("/compare/clear/", headers={"Referer": "https://elsewhere.example/"})

    assert from_here["Location"] == "http://testserver/library/?q=a"
    assert from_elsewhere["Location"] == "/library/"
    assert "Nothing to compare yet" in client.get("/compare/").content.decode()


def test_what_one_may_not_open_is_left_out_as_if_it_were_not_there(as_user: Any, rows: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    hidden = draft(skill, scm(skill), name="Secret draft")
    client = as_user(scm(SkillFactory.create()))

    answer = compared(client, rows[0], hidden, rows[1])
    unknown = client.get("/compare/", {"d": [str(rows[0].uid), str(uuid.uuid4()), str(rows[1].uid)]})

    assert names(answer) == ["Aspect 0", "Aspect 1"]
    assert answer.context["page"].missing == unknown.context["page"].missing == 1
    assert "Secret draft" not in answer.content.decode()
    assert client.post(f"/compare/{hidden.uid}/").status_code == 404


def test_what_lost_its_visibility_leaves_the_tray(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows[:3])
    Descriptor.objects.filter(pk=rows[1].pk).update(merged_into=rows[0])

    assert names(client.get("/compare/", follow=True)) == ["Aspect 0", "Aspect 2"]


def merged(*rows: Descriptor) -> None:
    """Merge each row into the next one."""
    for gone, stays in itertools.pairwise(rows):
        Descriptor.objects.filter(pk=gone.pk).update(merged_into=stays)


def test_a_shared_address_follows_what_was_merged(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    merged(*rows[:3])

    answer = compared(client, rows[0], rows[3], rows[2])

    assert names(answer) == ["Aspect 2", "Aspect 3"]
    assert answer.context["page"].missing == 0
    copied = client.get("/copy/", {"d": [rows[0].uid, rows[3].uid], "as": "text"}, headers={"Accept": "text/plain"}).content.decode()
    assert [name for name in ("Aspect 0", "Aspect 2", "Aspect 3") if name in copied] == ["Aspect 2", "Aspect 3"]
    assert "Aspect 2" in client.get("/collections/add/", {"d": rows[1].uid}).content.decode()


def test_what_became_one_that_is_not_theirs_stays_away(as_user: Any, rows: list[Descriptor]) -> None:
    merged(*rows[:2])
    Descriptor.objects.filter(pk=rows[1].pk).update(confidential_until=timezone.now() + timedelta(days=9))

    answer = compared(as_user(scm(SkillFactory.create())), rows[0], rows[2])

    assert names(answer) == ["Aspect 2"]
    assert answer.context["page"].missing == 1


def test_what_was_merged_lies_in_the_tray_as_what_it_became(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    lay(client, *rows[:2])
    merged(rows[1], rows[2])
    assert names(client.get("/compare/", follow=True)) == ["Aspect 0", "Aspect 2"]

    take_out(client, rows[2])
    lay(client, rows[1], rows[3])

    assert names(client.get("/compare/", follow=True)) == ["Aspect 0", "Aspect 2", "Aspect 3"]


def test_the_button_of_an_older_page_does_what_it_shows(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))
    older = client.get(f"/library/{rows[0].uid}/").content.decode()
    (wanted,) = re.findall(rf'action="/compare/{rows[0].uid}/".*?name="on" value="(.)"', older)

    for _press in range(2):
        client.post(f"/compare/{rows[0].uid}/", {"on": wanted})

    assert client.session["compare"] == [str(rows[0].uid)]


def test_columns_move_and_go(as_user: Any, rows: list[Descriptor]) -> None:
    client = as_user(scm(SkillFactory.create()))

    first, second, third = compared(client, *rows[:3]).context["page"].columns

    assert (first.earlier, third.later) == ("", "")
    assert names(client.get(second.earlier)) == ["Aspect 1", "Aspect 0", "Aspect 2"]
    assert names(client.get(second.later)) == ["Aspect 0", "Aspect 2", "Aspect 1"]
    assert names(client.get(second.without)) == ["Aspect 0", "Aspect 2"]


@pytest.mark.parametrize("address", ["?d=nonsense", "?d=", "?d=%00", "?x=1"])
def test_an_address_that_names_nothing_shows_how_to_begin(as_user: Any, address: str) -> None:
    answer = as_user(scm(SkillFactory.create())).get(f"/compare/{address}")

    assert answer.status_code == 200
    assert "Nothing to compare yet" in answer.content.decode()


def test_queries_do_not_grow_with_the_columns(as_user: Any, rows: list[Descriptor], queries_of: Queries) -> None:
    client = as_user(scm(SkillFactory.create()))
    compared(client, *rows[:2])

    with queries_of() as few:
        compared(client, *rows[:2])
    with queries_of() as many:
        compared(client, *rows[:6])

    assert len(few) == len(many)


class TestPieces:
    """The words in which neighbours differ."""

    pytestmark: list[Any] = []

    def test_each_is_marked_against_its_left_neighbour_the_first_against_its_right(self) -> None:
        found = pieces_of(["The line is straight", "The line is even", "The line is even and clean"])

        assert found == [
            [("The line is ", False), ("straight", True)],
            [("The line is ", False), ("even", True)],
            [("The line is even", False), (" and clean", True)],
        ]

    def test_texts_with_little_in_common_stay_plain(self) -> None:
        assert pieces_of(["Joints are even", "Errors name the field concerned"]) == [
            [("Joints are even", False)],
            [("Errors name the field concerned", False)],
        ]

    def test_a_level_that_is_not_described_has_no_pieces(self) -> None:
        assert pieces_of(["", "One text"]) == [[], [("One text", False)]]
