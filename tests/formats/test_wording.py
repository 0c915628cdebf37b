"""Every warning and refusal has a sentence, and every sentence is used."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import assay.formats
from assay.formats.scheme import SchemeWarning
from assay.formats.sentences import REFUSALS, WARNINGS
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence

from .sheets import JUDGEMENT, SUB, read

FOLDER = Path(assay.formats.__file__).parent
SOURCE = "".join(path.read_text() for path in FOLDER.glob("*.py") if path.name != "sentences.py")


@pytest.mark.parametrize("rule", [*WARNINGS, *REFUSALS])
def test_sentence_is_used_and_ends(rule: str) -> None:
    assert f'"{rule}"' in SOURCE
    assert (WARNINGS | REFUSALS)[rule].endswith(".")


def test_rules_are_either_warnings_or_refusals() -> None:
    assert WARNINGS.keys() & REFUSALS.keys() == set()


def test_warnings_are_said_with_their_values() -> None:
    book = read(SUB, JUDGEMENT | {"K": 7}, {"E": "Note"})

    said = [sentence(warning) for warning in book.warnings]
    assert "The judgement aspect “Aspect judged” has no levels." in said
    assert "A mark of 7.00 is unusual: marks are above 0, mostly up to 2.00, with two decimals." in said
    assert not any(re.search(r"[{}]", text) for text in said)


def test_braces_in_a_workbook_are_text() -> None:
    assert sentence(SchemeWarning("note-kept", "E1", {"text": "{0} {x}"})) == "“{0} {x}” is not part of an aspect; it was kept as a note."


def test_refusal_is_said_in_english_without_django_and_translated_with_it() -> None:
    refusal = UnreadableWorkbook("doctype")

    with override("en"):
        assert sentence(refusal) == refusal.message == str(refusal)
