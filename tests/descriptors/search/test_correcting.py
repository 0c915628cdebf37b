"""Which word was meant by one that nobody wrote: a letter doubled or left out is likelier than another word."""

import pytest

from assay.descriptors.search.correcting import best, near

WRITTEN = ("connections", "connect", "convention", "condition", "continuous", "colour")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("conection", "connections"),  # not "condition" or "convention", however common
        ("conect", "connect"),
        ("connnection", "connections"),
        ("conditoin", "condition"),
        ("convension", "convention"),
        ("clour", "colour"),
        ("zebra", ""),
    ],
)
def test_a_letter_doubled_or_not_is_likelier_than_another_word(typed: str, meant: str) -> None:
    counts = dict.fromkeys(WRITTEN, 2) | {"condition": 900, "convention": 900}
    assert best(typed, {word: counts[word] for word in near(typed, WRITTEN)}) == meant
