"""The CASE package holds to the final release of CASE 1.1; the validator knows every trap that was checked against it."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats import as_case
from assay.formats.selection import Origin, Selection

from .case_rules import UUID as LOWER_CASE
from .case_rules import problems
from .selections import AT, CODE, LEVELS, SPACE, descriptor, selection, uid
from .sheets import JUDGEMENT, LADDER, SUB, read

Data = dict[str, Any]


def package(*rows: Any, **known: Any) -> Data:
    found: Data = json.loads(as_case.write(selection(*rows, **known)))
    return found


def test_a_standard_is_the_framework_and_the_selection_a_rubric() -> None:
    found = package(descriptor(1), descriptor(2, section=CODE))

    document, (design, colour, page, typeface, code) = found["CFDocument"], found["CFItems"]
    assert list(problems(found)) == []
    assert (document["identifier"], document["title"], document["creator"]) == (
        uid("standard"),
        "17 Web Technologies WSC2026",
        "WorldSkills International",
    )
    assert (document["version"], document["adoptionStatus"], document["caseVersion"]) == ("WSC2026", "Adopted", "1.1")
    assert [item["fullStatement"] for item in found["CFItems"]] == [
        "Design",
        "Colour theory",
        "Lay out a page",
        "Choose a typeface",
        "Code",
    ]
    assert (design["humanCodingScheme"], design["CFItemType"], design["extensions"]) == (
        "3",
        "WSOS Section",
        {"ws:importancePercent": 60.0},
    )
    assert [item["CFItemType"] for item in (colour, page, typeface, code)] == ["Knowledge", "Ability", "Ability", "WSOS Section"]
    below = [(one["originNodeURI"]["title"], one["destinationNodeURI"]["title"], one["sequenceNumber"]) for one in found["CFAssociations"]]
    assert below == [
        ("Design", "17 Web Technologies WSC2026", 1),
        ("Colour theory", "Design", 1),
        ("Lay out a page", "Design", 2),
        ("Choose a typeface", "Design", 3),
        ("Code", "17 Web Technologies WSC2026", 2),
    ]


def test_a_descriptor_is_a_criterion_with_its_levels() -> None:
    found = package()

    (rubric,), item = found["CFRubrics"], found["CFItems"][0]
    (criterion,) = rubric["CFRubricCriteria"]
    assert rubric["title"] == "Ready for C"
    assert (criterion["description"], criterion["category"], criterion["position"]) == ("Home page 1", "Design", 1)
    assert criterion["CFItemURI"] == {"title": "Design", "identifier": item["identifier"], "uri": item["uri"]}
    assert "weight" not in criterion
    assert [(one["score"], one["position"], one["quality"], one["description"]) for one in criterion["CFRubricCriterionLevels"]] == [
        (0.0, 1, "Below standard", LEVELS[0]),
        (1.0, 2, "Meets standard", LEVELS[1]),
        (2.0, 3, "Exceeds in part", LEVELS[2]),
        (3.0, 4, "Excellent", LEVELS[3]),
    ]
    assert criterion["extensions"] == {
        "ws:descriptor": uid("descriptor 1"),
        "ws:number": 1,
        "ws:revision": uid("revision 1"),
        "ws:revisionNumber": 2,
        "ws:tags": ["css", "layout"],
        "ws:quality": "GOOD",
        "ws:source": "SCM",
        "ws:origin": vars(descriptor().origins[0]),
        "ws:approvedAt": "2026-03-14T09:30:00Z",
    }


def test_in_a_scheme_a_criterion_has_its_mark_and_its_place() -> None:
    book = replace(read(SUB, JUDGEMENT | {"K": 1.25}, *LADDER), file="17.xlsx")
    made = descriptor(origins=(Origin("cis", "sha/1", file="17.xlsx", row=book.judgement[0].row),))

    (criterion,) = package(made, book=book)["CFRubrics"][0]["CFRubricCriteria"]

    assert (criterion["weight"], criterion["category"]) == (1.25, "Analysis / A1 Layout")
    assert as_case.aspects_of(selection(made, book=book))[made.uid].mark == Decimal("1.25")


def test_only_what_the_library_has_is_in_it() -> None:
    found = package(descriptor(1, is_library=False), descriptor(2))

    assert [one["description"] for one in found["CFRubrics"][0]["CFRubricCriteria"]] == ["Home page 2"]


def test_exporting_twice_gives_the_same() -> None:
    later = {"made_at": AT + timedelta(days=9)}

    assert package(descriptor(1), descriptor(2)) == package(descriptor(1), descriptor(2), **later)


def test_a_new_revision_keeps_every_identifier() -> None:
    before, after = package(descriptor(1)), package(descriptor(1, name="Reworded", revision=3, revision_uid=uid("third")))

    assert identifiers(before) == identifiers(after)
    assert all(LOWER_CASE.fullmatch(found) for found in identifiers(before))
    assert len(set(own_identifiers(before))) == len(own_identifiers(before))


def identifiers(found: Any) -> list[str]:
    """Every identifier, in order."""
    if isinstance(found, list):
        return [each for one in found for each in identifiers(one)]
    if not isinstance(found, dict):
        return []
    own = [found["identifier"]] if "identifier" in found else []
    return own + [each for value in found.values() for each in identifiers(value)]


def own_identifiers(found: Any) -> list[str]:
    """Every identifier of a thing itself, not of a link to it."""
    if isinstance(found, list):
        return [each for one in found for each in own_identifiers(one)]
    if not isinstance(found, dict):
        return []
    own = [found["identifier"]] if "lastChangeDateTime" in found else []
    return own + [each for value in found.values() for each in own_identifiers(value)]


SELECTIONS: dict[str, Selection] = {
    "without a standard": selection(standard=None, skill=None, competition=None, uid=""),
    "nothing": selection(descriptors=(), standard=None, uid=""),
    "bare": selection(
        descriptor(
            section=None, skill=None, levels=("", "", "", ""), origins=(), tags=(), approved_at=None, code="", source=descriptor().status
        )
    ),
    "breaks in names": selection(descriptor(name="Tab\there"), title="Two\nlines"),
}


@pytest.mark.parametrize("name", SELECTIONS)
def test_any_selection_is_a_valid_package(name: str) -> None:
    assert list(problems(json.loads(as_case.write(SELECTIONS[name])))) == []


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_is_in_a_valid_package(name: str, level: str) -> None:
    found = package(descriptor(name=name, levels=(level, "", "", "x"), tags=(level,)), title=name)

    assert list(problems(found)) == []


def spoiled(change: Callable[[Data], object]) -> Data:
    found = deepcopy(package())
    change(found)
    return found


def criterion_of(found: Data) -> Data:
    one: Data = found["CFRubrics"][0]["CFRubricCriteria"][0]
    return one


TRAPS: dict[str, Data] = {
    "wrapped in CFPackage": {"CFPackage": package()},
    "CFPackageURI in the document": spoiled(lambda found: found["CFDocument"].update(CFPackageURI=found["CFItems"][0]["uri"])),
    "CFDocumentURI in an item": spoiled(lambda found: found["CFItems"][0].update(CFDocumentURI=found["CFItems"][0]["uri"])),
    "null for an optional key": spoiled(lambda found: found["CFDocument"].update(notes=None)),
    "a UUID of version 7": spoiled(lambda found: found["CFDocument"].update(identifier="01912345-6789-7abc-8def-0123456789ab")),
    "an upper-case UUID": spoiled(lambda found: found["CFDocument"].update(identifier=str(uuid5(UUID(str(SPACE)), "x")).upper())),
    "extensions of a level as an object": spoiled(lambda found: criterion_of(found)["CFRubricCriterionLevels"][0].update(extensions={})),
    "subject as a text": spoiled(lambda found: found["CFDocument"].update(subject="Web")),
    "another version of CASE": spoiled(lambda found: found["CFDocument"].update(caseVersion="1.0")),
    "an empty set": spoiled(lambda found: found.update(CFDefinitions={"CFConcepts": []})),
    "a key that nobody knows": spoiled(lambda found: criterion_of(found).update(title="x")),
    "a missing key": spoiled(lambda found: found["CFDocument"].pop("creator")),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_is_rejected(trap: str) -> None:
    assert list(problems(TRAPS[trap])) != []
