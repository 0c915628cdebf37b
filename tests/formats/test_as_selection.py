"""JSON: everything that a selection knows, as docs/formats.md describes it."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assay.formats import as_json, as_selection

from .selections import descriptor, selection, uid
from .sheets import JUDGEMENT, LADDER, SUB, read

DOCUMENT = Path(__file__).parents[2] / "docs" / "formats.md"


def test_golden() -> None:
    assert json.loads(as_selection.write(selection())) == {
        "format": "assay-selection",
        "version": 1,
        "title": "Ready for C",
        "uid": uid("collection"),
        "made_at": "2026-03-14T09:30:00+00:00",
        "address": "https://assay.example.org/collections/",
        "skill": {"uid": uid("17"), "code": "17", "name": "Web Technologies", "sector": "Information and Communication Technology"},
        "competition": {"uid": uid("WSC2026"), "code": "WSC2026", "name": "WorldSkills Shanghai", "first_day": "2026-09-22"},
        "standard": {
            "uid": uid("standard"),
            "skill": {"uid": uid("17"), "code": "17", "name": "Web Technologies", "sector": "Information and Communication Technology"},
            "competition": {"uid": uid("WSC2026"), "code": "WSC2026", "name": "WorldSkills Shanghai", "first_day": "2026-09-22"},
            "is_complete": True,
            "sections": [
                {
                    "uid": uid("Design"),
                    "number": 3,
                    "name": "Design",
                    "weight": "60.00",
                    "know": ["Colour theory"],
                    "able": ["Lay out a page", "Choose a typeface"],
                },
                {"uid": uid("Code"), "number": 4, "name": "Code", "weight": "40.00", "know": [], "able": []},
            ],
        },
        "descriptors": [
            {
                "uid": uid("descriptor 1"),
                "number": 1,
                "address": f"https://assay.example.org/library/{uid('descriptor 1')}/",
                "aspect": "Home page 1",
                "levels": ["Not styled", "Basic styling", "Attractive in parts", "Polished throughout"],
                "skill": {"uid": uid("17"), "code": "17", "name": "Web Technologies", "sector": "Information and Communication Technology"},
                "sector": "Information and Communication Technology",
                "wsos_section": {"uid": uid("Design"), "number": 3, "name": "Design", "weight": None},
                "quality": {"code": "GOOD", "label": "Approved"},
                "status": {"code": "APPROVED", "label": "Approved"},
                "code": "A1.2",
                "source": {"code": "SCM", "label": "SCM"},
                "language": "en",
                "tags": ["css", "layout"],
                "categories": ["Design"],
                "also_useful_for": ["09"],
                "revision": {"uid": uid("revision 1"), "number": 2},
                "updated_at": "2026-03-14T09:30:00+00:00",
                "approved_at": "2026-03-14T09:30:00+00:00",
                "origins": [
                    {
                        "system": "cis",
                        "external_id": "sha/12",
                        "competition": "WSC2024",
                        "file": "17.xlsx",
                        "sheet": "CIS",
                        "criterion": "A Design",
                        "sub_criterion": "A1 Pages",
                        "row": 12,
                    }
                ],
                "history": [
                    {
                        "uid": uid("first"),
                        "number": 1,
                        "at": "2026-03-14T09:30:00+00:00",
                        "aspect": "Home",
                        "levels": ["", "", "", "Nice"],
                        "wsos_section": "Design",
                    }
                ],
                "note": "For module C",
            }
        ],
        "scheme": None,
    }


def test_a_scheme_comes_back_whole() -> None:
    book = read(SUB, JUDGEMENT, *LADDER)

    data = json.loads(as_selection.write(selection(book=book)))

    assert as_json.load(data["scheme"]) == book


@given(st.text(), st.text())
def test_any_text_comes_back(name: str, level: str) -> None:
    lone = "".join(letter for letter in name + level if not "\ud800" <= letter <= "\udfff")

    row = json.loads(as_selection.write(selection(descriptor(name=lone, levels=(lone, "", "", lone)))))["descriptors"][0]

    assert (row["aspect"], row["levels"]) == (lone, [lone, "", "", lone])


def test_what_is_not_known_is_null_and_lists_are_there() -> None:
    bare = replace(descriptor(), skill=None, section=None, approved_at=None, tags=(), origins=(), history=())

    data = json.loads(as_selection.write(selection(bare, skill=None, competition=None, standard=None)))

    row = data["descriptors"][0]
    assert [data[name] for name in ("skill", "competition", "standard")] == [None] * 3
    assert [row[name] for name in ("skill", "wsos_section", "approved_at")] == [None] * 3
    assert [row[name] for name in ("tags", "origins", "history")] == [[], [], []]


def test_every_key_is_in_the_description() -> None:
    described = DOCUMENT.read_text(encoding="utf-8")
    data = as_selection.data_of(selection())

    keys = {*data, *data["descriptors"][0], *data["standard"], *data["standard"]["sections"][0], *data["descriptors"][0]["history"][0]}
    assert [key for key in sorted(keys) if f"`{key}`" not in described] == []
