"""The preview: what it proposes, what it says will happen, and that looking writes nothing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.formats import from_cis
from assay.importing.models import Import
from assay.importing.proposals import match_sections, propose_competition, propose_skill
from assay.standards.models import StandardSection, WSOSSection
from tests import factories as make
from tests.formats import sheets
from tests.formats.sheets import JUDGEMENT, PREAMBLE, SUB
from tests.importing.books import JOINTS, LOG, PALETTE, book, bring_in, row_of
from tests.importing.conftest import ROWS

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def text_of(answer: Any) -> str:
    """Return a page's words, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def waiting(use: StandardSection, by: User, *, name: str = "made_WSC2026.xlsx", **fields: Any) -> Import:
    known = {"competition": use.standard.competition, "book": make.workbook(name, *ROWS)}
    return make.uploaded(use.standard.skill, by=by, **(known | fields))


@pytest.mark.parametrize(
    ("title", "file", "found", "why"),
    [
        ("09 Software Applications Development", "09_final.xlsx", "09", "Cell A1 and the file's name agree."),
        ("09 Software Applications Development", "final 2026.xlsx", "09", "Cell A1 says “09 Software Applications Development”."),
        ("Software Application Development", "final.xlsx", "09", "Cell A1 says “Software Application Development”."),
        ("Marking scheme", "final_17_v2.xlsx", "17", "Only its number in the file's name says so"),
        (
            "09 Software Applications Development",
            "17.xlsx",
            "",
            "Cell A1 says 09 Software Applications Development, the file's name 17 Web",
        ),
        ("Underwater Basketry", "final.xlsx", "", "Cell A1 says “Underwater Basketry”, which is no skill here"),
        (None, "final.xlsx", "", "Cell A1 is empty"),
    ],
)
def test_the_skill_is_proposed_with_the_reason(title: str | None, file: str, found: str, why: str) -> None:
    for code, name in (("09", "Software Applications Development"), ("17", "Web Technologies")):
        make.SkillFactory.create(code=code, name=name)
    book = make.workbook(file, SUB, JUDGEMENT, preamble=dict(PREAMBLE) | {1: {"A": title}})

    proposal = propose_skill(book)

    assert (getattr(proposal.found, "code", ""), proposal.why.startswith(why)) == (found, True)


@pytest.mark.parametrize(
    ("file", "found"), [("x_WSC2024.xlsx", "WSC2024"), ("wsc 2024.xlsx", "WSC2024"), ("x.xlsx", None), ("WSC2024 ES2023.xlsx", None)]
)
def test_the_competition_is_proposed_where_one_is_named(file: str, found: str | None) -> None:
    for code in ("WSC2024", "ES2023"):
        make.CompetitionFactory.create(code=code)

    proposal = propose_competition(make.workbook(file))

    assert (getattr(proposal.found, "code", None), bool(proposal.why)) == (found, True)


def test_sections_are_matched_by_number_name_likeness_and_else_are_new() -> None:
    standard = make.StandardFactory.create()
    names = {1: "Work organization", 2: "Testing", 3: "Communication and interpersonal skills"}
    uses = {n: make.StandardSectionFactory.create(standard=standard, number=n, section__name=name).section for n, name in names.items()}
    other = make.WSOSSectionFactory.create(name="Welding")
    listed = {
        5: (1, "WORK organization"),
        6: (5, "testing"),
        7: (3, "Communications and interpersonal skills"),
        8: (6, "welding"),
        9: (7, "Juggling"),
    }
    preamble = {row: {"A": number, "B": name, "I": 20} for row, (number, name) in listed.items()}
    moved = {row + 3: cells for row, cells in PREAMBLE.items() if row > 6}
    head = {row: PREAMBLE[row] for row in (1, 3, 4)}
    sheet = sheets.workbook(
        {"CIS Marking Scheme Import": head | preamble | moved | {18: SUB, 19: {"D": "J", "E": "Aspect", "I": 2, "K": 1}}}
    )
    book = from_cis.read(sheet, name="made.xlsx")

    found = {one.section.number: (one.found, one.how) for one in match_sections(book, standard.skill, standard.competition)}

    assert found == {
        1: (uses[1], "number"),
        2: (uses[2], "unnamed"),
        3: (uses[3], "similar"),
        5: (uses[2], "name"),
        6: (other, "name"),
        7: (None, "new"),
    }


def test_a_merged_section_is_what_it_became() -> None:
    standard = make.StandardFactory.create()
    old = make.StandardSectionFactory.create(standard=standard, number=1, section__name="Work organization").section
    old.merged_into = new = make.WSOSSectionFactory.create()
    old.save()

    found = match_sections(make.workbook(), standard.skill, standard.competition)

    assert found[0].found == new


