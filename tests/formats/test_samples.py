"""The real marking schemes, against an independent reading of each."""

import json
from pathlib import Path
from typing import Any

import pytest

from assay.formats import from_cis
from assay.formats.scheme import Aspect, Workbook

NAMES = (
    "cis_template_empty",
    "es2023_17_earlier",
    "es2023_17_final",
    "graz2020_17_complete",
    "graz2020_17_module_a_one_page",
    "graz2020_17_module_b_php_api",
    "wsuk2024_qualifiers",
)


def read(samples: Path, name: str) -> Workbook:
    return from_cis.read((samples / f"{name}.xlsx").read_bytes(), name=f"{name}.xlsx")


def expected(samples: Path, name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((samples / "expected" / f"{name}.json").read_text())
    return data


def as_expected(aspect: Aspect) -> dict[str, Any]:
    """The form of the expected files, whose further descriptions are on one line."""
    shared = {"row": aspect.row, "sub": aspect.sub_criterion, "description": aspect.description, "section": str(aspect.section or "")}
    shared |= {"max": float(aspect.mark or 0)}
    if aspect.is_judgement:
        return shared | {"levels": {str(level.number): level.text for level in aspect.levels}}
    return shared | {"extra": [" ".join(line.split()) for line in aspect.extra], "requirement": aspect.requirement}


@pytest.mark.parametrize("name", NAMES)
def test_sample_reads_as_expected(samples: Path, name: str) -> None:
    book = read(samples, name)

    truth = expected(samples, name)
    assert (book.sheet, book.variant) == (truth["sheet"], truth["layout"])
    assert [{"id": s.id, "name": s.name, "day": s.day, "row": s.row} for s in book.sub_criteria] == truth["sub_criteria"]
    assert [as_expected(aspect) for aspect in book.judgement] == truth["judgement"]
    assert [as_expected(aspect) for aspect in book.typed if not aspect.is_judgement] == truth["measurement"]


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("cis_template_empty", (0, 0, 0, "0.00", 7)),
        ("es2023_17_earlier", (149, 26, 26, "100.00", 5)),
        ("es2023_17_final", (149, 26, 26, "100.00", 5)),
        ("graz2020_17_complete", (183, 33, 33, "100.00", 7)),
        ("graz2020_17_module_a_one_page", (28, 19, 19, "19.00", 7)),
        ("graz2020_17_module_b_php_api", (52, 1, 1, "15.00", 7)),
    ],
)
def test_sample_counts(samples: Path, name: str, counts: tuple[object, ...]) -> None:
    book = read(samples, name)

    found = len(book.typed), len(book.judgement), sum(aspect.has_all_levels for aspect in book.judgement)
    assert (*found, str(book.marks), len(book.sections)) == counts
    assert (book.skill_code, book.notes, book.other_sheets) == ("17", (), ("Calculations",))


def test_totals_that_disagree_are_warnings(samples: Path) -> None:
    book = read(samples, "graz2020_17_complete")

    assert [(said.rule, said.cell) for said in book.warnings] == [
        ("sub-criterion-empty", "A29"),
        ("sub-criterion-repeated", "A30"),
        ("sub-criterion-repeated", "A218"),
        ("section-marks-differ", "I6"),
        ("section-marks-differ", "I9"),
        ("section-marks-differ", "I10"),
    ]


def test_two_versions_differ_in_exactly_two_cells(samples: Path) -> None:
    old, new = read(samples, "es2023_17_earlier"), read(samples, "es2023_17_final")

    pairs = list(zip(old.aspects, new.aspects, strict=True))
    levels = [(a.row, n) for a, b in pairs for n in range(4) if a.levels[n] != b.levels[n]]
    names = [a.row for a, b in pairs if a.description_raw != b.description_raw]
    assert (levels, names) == ([(25, 0)], [58])


def test_layout_l3_says_what_it_lacks_and_where(samples: Path) -> None:
    book = read(samples, "wsuk2024_qualifiers")

    assert (len(book.typed), len(book.judgement), str(book.marks), book.sections) == (88, 8, "50.00", ())
    assert [(c.letter, c.name, str(c.mark)) for c in book.criteria] == [("A", "Qualifiers Stage", "50.00")]
    assert [(t.label, str(t.mark), t.row) for t in book.totals][:3] == [
        ("Criterion A", "50.00", 9),
        ("Sub-criterion A1", "10.00", 10),
        ("Sub-criterion A2", "25.00", 45),
    ]
    assert [(note.kind, note.cell, note.text) for note in book.notes][:2] == [("heading", "D47", "Nav + Hero"), ("heading", "D57", "About")]
    assert {said.rule for said in book.warnings} == {"note-kept", "total-not-100"}
