"""The JSON scheme: what is read, and what is refused."""

import json
from decimal import Decimal
from typing import Any

import pytest

from assay.formats import from_scheme_json, reading
from assay.formats.child import read_in_child
from assay.formats.guard import MOST_ROWS
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook

LEVELS = ["no", "some", "most", "all"]
JUDGED = {"type": "judgement", "description": "Page layout", "maxMark": 1.5, "wsosSection": 1, "judgementScoreDescription": LEVELS}
MEASURED = {
    "type": "measurement",
    "description": "Footer on all pages",
    "maxMark": 0.25,
    "wsosSection": 2,
    "extraDescription": "Same links",
    "calculation": {"type": "pass-or-fail"},
}


def scheme(*aspects: dict[str, Any], **more: Any) -> bytes:
    subs = [{"name": "Layout", "aspects": list(aspects or (JUDGED, MEASURED))}]
    data = {"totalMark": 1.75, "wsosSections": {"1": "Work organization", "2": "Design"}, "subCriterions": subs}
    return json.dumps(data | more, ensure_ascii=False).encode()


def read(data: bytes) -> Workbook:
    return from_scheme_json.read(data, name="marking-scheme.json")


def refused(data: bytes) -> UnreadableWorkbook:
    with pytest.raises(UnreadableWorkbook) as refusal:
        reading.read(data, name="x.json")
    return refusal.value


def test_a_scheme_is_read_whole() -> None:
    book = read(scheme())

    judged, measured = book.aspects
    assert (book.layout, book.sheet, book.title, [(s.number, s.name) for s in book.sections]) == (
        "JSON",
        "",
        "",
        [(1, "Work organization"), (2, "Design")],
    )
    assert [(s.id, s.name, s.criterion, s.position, s.row) for s in book.sub_criteria] == [("", "Layout", "", 1, 1)]
    assert (judged.type, judged.description, judged.level_texts, judged.mark, judged.section) == (
        "J",
        "Page layout",
        tuple(LEVELS),
        Decimal("1.50"),
        1,
    )
    assert (measured.type, measured.extra, measured.mark, measured.calculation_raw) == (
        "M",
        ("Same links",),
        Decimal("0.25"),
        '{"type": "pass-or-fail"}',
    )
    assert {(said.rule, said.cell) for said in book.warnings} == {("total-not-100", "")}


def test_everything_has_a_number_of_its_own() -> None:
    book = read(scheme(JUDGED, JUDGED))

    rows = [sub.row for sub in book.sub_criteria] + [a.row for a in book.aspects] + [level.row for a in book.aspects for level in a.levels]
    assert sorted(rows) == list(range(1, 12))


def test_it_crosses_the_pipe_exactly() -> None:
    assert read_in_child(scheme(), name="marking-scheme.json") == read(scheme())


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b" \n"])
def test_it_is_known_by_its_content_whatever_it_is_called(before: bytes) -> None:
    assert reading.read(before + scheme(), name="scheme.xlsx").layout == "JSON"


def test_missing_levels_are_missing_and_further_ones_a_note() -> None:
    book = read(scheme(JUDGED | {"judgementScoreDescription": ["no", ""]}, JUDGED | {"judgementScoreDescription": [*LEVELS, "five"]}))

    assert [aspect.level_texts for aspect in book.aspects] == [("no", "", "", ""), tuple(LEVELS)]
    assert [note.text for note in book.notes] == ["five"]
    assert {"level-missing", "cell-not-understood"} <= {said.rule for said in book.warnings}


def test_unknown_keys_are_kept_as_notes() -> None:
    book = read(scheme(JUDGED | {"hint": "Look twice"}, version={"a": 1}))

    assert [note.text for note in book.notes] == ["subCriterions[0].aspects[0].hint: Look twice", 'version: {"a": "1"}']


def test_oddities_are_reported_and_nothing_is_lost() -> None:
    book = read(scheme(JUDGED | {"type": "opinion", "maxMark": "much", "wsosSection": "x"}, MEASURED | {"description": None}, totalMark=90))

    assert [aspect.type for aspect in book.aspects] == ["", "M"]
    assert {"type-unknown", "mark-unreadable", "section-unreadable", "aspect-without-name", "total-differs"} <= {
        said.rule for said in book.warnings
    }


def test_lone_surrogates_and_nul_become_what_can_be_stored() -> None:
    book = read(scheme(JUDGED | {"description": "A?B\x00C"}).replace(b"?", rb"\ud800"))

    assert book.aspects[0].description_raw == "A\ufffdB\ufffdC"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"[]", "json-shape"),
        (b"{}", "json-shape"),
        (b'{"subCriterions": {}}', "json-shape"),
        (b'{"subCriterions": ["x"]}', "json-shape"),
        (b'{"subCriterions": [{"aspects": 3}]}', "json-shape"),
        (b'{"subCriterions": [{"aspects": [3]}]}', "json-shape"),
        (b'{"subCriterions": [], "wsosSections": []}', "json-shape"),
        (scheme(JUDGED | {"description": ["x"]}), "json-shape"),
        (scheme(JUDGED | {"judgementScoreDescription": "x"}), "json-shape"),
        (scheme(JUDGED | {"judgementScoreDescription": [["x"]]}), "json-shape"),
        (scheme()[:-20], "json-damaged"),
        (b'{"subCriterions": [],}', "json-damaged"),
        ('{"subCriterions": []}'.encode("utf-16"), "not-a-workbook"),
        (b'{"subCriterions": "\xff"}', "json-encoding"),
        (b'{"subCriterions": [], "subCriterions": []}', "json-repeated"),
        (b'{"totalMark": NaN, "subCriterions": []}', "json-number"),
        (b'{"totalMark": -Infinity, "subCriterions": []}', "json-number"),
        (b'{"totalMark": ' + b"9" * 5_000 + b', "subCriterions": []}', "json-number"),
        (b'{"a":' * 5_000, "json-deep"),
        (b"[" * 1_000_000, "json-deep"),
        (json.dumps({"subCriterions": [{"name": "x"}] * (MOST_ROWS + 1)}).encode(), "json-long"),
    ],
)
def test_what_is_no_scheme_is_refused_in_a_sentence(data: bytes, rule: str) -> None:
    refusal = refused(data)

    assert refusal.rule == rule
    assert "{" not in refusal.message.replace(refusal.params.get("value", ""), "")


def test_brackets_inside_texts_do_not_count() -> None:
    assert read(scheme(JUDGED | {"description": '[[[[[[[[[[[[[[ \\" {{{{{{{{{{{'})).aspects
