"""CSV: what is written reads back as it was, and nothing in it is ever alive in a sheet."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats import as_canvas, as_csv
from assay.formats.clipboard import is_remade

from .selections import descriptor, selection, uid

ALIVE = "=+-@＝＋－＠\t\r"
SOFFICE = shutil.which("soffice")
APOSTROPHES = re.compile(r"\A'(?='*(?:\s*[=+\-@＝＋－＠]|[\t\r]))|(?<=[;\t\n|])'(?='*[^\S\n\t]*(?:\"[^\S\n\t]*)*[=+\-@＝＋－＠])")
# Texts in which what is dangerous is frequent.
texts = st.text(st.sampled_from("=+-@＝＠'\"\t\n\r;,| .0123456789eab/:%\u00a0") | st.characters(codec="utf-8", exclude_characters="\x00"))


def rows_of(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def taken_back(cell: str) -> str:
    """The text of a cell, as docs/formats.md says that it is read."""
    if cell.startswith("'") and "\n" not in cell and is_remade(cell.lstrip("'")):
        return cell[1:]
    return APOSTROPHES.sub("", cell)


def test_golden() -> None:
    assert as_csv.write(selection()).decode() == (
        "\ufeffnumber,uid,aspect,level_0,level_1,level_2,level_3,skill,skill_name,sector,wsos_section_number,wsos_section,quality,status,"
        "code,tags,categories,also_useful_for,source,origin,language,revision,revision_uid,updated_at,approved_at,note,address\r\n"
        f"1,{uid('descriptor 1')},Home page 1,Not styled,Basic styling,Attractive in parts,Polished throughout,17,"
        'Web Technologies,Information and Communication Technology,3,Design,GOOD,APPROVED,A1.2,"css, layout",Design,\'09,SCM,sha/12,en,2,'
        f"{uid('revision 1')},2026-03-14T09:30:00+00:00,2026-03-14T09:30:00+00:00,For module C,"
        f"https://assay.example.org/library/{uid('descriptor 1')}/\r\n"
    )


@given(st.lists(texts, min_size=6, max_size=6))
def test_every_text_comes_back_and_is_dead(found: list[str]) -> None:
    name, zero, one, two, tag, note = found

    data = as_csv.write(selection(descriptor(name=name, levels=(zero, one, two, ""), tags=(tag,), note=note)))

    head, row = rows_of(data)
    by_name = dict(zip(head, row, strict=True))
    read = [taken_back(by_name[column]) for column in ("aspect", "level_0", "level_1", "level_2", "tags", "note")]
    assert read == [text.replace("\r\n", "\n").replace("\r", "\n") for text in found]
    assert not [cell for cell in row if cell.lstrip()[:1] in set(ALIVE) or cell[:1] in set(ALIVE)]


def test_nothing_stands_before_a_formula_that_a_sheet_would_skip() -> None:
    assert as_csv.text_cell("\x00=1+1") == "'=1+1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(texts)
def test_no_cell_is_alive_whatever_a_sheet_takes_for_its_end(delimiter: str, text: str) -> None:
    rows = rows_of(as_csv.write(selection(descriptor(name=f"a{text}", note=text))), delimiter)

    assert not [cell for row in rows for cell in row if re.match(r"[^\S\n\t]*[=+\-@＝＋－＠]", cell)]


BEFORE = [
    "",
    " ",
    "\t",
    "\r",
    "\n",
    "\x00",
    "\x0b",
    "\x1f",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\u3000",
    "\ufeff",
    '"',
    "'",
    "x;",
    "x\t",
    "x\n",
    '";',
    '",',
    "{",
]
FORMULAS = [*(f"{before}=1+1" for before in BEFORE), '=HYPERLINK("http://example.org","x")', "+1+1", "-1+1", "@SUM(1)", "=cmd|'/c x'!A0"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("write", [as_csv.write, as_canvas.write])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_libreoffice_finds_no_formula_however_it_is_told_to_look(tmp_path: Path, write: Any, delimiter: str) -> None:
    rows = [descriptor(n, name=text, levels=(text,) * 4, code=text, note=text, tags=(text,)) for n, text in enumerate(FORMULAS)]
    (tmp_path / "table.csv").write_bytes(write(selection(*rows, title="=1+1")))

    eagerly = f"--infilter=Text - txt - csv (StarCalc):{ord(delimiter)},34,76,1,,0,false,true,false,false,false,-1,true"
    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", eagerly, "--convert-to", "fods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "table.csv")], check=True, capture_output=True, timeout=120)  # type: ignore[list-item]  # noqa: S603  a program of this machine

    read = (tmp_path / "table.fods").read_text(encoding="utf-8")
    assert "office:value-type" in read
    assert "table:formula" not in read


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" @SUM(A1)", "' @SUM(A1)"),
        ("- not styled\n- not built", "'- not styled\n'- not built"),
        ("one;=cmd", "one;'=cmd"),
        ('one;"=cmd', "one;'\"=cmd"),
        ("2.10", "'2.10"),
        ("'=1", "''=1"),
        ("A1.2", "A1.2"),
        ("it's 1 < 2", "it's 1 < 2"),
    ],
)
def test_an_apostrophe_stands_before_what_a_sheet_would_take_for_something_else(text: str, cell: str) -> None:
    assert as_csv.text_cell(text) == cell
    assert taken_back(cell) == text


def test_lines_end_as_the_standard_says_and_every_row_is_as_long() -> None:
    data = as_csv.write(selection(descriptor(1, name='Says "yes"\nand no'), descriptor(2)))

    rows = rows_of(data)
    assert data.endswith(b"\r\n")
    assert {len(row) for row in rows} == {len(as_csv.COLUMNS)}
    assert rows[1][2] == 'Says "yes"\nand no'


def test_what_is_not_known_is_an_empty_cell() -> None:
    bare: dict[str, Any] = {"skill": None, "section": None, "approved_at": None, "origins": (), "tags": ()}

    row = dict(zip(as_csv.COLUMNS, rows_of(as_csv.write(selection(descriptor(**bare))))[1], strict=True))

    assert [row[name] for name in ("skill", "wsos_section_number", "approved_at", "origin", "tags")] == [""] * 5
