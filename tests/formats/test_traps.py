"""What real workbooks do and a parser loses: one small sheet for each."""

from decimal import Decimal

import pytest

from assay.formats import from_cis
from assay.formats.scheme import Level
from assay.formats.unreadable import UnreadableWorkbook

from .sheets import FIRST_ROW, HEADER_CELLS, HEADER_ROW, JUDGEMENT, LADDER, MEASURED, PREAMBLE, SUB, read, rules, sheet, texts, workbook

FOUR = ("Text 0", "Text 1", "Text 2", "Text 3")
NBSP = "\u00a0"
PORTUGUESE = ("Id", "Nome", "Dia", "Tipo", "Aspecto", "Nota", "Descrição", "Requisito", "Seção", "Linha", "Máximo")


def test_plain_sheet_is_read_whole() -> None:
    book = read(SUB, JUDGEMENT, *LADDER, MEASURED | {"G": "Further", "H": "12 mm", "J": "7"})

    judged, measured = book.aspects
    assert (book.layout, book.variant, book.title) == ("L1", "L1", "09 Software Applications Development")
    assert (book.skill_code, book.skill_name) == ("09", "Software Applications Development")
    assert [(s.number, s.name, s.mark, s.row) for s in book.sections] == [
        (1, "Work organization", Decimal(40), 5),
        (2, "Development", Decimal(60), 6),
    ]
    assert [(c.letter, c.name, c.mark, c.row) for c in book.criteria] == [("A", "Analysis", Decimal(100), 12)]
    assert [(s.id, s.name, s.day, s.criterion, s.position, s.row) for s in book.sub_criteria] == [("A1", "Layout", "1", "A", 1, FIRST_ROW)]
    assert (judged.code, judged.type, judged.section, judged.mark, judged.row) == ("A1.1", "J", 1, Decimal(1), FIRST_ROW + 1)
    assert (measured.code, measured.type, measured.extra, measured.requirement) == ("A1.2", "M", ("Further",), "12 mm")
    assert measured.calculation_raw == "7"
    assert rules(book) == []


def test_level_0_on_the_aspect_row_is_kept() -> None:
    book = read(SUB, JUDGEMENT | {"F": 0, "G": "Text 0"}, *LADDER[1:], MEASURED)

    assert texts(book) == [("Aspect judged", FOUR), ("Aspect measured", ("", "", "", ""))]
    assert book.aspects[0].levels[0].row == FIRST_ROW + 1


def test_aspect_on_the_sub_criterion_row_is_kept() -> None:
    book = read(SUB | JUDGEMENT, *LADDER, {"A": "A2", "B": "Second", "C": 2} | MEASURED)

    assert [aspect.code for aspect in book.aspects] == ["A1.1", "A2.1"]
    assert [sub.day for sub in book.sub_criteria] == ["1", "2"]


def test_rows_after_the_total_are_read() -> None:
    total = {"L": "Competition", "M": "Total\nMark", "N": 0}
    book = read({}, total, SUB, JUDGEMENT, *LADDER)

    assert book.variant == "L1b"
    assert texts(book) == [("Aspect judged", FOUR)]
    assert rules(book) == [("rows-after-total", f"A{FIRST_ROW + 2}")]


def test_second_header_with_one_line_texts_opens_the_late_rows() -> None:
    one_line = {letter: " ".join(text.split()) for letter, text in HEADER_CELLS.items()}
    book = read({"L": "Competition", "M": "Total\nMark"}, one_line, SUB, JUDGEMENT, *LADDER)

    assert texts(book) == [("Aspect judged", FOUR)]
    assert book.notes == ()


@pytest.mark.parametrize("scores", [["0", " 1", f"2{NBSP}", "3.0"], [0.0, 1.0, 2.0, 3.0]])
def test_scores_may_be_text_or_floats(scores: list[object]) -> None:
    book = read(SUB, JUDGEMENT, *({"F": score, "G": f"Text {n}"} for n, score in enumerate(scores)))

    assert texts(book) == [("Aspect judged", FOUR)]


@pytest.mark.parametrize("value", ["1", " 1", 1.0, "1.0", f"{NBSP}1"])
def test_days_and_sections_may_be_text_or_floats(value: object) -> None:
    book = read(SUB | {"C": value}, JUDGEMENT | {"I": value}, *LADDER)

    assert (book.sub_criteria[0].day, book.aspects[0].section) == ("1", 1)
    assert book.aspects[0].section_raw == str(value)


def test_nbsp_in_the_score_column_is_blank() -> None:
    book = read(SUB, MEASURED | {"F": NBSP}, {"F": NBSP, "G": "Further line"}, {"F": NBSP})

    assert book.aspects[0].extra == ("Further line",)
    assert rules(book) == []


