"""The demonstration schemes: the workbook is the text, and the text is a scheme worth copying."""

import re
from decimal import Decimal

import pytest

from assay.demo.schemes.write import FOLDER, NAMES, scheme
from assay.formats import as_cis, from_cis
from assay.formats.cells import comparable
from assay.formats.scheme import Workbook

VAGUE = re.compile(
    r"\b(good|nice|appropriate|well|poor|proper(ly)?|adequate|sufficient|suitable|reasonable|clear(ly)?|professional|etc)\b", re.IGNORECASE
)


@pytest.fixture(params=NAMES)
def book(request: pytest.FixtureRequest) -> Workbook:
    return from_cis.read((FOLDER / f"{request.param}.xlsx").read_bytes(), name=f"{request.param}.xlsx")


@pytest.mark.parametrize("name", NAMES)
def test_workbook_is_the_one_its_text_makes(name: str) -> None:
    committed = from_cis.read((FOLDER / f"{name}.xlsx").read_bytes(), name=f"{name}.xlsx")

    assert committed == from_cis.read(as_cis.write(scheme(name)), name=f"{name}.xlsx")


def test_marks_add_up_and_one_section_is_over_on_purpose(book: Workbook) -> None:
    differing = {s.number: book.section_marks(s.number) - (s.mark or 0) for s in book.sections}

    assert book.marks == Decimal(100)
    assert {number: by for number, by in differing.items() if by} == {5: Decimal("0.25"), 6: Decimal("-0.25")}
    assert [(said.rule, said.cell) for said in book.warnings] == [("section-marks-differ", "I9"), ("section-marks-differ", "I10")]


def test_scheme_has_the_size_of_a_real_one(book: Workbook) -> None:
    assert (book.skill_code, len(book.typed), len(book.judgement), len(book.criteria)) == ("09", 65, 26, 6)
    assert {sub.day for sub in book.sub_criteria} == {"1", "2", "3", "4"}


def test_ladders_are_whole_and_hold_no_vague_word(book: Workbook) -> None:
    for aspect in book.judgement:
        assert aspect.has_all_levels
        assert len({comparable(text) for text in aspect.level_texts}) == 4
        assert [text for text in aspect.level_texts if VAGUE.search(text)] == []
        lengths = [len(text) for text in aspect.level_texts]
        assert max(lengths) < 3 * min(lengths)
