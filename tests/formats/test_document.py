"""What stands in a document: order, headings, revision, texts that can be printed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.document import document_of, plain, reads_from_the_right
from assay.formats.selection import Example, Examples

from .selections import BOOK, CODE, DESIGN, SKILL, STANDARD, descriptor, selection


def test_sections_stand_in_the_order_of_the_standard_and_each_in_the_order_of_the_selection() -> None:
    rows = (
        descriptor(1, name="Alone", section=None),
        descriptor(2, name="Second code", section=CODE),
        descriptor(3, name="B design", section=DESIGN),
        descriptor(4, name="A design", section=DESIGN),
    )

    made = document_of(selection(*rows), "Guide")

    assert [(chapter.heading, [line.aspect for line in chapter.lines]) for chapter in made.judged] == [
        ("§3 Design", ["B design", "A design"]),
        ("§4 Code", ["Second code"]),
        ("Outside the standard", ["Alone"]),
    ]


def test_a_section_of_another_standard_stands_outside_under_its_name() -> None:
    made = document_of(selection(descriptor(section=CODE), standard=replace(STANDARD, sections=(DESIGN,))), "Guide")

    assert [(chapter.heading, chapter.lines[0].section) for chapter in made.judged] == [("Outside the standard", "Code")]


def test_a_scheme_stands_by_criterion_with_its_points() -> None:
    made = document_of(selection(book=BOOK), "Guide")

    (measured,) = made.measured
    assert (measured.heading, measured.lines[0].aspect, measured.lines[0].details) == ("A Pages", "Logo", ("1 cm", "SVG"))
    assert [
        (chapter.heading, line.aspect, line.section, line.points, line.levels) for chapter in made.judged for line in chapter.lines
    ] == [
        ("A Pages", "Look", "§4", "0.50", ("None", "Some", "Most", "All")),
        ("B Code", "Names", "", "", ("None", "Some", "Most", "All")),
    ]


def test_the_skill_is_told_where_there_are_several() -> None:
    lines = [document_of(selection(skill=skill), "Guide").judged[0].lines[0].resource for skill in (SKILL, None)]

    assert lines == [
        ("#1 · Revision 2", "A1.2", "SCM", "For module C"),
        ("#1 · Revision 2", "17 Web Technologies", "A1.2", "SCM", "For module C"),
    ]


def test_examples_stand_before_descriptors_with_their_scheme_and_change_the_revision() -> None:
    rows = (Example("Logo", "A Pages", "§3 Design", ("1 cm",), Decimal(1), "A1"), Example("Speed", "B Code"))
    plain_one, made = document_of(selection(), "Guide"), document_of(selection(examples=Examples("x", "17 WSC2024", rows)), "Guide")

    assert [(chapter.heading, [line.aspect for line in chapter.lines]) for chapter in made.measured] == [
        ("A Pages", ["Logo"]),
        ("B Code", ["Speed"]),
    ]
    line = made.measured[0].lines[0]
    assert (line.section, line.points, line.details, line.resource, line.levels) == ("§3 Design", "1.00", ("1 cm",), ("A1",), ())
    assert (made.measured_of, made.judged) == ("17 WSC2024", plain_one.judged)
    assert made.foot != plain_one.foot


def test_the_revision_is_of_the_wording_and_its_order() -> None:
    one, two = descriptor(1), descriptor(2)
    feet = {document_of(selection(*rows), "Guide").foot for rows in ((one, two), (two, one), (one, replace(two, revision_uid="other")))}

    assert len(feet) == 3
    assert document_of(selection(one, replace(two, note="other")), "x").foot == document_of(selection(one, two), "y").foot


@given(st.text(st.characters()))
def test_what_is_printed_has_no_controls_and_is_printed_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert all(sign in "\t\n" or sign.isprintable() or ord(sign) > 0x9F for sign in plain(text))


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"))))
def test_what_can_be_printed_stays_as_it_was_typed(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "expected"), [("مرحبا CSS", True), ("1. שלום", True), ("CSS مرحبا", False), ("Привет שלום", False), ("", False)]
)
def test_the_first_letter_says_from_where_a_text_is_read(text: str, expected: bool) -> None:
    assert reads_from_the_right(text) is expected
