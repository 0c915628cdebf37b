"""What is written reads back as the same scheme, and stands where CIS wants it."""

import io
import re
import zipfile
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine

from assay.formats import as_cis, from_cis
from assay.formats.clipboard import PasteItem, pasted_cell, rows_for_paste
from assay.formats.scheme import Workbook

from .sheets import JUDGEMENT, LADDER, MEASURED, SUB, read


def bare(thing: Any) -> Any:
    """The scheme without raw text, notes and warnings, which a written scheme cannot have had."""
    if isinstance(thing, tuple):
        return tuple(bare(item) for item in thing)
    if not hasattr(thing, "__dataclass_fields__"):
        return thing
    named = [field.name for field in fields(thing)]
    emptied: dict[str, Any] = {name: () if name == "extra_raw" else "" for name in named if name.endswith("raw")}
    emptied |= {name: () for name in ("notes", "warnings") if name in named}
    kept = {name: bare(getattr(thing, name)) for name in named if name not in emptied}
    return replace(thing, **kept | emptied)


def again(book: Workbook) -> Workbook:
    return from_cis.read(as_cis.write(book), name=book.file)


def cells(data: bytes) -> dict[str, object]:
    rows = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    letters = "ABCDEFGHIJKLMN"
    return {f"{letters[c]}{r}": value for r, row in enumerate(rows, 1) for c, value in enumerate(row) if value != ""}


def made() -> Workbook:
    second = {"A": "B1", "B": "Second", "C": "C2"}
    live = JUDGEMENT | {"E": "=1+1 is text", "G": "Seen from 2 m"}
    return read(SUB, JUDGEMENT, *LADDER, MEASURED | {"G": "Further", "H": "12 mm"}, {"G": "Line 2"}, second, live, {"G": "-x"}, *LADDER)


def test_made_scheme_comes_back_the_same() -> None:
    book = made()

    assert bare(again(book)) == bare(as_cis.as_written(book))


@pytest.mark.parametrize("name", ["es2023_17_final", "graz2020_17_complete", "graz2020_17_module_a_one_page", "cis_template_empty"])
def test_real_scheme_comes_back_the_same(samples: Path, name: str) -> None:
    book = from_cis.read((samples / f"{name}.xlsx").read_bytes(), name=name)

    assert bare(again(book)) == bare(as_cis.as_written(book))


def test_writing_twice_gives_the_same_bytes() -> None:
    assert as_cis.write(made()) == as_cis.write(again(made()))


def test_things_stand_where_cis_wants_them() -> None:
    found = cells(as_cis.write(made()))

    assert found["A1"] == "09 Software Applications Development"
    assert (found["A4"], found["I4"], found["A6"], found["I6"]) == ("Section", "WSOS Marks", 2, 60)
    assert (found["I7"], found["A10"], found["A11"], found["A12"], found["K12"]) == ("Total Variation", "Criteria", "ID", "A", 100)
    assert (found["A15"], found["L15"], found["M15"]) == ("Sub\nCriterion\nID", "Criterion A", "Total\nMark")
    assert (found["A16"], found["C16"], found["D17"]) == ("A1", 1, "J")
    assert [found[f"F{row}"] for row in range(18, 22)] == [0, 1, 2, 3]
    assert "F17" not in found
    assert "J17" not in found
    assert not any(cell[1:] == "24" for cell in found)
    assert (found["A25"], found["L25"]) == ("Sub\nCriterion\nID", "Criterion B")
    assert (found["G27"], found["G28"], found["F29"], found["G32"]) == ("Seen from 2 m", "-x", 0, "Text 3")
    assert (found["L34"], found["M34"], found["N34"]) == ("Competition", "Total\nMark", 2.5)


def test_formulas_add_up_the_sheet() -> None:
    data = as_cis.write(made())

    xml = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    formulas = re.findall(r"<f>([^<]+)</f>", xml)
    assert formulas[0] == "SUMIF($I$16:$I$32,A5,$K$16:$K$32)"
    assert "ABS(I5-J5)" in formulas
    assert "SUM(K16:K23)" in formulas
    assert formulas[-1] == "N15+N25"
    assert not any("1+1" in formula for formula in formulas)


def test_two_sheets_are_written() -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_cis.write(made())))

    assert book.sheet_names == ["CIS Marking Scheme Import", "Calculations"]


def test_rows_for_paste_are_cis_rows() -> None:
    item = PasteItem("Layout of the form", ("Zero", "One\nline", 'Two "quoted"', "=3"), section=4)

    assert rows_for_paste([item]) == (
        "\t\t\tJ\tLayout of the form\t\t\t\t4\t\t\r\n"
        "\t\t\t\t\t0\tZero\t\t\t\t\r\n"
        '\t\t\t\t\t1\t"One\nline"\t\t\t\t\r\n'
        '\t\t\t\t\t2\t"Two ""quoted"""\t\t\t\t\r\n'
        "\t\t\t\t\t3\t'=3\t\t\t\t\r\n"
    )


def test_section_without_a_number_is_blank() -> None:
    row = rows_for_paste([PasteItem("Name", ("a", "b", "c", "d"))]).split("\r\n")[0]

    assert row.split("\t") == ["", "", "", "J", "Name", "", "", "", "", "", ""]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", '=HYPERLINK("http://x","y")'])
def test_pasted_text_is_never_a_live_formula(text: str) -> None:
    assert pasted_cell(text).lstrip('"').startswith(("'", "\n"))


def test_every_row_has_eleven_cells() -> None:
    text = rows_for_paste([PasteItem("A", ("1", "2", "3", "4"))] * 3)

    assert [row.count("\t") for row in text.split("\r\n")[:-1]] == [10] * 15
