"""Going through a batch in the order and with the filter that one chose on its page."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from assay.descriptors.models import Descriptor
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
