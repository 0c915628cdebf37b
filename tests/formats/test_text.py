"""What becomes of a text: tidy for people, put right where that is certain, and as it was beside that."""

import pytest

from assay.formats.cells import damage_in, raw_text, tidy

from .sheets import FIRST_ROW, JUDGEMENT, LADDER, MEASURED, SUB, read, rules


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Cafe\u0301", "Café"),
        ("one\u00a0two\u2009three\u3000four", "one two three four"),
        ("  a \t b  ", "a b"),
        ("a _x000D_\nb_x000D_c\r\nd\re\u2028f", "a\nb\nc\nd\ne\nf"),
        ("a_x0009_b_x2019_s_x005F_x000D_", "a b’s_x000D_"),
        ("_xD800_x", "x"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("“smart” ‘quotes’ – dash … ½ m²", "“smart” ‘quotes’ – dash … ½ m²"),
        ("•\tone\n▪ two\n- three", "• one\n▪ two\n- three"),
        ("职业技能 ≤ 3 → 20 ° ✓", "职业技能 ≤ 3 → 20 ° ✓"),
        ("x_y _x1_ _xyzw_", "x_y _x1_ _xyzw_"),
    ],
)
def test_a_text_is_tidied(raw: str, text: str) -> None:
    assert tidy(raw) == text
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Itâ€™s a â€œgoodâ€\x9d one â€“ really", "It’s a “good” one – really"),
        ("CafÃ© for 20 Â°C", "Café for 20 °C"),
        ("SÃ£o Paulo, â‰¤ 3 mm", "São Paulo, ≤ 3 mm"),
        ("It\x92s \x93quoted\x94 \x96 so", "It’s “quoted” – so"),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚ ðŸ˜€", "привет 😀"),
        ("\uf0b7 first\n\uf0a7 second \uf0e0 third \uf0fc", "• first\n• second → third ✓"),
    ],
)
def test_what_can_have_been_nothing_else_is_put_right(raw: str, text: str) -> None:
    assert (tidy(raw), damage_in(raw)) == (text, "repaired")


@pytest.mark.parametrize("raw", ["AMANHÃ” said", "na\ufffdve", "odd \uf123 sign", "price â€ only"])
def test_what_is_not_certain_is_left_and_reported(raw: str) -> None:
    assert (tidy(raw), damage_in(raw)) == (raw, "doubtful")


@pytest.mark.parametrize(
    "raw",
    [
        "MANHÃ",
        "NÃO É AÇÃO",
        "Ângulo: 3°",
        "“É assim”",
        "À la carte",
        "ÜBER–ALLES",
        "Ça va… É—não",
        "Âme «là»",
        "ROSÉ™ CAFÉ®",
        "“caffè”…",
        "Brûlâ”…",
        "AÑO",
        "Привет",
        "中文",
    ],
)
def test_honest_letters_are_no_damage(raw: str) -> None:
    assert (tidy(raw), damage_in(raw)) == (raw, "")


def test_damage_is_reported_with_its_cell_and_the_raw_text_kept() -> None:
    damaged = {"F": 1, "G": "Itâ€™s there"}
    book = read(SUB, JUDGEMENT, LADDER[0], damaged, *LADDER[2:], MEASURED | {"E": "na\ufffdve thing"})

    level = book.aspects[0].levels[1]
    assert (level.text, level.raw) == ("It’s there", "Itâ€™s there")
    assert rules(book) == [("text-repaired", f"G{FIRST_ROW + 3}"), ("text-doubtful", f"E{FIRST_ROW + 6}")]


def test_no_text_holds_what_no_database_can() -> None:
    assert raw_text("a\x00b\ud800c") == "a\ufffdb\ufffdc"