def test_an_administrator_reads_what_goes_into_the_library(use: StandardSection, as_user: SignIn) -> None:
    found = waiting(use, make.admin())

    words = text_of(as_user(found.uploaded_by).get(reverse("import", args=[found.uid])))

    assert "Into the library: 2 descriptors, 1 complete; 1 needs review." in words
    assert "1 measured aspect stays in the scheme." in words
    assert "A new WSOS section is made: “Development”." in words
    assert "Levels 0, 2, 3 missing" in words
    assert "The judgement aspect “Aspect of the second” has no text for: 0, 2, 3." in words
    assert "Quality they start with" in words
    assert "Import into the library" in words


def test_an_scm_reads_what_becomes_their_drafts_and_what_cannot(use: StandardSection, as_user: SignIn) -> None:
    bare = {"D": "J", "E": "No level and no section", "K": 1}
    by = make.scm(use.standard.skill)
    found = waiting(use, by, book=make.workbook("made_WSC2026.xlsx", *ROWS, bare))

    words = text_of(as_user(by).get(reverse("import", args=[found.uid])))

    assert "2 drafts written by you, 1 with all four levels." in words
    assert "1 aspect of judgement becomes none." in words
    assert "Incomplete 2" in words
    assert "No section" in words
    assert "Quality they start with" not in words
    assert "Import into my drafts" in words


