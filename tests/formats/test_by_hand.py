"""What is read of a sheet whose columns somebody assigned."""

from typing import Any

import pytest

from assay.formats import from_cis, raw
from assay.formats.by_hand import Assigned, fingerprint, guessed, likely_header, read_by_hand
from assay.formats.columns import Row, rows_of
from assay.formats.raw import RawSheet, within_bounds
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

from .sheets import texts, workbook

FOUR = ("no", "some", "most", "all")


def sheet_of(*rows: list[Any]) -> RawSheet:
    (sheet,) = within_bounds({"Rubric": rows_of([["" if cell is None else cell for cell in row] for row in rows])})
    return sheet


def read(sheet: RawSheet, header: int, **columns: int) -> Workbook:
    return read_by_hand([sheet], sheet, Assigned(header, columns), name="rubric.xlsx")


def test_a_column_for_each_level_makes_a_ladder_in_one_row() -> None:
    sheet = sheet_of(["17 Web"], ["Was", "0", "1", "2", "3"], ["Clean", *FOUR], ["Tidy", "no", None, None, "all"], ["Counted"])
    book = read(sheet, 2, description=0, level0=1, level1=2, level2=3, level3=4)

    assert texts(book) == [("Clean", FOUR), ("Tidy", ("no", "", "", "all")), ("Counted", ("", "", "", ""))]
    assert [(aspect.type, aspect.position) for aspect in book.aspects] == [("J", 1), ("J", 2), ("M", 3)]
    assert (book.layout, book.title, book.skill_code) == ("hand", "17 Web", "17")
    assert {said.rule for said in book.warnings} == {
        "type-by-levels",
        "aspect-without-sub-criterion",
        "name-short",
        "mark-missing",
        "level-missing",
        "total-not-100",
    }


def test_an_id_on_every_row_makes_one_sub_criterion() -> None:
    sheet = sheet_of(["Id", "Group", "What"], ["A1.1", "Layout", "One"], ["A1.2", "Layout", "Two"], ["A2.1", "Code", "Three"])
    book = read(sheet, 1, id=0, name=1, description=2)

    assert [(sub.id, sub.name, sub.criterion, len(sub.aspects)) for sub in book.sub_criteria] == [
        ("A1", "Layout", "A", 2),
        ("A2", "Code", "A", 1),
    ]
    assert [aspect.code for aspect in book.aspects] == ["A1.1", "A1.2", "A2.1"]


def test_foreign_ids_have_no_criterion() -> None:
    book = read(sheet_of(["Nr.", "Was"], ["1.1", "One"], ["1.2", "Two"]), 1, id=0, description=1)

    assert [(sub.id, sub.criterion) for sub in book.sub_criteria] == [("1.1", ""), ("1.2", "")]


def test_rows_of_levels_and_types_in_words() -> None:
    rows = [["Judgement", "Clean", None, None], *([None, None, n, text] for n, text in enumerate(FOUR)), ["Wertung", "Odd", None, None]]
    book = read(sheet_of(["Type", "What", "Score", "Text"], *rows), 1, type=0, description=1, score=2, extra=3)

    assert [(aspect.type, aspect.description) for aspect in book.aspects] == [("J", "Clean"), ("", "Odd")]
    assert book.aspects[0].level_texts == FOUR
    assert "type-unknown" in {said.rule for said in book.warnings}


def test_what_is_ignored_is_a_note_and_no_warning() -> None:
    book = read(sheet_of(["Was", "Hint", "Mark"], ["One", "see the annex", 1]), 1, description=0, mark=2)

    assert [(note.kind, note.cell, note.text) for note in book.notes] == [("ignored", "B2", "see the annex")]
    assert "cell-not-understood" not in {said.rule for said in book.warnings}


def test_repeated_headers_are_skipped() -> None:
    book = read(sheet_of(["Was", "Mark"], ["One", 1], ["Was", "Mark"], ["Two", 2]), 1, description=0, mark=1)

    assert [aspect.description for aspect in book.aspects] == ["One", "Two"]


def test_guesses_come_from_headers_and_from_values() -> None:
    rows = [["A1", "J", "Clean", 0, "no"], ["A1", "M", "Tidy", 1, "x"], ["A2", "J", "Whole", 2, "y"], ["A2", "J", "Sound", 3, "z"]]
    sheet = sheet_of(["Scheme of 2019"], ["Code", "?", "Aspect", "!", "Details"], *rows)

    assert likely_header(sheet) == 2
    assert guessed(sheet, 2) == {"id": 0, "type": 1, "description": 2, "score": 3, "extra": 4}


def test_the_fingerprint_is_of_headers_and_columns_alone() -> None:
    one, same = Row(3, ("Nr.", "", "What ")), Row(9, (" NR.", "", "what", ""))

    assert fingerprint(one) == fingerprint(same)
    assert fingerprint(one) != fingerprint(Row(3, ("Nr.", "What")))


@pytest.mark.parametrize(
    "sheets",
    [
        {"Long": [["x"]] * (raw.MOST_ROWS + 1)},
        {"Wide": [[*[""] * raw.MOST_COLUMNS, "x"]]},
        {"Heavy": [["x" * 30_000] * 35]},
    ],
)
def test_bounds_hold_for_what_is_kept(sheets: dict[str, list[list[str]]]) -> None:
    kept = within_bounds({name: rows_of(rows) for name, rows in sheets.items()} | {"Small": rows_of([["x"]])})

    assert [(sheet.name, len(sheet.rows)) for sheet in kept] == [(*sheets, 0), ("Small", 1)]


def test_rows_survive_json() -> None:
    with pytest.raises(UnreadableWorkbook) as refusal:
        from_cis.read(workbook({"Rubric": {2: {"A": "Nr.", "C": "Was"}, 5: {"B": "-x"}}}), name="x")

    assert raw.load(raw.dump(refusal.value.sheets)) == refusal.value.sheets
