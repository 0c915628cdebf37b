"""An aspect that was merged stays in its cycle and its scheme, as what it became, with what was decided and its mark."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.alike import Merge
from assay.descriptors.duplicates.merging import merge, undo_merge
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles.items import Item
from assay.schemes.cycles.page import CyclePage
from assay.standards.models import Skill
from tests import factories as make
from tests.factories import NOW
from tests.schemes.cycling import decided, form_of, keep_rest, rows_of, scheme_of, states

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def merged(one: Descriptor, into: Descriptor) -> Merge:
    for row in (one, into):
        row.refresh_from_db()
    [found] = merge(survivor=into, seen=into.change, others=[(one, one.change)], by=make.admin(), at=LATER)
    return found


def items(cycle: Cycle, reader: User) -> list[Item]:
    return CyclePage(Cycle.objects.get(pk=cycle.pk), reader).items


def test_a_merged_aspect_stays_as_what_it_became(as_user: Any, cycle: Cycle, writer: User) -> None:
    first, second, third = rows_of(cycle, writer)
    decided(cycle, [first, second], Decision.KEEP, writer)
    between, survivor = make.imported(name="In between"), make.imported(name="What stands for it")
    merged(first, between)
    merged(between, survivor)

    page = CyclePage(cycle, writer)

    assert [item.row for item in page.items] == [survivor, second, third]
    assert [item.state for item in page.items] == ["KEEP", "KEEP", "UNDECIDED"]
    assert (page.items[0].line.mark, page.carried) == (Decimal(1), [survivor.uid, second.uid])
    shown = as_user(writer).get(f"/cycles/{cycle.uid}/").content.decode()
    assert f"stands for #{first.number}" in shown
    assert "It was merged with another one since it was decided, and reads so now: look again." in shown


def test_what_was_merged_is_decided_and_kept_with_the_rest(as_user: Any, cycle: Cycle, writer: User) -> None:
    first, second, _third = rows_of(cycle, writer)
    merged(first, make.imported(name="What stands for it"))
    merged(second, make.imported(name="And for the other"))
    client = as_user(writer)

    form = form_of(client.get(f"/cycles/{cycle.uid}/"), "was") | {"decision": "DROP"}
    answer = client.post(f"/cycles/{cycle.uid}/decide/", form, headers={"HX-Request": "true"}).content.decode()
    keep_rest(client, cycle)

    assert "What stands for it" in answer
    assert states(cycle, writer) == ["DROP", "KEEP", "KEEP"]
    assert [item.has_moved_on for item in items(cycle, writer)] == [False, False, False]


def test_what_was_seen_before_a_merge_was_not_seen_after(as_user: Any, cycle: Cycle, writer: User) -> None:
    first, survivor = rows_of(cycle, writer)[0], make.imported(name="What stands for it")
    client = as_user(writer)
    form = form_of(client.get(f"/cycles/{cycle.uid}/"), "was") | {"decision": "KEEP"}
    seen = CyclePage(cycle, writer).rest
    merged(first, survivor)

    client.post(f"/cycles/{cycle.uid}/rest/", {"seen": seen})
    assert states(cycle, writer) == ["UNDECIDED", "KEEP", "KEEP"]
    client.post(f"/cycles/{cycle.uid}/decide/", form)

    assert items(cycle, writer)[0].has_moved_on


def test_two_aspects_that_become_one_keep_a_decision_each(cycle: Cycle, writer: User) -> None:
    first, second, third = rows_of(cycle, writer)
    decided(cycle, [first], Decision.DROP, writer)
    decided(cycle, [second], Decision.KEEP, writer)

    found = merged(first, second)
    page = CyclePage(cycle, writer)
    assert [(item.row, item.state) for item in page.items] == [(second, "DROP"), (second, "KEEP"), (third, "UNDECIDED")]
    assert [item.has_moved_on for item in page.items] == [True, False, False]
    CycleChoice.objects.update(decision=Decision.KEEP)
    assert CyclePage(cycle, writer).carried == [second.uid]

    undo_merge(found=found, by=make.admin(), at=LATER)
    assert [item.row for item in items(cycle, writer)] == [first, second, third]
    assert [item.state for item in items(cycle, writer)] == ["KEEP", "KEEP", "UNDECIDED"]


def test_a_decision_between_a_merge_and_its_undo_is_looked_at_again(cycle: Cycle, writer: User) -> None:
    first = rows_of(cycle, writer)[0]
    found = merged(first, make.imported(name="What stands for it"))
    decided(cycle, [first], Decision.KEEP, writer)
    CycleChoice.objects.update(at=LATER + timedelta(hours=1))
    assert not items(cycle, writer)[0].has_moved_on

    undo_merge(found=found, by=make.admin(), at=LATER + timedelta(hours=2))

    assert items(cycle, writer)[0].has_moved_on


@pytest.mark.parametrize("from_survivor", [True, False])
def test_a_draft_begun_before_or_after_a_merge_is_found(cycle: Cycle, writer: User, *, from_survivor: bool) -> None:
    first, survivor = rows_of(cycle, writer)[0], make.imported(name="What stands for it")
    decided(cycle, [first], Decision.CHANGE, writer)
    draft = make.draft(cycle.skill, writer, name="Put better")
    Descriptor.objects.filter(pk=draft.pk).update(copied_from=survivor if from_survivor else first)
    merged(first, survivor)

    assert items(cycle, writer)[0].draft == draft


def test_the_page_of_a_scheme_leads_to_what_an_aspect_became_and_back(as_user: Any, skill: Skill, writer: User) -> None:
    scheme = scheme_of(skill)
    row, survivor = Descriptor.objects.get(criterion_name="Aspect number 1"), make.imported(name="What stands for it")
    merged(row, survivor)
    client = as_user(writer)

    page = client.get(f"/schemes/{scheme.uid}/").content.decode()
    back = client.get(f"/library/{survivor.uid}/").content.decode()
    file = client.get(f"/export/file/?of=scheme&id={scheme.uid}&as=markdown").content.decode()

    assert f'<a href="/library/{survivor.uid}/">Aspect number 1</a>' in page
    assert f"/schemes/{scheme.uid}/#row-" in back
    assert "What stands for it" in file
