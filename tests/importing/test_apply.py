"""Importing what was looked at: into the library, into drafts, once, by whom, and what is never touched."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor, Quality
from assay.descriptors.states import DRAFT
from assay.errors import DomainError, NotAllowed
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.importing.actions import ImportedBefore, apply, apply_upload, discard
from assay.importing.choice import Choice
from assay.importing.models import Import
from assay.review.invariants import broken
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Competition, StandardSection, WSOSSection
from tests import factories as make
from tests.formats.sheets import FIRST_ROW
from tests.importing.conftest import ROWS

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def waiting(use: StandardSection, by: User, **fields: Any) -> Import:
    known = {"competition": use.standard.competition, "book": make.workbook("made_WSC2026.xlsx", *ROWS)}
    return make.uploaded(use.standard.skill, by=by, **(known | fields))


def form(use: StandardSection, **changes: str) -> dict[str, str]:
    """Return what the page sends for the proposals as they are."""
    sent = {"skill": "09", "competition": "WSC2026", "section_1": str(use.section.uid), "section_2": "new"}
    return {name: value for name, value in (sent | changes).items() if value}


def posted(client: Client, found: Import, data: dict[str, str]) -> Any:
    return client.post(reverse("import", args=[found.uid]), data)


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_an_administrator_imports_into_the_library(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found, client = waiting(use, by), as_user(by)

    answer = posted(client, found, form(use))

    rows = {row.criterion_name: row for row in Descriptor.objects.all()}
    whole, partly = rows["Aspect judged"], rows["Aspect of the second"]
    assert answer.headers["Location"] == reverse("import", args=[found.uid])
    assert (whole.levels, whole.quality_indicator) == (("Text 0", "Text 1", "Text 2", "Text 3"), Quality.REFERENCE)
    assert (partly.levels, partly.quality_indicator) == (("", "Only this", "", ""), Quality.NEEDS_REVIEW)
    assert {row.wsos_section and row.wsos_section.name for row in rows.values()} == {"Work Organization", "Development"}
    assert {(row.batch_status, row.created_by, row.skill, row.source) for row in rows.values()} == {
        (None, None, use.standard.skill, "WSC2026")
    }
    words = text_of(client.get(answer.headers["Location"]))
    assert "2 descriptors are in the library." in words
    assert "Curate 1 that needs review" in words
    assert broken() == []


def test_the_starting_quality_and_the_confidentiality_are_the_administrators_choice(use: StandardSection, as_user: SignIn) -> None:
    by, until = make.admin(time_zone="UTC"), (timezone.now() + timedelta(days=30)).replace(second=0, microsecond=0)
    found = waiting(use, by)

    posted(as_user(by), found, form(use, quality=Quality.GOOD, confidential_until=until.strftime("%Y-%m-%dT%H:%M")))

    assert {(row.quality_indicator, row.confidential_until) for row in Descriptor.objects.all()} == {(Quality.GOOD, until)}


def test_an_scm_imports_drafts_of_their_own(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    bare = {"D": "J", "E": "No level and no section", "K": 1}
    found, client = waiting(use, by, book=make.workbook("made_WSC2026.xlsx", *ROWS, bare)), as_user(by)

    posted(client, found, form(use, quality=Quality.EXCELLENT))

    rows = Descriptor.objects.all()
    assert sorted(row.criterion_name for row in rows) == ["Aspect judged", "Aspect of the second"]
    assert {(row.batch_status, row.created_by, row.quality_indicator) for row in rows} == {(DRAFT, by, Quality.NEEDS_REVIEW)}
    assert [one.descriptor for one in Aspect.objects.filter(description="No level and no section")] == [None]
    words = text_of(client.get(reverse("import", args=[found.uid])))
    assert "2 drafts were written." in words
    assert "1 aspect of judgement became none." in words
    assert "See the drafts" in words
    assert broken() == []


def test_drafts_of_a_confidential_skill_are_hidden_until_c1(use: StandardSection, as_user: SignIn) -> None:
    skill, by = use.standard.skill, make.scm(use.standard.skill)
    skill.confidential = True
    skill.save()
    found = waiting(use, by)

    posted(as_user(by), found, form(use, confidential_until="2001-01-01T00:00"))

    hidden = {row.confidential_until and row.confidential_until.date() for row in Descriptor.objects.all()}
    assert hidden == {use.standard.competition.first_day}


def test_an_scm_imports_into_no_other_skill(use: StandardSection, as_user: SignIn) -> None:
    by, other = make.scm(use.standard.skill), make.SkillFactory.create(code="17")
    found = waiting(use, by)

    answer = posted(as_user(by), found, form(use, skill="17"))

    assert answer.status_code == 422
    assert "Choose one of the skills that are listed." in answer.content.decode()
    choice = Choice(other, use.standard.competition, {1: use.section})
    with pytest.raises(NotAllowed):
        apply_upload(found=found, choice=choice, by=by, at=make.NOW)
    assert not Descriptor.objects.exists()
    assert not Scheme.objects.exists()


def test_somebody_elses_upload_is_neither_imported_nor_discarded(use: StandardSection) -> None:
    found, other = waiting(use, make.scm(use.standard.skill)), make.scm(use.standard.skill)
    choice = Choice(use.standard.skill, use.standard.competition, {1: use.section})

    with pytest.raises(NotAllowed):
        apply_upload(found=found, choice=choice, by=other, at=make.NOW)
    with pytest.raises(NotAllowed):
        discard(found=found, by=other)

    assert Import.objects.get().scheme is None


def test_a_second_click_shows_the_first_result(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found, client = waiting(use, by), as_user(by)

    answers = [posted(client, found, form(use)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert "2 descriptors are in the library." in text_of(answers[1])
    assert (Scheme.objects.count(), Descriptor.objects.count()) == (1, 2)


def test_an_action_that_comes_twice_returns_the_first_scheme(use: StandardSection) -> None:
    by = make.admin()
    found = waiting(use, by)
    choice = Choice(use.standard.skill, use.standard.competition, {1: use.section})

    first, second = (apply_upload(found=found, choice=choice, by=by, at=make.NOW) for _ in range(2))

    assert first == second
    assert Descriptor.objects.count() == 2


def test_the_same_file_again_is_refused_with_the_way_to_the_scheme(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    first, again = (waiting(use, by, sha256="a" * 64) for _ in range(2))
    client = as_user(by)
    posted(client, first, form(use))

    page, answer = client.get(reverse("import", args=[again.uid])), posted(client, again, form(use))

    scheme = Scheme.objects.get()
    for said in (page, answer):
        assert "This file was imported before" in text_of(said)
        assert reverse("scheme", args=[scheme.uid]) in said.content.decode()
    assert answer.status_code == 409
    assert Descriptor.objects.count() == 2


def test_the_same_file_for_another_competition_is_another_scheme(use: StandardSection) -> None:
    book, skill = make.workbook(), use.standard.skill

    for competition in (use.standard.competition, make.CompetitionFactory.create()):
        apply(book, sha256="a" * 64, choice=Choice(skill, competition, {1: use.section}), by=None, at=make.NOW)
    with pytest.raises(ImportedBefore) as refusal:
        apply(book, sha256="a" * 64, choice=Choice(skill, use.standard.competition, {1: use.section}), by=None, at=make.NOW)

    assert refusal.value.scheme.competition == use.standard.competition
    assert Scheme.objects.count() == 2


def test_what_is_there_already_is_linked_and_never_changed(use: StandardSection, as_user: SignIn) -> None:
    skill, by = use.standard.skill, make.admin()
    writer = make.scm(skill)
    approved = make.approved(
        make.draft(skill, writer, name="Aspect judged", levels=("Text 0", "Text 1", "Text 2", "Text 3")), by=make.sa(skill)
    )
    before = Descriptor.objects.filter(pk=approved.pk).values().get()
    found, client = waiting(use, by), as_user(by)

    posted(client, found, form(use))

    assert Descriptor.objects.filter(pk=approved.pk).values().get() == before
    assert Descriptor.objects.count() == 2
    assert Aspect.objects.get(description="Aspect judged").descriptor == approved
    assert "1 was there already." in text_of(client.get(reverse("import", args=[found.uid])))


def test_what_is_there_already_can_be_made_again_and_still_changes_nothing(use: StandardSection, as_user: SignIn) -> None:
    skill, by = use.standard.skill, make.admin()
    there = make.imported(skill, name="Aspect judged", levels=("Text 0", "Text 1", "Text 2", "Text 3"))
    before = Descriptor.objects.filter(pk=there.pk).values().get()

    posted(as_user(by), waiting(use, by), form(use, **{f"do-{FIRST_ROW + 1}": "create"}))

    assert Descriptor.objects.filter(criterion_name="Aspect judged").count() == 2
    assert Descriptor.objects.filter(pk=there.pk).values().get() == before


def test_sections_are_those_that_were_settled(use: StandardSection, as_user: SignIn) -> None:
    by, second = make.admin(), make.StandardSectionFactory.create(standard=use.standard, number=2).section

    posted(as_user(by), waiting(use, by), form(use, section_1=str(second.uid), section_2="none"))

    assert {row.criterion_name: row.wsos_section for row in Descriptor.objects.all()} == {
        "Aspect judged": second,
        "Aspect of the second": None,
    }
    assert not WSOSSection.objects.filter(name="Development").exists()


def test_a_section_of_the_same_name_that_was_made_meanwhile_is_used(use: StandardSection) -> None:
    section = make.WSOSSectionFactory.create(name="DEVELOPMENT")
    choice = Choice(use.standard.skill, use.standard.competition, {1: use.section}, new_sections={2: "Development"})

    apply(make.workbook("made.xlsx", *ROWS), sha256="a" * 64, choice=choice, by=make.admin(), at=make.NOW)

    assert Descriptor.objects.get(criterion_name="Aspect of the second").wsos_section == section


@pytest.mark.parametrize(
    "change", [{"section_1": "7fa66e28-0ad5-41cf-b00d-6bb8ca1ce4d5"}, {"section_1": "x"}, {"competition": "WSC1950"}, {"skill": ""}]
)
def test_what_is_not_to_be_had_any_more_is_said_and_nothing_is_written(
    use: StandardSection, as_user: SignIn, change: dict[str, str]
) -> None:
    by = make.admin()

    answer = posted(as_user(by), waiting(use, by), form(use, **change))

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Scheme.objects.exists()


def test_a_competition_that_is_gone_is_asked_for_again(use: StandardSection, as_user: SignIn) -> None:
    by, gone = make.admin(), make.CompetitionFactory.create(code="WSC2030")
    found = waiting(use, by)
    Competition.objects.filter(pk=gone.pk).delete()

    answer = posted(as_user(by), found, form(use, competition="WSC2030"))

    assert answer.status_code == 422
    assert "Choose one of the competitions that are listed." in text_of(answer)


def test_a_discarded_upload_cannot_be_imported(use: StandardSection) -> None:
    by = make.admin()
    found = waiting(use, by)
    Import.objects.filter(pk=found.pk).delete()

    with pytest.raises(DomainError, match="discarded meanwhile"):
        apply_upload(found=found, choice=Choice(use.standard.skill, use.standard.competition, {}), by=by, at=make.NOW)

    assert not Scheme.objects.exists()


def test_an_imported_one_is_not_discarded(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found, client = waiting(use, by), as_user(by)
    posted(client, found, form(use))

    answer = client.post(reverse("import_discard", args=[found.uid]))

    assert answer.headers["Location"] == reverse("import", args=[found.uid])
    assert Import.objects.get().scheme == Scheme.objects.get()


def test_an_import_reads_as_a_sentence(use: StandardSection) -> None:
    by = make.admin()
    scheme = apply_upload(
        found=waiting(use, by),
        choice=Choice(use.standard.skill, use.standard.competition, {1: use.section}, new_sections={2: "Development"}),
        by=by,
        at=make.NOW,
    )

    told = [moment.sentence for moment in timeline_of("import", scheme.uid, by)]

    assert told == [f"{by} imported it with 2 descriptors"]
    section = WSOSSection.objects.get(name="Development")
    assert Event.objects.filter(subject=section.uid, verb="created").count() == 1


def test_a_wording_longer_than_the_library_keeps_is_cut_and_kept_whole_beside_it(use: StandardSection) -> None:
    long = "Aspect " * 60
    book = make.workbook("made.xlsx", *[{"A": "A1", "B": "Layout", "C": 1}, {"D": "J", "E": long, "I": 1, "K": 1}, {"F": 0, "G": "Text"}])

    apply(book, sha256="a" * 64, choice=Choice(use.standard.skill, use.standard.competition, {1: use.section}), by=None, at=make.NOW)

    row = Descriptor.objects.get()
    assert len(row.criterion_name) == 300
    assert row.origins.get().raw["name"] == long
