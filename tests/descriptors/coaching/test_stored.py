"""What the coach finds is kept with each revision, and read for a list in one query."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.utils import timezone

from assay import coach
from assay.descriptors.actions import edit
from assay.descriptors.coaching import catching_up
from assay.descriptors.coaching.stored import hints_of
from assay.descriptors.models import Descriptor, Findings
from assay.descriptors.wording import Wording
from assay.notifications.jobs import run_next
from assay.notifications.models import Job
from assay.standards.sections import merge_sections
from tests import factories

pytestmark = pytest.mark.django_db
VAGUE = ("The page shows an error", "The page opens", "The design is nice", "The page opens without a wait")
PLAIN = ("The page shows an error", "The page opens", "The page opens in 5 seconds", "The page opens in 2 seconds")


def rules_of(row: Descriptor) -> list[tuple[str, str]]:
    return [(note.rule, note.field) for note in hints_of([row])[row.pk]]


def test_a_list_is_read_in_one_query(django_assert_num_queries: Any) -> None:
    for count in (1, 3, 60):
        rows: Sequence[Descriptor] = [factories.imported(name=f"Page {count} {n}", levels=VAGUE) for n in range(count)]
        with django_assert_num_queries(1):
            found = hints_of(rows)
        assert all([note.rule for note in found[row.pk]] == ["vague-word"] for row in rows)


def test_a_note_says_which_words_of_which_field() -> None:
    row = factories.imported(levels=VAGUE)
    (note,) = hints_of([row])[row.pk]
    assert (note.field, note.label, note.words, note.is_severe) == ("level2", "Level 2", "nice", False)
    assert note.question


def test_a_new_wording_has_findings_of_its_own_and_the_earlier_keeps_its() -> None:
    skill = factories.SkillFactory.create()
    author = factories.scm(skill)
    row = factories.draft(skill, author, levels=VAGUE)
    edit(descriptor=row, seen=row.change, wording=Wording(row.criterion_name, PLAIN, row.wsos_section_id), by=author, at=factories.NOW)
    row.refresh_from_db()
    assert ("vague-word", "level2") not in rules_of(row)
    assert [one.found[0]["rule"] for one in Findings.objects.filter(revision__number=1)] == ["vague-word"]


def test_an_import_and_a_merged_section_bring_theirs() -> None:
    skill = factories.SkillFactory.create()
    section, into = factories.WSOSSectionFactory.create_batch(2)
    factories.scheme(skill, factories.CompetitionFactory.create())
    moved = factories.draft(skill, factories.scm(skill), section=section, levels=VAGUE)
    merge_sections(section=section, into=into, by=factories.admin(), at=factories.NOW)
    moved.refresh_from_db()
    assert moved.version == 2
    assert ("vague-word", "level2") in rules_of(moved)
    assert catching_up.unread(after=0) == []


def test_what_other_rules_found_is_asked_again_at_once_and_kept_by_the_worker(django_assert_num_queries: Any) -> None:
    row, other = factories.imported(levels=VAGUE), factories.imported(name="Another page", levels=VAGUE)
    Findings.objects.filter(revision__descriptor=row).update(edition="earlier", found=[], open=0)
    Findings.objects.filter(revision__descriptor=other).delete()
    with django_assert_num_queries(2):
        assert [note.rule for note in hints_of([row, other])[other.pk]] == ["vague-word"]
    assert rules_of(row) == [("vague-word", "level2")]
    assert catching_up.ask_again(at=timezone.now())
    assert run_next(now=timezone.now())
    assert set(Findings.objects.values_list("edition", "open")) == {(coach.EDITION, 1)}
    assert not catching_up.ask_again(at=timezone.now())
    assert Job.objects.count() == 1


def test_another_language_is_asked_about_form_alone() -> None:
    row = factories.imported(levels=VAGUE)
    Descriptor.objects.filter(pk=row.pk).update(language="de")
    row.refresh_from_db()
    assert rules_of(row) == []
    assert catching_up.unread(after=0) == [row.pk]