def test_judgement_without_levels_is_kept_and_reported() -> None:
    book = read(SUB, JUDGEMENT, MEASURED)

    assert not book.aspects[0].has_all_levels
    assert rules(book) == [("levels-missing", f"E{FIRST_ROW + 1}")]


def test_missing_level_is_named() -> None:
    book = read(SUB, JUDGEMENT, LADDER[0], LADDER[1], LADDER[3])

    said = next(said for said in book.warnings if said.rule == "level-missing")
    assert said.params["levels"] == "2"
    assert book.aspects[0].levels[2] == Level(2)


@pytest.mark.parametrize("place", ["own", "below", "score"])
def test_four_levels_in_one_cell_are_taken_apart(place: str) -> None:
    cell = "Seen from 2 m\nLevel 0: Text 0\nLevel 1 - Text 1\n2: Text 2\nLevel 3: Text 3"
    rows = {"own": [JUDGEMENT | {"G": cell}], "below": [JUDGEMENT, {"G": cell}], "score": [JUDGEMENT | {"F": 0, "G": cell}]}
    book = read(SUB, *rows[place])

    aspect = book.aspects[0]
    assert (aspect.level_texts, aspect.extra) == (FOUR, ("Seen from 2 m",))
    assert [rule for rule, _ in rules(book)] == ["levels-in-one-cell"]


def test_level_texts_in_the_description_column_are_taken() -> None:
    book = read(SUB, JUDGEMENT, *({"F": n, "E": f"Text {n}"} for n in range(4)))

    assert texts(book) == [("Aspect judged", FOUR)]
    assert {rule for rule, _ in rules(book)} == {"level-in-description"}


def test_ladder_under_an_old_type_stays_with_it() -> None:
    book = read(SUB, JUDGEMENT | {"D": "O"}, *LADDER)

    aspect = book.aspects[0]
    assert (aspect.type, aspect.level_texts, aspect.is_judgement) == ("O", FOUR, False)
    assert [rule for rule, _ in rules(book)] == ["type-old", "level-under-measurement"]


def test_second_text_for_a_level_is_kept_as_a_note() -> None:
    book = read(SUB, JUDGEMENT, *LADDER, {"F": 1, "G": "Another"})

    assert texts(book) == [("Aspect judged", FOUR)]
    assert [(note.kind, note.cell, note.text) for note in book.notes] == [("level", f"G{FIRST_ROW + 6}", "Another")]
    assert rules(book) == [("level-repeated", f"G{FIRST_ROW + 6}")]


@pytest.mark.parametrize(
    ("cells", "rule"),
    [({"K": ""}, "mark-missing"), ({"K": NBSP}, "mark-missing"), ({"K": "one"}, "mark-unreadable"), ({"K": "1e999"}, "mark-unreadable")],
)
def test_aspect_without_a_readable_mark_is_kept(cells: dict[str, object], rule: str) -> None:
    book = read(SUB, MEASURED | cells)

    assert book.aspects[0].mark is None
    assert rules(book) == [(rule, f"K{FIRST_ROW + 1}")]


@pytest.mark.parametrize(("value", "rule"), [(5, "mark-unusual"), (-1, "mark-unusual"), (0.125, "mark-unusual"), ("0,5", None)])
def test_marks_are_decimals_and_unusual_ones_are_reported(value: object, rule: str | None) -> None:
    book = read(SUB, MEASURED | {"K": value})

    assert book.aspects[0].mark == Decimal(str(value).replace(",", "."))
    assert rules(book) == ([(rule, f"K{FIRST_ROW + 1}")] if rule else [])


def test_marks_are_added_without_binary_noise() -> None:
    book = read(SUB, *[MEASURED | {"K": 0.1 + 0.2, "E": f"Aspect {n}"} for n in range(10)])

    assert book.marks == Decimal("3.00")


def test_aspect_without_type_is_kept_without_a_code() -> None:
    book = read(SUB, {"E": "Untyped", "I": 1, "K": 1}, MEASURED)

    assert [(aspect.type, aspect.code) for aspect in book.aspects] == [("", ""), ("M", "A1.1")]
    assert len(book.typed) == 1
    assert rules(book) == [("aspect-without-type", f"D{FIRST_ROW + 1}")]


def test_unknown_type_is_kept_and_reported() -> None:
    book = read(SUB, MEASURED | {"D": "Q"})

    assert (book.aspects[0].type, book.aspects[0].type_raw) == ("", "Q")
    assert rules(book) == [("type-unknown", f"D{FIRST_ROW + 1}")]


