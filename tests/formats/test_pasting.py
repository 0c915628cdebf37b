"""Copied rows as LibreOffice takes them when they are pasted: every text in its cell, as it was written."""

import shutil
import subprocess
from pathlib import Path

import pytest
import python_calamine as calamine

from assay.formats.clipboard import PasteItem, pasted_cell, rows_for_paste

PATIENCE = 120
# As its dialog for pasted text has them: tabs, double quotes, UTF-8, from line 1; and what changes most: numbers and dates are looked for,
# formulas are worked out.
TAB, QUOTE, UTF8, FIRST_LINE = 9, 34, 76, 1
EAGERLY = f"Text - txt - csv (StarCalc):{TAB},{QUOTE},{UTF8},{FIRST_LINE},,0,false,true,false,false,false,-1,true"

ITEMS = [
    PasteItem("Layout of the form", ("Not laid out", "One line\nand another", 'Says "yes"', "Ends with a tab\there"), section=4),
    PasteItem("=1+1", ("+1", "-1 mm", "@name", '=HYPERLINK("http://example.org","x")'), section=10),
    PasteItem("B2.10", ("1.2", "2.10", "1/2", "12:30"), section=1),
    PasteItem("007", ("1e3", "5 %", "TRUE", "1,000"), section=None),
    PasteItem("Größe – “Maß” ✓", ("\n=2 on a second line", "  two spaces before", "'quoted'", "10"), section=3),
    PasteItem("Nothing described", ("", "", "", "Only the best"), section=2),
]


@pytest.fixture(scope="module")
def pasted(tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """Return the cells that LibreOffice makes of the copied text."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not here: apt-get install libreoffice-calc")
    folder = tmp_path_factory.mktemp("pasted")
    copied = folder / "copied.tsv"
    copied.write_bytes(rows_for_paste(ITEMS).encode())
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["--headless", f"--infilter={EAGERLY}", "--convert-to", "xlsx", "--outdir", str(folder), str(copied)]
    subprocess.run([soffice, profile, *convert], check=True, capture_output=True, timeout=PATIENCE)  # noqa: S603  a program of this machine
    return cells_of(folder / "copied.xlsx")


def cells_of(file: Path) -> list[list[object]]:
    """Return the rows of the first sheet, each from column A to K."""
    rows = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[*row, *[""] * 11][:11] for row in rows]


def unmarked(cell: object, text: str) -> object:
    """Return a cell without the mark that keeps a text from being taken for something else."""
    return cell.removeprefix("'") if isinstance(cell, str) and not text.startswith("'") else cell


def test_every_text_stands_in_its_cell_as_it_was_written(pasted: list[list[object]]) -> None:
    assert len(pasted) == 5 * len(ITEMS)
    for number, item in enumerate(ITEMS):
        aspect, *levels = pasted[5 * number : 5 * number + 5]
        assert [unmarked(aspect[4], item.name), *(unmarked(row[6], text) for row, text in zip(levels, item.levels, strict=True))] == [
            item.name,
            *(float(text) if text == "10" else text for text in item.levels),
        ]


def test_types_scores_and_sections_stand_where_cis_wants_them(pasted: list[list[object]]) -> None:
    for number, item in enumerate(ITEMS):
        aspect, *levels = pasted[5 * number : 5 * number + 5]
        assert [aspect[column] for column in (0, 1, 2, 3, 5, 6, 7, 8, 9, 10)] == ["", "", "", "J", "", "", "", item.section or "", "", ""]
        assert [row[5] for row in levels] == [0, 1, 2, 3]
        assert {cell for row in levels for column, cell in enumerate(row) if column not in (5, 6)} == {""}


def test_only_what_would_become_something_else_is_marked() -> None:
    marked = [text for item in ITEMS for text in (item.name, *item.levels) if pasted_cell(text).strip('"').startswith("'")]

    assert marked == [
        *("=1+1", "+1", "-1 mm", "@name", '=HYPERLINK("http://example.org","x")'),
        *("1.2", "2.10", "1/2", "12:30", "007", "1e3", "5 %", "TRUE", "1,000"),
        "'quoted'",
    ]
    assert [pasted_cell(text) for text in ("0", "10", "3 mm", "B2.10", "1 of 2")] == ["0", "10", "3 mm", "B2.10", "1 of 2"]
