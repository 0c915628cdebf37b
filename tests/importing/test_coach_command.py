"""`assay coach`: what it says of a workbook, for people and for programs, and how it ends."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.formats.sheets import FIRST_ROW, JUDGEMENT, LADDER, MEASURED, SUB, Row, sheet

LEVELS = ("Rows are bent", "Rows are nice", "Rows are straight", "Rows are straight and even")
PRAISED: tuple[Row, ...] = ({"D": "J", "E": "Rows", "I": 1, "K": 1}, *({"F": n, "G": text} for n, text in enumerate(LEVELS)))
CUT: tuple[Row, ...] = ({"D": "J", "E": "Cut", "I": 1, "K": 1}, *({"F": n, "G": text} for n, text in enumerate(LEVELS[:1])))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a file with an aspect of even wording, one with a vague word, one with a single level, and a measured one."""
    path = tmp_path / "made.xlsx"
    path.write_bytes(sheet(SUB, JUDGEMENT, *LADDER, *PRAISED, *CUT, MEASURED | {"E": "A very good length"}))
    return path


def said(path: Path, *options: str) -> str:
    """Return what the command prints."""
    out = io.StringIO()
    call_command("coach", str(path), *options, stdout=out)
    return out.getvalue()


def told(path: Path, *options: str) -> dict[str, Any]:
    """Return what the command prints for programs."""
    answer: dict[str, Any] = json.loads(said(path, "--json", *options))
    return answer


def test_each_finding_is_told_with_its_sheet_and_row(workbook: Path) -> None:
    lines = said(workbook).splitlines()

    assert lines[0] == "made.xlsx, sheet “CIS Marking Scheme Import”"
    praised = lines.index(f"Row {FIRST_ROW + 6}: A1.2 Rows")
    assert lines[praised + 1].startswith(f"  row {FIRST_ROW + 8}, level 1 (vague-word): “nice” is a verdict")
    assert lines[praised + 2] == "    What would you see, hear or touch at 1 that earns this word?"
    assert lines[-1] == "3 judgement aspects, 2 with findings: 3 severe, 1 advice"


def test_programs_read_the_same(workbook: Path) -> None:
    answer = told(workbook)

    counts = ("file", "sheet", "judgement", "with_findings", "severe", "advice")
    assert [answer[name] for name in counts] == ["made.xlsx", "CIS Marking Scheme Import", 3, 2, 3, 1]
    praised, cut = answer["aspects"]
    assert (praised["row"], praised["code"], praised["name"]) == (FIRST_ROW + 6, "A1.2", "Rows")
    finding = praised["findings"][0]
    assert (finding["row"], finding["rule"], finding["field"], finding["span"]) == (FIRST_ROW + 8, "vague-word", "level1", [9, 13])
    missing = [("level1", FIRST_ROW + 11), ("level2", FIRST_ROW + 11), ("level3", FIRST_ROW + 11)]
    assert [(one["field"], one["row"]) for one in cut["findings"] if one["severity"] == "severe"] == missing


def test_another_language_is_checked_for_form_alone(workbook: Path) -> None:
    assert {one["rule"] for aspect in told(workbook, "--language", "de")["aspects"] for one in aspect["findings"]} == {"level-missing"}


def test_strict_ends_with_an_error_where_a_finding_is_severe(workbook: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^3 severe\.$"):
        said(workbook, "--strict")
    harmless = tmp_path / "harmless.xlsx"
    harmless.write_bytes(sheet(SUB, *PRAISED))
    assert "0 severe, 1 advice" in said(harmless, "--strict")


@pytest.mark.parametrize("content", [None, b"no workbook"])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "other.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"^other\.xlsx: "):
        said(path)