def test_repeated_sub_criterion_ids_stay_two() -> None:
    book = read(SUB, MEASURED, SUB | {"B": "Other"}, MEASURED | {"E": "Second"})

    assert [(sub.id, sub.name, len(sub.aspects)) for sub in book.sub_criteria] == [("A1", "Layout", 1), ("A1", "Other", 1)]
    assert [aspect.code for aspect in book.aspects] == ["A1.1", "A1.1"]
    assert rules(book) == [("sub-criterion-repeated", f"A{FIRST_ROW + 2}")]


def test_cyrillic_look_alikes_are_kept_apart() -> None:
    book = read(SUB, MEASURED, SUB | {"A": "А1"}, JUDGEMENT | {"D": "Ј"}, *LADDER)

    assert [sub.id for sub in book.sub_criteria] == ["A1", "А1"]
    assert (book.aspects[1].type, book.aspects[1].level_texts) == ("", FOUR)
    found = rules(book, "criterion-not-listed", "level-under-measurement")
    assert found == [("look-alike", f"A{FIRST_ROW + 2}"), ("look-alike", f"D{FIRST_ROW + 3}")]


def test_aspect_before_any_sub_criterion_is_kept() -> None:
    book = read(MEASURED)

    assert [(sub.id, len(sub.aspects)) for sub in book.sub_criteria] == [("", 1)]
    assert rules(book) == [("aspect-without-sub-criterion", f"E{FIRST_ROW}")]


def test_heading_is_kept_as_a_note() -> None:
    book = read(SUB, {"E": "Part 1: the counter"}, MEASURED)

    assert [(note.kind, note.cell, note.text) for note in book.notes] == [("heading", f"E{FIRST_ROW + 1}", "Part 1: the counter")]
    assert rules(book) == [("note-kept", f"E{FIRST_ROW + 1}")]


def test_text_where_none_is_expected_is_not_lost() -> None:
    book = read(SUB, MEASURED | {"P": "Ask the chief expert"}, {"B": "Loose"}, {"F": 7, "G": "Line"})

    assert [(note.cell, note.text) for note in book.notes] == [
        (f"P{FIRST_ROW + 1}", "Ask the chief expert"),
        (f"B{FIRST_ROW + 2}", "Loose"),
        (f"F{FIRST_ROW + 3}", "7.0"),
    ]
    assert book.aspects[0].extra == ("Line",)
    assert [rule for rule, _ in rules(book)] == ["cell-not-understood", "cell-not-understood", "score-unknown"]


def test_repeats_are_reported_and_equal_ladders_alone_are_not() -> None:
    book = read(SUB, JUDGEMENT, *LADDER, JUDGEMENT | {"E": "Another title"}, *LADDER, JUDGEMENT | {"E": "ASPECT  judged"}, *LADDER)

    assert rules(book) == [("aspect-repeated", f"E{FIRST_ROW + 11}")]
    assert len(book.judgement) == 3


@pytest.mark.parametrize(
    "text",
    ["<title> tag & <b>", "- dash first", "=SUM(A1)", "≤ 3 → 20 ° ✓", "“smart” ‘quotes’", "职业技能", "@home", "+1", "'quoted", "a\tb"],
)
def test_awkward_text_keeps_its_meaning(text: str) -> None:
    book = read(SUB, JUDGEMENT | {"E": text}, {"F": 0, "G": text}, *LADDER[1:])

    assert book.aspects[0].description == text.replace("\t", " ")
    assert book.aspects[0].levels[0].text == text.replace("\t", " ")
    assert book.aspects[0].description_raw == text


def test_misread_line_ends_become_line_ends_and_nul_cannot_pass() -> None:
    book = read(SUB, MEASURED | {"G": "One_x000D_\nTwo\r\nThree\x00\x07"})

    assert book.aspects[0].extra == ("One\nTwo\nThree\ufffd",)
    assert "\x00" not in book.aspects[0].extra_raw[0]


def test_superscripts_are_not_folded() -> None:
    book = read(SUB, MEASURED | {"E": "Area in m² and ½"})

    assert book.aspects[0].description == "Area in m² and ½"


def test_columns_are_mapped_by_their_texts() -> None:
    swapped = {"D": "E", "E": "D", "I": "K", "K": "I"}

    def swap(row: dict[str, object]) -> dict[str, object]:
        return {swapped.get(letter, letter): value for letter, value in row.items()}

    book = read(SUB, swap(JUDGEMENT), *LADDER, preamble=PREAMBLE | {HEADER_ROW: swap(HEADER_CELLS)})

    assert texts(book) == [("Aspect judged", FOUR)]
    assert (book.aspects[0].section, book.aspects[0].mark) == (1, Decimal(1))


