"""Two who decide in one cycle at once: nothing that was decided is lost, and whoever comes second reads what happened."""

from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.errors import Stale
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.actions import Seen
from assay.schemes.cycles.page import CyclePage
from tests import factories as make
from tests.factories import NOW
from tests.schemes.cycling import decide, decided, form_of, keep_rest, rows_of, seen_in, states
from tests.standards.test_races import at_once

pytestmark = pytest.mark.django_db
FRAGMENT = {"headers": {"HX-Request": "true"}}


def reword(row: Descriptor) -> None:
    Descriptor.objects.filter(pk=row.pk).update(version=row.version + 1, criterion_name="Worded anew")


def test_what_is_decided_is_the_wording_that_was_seen(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]
    seen = seen_in(cycle, row)
    reword(row)

    answer = decide(client, cycle, row, "KEEP", seen=seen, **FRAGMENT).content.decode()

    assert CycleChoice.objects.get().version == row.version
    assert "Worded anew" in answer
    assert "changed since it was decided" in answer


def test_a_decision_about_changed_wording_is_confirmed(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, row = as_user(writer), rows_of(cycle, writer)[0]
    decide(client, cycle, row, "DROP")
    reword(row)
    page = client.get(f"/cycles/{cycle.uid}/").content.decode()
    assert f'form="decide-{row.uid}" name="decision" value="DROP">It stays so<' in page

    decide(client, cycle, row, "DROP")

    assert states(cycle, writer)[0] == "DROP"
    assert "It stays so" not in client.get(f"/cycles/{cycle.uid}/").content.decode()


@pytest.mark.parametrize("typed", ["", "999", "1.", ".1", "1.99999999999", "x.1", "\x00", "{0}.{0}.999", "{0}.{0}.-1", "{0}.{0}.²"])
def test_a_form_cannot_claim_wording_that_is_not_there_yet(as_user: Any, cycle: Cycle, writer: User, typed: str) -> None:
    row = rows_of(cycle, writer)[0]

    decide(as_user(writer), cycle, row, "KEEP", seen={"seen": typed.format(row.number)})

    assert CycleChoice.objects.get().version <= row.version


@pytest.mark.parametrize(
    "case",
    [
        ("", "DROP", "KEEP", "Member decided “Drop” meanwhile, and that stands. Press “Keep” again to replace it."),
        ("KEEP", "DROP", "CHANGE", "Member decided “Drop” meanwhile, and that stands. Press “Change” again to replace it."),
        ("KEEP", "DROP", "", "Member decided “Drop” meanwhile, and that stands. Press “Drop” to take it back."),
        ("KEEP", "", "DROP", "taken back meanwhile. Nothing was changed: press “Drop” again if you mean it."),
    ],
)
def test_a_decision_of_somebody_else_stands_until_it_was_seen(
    as_user: Any, cycle: Cycle, writer: User, case: tuple[str, str, str, str]
) -> None:
    (was, theirs, mine, said), row = case, rows_of(cycle, writer)[0]
    colleague = make.scm(cycle.skill, name="Member")
    if was:
        decide(as_user(writer), cycle, row, was)
    seen = seen_in(cycle, row)
    decide(as_user(colleague), cycle, row, theirs)

    answer = decide(as_user(writer), cycle, row, mine, seen=seen, **FRAGMENT)

    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert states(cycle, writer)[0] == (theirs or "UNDECIDED")
    again = form_of(answer, "was") | {"decision": mine}
    assert as_user(writer).post(f"/cycles/{cycle.uid}/decide/", again).status_code == 302
    assert states(cycle, writer)[0] == (mine or "UNDECIDED")


def test_without_scripts_the_whole_page_says_it_in_any_tab(as_user: Any, cycle: Cycle, writer: User) -> None:
    row, colleague = rows_of(cycle, writer)[0], make.scm(cycle.skill)
    seen = seen_in(cycle, row) | {"show": "UNDECIDED"}
    decide(as_user(colleague), cycle, row, "DROP")

    answer = decide(as_user(writer), cycle, row, "KEEP", seen=seen)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert page.count(f"{colleague} decided “Drop” meanwhile") == 2
    assert f'href="#a-{row.uid}"' in page
    assert f'id="a-{row.uid}"' in page


def test_another_window_of_ones_own_is_called_so(as_user: Any, cycle: Cycle, writer: User) -> None:
    row = rows_of(cycle, writer)[0]
    seen = seen_in(cycle, row)
    decide(as_user(writer), cycle, row, "DROP")

    assert "You decided “Drop” meanwhile" in decide(as_user(writer), cycle, row, "KEEP", seen=seen, **FRAGMENT).content.decode()


@pytest.mark.parametrize("decision", ["KEEP", "DROP", ""])
def test_two_who_decide_the_same_agree_and_the_first_is_named(as_user: Any, cycle: Cycle, writer: User, decision: str) -> None:
    row, colleague = rows_of(cycle, writer)[0], make.scm(cycle.skill)
    decide(as_user(colleague), cycle, row, "CHANGE")
    seen = seen_in(cycle, row)
    decide(as_user(colleague), cycle, row, decision)

    answer = decide(as_user(writer), cycle, row, decision, seen=seen)

    assert answer.status_code == 302
    assert [choice.by for choice in CycleChoice.objects.all()] == ([colleague] if decision else [])


def test_what_is_not_as_it_was_seen_is_not_kept_with_the_rest(as_user: Any, cycle: Cycle, writer: User) -> None:
    first, _second, third = rows_of(cycle, writer)
    decided(cycle, [third], Decision.DROP, writer)
    seen = CyclePage(cycle, writer).rest
    reword(first)
    CycleChoice.objects.all().delete()
    client = as_user(writer)

    answer = client.post(f"/cycles/{cycle.uid}/rest/", {"seen": seen}, follow=True).content.decode()

    assert states(cycle, writer) == ["UNDECIDED", "KEEP", "UNDECIDED"]
    assert "2 are not as you saw them, and are still undecided." in answer
    assert "is not as you saw it" not in keep_rest(client, cycle).content.decode()
    assert states(cycle, writer) == ["KEEP", "KEEP", "KEEP"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told(cycle: Cycle, writer: User) -> None:
    row, people = rows_of(cycle, writer)[0], (writer, make.scm(cycle.skill))

    def act(number: int) -> None:
        decision = (Decision.KEEP, Decision.DROP)[number]
        actions.decide(cycle=cycle, row=row, seen=Seen(1, None), decision=decision, by=people[number], at=NOW)

    ends = at_once(lambda: act(0), lambda: act(1))

    assert sorted(isinstance(end, Stale) for end in ends) == [False, True]
    assert CycleChoice.objects.get().by == people[ends.index(None)]
