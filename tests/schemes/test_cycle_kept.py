"""What was kept in a cycle says so on its own page, to those who may read the cycle."""

import re
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, Decision
from assay.standards.models import Skill
from tests import factories as make
from tests.factories import NOW
from tests.schemes.cycling import cycle_of, decide, decided, rows_of, scheme_of
from tests.schemes.test_rights import PEOPLE

pytestmark = pytest.mark.django_db


def told(client: Any, row: Descriptor) -> list[tuple[str, str]]:
    """Return where the lineage on a descriptor's page says that it was kept."""
    html = client.get(f"/library/{row.uid}/").content.decode()
    part = re.search(r'<section[^>]*aria-labelledby="lineage".*?</section>', html, re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">(Kept for [^<]*)</a>', part[0]) if part else []
    assert html.count("Kept for") == len(links)
    return [(label, url) for url, label in links]


@pytest.mark.parametrize("who", PEOPLE)
def test_it_is_told_exactly_to_those_who_may_read_the_cycle(as_user: Any, cycle: Cycle, writer: User, skill: Skill, who: str) -> None:
    row = rows_of(cycle, writer)[0]
    decided(cycle, [row], Decision.KEEP, writer)
    client, may = as_user(PEOPLE[who](skill)), who in {"admin", "secretariat", "scm", "sa"}

    said = told(client, row)

    assert said == ([(f"Kept for {cycle.competition}", f"/cycles/{cycle.uid}/?at={row.uid}")] if may else [])
    assert (client.get(f"/cycles/{cycle.uid}/?at={row.uid}", follow=True).status_code == 200 and who != "pending") == may


def test_only_what_is_kept_now_is_told(as_user: Any, cycle: Cycle, writer: User) -> None:
    client, (row, *others) = as_user(writer), rows_of(cycle, writer)

    for decision in ("CHANGE", "DROP"):
        decide(client, cycle, row, decision)
        assert told(client, row) == []
    decide(client, cycle, row, "KEEP")
    assert len(told(client, row)) == 1
    assert told(client, others[0]) == []
    decide(client, cycle, row, "")
    assert told(client, row) == []


def test_what_stands_for_a_kept_one_tells_it_and_one_cycle_once(as_user: Any, cycle: Cycle, writer: User) -> None:
    one, other, _third = rows_of(cycle, writer)
    decided(cycle, [one, other], Decision.KEEP, writer)
    one.refresh_from_db()
    other.refresh_from_db()
    merge(survivor=one, seen=one.change, others=[(other, other.change)], by=make.admin(), at=NOW)

    assert [label for label, _url in told(as_user(writer), one)] == [f"Kept for {cycle.competition}"]


def test_three_cycles_cost_as_much_as_one(as_user: Any, cycle: Cycle, writer: User, queries_of: Any) -> None:
    client, row, numbers = as_user(writer), rows_of(cycle, writer)[0], []
    decided(cycle, [row], Decision.KEEP, writer)
    for more in (0, 2):
        for _ in range(more):
            scheme = scheme_of(cycle.skill)
            scheme.sub_criteria.get().aspects.update(descriptor=row)
            decided(cycle_of(scheme, cycle.competition, writer), [row], Decision.KEEP, writer)
        told(client, row)
        with queries_of() as queries:
            found = told(client, row)
        assert len(found) == more + 1
        numbers.append(len(queries))

    assert numbers[0] == numbers[1]
