"""Every layout that is read, and how those that are not are refused: workbooks made here, no real one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from assay.formats import from_cis
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

from .sheets import FIRST_ROW, HEADER_CELLS, HEADER_ROW, JUDGEMENT, LADDER, MEASURED, PREAMBLE, SUB, Row, read, rules, texts, workbook

FOUR = ("Text 0", "Text 1", "Text 2", "Text 3")
NOTHING = ("", "", "", "")
ONE_LINE = {letter: " ".join(text.split()) for letter, text in HEADER_CELLS.items()}
FOREIGN = dict(
    zip("ABCDEFGHIJK", ("Id", "Nome", "Dia", "Tipo", "Aspecto", "Nota", "Descrição", "Requisito", "Seção", "Linha", "Máximo"), strict=True)
)
HEADER_OF_L2 = (
    "Sub Criteria\nID",
    "Sub Criteria\nName or Description",
    "Aspect\nType\nO = Obj\nS = Sub\nJ = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Obj or Subj)\nOR\nJudgement Score Description (Judg only)",
    "Requirement\n(Objective Only)",
    "WSSS Section",
    "Max\nMark",
)
HEADER_OF_L3 = (
    "Sub\n Criterion\n ID",
    "Sub Criterion\n Name or Description",
    "Aspect\n Type\n M = Meas\n J = Judg",
    "Aspect - Description",
    "Judg Score",
    "Extra Aspect Description (Meas or Judg)\n OR\n Judgement Score Description (Judg only)",
    "Max\n Mark",
)


def book_of(*rows: Row, name: str = "MarkingScheme", file: str = "made.xlsx") -> Workbook:
    return from_cis.read(workbook({name: dict(enumerate(rows, start=1))}), name=file)


def header(labels: Sequence[str], **more: Any) -> dict[str, Any]:
    return dict(zip("ABCDEFGHIJK", labels, strict=False)) | more


def ladder(score: str, text: str) -> list[Mapping[str, Any]]:
    return [{score: n, text: f"Text {n}"} for n in range(4)]


def refusal_of(*rows: Row, name: str = "Kriterien") -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as refusal:
        book_of(*rows, name=name)
    return refusal.value


def test_l2_has_nine_columns_and_no_day() -> None:
    rows = (
        {"A": "9 IT Software Solutions"},
        header(HEADER_OF_L2, J="Criterion A", K="Total Mark", L=3),
        {"A": "A1", "B": "Layout"},
        {"C": "J", "D": "Aspect judged", "H": 1, "I": 1},
        *ladder("E", "F"),
        {"C": "O", "D": "Aspect counted", "F": "Further", "G": "12 mm", "H": 2, "I": 2},
        {"C": "S", "D": "Aspect of taste", "H": 2, "I": "x"},
    )
    book = book_of(*rows)

    assert (book.layout, book.skill_code, book.standards_title) == ("L2", "09", "")
    assert texts(book) == [("Aspect judged", FOUR), ("Aspect counted", NOTHING), ("Aspect of taste", NOTHING)]
    assert [(a.code, a.type, a.section, a.mark) for a in book.aspects] == [
        ("A1.1", "J", 1, Decimal(1)),
        ("A1.2", "O", 2, Decimal(2)),
        ("A1.3", "S", 2, None),
    ]
    assert (book.aspects[1].extra, book.aspects[1].requirement) == (("Further",), "12 mm")
    assert rules(book, "section-not-listed") == [("type-old", "C9"), ("type-old", "C10"), ("mark-unreadable", "I10")]


def test_l3_numbers_its_types_and_shows_sub_totals() -> None:
    rows = (
        {"A": "17 Web Development"},
        {},
        {},
        {"A": "Criteria"},
        {"A": "ID", "B": "Name", "G": "Mark"},
        {"A": "A", "B": "Qualifiers", "G": 5},
        {},
        {},
        header(HEADER_OF_L3, H="Criterion A", I="Total\n Mark", J=5),
        {"A": "A1", "B": "Layout", "G": 2},
        {"C": "J1", "D": "Aspect judged", "G": 1},
        *ladder("E", "F"),
        {"D": "Footer"},
        {"C": "M10", "D": "Aspect measured", "F": "Deduct 0.25", "G": 1},
        {"A": "A2", "B": "Second", "G": 9},
        {"C": "M11", "D": "Another"},
    )
    book = book_of(*rows)

    assert (book.layout, [(c.letter, c.name, c.mark) for c in book.criteria]) == ("L3", [("A", "Qualifiers", Decimal(5))])
    assert texts(book)[0] == ("Aspect judged", FOUR)
    assert [(a.code, a.type, a.type_raw, a.section) for a in book.aspects] == [
        ("A1.1", "J", "J1", None),
        ("A1.2", "M", "M10", None),
        ("A2.1", "M", "M11", None),
    ]
    assert [(t.label, t.mark) for t in book.totals] == [
        ("Criterion A", Decimal(5)),
        ("Sub-criterion A1", Decimal(2)),
        ("Sub-criterion A2", Decimal(9)),
    ]
    assert [(said.rule, said.cell) for said in book.warnings] == [
        ("note-kept", "D16"),
        ("mark-missing", "G19"),
        ("criterion-marks-differ", "G6"),
        ("total-differs", "J9"),
        ("total-differs", "G18"),
        ("total-not-100", ""),
    ]


def test_l1_flat_with_one_line_headers_on_its_first_row() -> None:
    book = book_of(ONE_LINE, SUB, JUDGEMENT, *LADDER)

    assert (book.layout, book.title, book.sections) == ("L1", "", ())
    assert texts(book) == [("Aspect judged", FOUR)]


@pytest.mark.parametrize("missing", ["I", "IJ", "CI", "HIJ"])
def test_l1_without_some_columns_is_read_by_its_labels(missing: str) -> None:
    """Nothing slides: with the columns gone the others stand further left."""
    kept = [letter for letter in "ABCDEFGHIJK" if letter not in missing]
    places = dict(zip(kept, "ABCDEFGHIJK", strict=False))

    def moved(row: Row) -> Row:
        return {places[letter]: value for letter, value in row.items() if letter in places}

    book = book_of(*map(moved, (ONE_LINE, SUB, JUDGEMENT, *LADDER, MEASURED)))

    assert (book.layout, texts(book)) == ("L1", [("Aspect judged", FOUR), ("Aspect measured", NOTHING)])
    assert [aspect.mark for aspect in book.aspects] == [Decimal(1), Decimal("0.5")]
    assert [aspect.section for aspect in book.aspects] == ([None, None] if "I" in missing else [1, 2])


@pytest.mark.parametrize("label", ["Competition", "Competição"])
def test_translated_sheet_whose_aspects_follow_the_total(label: str) -> None:
    total = {"L": label, "M": "Total\nMark" if label == "Competition" else "Nota total", "N": 1}
    book = read({}, total, FOREIGN, SUB, JUDGEMENT, *LADDER, preamble=PREAMBLE | {HEADER_ROW: FOREIGN}, name="Importação do CIS")

    assert (book.sheet, book.variant, texts(book)) == ("Importação do CIS", "L1b", [("Aspect judged", FOUR)])
    assert rules(book) == [("header-by-position", f"A{HEADER_ROW}"), ("rows-after-total", f"A{FIRST_ROW + 3}")]
    assert [(t.label, t.mark, t.row) for t in book.totals] == [("Competition", Decimal(1), FIRST_ROW + 1)]


def test_place_is_believed_only_with_types_in_column_d() -> None:
    refusal = refusal_of(FOREIGN, SUB, JUDGEMENT | {"D": "Julgamento"}, *LADDER)

    assert refusal.rule == "layout"
    assert refusal.found == tuple(FOREIGN.values())


def test_header_that_is_repeated_with_other_places_is_followed() -> None:
    swapped = HEADER_CELLS | {"H": HEADER_CELLS["I"], "I": HEADER_CELLS["H"]}
    book = read(SUB, MEASURED, {}, swapped, {"A": "A2", "B": "Next", "C": 1}, MEASURED | {"H": 1, "I": "12 mm"})

    assert [(aspect.section, aspect.requirement) for aspect in book.aspects] == [(2, ""), (1, "12 mm")]
    assert rules(book) == [("header-moved", f"A{FIRST_ROW + 3}")]


@pytest.mark.parametrize("value", ["Meas", "measurement", "M7"])
def test_types_in_words_or_with_a_number_are_types(value: str) -> None:
    book = read(SUB, MEASURED | {"D": value})

    assert (book.aspects[0].type, book.aspects[0].type_raw, rules(book)) == ("M", value, [])


def test_years_to_2013_are_refused_by_name() -> None:
    labels = {"A": "Sub Criteria ID", "B": "Sub Criteria Name", "C": "Aspect Type", "D": "Aspect - Description", "E": "Max Mark"}
    aspects = [{"C": "O" if n % 2 else "S", "D": f"Aspect {n}", "E": 1} for n in range(6)]

    refusal = refusal_of(labels, {"A": "A1", "B": "Layout"}, *aspects, name="Marking Form")

    assert (refusal.rule, refusal.sheet, refusal.params["layout"]) == ("layout-old", "Marking Form", "L0")
    assert refusal.found == tuple(labels.values())
    assert all(words in refusal.message for words in ("“Marking Form”", "Judg Score", "Aspect - Description", "2013"))


def test_foreign_rubric_is_refused_with_sheet_and_headers() -> None:
    refusal = refusal_of({"A": "Nr.", "B": "Kriterium", "C": "Punkte"}, {"A": 1, "B": "Sauberkeit", "C": 10})

    assert (refusal.rule, refusal.sheet, refusal.found) == ("layout", "Kriterien", ("Nr.", "Kriterium", "Punkte"))
    assert refusal.looked_for[:4] == ("Sub Criterion ID", "Sub Criterion Name or Description", "Day of Marking", "Aspect Type")
    assert all(words in refusal.message for words in ("“Kriterien”", "Aspect Type", "Nr., Kriterium, Punkte"))


def test_numbered_types_under_unknown_headers_are_named() -> None:
    refusal = refusal_of({"A": "Id", "B": "Typ", "C": "Was"}, *({"B": f"J{n}", "C": f"Aspect {n}"} for n in range(1, 5)))

    assert (refusal.rule, refusal.params["layout"]) == ("layout-named", "L3")
