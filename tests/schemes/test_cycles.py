"""A cycle: from what it starts, what is decided, how the new standard fills, and who may."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.actions import create
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.schemes.cycle import Cycle, CycleChoice, Decision
from assay.schemes.cycles import actions
from assay.schemes.cycles.page import CyclePage
from assay.schemes.cycles.sources import sources_of
from assay.schemes.cycles.weighing import Balance
from assay.standards.models import Competition, Skill
from tests import factories as make
from tests.factories import NOW
from tests.schemes.cycling import cycle_of, decide, decided, form_of, keep_rest, rows_of, scheme_of, states

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def test_a_cycle_starts_from_a_scheme_and_again_goes_on_with_it(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    scheme, client = scheme_of(skill), as_user(writer)
    form = {"skill": skill.code, "into": into.code, "source": str(scheme.uid)}

    first, second = client.post("/cycles/", form), client.post("/cycles/", form)

    cycle = Cycle.objects.get()
    assert first["Location"] == second["Location"] == f"/cycles/{cycle.uid}/"
    assert [row.criterion_name for row in rows_of(cycle, writer)] == [f"Aspect number {n}" for n in range(3)]
    assert "0 of 3 decided" in client.get("/cycles/").content.decode()


@pytest.mark.parametrize("case", [(name, odd) for name in ("skill", "into", "source") for odd in ("", "\x00", "a\x00b", "9" * 400, "²")])
def test_a_form_that_names_nothing_starts_none(as_user: Any, skill: Skill, writer: User, into: Competition, case: tuple[str, str]) -> None:
    form = {"skill": skill.code, "into": into.code, "source": str(scheme_of(skill).uid)}

    assert as_user(writer).post("/cycles/", form | {case[0]: case[1]}).status_code == 404
    assert not Cycle.objects.exists()


def test_what_was_approved_for_an_earlier_competition_is_a_source(skill: Skill, writer: User, into: Competition) -> None:
    earlier = make.CompetitionFactory.create(first_day=NOW.date().replace(year=2020))
    one = make.draft(skill, writer, name="From an earlier one")
    make.approved(one, by=make.sa(skill))
    skill.batches.update(competition=earlier)

    assert [(source.competition, source.scheme, source.aspects) for source in sources_of(skill, writer)] == [(earlier, None, 1)]


def test_decisions_are_kept_changed_and_taken_back(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    first, second, third = rows_of(cycle, writer)

    for row, decision in ((first, "KEEP"), (second, "CHANGE"), (third, "DROP")):
        assert decide(client, cycle, row, decision).status_code == 302
    assert states(cycle, writer) == ["KEEP", "CHANGE", "DROP"]
    decide(client, cycle, first, "")
    decide(client, cycle, third, "KEEP")

    assert states(cycle, writer) == ["UNDECIDED", "CHANGE", "KEEP"]


def test_a_fragment_brings_the_row_the_balance_and_what_is_carried(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle = cycle_of(scheme_of(skill), into, writer)

    answer = decide(as_user(writer), cycle, rows_of(cycle, writer)[0], "KEEP", headers={"HX-Request": "true"}).content.decode()

    assert "1 of 3 decided" in answer
    assert 'id="balance"' in answer
    assert 'id="carried"' in answer
    assert answer.count("<article") == 1


def test_what_is_not_of_the_source_cannot_be_decided(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)

    assert decide(client, cycle, rows_of(cycle, writer)[0], "NONSENSE").status_code == 404
    assert decide(client, cycle, make.imported(skill), "KEEP").status_code == 404
    assert not CycleChoice.objects.exists()


def test_the_rest_is_kept_and_that_is_undone(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    decide(client, cycle, rows_of(cycle, writer)[1], "DROP")

    page = keep_rest(client, cycle)
    assert states(cycle, writer) == ["KEEP", "DROP", "KEEP"]
    assert "2 kept." in page.content.decode()
    client.post(f"/cycles/{cycle.uid}/rest/", form_of(page, "undo"))

    assert states(cycle, writer) == ["UNDECIDED", "DROP", "UNDECIDED"]


def test_what_was_decided_since_all_were_kept_stays_when_that_is_undone(
    as_user: Any, skill: Skill, writer: User, into: Competition
) -> None:
    cycle, client, colleague = cycle_of(scheme_of(skill, 4), into, writer), as_user(writer), make.scm(skill)
    first, second, third, _fourth = rows_of(cycle, writer)
    page = keep_rest(client, cycle)
    decide(as_user(colleague), cycle, first, "DROP")
    for decision in ("", "KEEP"):  # decided once more
        decide(as_user(colleague), cycle, second, decision)
        decide(as_user(writer), cycle, third, decision)

    answer = as_user(writer).post(f"/cycles/{cycle.uid}/rest/", form_of(page, "undo"), follow=True)

    assert states(cycle, writer) == ["DROP", "KEEP", "KEEP", "UNDECIDED"]
    assert "3 were decided anew meanwhile and stay so." in answer.content.decode()


def test_keeping_all_leaves_what_was_decided_at_the_same_moment(skill: Skill, writer: User, into: Competition) -> None:
    cycle, colleague = cycle_of(scheme_of(skill), into, writer), make.scm(skill)
    rows = rows_of(cycle, writer)
    decided(cycle, rows[:1], Decision.DROP, colleague)

    assert actions.keep_rest(cycle=cycle, seen=[(row, 1) for row in rows], by=writer, at=NOW) == rows[1:]
    assert states(cycle, writer) == ["DROP", "KEEP", "KEEP"]


@pytest.mark.parametrize("at", ["", "yesterday", "2026-01-01T00:00", "\x00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_undo_without_its_moment_is_of_nothing(as_user: Any, skill: Skill, writer: User, into: Competition, at: str) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    page = keep_rest(client, cycle)

    assert client.post(f"/cycles/{cycle.uid}/rest/", form_of(page, "undo") | {"at": at}).status_code == 404
    assert states(cycle, writer) == ["KEEP", "KEEP", "KEEP"]


def test_a_change_leads_to_a_draft_that_remembers_where_it_began(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    row = rows_of(cycle, writer)[0]
    decide(client, cycle, row, "CHANGE")
    assert f"?from={row.uid}" in client.get(f"/cycles/{cycle.uid}/").content.decode()

    section = make.WSOSSectionFactory.create()
    draft = create(
        uid=uuid.uuid4(),
        skill=skill,
        wording=Wording("Aspect put better", ("a", "b", "c", "d"), section.pk),
        copied_from=row,
        by=writer,
        at=NOW,
    )

    page = CyclePage(cycle, writer)
    assert page.items[0].draft == draft
    assert page.carried == [draft.uid]


def test_the_draft_of_a_change_is_written_on_the_page_that_the_cycle_leads_to(
    as_user: Any, skill: Skill, writer: User, into: Competition
) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    row = rows_of(cycle, writer)[0]
    decide(client, cycle, row, "CHANGE")
    way = re.search(rf'href="(/my-skills/write/\?from={row.uid}[^"]*)"', client.get(f"/cycles/{cycle.uid}/").content.decode())
    assert way

    hidden = client.get(unescape(way[1])).context["hidden"]
    typed = {"uid": hidden.uid, "change": hidden.change, "skill": skill.code, "copied_from": hidden.copied_from}
    section = make.WSOSSectionFactory.create()
    client.post("/my-skills/write/", typed | {"criterion_name": "Aspect put better", "score1": "Met", "wsos_section": str(section.uid)})

    draft = Descriptor.objects.get(created_by=writer)
    assert draft.copied_from == row
    assert CyclePage(cycle, writer).items[0].draft == draft
    assert "Aspect put better" in client.get(f"/library/{row.uid}/").content.decode()


def test_the_balance_weighs_what_is_carried_over(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    use = make.StandardSectionFactory.create(standard=skill.standards.get(competition=into), number=1, weight=Decimal(3))
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    rows = rows_of(cycle, writer)
    Descriptor.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(wsos_section=use.section)
    decide(client, cycle, rows[0], "KEEP")
    decide(client, cycle, rows[1], "CHANGE")

    inside, outside = CyclePage(cycle, writer).balance

    assert (inside.kept, inside.changed, inside.marks) == (1, 1, Decimal(2))
    assert inside.difference == "1 free"
    assert Balance(1, "", Decimal(10), marks=Decimal("1.5")).difference == "8.50 free", "as the marks beside it are written"
    assert (outside.name, outside.undecided) == ("Not in this standard", 1)


def test_the_printed_page_says_what_was_decided(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill, 2), into, writer), as_user(writer)
    decide(client, cycle, rows_of(cycle, writer)[0], "DROP")

    page = client.get(f"/cycles/{cycle.uid}/").content.decode()

    assert re.findall(r'<p class="only-print"><strong>(\w+)</strong>', page) == ["Drop", "Undecided"]


def test_the_way_back_is_one_that_the_reader_has(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle = cycle_of(scheme_of(skill), into, writer)
    ways = [as_user(reader).get(f"/cycles/{cycle.uid}/").context["crumbs"][0]["url"] for reader in (writer, make.sa(skill), make.admin())]
    assert ways == ["/my-skills/", "/", "/"]


def test_a_wording_that_moved_on_is_said(as_user: Any, skill: Skill, writer: User, into: Competition) -> None:
    cycle, client = cycle_of(scheme_of(skill), into, writer), as_user(writer)
    row = rows_of(cycle, writer)[0]
    decide(client, cycle, row, "KEEP")
    Descriptor.objects.filter(pk=row.pk).update(version=row.version + 1)

    assert "changed since it was decided" in client.get(f"/cycles/{cycle.uid}/").content.decode()


@pytest.mark.parametrize(
    "case",
    [
        (make.scm, 200, 302),
        (make.sa, 200, 403),
        (lambda _skill: make.admin(), 200, 403),
        (lambda _skill: make.secretariat(), 200, 403),
        (lambda _skill: make.scm(make.SkillFactory.create()), 404, 404),
    ],
)
def test_who_reads_and_who_decides(as_user: Any, skill: Skill, into: Competition, case: tuple[Any, int, int]) -> None:
    (who, reads, decides), writer = case, make.scm(skill)
    cycle = cycle_of(scheme_of(skill), into, writer)
    client = as_user(who(skill))

    assert client.get(f"/cycles/{cycle.uid}/").status_code == reads
    assert decide(client, cycle, rows_of(cycle, writer)[0], "KEEP").status_code == decides
    assert client.post(f"/cycles/{cycle.uid}/rest/").status_code == decides


@pytest.mark.parametrize(
    "case", [(make.scm, True), (lambda _skill: make.admin(), True), (make.sa, False), (lambda _skill: make.secretariat(), False)]
)
def test_marks_and_places_are_for_those_who_may_open_the_scheme(
    as_user: Any, skill: Skill, writer: User, into: Competition, case: tuple[Any, bool]
) -> None:
    scheme = scheme_of(skill, by=writer, as_drafts=True)
    use = make.StandardSectionFactory.create(standard=skill.standards.get(competition=into), number=1, weight=Decimal(3))
    cycle, (who, opens) = cycle_of(scheme, into, writer), case
    reader, row = who(skill), rows_of(cycle, writer)[0]
    Descriptor.objects.filter(pk=row.pk).update(wsos_section=use.section)
    row.refresh_from_db()
    make.approved(row, by=make.sa(skill))
    decided(cycle, [row], Decision.KEEP, writer)

    page = as_user(reader).get(f"/cycles/{cycle.uid}/").content.decode()

    assert (as_user(reader).get(f"/schemes/{scheme.uid}/").status_code == 200) is opens
    assert row.criterion_name in page
    assert (str(scheme.sub_criteria.get()) in page, "mark 1" in page, "1 of 3 · 2 free" in page) == (opens, opens, opens)


def test_another_skills_scm_starts_none(as_user: Any, skill: Skill, into: Competition) -> None:
    scheme = scheme_of(skill)

    answer = as_user(make.scm(make.SkillFactory.create())).post(
        "/cycles/", {"skill": skill.code, "into": into.code, "source": str(scheme.uid)}
    )

    assert answer.status_code == 404
    assert not Cycle.objects.exists()


def test_queries_do_not_grow(as_user: Any, skill: Skill, writer: User, into: Competition, queries_of: Queries) -> None:
    client = as_user(writer)
    one, three = cycle_of(scheme_of(skill, 1), into, writer), cycle_of(scheme_of(skill, 3), into, writer)
    decided(three, rows_of(three, writer), Decision.KEEP, writer)
    decided(one, rows_of(one, writer), Decision.KEEP, writer)
    counts = []

    for cycle in (one, three):
        client.get(f"/cycles/{cycle.uid}/")  # what is looked at is remembered
        with queries_of() as asked:
            client.get(f"/cycles/{cycle.uid}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
