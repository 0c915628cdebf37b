"""Word files: read again by python-docx, whatever was typed."""

import io
import zipfile
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats import as_word
from assay.formats.document import plain

from .selections import BOOK, descriptor, selection

TEXTS = st.text(st.characters(), min_size=1, max_size=80)
HOSTILE = "</w:t></w:r><w:p/> &amp; <!--x--> ]]> {{ MERGEFIELD }} =1+1 \x00\x0b\ud800\ufffe end"


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def cells(content: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for table in opened(content).tables for row in table.rows]


def test_the_guide_is_a_table_by_section() -> None:
    file = opened(as_word.guide(selection(descriptor(1, note=""), descriptor(2, levels=("", "One", "", ""), section=None))))

    assert [paragraph.text for paragraph in file.paragraphs if paragraph.text] == [
        "Standards and Assessment Guide",
        "Ready for C",
        "Judgement",
        "0 Below standard     1 Meets standard     2 Exceeds in part     3 Excellent     ",
        "§3 Design",
        "Outside the standard",
    ]
    title, first = ([cell.text for cell in row.cells] for row in file.tables[0].rows)
    assert title == ["Aspect", "WSOS section as per TD", "Points", "Descriptor", "Resource"]
    levels = "0  Not styled\n1  Basic styling\n2  Attractive in parts\n3  Polished throughout"
    assert first == ["Home page 1", "§3 Design", "", levels, "#1 · Revision 2\nA1.2\nSCM"]
    assert file.tables[1].rows[1].cells[3].text == "0  —\n1  One\n2  —\n3  —"


@pytest.mark.parametrize("write", [as_word.guide, as_word.translation])
def test_the_foot_says_whose_it_is_and_counts_pages(write: Any) -> None:
    foot, number = (cell.paragraphs[0] for cell in opened(write(selection())).sections[0].footer.tables[0].rows[0].cells)

    assert foot.text.startswith("17 Web Technologies · WorldSkills Shanghai · Revision ")
    assert foot.text.endswith(" · 2026-03-14 · Not for Competitors")
    assert [field.get(qn("w:instr")) for field in number._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("write", [as_word.guide, as_word.translation])
def test_tables_are_as_wide_as_the_text_of_the_page(write: Any) -> None:
    file = opened(write(selection(book=BOOK)))

    page = file.sections[0]
    wide = [sum(column.width for column in table.columns) for table in file.tables]
    assert {round(width / 36_000) for width in wide} == {round((page.page_width - page.left_margin - page.right_margin) / 36_000)}


def test_the_first_row_is_repeated_and_no_ladder_is_split_that_fits_on_a_page() -> None:
    long = ("a " * 1_500,) * 4
    rows = opened(as_word.guide(selection(descriptor(1), descriptor(2, levels=long), descriptor(3, note="a " * 400)))).tables[0].rows

    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False, False]
    assert [row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows] == [True, True, False, False]


def test_a_translation_has_an_empty_cell_beside_each_text_and_stays_together() -> None:
    table = opened(content := as_word.translation(selection())).tables[0]

    assert cells(content) == [
        ["English", "Translation"],
        ["Home page 1", ""],
        ["0  Not styled", ""],
        ["1  Basic styling", ""],
        ["2  Attractive in parts", ""],
        ["3  Polished throughout", ""],
    ]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [True] * 5 + [None]


def test_a_translation_of_a_scheme_says_what_is_measured_and_what_is_judged() -> None:
    headings = [each.text for each in opened(as_word.translation(selection(book=BOOK))).paragraphs if each.style.name == "Heading 2"]

    assert headings == ["Measurement examples", "Judgement"]


def test_a_judged_aspect_with_a_requirement_is_translated_with_both() -> None:
    rest = BOOK.sub_criteria[1]
    said = replace(rest.aspects[0], requirement="The mock-up")
    book = replace(BOOK, sub_criteria=(replace(rest, aspects=(said,)),))

    lefts = [row[0] for row in cells(as_word.translation(selection(book=book)))]

    assert lefts[1:] == ["Look", *(f"{one.number}  {one.text}" for one in said.levels), "The mock-up"]


def test_what_is_not_english_is_called_the_original() -> None:
    assert cells(as_word.translation(selection(descriptor(language="fr"))))[0][0] == "Original"


@settings(deadline=None, max_examples=50)
@given(TEXTS, TEXTS)
def test_any_text_comes_back_whole(name: str, level: str) -> None:
    made = selection(descriptor(name=name, levels=("", level, "", ""), note=""), title=name)

    row, sheet = cells(as_word.guide(made))[1], cells(as_word.translation(made))

    assert (row[0], row[3]) == (plain(name), f"0  —\n1  {plain(level) or ''}\n2  —\n3  —")
    assert (sheet[1][0], sheet[3][0]) == (plain(name), f"1  {plain(level)}")


def test_no_text_becomes_markup() -> None:
    content = as_word.guide(selection(descriptor(name=HOSTILE, levels=(HOSTILE,) * 4, note=HOSTILE), title=HOSTILE))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))  # noqa: S314  our own file
    assert cells(content)[1][0] == "</w:t></w:r><w:p/> &amp; <!--x--> ]]> {{ MERGEFIELD }} =1+1 \n end"


def test_arabic_runs_from_the_right() -> None:
    file = opened(as_word.guide(selection(descriptor(name="الصفحة الرئيسية CSS"))))

    aspect = file.tables[0].rows[1].cells[0].paragraphs[0]
    assert aspect._p.pPr.find(qn("w:bidi")) is not None
    assert aspect.runs[0].font.rtl


def test_nobody_is_named_in_the_file() -> None:
    named = opened(as_word.guide(selection())).core_properties

    assert (named.title, named.author, named.comments) == ("Standards and Assessment Guide · Ready for C", "", "")
