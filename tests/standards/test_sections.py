import uuid
from typing import Any

import pytest

from assay.errors import DomainError, Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.standards.models import WSOSSection
from assay.standards.sections import NameTaken, create_section, delete_section, merge_sections, rename_section
from assay.standards.similar import similar_sections
from tests.factories import (
    NOW,
    SkillFactory,
    StandardFactory,
    StandardSectionFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    sa,
    scm,
    secretariat,
)

pytestmark = pytest.mark.django_db


def create(name: str, by: Any, uid: uuid.UUID | None = None) -> WSOSSection:
    return create_section(uid=uid or uuid.uuid4(), name=name, by=by, at=NOW)


@pytest.mark.parametrize("person", [scm, sa])
def test_scms_and_sas_add_sections(person: Any) -> None:
    section = create("  Design   implementation ", person(SkillFactory.create()))

    assert section.name == "Design implementation"
    assert Event.objects.filter(subject=section.uid, verb="created").count() == 1


@pytest.mark.parametrize("person", [UserFactory.create, secretariat])
def test_others_add_none(person: Any) -> None:
    with pytest.raises(NotAllowed):
        create("Design", person())


@pytest.mark.parametrize(("first", "second"), [("Design", "DESIGN"), ("Ärger", "ärger"), ("Straße", "STRASSE"), ("Finish", "\ufb01nish")])
def test_a_name_stands_once_whatever_its_case(first: str, second: str) -> None:
    by = admin()
    section = create(first, by)

    with pytest.raises(NameTaken) as refused:
        create(second, by)

    assert refused.value.section == section
    assert WSOSSection.objects.count() == 1


def test_the_same_form_sent_twice_adds_one() -> None:
    by, uid = admin(), uuid.uuid4()

    assert create("Design", by, uid) == create("Design", by, uid)
    assert Event.objects.filter(subject=uid).count() == 1


def test_rename_changes_the_name_and_its_key() -> None:
    section = WSOSSectionFactory.create(name="Desing")

    rename_section(section=section, name="Design", was="Desing", by=admin(), at=NOW)

    assert (section.name, section.name_key) == ("Design", "design")
    assert [event.verb for event in Event.objects.filter(subject=section.uid)] == ["renamed"]


def test_rename_may_change_the_case_alone() -> None:
    section = WSOSSectionFactory.create(name="front-end development")

    rename_section(section=section, name="Front-end Development", was=section.name, by=admin(), at=NOW)

    assert WSOSSection.objects.get().name == "Front-end Development"


def test_rename_to_a_name_that_is_there_is_refused() -> None:
    section, other = WSOSSectionFactory.create(name="Design"), WSOSSectionFactory.create(name="Änderung")

    with pytest.raises(NameTaken) as refused:
        rename_section(section=section, name="änderung", was="Design", by=admin(), at=NOW)

    assert refused.value.section == other
    assert WSOSSection.objects.filter(name="Design").exists()


def test_rename_of_a_section_renamed_meanwhile_is_a_conflict() -> None:
    section = WSOSSectionFactory.create(name="Design")
    WSOSSection.objects.filter(pk=section.pk).update(name="Styling", name_key="styling")

    with pytest.raises(Stale, match="Styling"):
        rename_section(section=section, name="Layout", was="Design", by=admin(), at=NOW)


def test_merge_moves_the_standards_and_forwards() -> None:
    section, into = WSOSSectionFactory.create(), WSOSSectionFactory.create()
    use = StandardSectionFactory.create(section=section)
    earlier = WSOSSectionFactory.create(merged_into=section)

    merge_sections(section=section, into=into, by=admin(), at=NOW)

    use.refresh_from_db()
    section.refresh_from_db()
    earlier.refresh_from_db()
    assert use.section == section.merged_into == earlier.merged_into == into
    assert set(Event.objects.values_list("subject_type", "subject", "verb", "change")) == {
        ("standard", use.standard.uid, "section_merged", 2),
        ("section", section.uid, "merged", 1),
    }


def test_merge_twice_is_once() -> None:
    section, into, by = WSOSSectionFactory.create(), WSOSSectionFactory.create(), admin()

    for _ in range(2):
        assert merge_sections(section=section, into=into, by=by, at=NOW) == into

    assert Event.objects.filter(verb="merged").count() == 1


def test_merge_is_refused_where_a_standard_lists_both() -> None:
    standard = StandardFactory.create()
    one, two = (StandardSectionFactory.create(standard=standard).section for _ in range(2))

    with pytest.raises(DomainError, match=str(standard)):
        merge_sections(section=one, into=two, by=admin(), at=NOW)

    assert not Event.objects.exists()


def test_merge_with_itself_or_a_merged_one_is_refused() -> None:
    one, two = WSOSSectionFactory.create(), WSOSSectionFactory.create()
    gone = WSOSSectionFactory.create(merged_into=two)

    for section, into in ((one, one), (one, gone)):
        with pytest.raises(DomainError):
            merge_sections(section=section, into=into, by=admin(), at=NOW)


def test_a_name_that_was_merged_leads_to_the_section_that_stayed() -> None:
    section, into, by = WSOSSectionFactory.create(name="Desing"), WSOSSectionFactory.create(name="Design"), admin()
    merge_sections(section=section, into=into, by=by, at=NOW)

    with pytest.raises(NameTaken) as refused:
        create("DESING", by)

    assert refused.value.section == into


def test_a_section_that_nothing_uses_is_deleted() -> None:
    section = WSOSSectionFactory.create()

    delete_section(section=section, by=admin(), at=NOW)

    assert not WSOSSection.objects.exists()
    assert Event.objects.get().verb == "deleted"


def test_a_section_in_a_standard_is_not_deleted() -> None:
    use = StandardSectionFactory.create()

    with pytest.raises(DomainError, match="1 standard lists it"):
        delete_section(section=use.section, by=admin(), at=NOW)

    assert WSOSSection.objects.filter(pk=use.section.pk).exists()


@pytest.mark.parametrize("act", [rename_section, merge_sections, delete_section])
def test_only_administrators_curate(act: Any) -> None:
    section, into = WSOSSectionFactory.create(name="Design"), WSOSSectionFactory.create()
    more = {rename_section: {"name": "Other", "was": "Design"}, merge_sections: {"into": into}, delete_section: {}}[act]

    for person in (scm(SkillFactory.create()), sa(SkillFactory.create()), secretariat(), UserFactory.create()):
        with pytest.raises(NotAllowed):
            act(section=section, by=person, at=NOW, **more)


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "ﷺ" * 20])
def test_names_that_cannot_be_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        create(name, admin())


def test_similar_names_are_found_most_alike_first() -> None:
    for name in ("Work organization and management", "Work organisation and self-management", "Welding"):
        WSOSSectionFactory.create(name=name)
    WSOSSectionFactory.create(name="Work organization", merged_into=WSOSSection.objects.first())

    found = similar_sections("Work organization and managment")

    assert [section.name for section in found] == ["Work organization and management", "Work organisation and self-management"]