def test_without_skill_and_competition_nothing_can_be_imported_yet(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found = make.uploaded(None, by=by)

    words = text_of(as_user(by).get(reverse("import", args=[found.uid])))

    assert "Say whose scheme it is" in words
    assert "Import into the library" not in words


def test_choosing_another_skill_checks_anew_and_writes_nothing(use: StandardSection, as_user: SignIn) -> None:
    by, other = make.admin(), make.SkillFactory.create(code="17", name="Web Technologies")
    found = waiting(use, by)

    answer = as_user(by).get(reverse("import", args=[found.uid]), {"skill": "17"}, headers={"HX-Request": "true"})

    words = text_of(answer)
    assert "The workbook says 09 Software Applications Development, you chose 17 Web Technologies." in words
    assert "New WSOS sections are made: “Development”." not in words
    assert "<html" not in answer.content.decode()
    found.refresh_from_db()
    assert found.skill == use.standard.skill != other


def test_what_is_there_already_is_named_and_used(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    there = make.imported(use.standard.skill, name="aspect JUDGED", levels=("Text 0", "Text 1", "Text 2", "Text 3"))
    found = waiting(use, by)

    words = text_of(as_user(by).get(reverse("import", args=[found.uid])))

    assert "There already, word for word" in words
    assert f"#{there.number} aspect JUDGED" in words
    assert "1 is there already; the scheme points to it." in words
    assert "Into the library: 1 descriptor, 0 complete; 1 needs review." in words


def test_sections_fold_away_where_the_standard_has_them_all(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found = waiting(use, by)

    def page() -> str:
        answer = as_user(by).get(reverse("import", args=[found.uid])).content.decode()
        return answer[answer.index('aria-labelledby="sections"') :]

    assert page().index('<details class="fold" open>') < page().index('id="sections"')

    make.StandardSectionFactory.create(standard=use.standard, number=2, section__name="Development")

    assert page().index('<details class="fold">') < page().index('id="sections"')
    assert "2, as the skill's standard has them" in page()


@pytest.mark.parametrize(("changed", "unfolded"), [(1, 1), (5, 5), (6, 0)])
def test_what_differs_is_shown_at_once_where_it_is_little(use: StandardSection, as_user: SignIn, changed: int, unfolded: int) -> None:
    by = make.admin()
    words = [JOINTS.but(name=f"Joint {letter * 8}") for letter in "ABCDEF"]
    bring_in(use, book(*words), by)
    later = [word.but(level1=f"{word.levels[1]} of 0.2 mm") for word in words[:changed]]
    found = waiting(use, by, book=book(*later, *words[changed:]))

    page = as_user(by).get(reverse("import", args=[found.uid])).content.decode()

    assert page.count("differs in ") == changed
    assert page.count('<details class="words" open>') == unfolded


def test_a_file_that_was_imported_before_asks_nothing(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    scheme = bring_in(use, book(JOINTS), by)
    found = waiting(use, by, book=book(JOINTS), sha256=scheme.sha256)

    words = text_of(as_user(by).get(reverse("import", args=[found.uid])))

    assert "This file was imported before" in words
    assert "What will happen" not in words
    assert "How they start" not in words
    assert "Import into the library" not in words


def test_drafts_of_others_are_not_betrayed(use: StandardSection, as_user: SignIn) -> None:
    other = make.SkillFactory.create()
    make.draft(other, make.scm(other), name="Aspect judged", levels=("Text 0", "Text 1", "Text 2", "Text 3"))
    by = make.scm(use.standard.skill)
    found = waiting(use, by)

    words = text_of(as_user(by).get(reverse("import", args=[found.uid])))

    assert "There already" not in words


def test_somebody_elses_upload_is_not_there(use: StandardSection, as_user: SignIn) -> None:
    found = waiting(use, make.scm(use.standard.skill))
    client = as_user(make.scm(use.standard.skill))

    statuses = [client.get(reverse(name, args=[found.uid])).status_code for name in ("import", "import_discard")]
    statuses.append(client.post(reverse("import", args=[found.uid]), {"skill": "09", "competition": "WSC2026"}).status_code)

    assert statuses == [404, 404, 404]
    assert not Descriptor.objects.exists()


def test_a_workbook_is_discarded_after_a_question(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    found = waiting(use, by)
    client, url = as_user(by), reverse("import_discard", args=[found.uid])

    assert "Discard this workbook" in client.get(url).content.decode()
    assert Import.objects.exists()
    client.post(url)

    assert not Import.objects.exists()
    assert not WSOSSection.objects.filter(name="Development").exists()


def test_a_section_is_chosen_for_all_that_name_none(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    found = waiting(use, by, book=book(JOINTS, PALETTE.but(section=None), LOG.but(section=None)))
    url, client = reverse("import", args=[found.uid]), as_user(by)
    page = client.get(url).content.decode()
    rows = [row_of(place) for place in range(3)]
    assert "2 aspects name no section" in page
    assert f'name="left" value="{rows[1]} {rows[2]}"' in page
    typed = {"skill": "09", "competition": "WSC2026", "section_1": str(use.section.uid), "section_2": "none"}
    typed |= {"section_none": str(use.section.uid)}
    typed |= {f"do-{row}": do for row, do in zip(rows, ("skip", "skip", "skip"), strict=True)}

    checked = client.post(url, typed | {"sections": "1", "left": f"{rows[1]} {rows[2]}"})

    assert checked.status_code == 302
    page = client.get(url)
    assert "2 drafts written by you, 2 with all four levels." in text_of(page)
    assert '<span class="lack">No section</span>' not in page.content.decode()
    made = typed | {f"do-{rows[1]}": "create", f"do-{rows[2]}": "create"}
    client.post(url, made)
    assert {one.criterion_name: one.wsos_section for one in Descriptor.objects.all()} == {
        PALETTE.name: use.section,
        LOG.name: use.section,
    }


def test_without_a_section_an_administrator_imports_all_the_same(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found = waiting(use, by, book=book(PALETTE.but(section=None)))
    known = {"skill": "09", "competition": "WSC2026", "section_1": "none", "section_2": "none", "section_none": "none"}

    as_user(by).post(reverse("import", args=[found.uid]), known | {f"do-{row_of(0)}": "create", "quality": ""})

    assert Descriptor.objects.get().wsos_section is None


def test_a_section_that_is_none_of_the_standard_is_not_taken_for_all(use: StandardSection, as_user: SignIn) -> None:
    by, other = make.scm(use.standard.skill), make.WSOSSectionFactory.create()
    found = waiting(use, by, book=book(PALETTE.but(section=None)))
    typed = {"skill": "09", "competition": "WSC2026", "section_none": str(other.uid), "sections": "1", "left": ""}

    answer = as_user(by).post(reverse("import", args=[found.uid]), typed)

    assert answer.status_code == 422
    assert "not to be had any more" in text_of(answer)


def test_what_is_there_keeps_its_section_where_one_is_chosen_for_all_that_name_none(use: StandardSection, as_user: SignIn) -> None:
    by, other = make.admin(), make.StandardSectionFactory.create(standard=use.standard, number=3)
    bring_in(use, book(JOINTS, PALETTE), by)
    found = waiting(use, by, book=book(JOINTS.but(section=None, level1="A gap"), PALETTE.but(section=None), LOG.but(section=None)))
    url, client = reverse("import", args=[found.uid]), as_user(by)
    known = {"skill": "09", "competition": "WSC2026", "section_1": "none", "section_2": "none", "section_none": str(other.section.uid)}

    client.post(url, known | {"sections": "1", "quality": ""})
    page = client.get(url).content.decode()
    assert page.count("differs in G18<") == 1
    assert "There already, word for word" in page
    client.post(url, known | {"quality": ""})

    sections = dict(Descriptor.objects.values_list("criterion_name", "wsos_section"))
    assert sections == {JOINTS.name: use.section_id, PALETTE.name: use.section_id, LOG.name: other.section_id}
    assert Descriptor.objects.get(criterion_name=JOINTS.name).levels[1] == "A gap"
