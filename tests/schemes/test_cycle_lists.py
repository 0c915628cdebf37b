"""The page of cycles: every cycle is reached, with how far it is, and a source counts what a cycle from it shows."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Descriptor
from assay.schemes.cycle import Cycle, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.page import CyclePage
from assay.schemes.cycles.sources import sources_of
from assay.standards.models import Competition, Skill
from tests import factories as make
from tests.factories import NOW
from tests.forms import Links
from tests.schemes.cycling import cycle_of, decided, rows_of, scheme_of

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def from_edition(skill: Skill, writer: User, *names: str) -> tuple[list[Descriptor], Competition]:
    """Return what was approved for a competition that is over, and the one of the standard now."""
    make.StandardFactory.create(skill=skill)
    rows = [make.approved(make.draft(skill, writer, name=name), by=make.sa(skill)) for name in names]
    earlier = make.CompetitionFactory.create(first_day=NOW.date().replace(year=2020), last_day=NOW.date().replace(year=2020))
    skill.batches.update(competition=earlier)
    return rows, earlier


def test_every_cycle_is_reached(as_user: Any) -> None:
    cycles = []
    for _number in range(22):
        skill = make.SkillFactory.create()
        cycles.append(cycle_of(scheme_of(skill, 1), make.CompetitionFactory.create(), make.scm(skill)))
    client = as_user(make.admin())
    first, second = (client.get(f"/cycles/?page={number}").content.decode() for number in (1, 2))
    ways = {*Links(first).addresses, *Links(second).addresses}

    assert "1 to 20 of 22" in first
    assert "/cycles/?page=2" in Links(first).addresses
    assert {f"/cycles/{cycle.uid}/" for cycle in cycles} <= ways
    assert client.get("/cycles/?page=nonsense").status_code == 200


def coming() -> Competition:
    far = NOW.date().replace(year=2090)
    return make.CompetitionFactory.create(first_day=far, last_day=far)


def test_the_list_and_home_say_how_far_a_cycle_is_as_its_page_does(as_user: Any, skill: Skill, writer: User) -> None:
    scheme = scheme_of(skill, 4)
    cycle = cycle_of(scheme, coming(), writer)
    first, second, third, _fourth = rows_of(cycle, writer)
    decided(cycle, [first, second], Decision.KEEP, writer)
    Descriptor.objects.filter(pk=second.pk).update(deleted_at=NOW, deleted_by=writer)
    Descriptor.objects.filter(pk=third.pk).update(version=2)
    survivor = make.imported(name="What stands for it")
    first.refresh_from_db()
    merge(survivor=survivor, seen=survivor.change, others=[(first, first.change)], by=make.admin(), at=NOW)
    rows, earlier = from_edition(skill, writer, "From an edition", "Another one")
    source = next(one for one in sources_of(skill, writer) if one.competition == earlier)
    other = actions.start(uid=uuid.uuid4(), source=source, competition=coming(), by=writer, at=NOW)
    decided(other, rows, Decision.DROP, writer)

    page, home = (as_user(writer).get(address).content.decode() for address in ("/cycles/", "/"))

    for one, said in ((cycle, "1 of 3 decided"), (other, "2 of 2 decided")):
        assert said in page
        assert said in home
        assert said in as_user(writer).get(f"/cycles/{one.uid}/").content.decode()


def test_a_source_counts_what_a_cycle_from_it_shows(skill: Skill, writer: User) -> None:
    (first, second, third, _fourth), earlier = from_edition(skill, writer, "First", "Second", "Third", "Fourth")
    survivor = make.imported(name="What stands for it")
    merge(survivor=survivor, seen=survivor.change, others=[(first, first.change)], by=make.admin(), at=NOW)
    gone = make.imported(name="Gone", deleted_at=NOW, deleted_by=make.admin())
    Descriptor.objects.filter(pk=second.pk).update(merged_into=gone)
    Descriptor.objects.filter(pk=third.pk).update(amends=survivor, amends_version=1)

    [source] = sources_of(skill, writer)
    cycle = actions.start(uid=uuid.uuid4(), source=source, competition=make.CompetitionFactory.create(), by=writer, at=NOW)

    assert (source.competition, source.aspects) == (earlier, 2)
    assert len(CyclePage(cycle, writer).items) == 2


def test_a_source_of_which_nothing_is_left_is_not_offered(skill: Skill, writer: User) -> None:
    scheme_of(skill)
    Descriptor.objects.update(deleted_at=NOW, deleted_by=make.admin())

    assert sources_of(skill, writer) == []


@pytest.mark.parametrize("page", ["/cycles/", "/"])
def test_queries_of_the_list_and_of_home_do_not_grow(as_user: Any, skill: Skill, writer: User, queries_of: Queries, page: str) -> None:
    client, counts = as_user(writer), []
    for number in (1, 2):
        for _cycle in range(number):
            at = NOW - timedelta(days=number)
            cycle = cycle_of(scheme_of(skill, number, at=at), coming(), writer)
            decided(cycle, rows_of(cycle, writer), Decision.KEEP, writer)
        client.get(page)
        with queries_of() as found:
            client.get(page)
        counts.append(len(found))

    assert Cycle.objects.count() == 3
    assert counts[0] == counts[1]
