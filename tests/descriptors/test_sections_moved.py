"""What becomes of descriptors when the WSOS section that they belong to is merged into another one."""

import pytest

from assay.descriptors.models import Descriptor, Revision, Submission
from assay.descriptors.recording import state_of
from assay.errors import DomainError
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.review import actions as review
from assay.review.sending.actions import Row, is_answered
from assay.standards import library
from assay.standards.sections import delete_section, merge_sections, uses_of
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, admin, approved, draft, imported, sa, scm, sent

pytestmark = pytest.mark.django_db


def merged(section: object, into: object) -> None:
    merge_sections(section=section, into=into, by=admin(), at=NOW)  # type: ignore[arg-type]  # sections from factories


def test_rows_in_every_state_move_with_a_revision_and_an_event() -> None:
    skill, section, into = SkillFactory.create(), WSOSSectionFactory.create(), WSOSSectionFactory.create()
    author, advisor = scm(skill), sa(skill)
    written = [draft(skill, author, section=section) for _ in range(2)]
    sent(written[1], by=author)
    rows = [*written, approved(draft(skill, author, section=section), by=advisor), imported(skill, wsos_section=section)]
    before = {row.pk: (row.version, row.change, row.batch_status, row.quality_indicator, row.levels) for row in Descriptor.objects.all()}

    merged(section, into)

    for row in Descriptor.objects.filter(pk__in=[row.pk for row in rows]):
        version, change, *same = before[row.pk]
        assert (row.wsos_section, row.version, row.change) == (into, version + 1, change + 1)
        assert [row.batch_status, row.quality_indicator, row.levels] == same
        assert row.revisions.get(number=row.version).wording == row.wording
        assert row.revisions.get(number=version).wsos_section == section
        last = Event.objects.filter(subject=row.uid).latest("position")
        assert (last.verb, last.change, last.revision, last.state_after) == ("section_merged", row.change, row.version, state_of(row))


def test_other_rows_stay_as_they_are() -> None:
    skill = SkillFactory.create()
    other = imported(skill, wsos_section=WSOSSectionFactory.create())

    merged(WSOSSectionFactory.create(), WSOSSectionFactory.create())

    assert Descriptor.objects.get(pk=other.pk).change == 1


def test_a_merge_is_no_rewording_by_the_advisor() -> None:
    skill, section = SkillFactory.create(), WSOSSectionFactory.create()
    author = scm(skill)
    row = draft(skill, author, section=section)
    sent(row, by=author)
    merged(section, WSOSSectionFactory.create())
    row.refresh_from_db()

    review.approve(descriptor=row, seen=row.change, by=sa(skill), at=NOW)

    submission = Submission.objects.get()
    row.refresh_from_db()
    assert submission.version_sent == submission.version_decided == row.version == 2
    assert not row.was_modified_during_approval


def test_a_merge_is_no_answer_to_a_return_and_hinders_no_recall() -> None:
    skill, section = SkillFactory.create(), WSOSSectionFactory.create()
    author, advisor = scm(skill), sa(skill)
    row = draft(skill, author, section=section)
    sent(row, by=author)
    review.return_for_changes(descriptor=row, seen=row.change, comment="Levels 2 and 3 are alike.", by=advisor, at=NOW)
    merged(section, WSOSSectionFactory.create())
    row.refresh_from_db()

    assert not is_answered(Row(row, row.change))
    assert review.recall(descriptor=row, seen=row.change, by=advisor, at=NOW).batch_status == "PENDING_REVIEW"


def test_who_merged_has_written_nothing() -> None:
    section = WSOSSectionFactory.create()
    row = imported(SkillFactory.create(), wsos_section=section)

    merged(section, WSOSSectionFactory.create())

    assert Revision.objects.get(descriptor=row, number=2).author is None


def test_it_reads_as_a_sentence_with_both_names() -> None:
    section, into = WSOSSectionFactory.create(name="Desing"), WSOSSectionFactory.create(name="Design")
    row = imported(SkillFactory.create(), wsos_section=section)

    merged(section, into)

    moment = timeline_of("descriptor", row.uid, UserFactory.create())[-1]
    assert "merged the WSOS section" in moment.sentence
    assert [text for _kind, text in moment.changes[0].ops] == ["Desing", "Design"]


def test_a_section_that_a_descriptor_has_or_had_is_not_deleted() -> None:
    section = WSOSSectionFactory.create()
    row = imported(SkillFactory.create(), wsos_section=section)
    with pytest.raises(DomainError, match="1 descriptor belongs to it"):
        delete_section(section=section, by=admin(), at=NOW)

    Descriptor.objects.filter(pk=row.pk).update(wsos_section=None)

    assert uses_of(section) == ["1 descriptor belonged to it earlier."]
    with pytest.raises(DomainError):
        delete_section(section=section, by=admin(), at=NOW)


def test_counts_are_of_what_the_reader_may_open() -> None:
    skill, section = SkillFactory.create(), WSOSSectionFactory.create()
    author = scm(skill)
    imported(skill, wsos_section=section)
    imported(skill, name="Not all levels", wsos_section=section, quality_indicator="NEEDS_REVIEW")
    draft(skill, author, section=section)

    assert library.visible(author, "section") == {section.pk: 2}
    assert library.visible(UserFactory.create(), "section", skill) == {section.pk: 1}
    assert library.visible(author, "skill", section) == {skill.pk: 2}
    assert library.visible(author, "skill", WSOSSectionFactory.create()) == {}