def test_repeated_header_that_is_damaged_keeps_the_first_mapping() -> None:
    damaged = HEADER_CELLS | {"D": "", "E": "###", "F": "x"}
    book = read(SUB, MEASURED, {}, damaged, {"A": "A2", "B": "Next", "C": 1}, JUDGEMENT, *LADDER)

    assert texts(book)[1] == ("Aspect judged", FOUR)
    assert rules(book) == [("header-damaged", f"A{FIRST_ROW + 3}")]


def test_translated_header_is_read_by_place() -> None:
    portuguese = dict(zip("ABCDEFGHIJK", PORTUGUESE, strict=True))
    book = read(SUB, JUDGEMENT, *LADDER, portuguese, MEASURED, preamble=PREAMBLE | {HEADER_ROW: portuguese}, name="Importação CIS")

    assert texts(book) == [("Aspect judged", FOUR), ("Aspect measured", ("", "", "", ""))]
    assert rules(book)[0] == ("header-by-position", f"A{HEADER_ROW}")


def test_sheet_without_preamble_and_sections_is_read() -> None:
    header = {letter: " ".join(text.split()) for letter, text in HEADER_CELLS.items() if letter != "I"}
    rows = {1: header, 2: SUB, 3: {"D": "J", "E": "Aspect judged", "K": 1}} | {4 + n: row for n, row in enumerate(LADDER)}
    book = from_cis.read(workbook({"Sheet1": rows}), name="flat.xlsx")

    assert texts(book) == [("Aspect judged", FOUR)]
    assert [said.rule for said in book.warnings] == ["total-not-100"]


def test_criteria_come_from_the_ids_and_unlisted_ones_are_reported() -> None:
    book = read(SUB, MEASURED, {"A": "C12", "B": "Late", "C": 3}, MEASURED)

    assert [sub.criterion for sub in book.sub_criteria] == ["A", "C"]
    assert ("criterion-not-listed", f"A{FIRST_ROW + 2}") in rules(book)


def test_section_problems_are_reported() -> None:
    book = read(SUB, MEASURED | {"I": ""}, MEASURED | {"I": "two"}, MEASURED | {"I": 9})

    assert [rule for rule, _ in rules(book)] == ["section-missing", "section-unreadable", "section-not-listed"]
    assert [aspect.section for aspect in book.aspects] == [None, None, 9]


def test_totals_are_recomputed_and_compared() -> None:
    book = read(SUB, *[MEASURED | {"E": f"Aspect {n}", "I": 1 + n % 2, "K": 2} for n in range(49)])

    found = {(said.rule, said.cell): said.params["found"] for said in book.warnings}
    assert found == {
        ("section-marks-differ", "I5"): "50.00",
        ("section-marks-differ", "I6"): "48.00",
        ("criterion-marks-differ", "K12"): "98.00",
        ("total-differs", "N14"): "98.00",
        ("total-not-100", ""): "98.00",
    }


def test_other_sheets_are_named() -> None:
    data = workbook({"Notes": {1: {"A": "Remember"}}, "CIS Marking Scheme Import": {**PREAMBLE, FIRST_ROW: SUB, FIRST_ROW + 1: MEASURED}})
    book = from_cis.read(data, name="two.xlsx")

    assert (book.sheet, book.other_sheets) == ("CIS Marking Scheme Import", ("Notes",))
    assert rules(book)[0] == ("sheet-not-read", "")


@pytest.mark.parametrize(
    ("sheets", "rule"),
    [
        ({"Empty": {}}, "no-sheet"),
        ({"Budget": {1: {"A": "Item", "B": "Price"}, 2: {"A": "Wood", "B": 12}}}, "layout"),
        (
            {"Old": {1: {"A": "Aspect", "B": "Type"}} | {n: {"A": f"Thing {n}", "B": "O" if n % 2 else "S"} for n in range(2, 9)}},
            "layout-old",
        ),
    ],
)
def test_foreign_workbooks_are_refused_with_a_sentence(sheets: dict[str, dict[int, dict[str, object]]], rule: str) -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        from_cis.read(workbook(sheets), name="foreign.xlsx")

    assert refusal.value.rule == rule
    assert refusal.value.message.endswith(".")


def test_title_without_a_number_is_reported() -> None:
    book = from_cis.read(sheet(SUB, MEASURED, preamble=PREAMBLE | {1: {"A": "Web Technologies"}}), name="x.xlsx")

    assert (book.skill_code, book.skill_name) == ("", "Web Technologies")
    assert ("title-without-code", "A1") in rules(book)
