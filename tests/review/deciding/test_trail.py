"""Going through a batch in the order and with the filter that one chose on its page."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from assay.descriptors.models import Descriptor
from assay.review.models import LastLooked
from assay.review.trail import Trail
from tests.factories import draft, sent
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db
BY_NAME = Trail("", "name")


def out_of_order(cast: Cast) -> dict[str, Descriptor]:
    """Send four in an order that is not the one of their names."""
    rows = [draft(cast.skill, cast.scm, name=name) for name in ("Delta one", "Alpha one", "Charlie one", "Bravo one")]
    sent(*rows, by=cast.scm)
    return {row.criterion_name.split()[0]: row for row in rows}


def link(text: str, key: str) -> str:
    """Return where the link with a shortcut leads."""
    found = re.search(rf'href="([^"]*)" data-key="{key}"', text)
    return found[1].replace("&amp;", "&") if found else ""


def test_next_previous_and_skip_follow_the_order(cast: Cast, as_user: SignIn) -> None:
    rows = out_of_order(cast)
    shown = as_user(cast.sa).get(BY_NAME.to("review", rows["Bravo"].uid)).content.decode()

    assert "2 of 4" in shown
    assert [link(shown, key) for key in "kjs"] == [BY_NAME.to("review", rows[name].uid) for name in ("Alpha", "Charlie", "Charlie")]
    assert BY_NAME.to("batch", rows["Alpha"].batch.uid) in shown


def test_a_decision_goes_on_in_the_same_order_and_ends_at_the_batch_as_it_was_left(cast: Cast, as_user: SignIn) -> None:
    rows, client = out_of_order(cast), as_user(cast.sa)
    trail = Trail("undecided", "name")
    address = link(client.get(trail.to("batch", rows["Alpha"].batch.uid)).content.decode(), "n")

    visited = []
    for _n in range(4):
        one = next(row for row in rows.values() if str(row.uid) in address)
        visited.append(one.criterion_name.split()[0])
        address = client.post(address, {"seen": one.change, "do": "approve"}).headers["Location"]

    assert visited == ["Alpha", "Bravo", "Charlie", "Delta"]
    assert address == trail.to("batch", rows["Alpha"].batch.uid)


def test_a_filter_keeps_to_what_it_shows_and_says_so(cast: Cast, as_user: SignIn) -> None:
    rows, client = out_of_order(cast), as_user(cast.sa)
    for name in ("Delta", "Charlie", "Bravo"):
        client.get(page("review", rows[name].uid))
    for name in ("Charlie", "Bravo"):
        Descriptor.objects.filter(pk=rows[name].pk).alter(seen=rows[name].change, code="B2.1")
    trail = Trail("looked", "")

    shown = client.get(trail.to("review", rows["Charlie"].uid)).content.decode()
    assert "Changed since you looked: 1 of 2" in shown
    assert link(shown, "j") == trail.to("review", rows["Bravo"].uid)

    last = client.get(link(shown, "j")).content.decode()
    assert "Changed since you looked: 1 of 1" in last
    assert link(last, "s") == trail.to("batch", rows["Alpha"].batch.uid)


def looked_and_changed(cast: Cast, client: Client, *names: str) -> tuple[dict[str, Descriptor], str]:
    """Let some of a batch change after a look; return the batch and the address at which reading them begins."""
    rows = out_of_order(cast)
    for name in names:
        client.get(page("review", rows[name].uid))
        Descriptor.objects.filter(pk=rows[name].pk).alter(seen=rows[name].change, code="B2.1")
    shown = client.get(page("batch", rows["Alpha"].batch.uid) + "?show=looked&sort=name").content.decode()
    way = re.search(rf'href="({page("review", rows[min(names)].uid)}[^"]+)" data-open', shown)
    assert way
    return rows, way[1].replace("&amp;", "&")


@pytest.mark.parametrize("who", ["sa", "scm"])
def test_previous_leads_back_to_what_was_looked_at_on_the_way(cast: Cast, as_user: SignIn, who: str) -> None:
    client = as_user(getattr(cast, who))
    _rows, address = looked_and_changed(cast, client, "Alpha", "Charlie", "Delta")

    first = client.get(address).content.decode()
    second = client.get(link(first, "j")).content.decode()
    third = client.get(link(second, "j")).content.decode()
    back = client.get(link(third, "k")).content.decode()
    start = client.get(link(back, "k")).content.decode()

    among = "Changed since you looked: {} of 3"
    assert [among.format(n) in one for n, one in ((1, first), (2, second), (3, third), (2, back), (1, start))] == [True] * 5
    assert ["Alpha one" in first, "Charlie one" in back, "Alpha one" in start] == [True] * 3
    assert link(start, "j") == link(first, "j")
    if who == "sa":
        assert link(third, "s").startswith(page("batch", _rows["Alpha"].batch.uid))


def test_what_is_decided_on_the_way_back_leads_on_to_what_was_passed(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.sa)
    rows, address = looked_and_changed(cast, client, "Alpha", "Charlie")
    second = client.get(link(client.get(address).content.decode(), "j")).content.decode()
    rows["Alpha"].refresh_from_db()

    answer = client.post(link(second, "k"), {"seen": rows["Alpha"].change, "do": "approve"})

    assert answer.headers["Location"] == link(client.get(address).content.decode(), "j")
    assert str(rows["Charlie"].uid) in answer.headers["Location"]


def test_a_new_way_begins_at_the_page_of_the_batch(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.sa)
    rows, address = looked_and_changed(cast, client, "Alpha", "Charlie")
    client.get(address)
    LastLooked.objects.update(at=F("at") - timedelta(minutes=1))

    shown = client.get(page("batch", rows["Alpha"].batch.uid) + "?show=looked&since=12&sort=name").content.decode()
    way = re.search(rf'href="({page("review", rows["Charlie"].uid)}[^"]+)" data-open', shown)

    assert "since=12" not in shown
    assert way
    assert "Changed since you looked: 1 of 1" in client.get(way[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("since", ["", "now", "-1", "9" * 40, "\0", "١٢"])
def test_a_beginning_that_is_none_is_left_out(cast: Cast, as_user: SignIn, since: str) -> None:
    rows = out_of_order(cast)
    shown = as_user(cast.sa).get(page("review", rows["Alpha"].uid), {"show": "looked", "since": since}).content.decode()
    assert "Changed since you looked: 1 of 1" in shown


def test_an_order_that_is_not_known_is_the_one_in_which_it_was_sent(cast: Cast, as_user: SignIn) -> None:
    rows = out_of_order(cast)
    shown = as_user(cast.sa).get(page("review", rows["Alpha"].uid) + "?show=nonsense&sort=%00").content.decode()

    assert "2 of 4" in shown
    assert str(rows["Charlie"].uid) in link(shown, "j")


def test_taking_back_and_commenting_stay_on_the_way(cast: Cast, as_user: SignIn) -> None:
    rows, client = out_of_order(cast), as_user(cast.sa)
    one = rows["Alpha"]
    client.post(page("review", one.uid), {"seen": one.change, "do": "approve"})
    shown = client.get(BY_NAME.to("review", one.uid)).content.decode()
    decision = re.search(r'name="decision" value="([^"]+)"', shown)
    undo = page("undo_decisions", one.batch.uid) + str(BY_NAME)

    assert decision
    assert undo in shown
    assert client.post(undo, {"decision": decision[1], "back": "review"}).headers["Location"] == BY_NAME.to("review", one.uid)
    said = client.post(page("review_talk", one.uid), {"text": "Which pages?", "about": "", "back": f"review{BY_NAME}"})
    assert said.headers["Location"].startswith(BY_NAME.to("review", one.uid) + "#comment-")


def test_the_way_costs_the_same_for_any_number(cast: Cast, as_user: SignIn, queries_of: Callable[[], Any]) -> None:
    client = as_user(cast.sa)

    def cost(count: int) -> int:
        rows = [draft(cast.skill, cast.scm, name=f"Aspect number {n} of {count}") for n in range(count)]
        sent(*rows, by=cast.scm)
        client.get(BY_NAME.to("review", rows[0].uid))
        with queries_of() as queries:
            client.get(BY_NAME.to("review", rows[0].uid))
        return len(queries)

    assert cost(1) == cost(3)
