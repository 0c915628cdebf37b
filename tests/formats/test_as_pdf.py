"""PDF files: read again by pypdf; what people typed is never code to the compiler."""

import io
import re
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assay.formats import as_pdf
from assay.formats.document import document_of, plain

from .selections import BOOK, descriptor, selection

WRITERS: list[Callable[..., bytes]] = [as_pdf.guide, as_pdf.translation, as_pdf.booklet]
SIGNS = "".join(map(chr, range(0x21, 0x7F))) + "äéñøßçšžłőΑΩλπжщЯЇ–—“”‘’…·€§°"
TEXTS = st.text(SIGNS + " \n", min_size=1, max_size=120)
CODE = (
    '#eval("1+1") #panic() $x^2$ @ref <label> *bold* _it_ `raw`'
    ' = Head // gone /* gone */ \\u{41} #read("/etc/passwd") #import "@preview/a:1.0.0"'
)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_a_booklet_of_a_scheme_has_a_page_for_each_aspect_that_is_judged() -> None:
    told = pages(as_pdf.booklet(selection(book=BOOK)))

    assert len(told) == 3
    assert ["Logo" in "".join(told), "Look" in told[1], "Names" in told[2]] == [False, True, True]


LONG = ("Donaudampfschifffahrts" * 20, "https://example.org/" + "a" * 400, "x" * 500, "漢字" * 90)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext of poppler-utils is not installed")
@pytest.mark.parametrize("write", WRITERS)
def test_no_word_runs_over_the_edge_of_the_page(write: Any) -> None:
    content = write(selection(descriptor(name=LONG[0], levels=LONG, code="C" * 60, note="n" * 300), title=LONG[1]))

    assert rightmost(content) < PdfReader(io.BytesIO(content)).pages[0].mediabox.width
    assert [word[:20] in letters("".join(pages(content))) for word in LONG] == [True] * 4


def rightmost(content: bytes) -> float:
    """Return where the text ends that stands farthest to the right, in points, as another reader measures it."""
    words = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=content, capture_output=True, check=True).stdout.decode()  # noqa: S607  a program of this machine
    return max(float(end) for end in re.findall(r'xMax="([\d.]+)"', words))


def lowest(content: bytes) -> float:
    """Return how far above the lower edge of its page the lowest text stands, in points; below 0 nobody sees it."""
    heights: list[float] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: Any, _size: Any) -> None:
        if text.strip():
            heights.append(cm[1] * tm[4] + cm[3] * tm[5] + cm[5])

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=visit)
    return min(heights)


def letters(text: str) -> str:
    """Return a text without the breaks of lines that a page makes."""
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("write", WRITERS)
def test_everything_is_on_the_page(write: Any) -> None:
    told = letters("".join(pages(write(selection()))))

    for text in ("Ready for C", "Home page 1", "Not styled", "Basic styling", "Attractive in parts", "Polished throughout", "§3 Design"):
        assert letters(text) in told


@pytest.mark.parametrize("write", WRITERS)
def test_the_foot_says_whose_it_is_and_counts_pages(write: Any) -> None:
    made = pages(write(selection(*map(descriptor, range(1, 12)))))

    assert len(made) > 1
    for number, page in enumerate(made, 1):
        assert re.search(r"17WebTechnologies·WorldSkillsShanghai·Revision[0-9a-f]{8}·2026-03-14·NotforCompetitors", letters(page))
        assert f"{number}/{len(made)}" in letters(page)


@settings(deadline=None, max_examples=25)
@given(TEXTS, TEXTS)
def test_any_text_comes_back_whole(name: str, level: str) -> None:
    told = letters("".join(pages(as_pdf.guide(selection(descriptor(name=name, levels=(level, "", "", "")), title="Title")))))

    assert letters(name) in told
    assert letters(f"0{level}") in told


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(), max_size=60))
@pytest.mark.parametrize("write", WRITERS)
def test_no_text_stops_the_compiler(write: Any, text: str) -> None:
    assert write(selection(descriptor(name=text, levels=(text,) * 4, note=text), title=text)).startswith(b"%PDF-")


@pytest.mark.parametrize("write", WRITERS)
def test_no_text_becomes_code(write: Any) -> None:
    told = letters("".join(pages(write(selection(descriptor(name=CODE, levels=(CODE,) * 4, note=CODE), title=CODE)))))

    assert told.count(letters(CODE)) >= 6


def test_templates_take_nothing_from_elsewhere() -> None:
    """No package, no file but our own, nothing evaluated."""
    templates = {path.name: path.read_text() for path in as_pdf.TEMPLATES.iterdir()}

    assert set(templates) == {"paper.typ", "guide.typ", "translation.typ", "booklet.typ"}
    for text in templates.values():
        assert set(re.findall(r"#?(?:import|include)\s+\"([^\"]*)\"", text)) <= {"paper.typ"}
        assert not re.search(r"\b(?:eval|read|plugin|image|csv|toml|yaml|xml|bibliography)\(|@preview|mode:", text)


def test_the_compiler_sees_no_file_beside_the_templates(tmp_path: Any) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    compiler = as_pdf.compiler("guide", {})
    for asked in (f"{tmp_path}/secret.txt", "/../as_pdf.py", "../as_pdf.py"):
        with pytest.raises(typst.TypstError):
            compiler.compile(f'#read("{asked}")'.encode(), format="pdf")


def test_a_ladder_stays_on_one_page_and_one_that_is_longer_is_whole() -> None:
    rows = [descriptor(n, levels=tuple(f"Level {n}.{level} " + "word " * 60 for level in range(4))) for n in range(1, 9)]
    long = descriptor(9, levels=tuple(f"Level 9.{level} " + "word " * 790 + f"end{level}" for level in range(4)))
    for write in WRITERS:
        made = pages(write(selection(*rows, long)))
        on = [[page for page, text in enumerate(made) if f"Level {n}.0" in text or f"Level {n}.3" in text] for n in range(1, 9)]
        assert [len(each) for each in on] == [1] * 8
        assert [level for level in range(4) if f"end{level}" not in "".join(made)] == []


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_stands_below_its_page(write: Any) -> None:
    """However long a note, a name or a level is; the foot is the lowest."""
    long = {"note": "note " * 500, "name": "name " * 300, "levels": ("level " * 600,) * 4}
    rows = [descriptor(n, **{key: value}) for n, (key, value) in enumerate(long.items())]

    assert lowest(write(selection(*rows))) == lowest(write(selection())) > 0


def test_the_first_row_of_the_guide_is_repeated() -> None:
    made = pages(as_pdf.guide(selection(*map(descriptor, range(1, 30)))))

    assert len(made) > 2
    assert all("WSOS section as per TD" in page for page in made)


def test_a_booklet_has_a_page_for_each_and_says_which() -> None:
    contents, *rest = pages(as_pdf.booklet(selection(descriptor(1), descriptor(2, name="Contact page"))))

    assert len(rest) == 2
    assert re.search(r"Home page 1\s+2\s+Contact page\s+3", contents)
    assert "Contact page" in rest[1]


def test_scripts_of_the_world_are_shown() -> None:
    text = "Привет Ελλάδα Tiếng Việt"

    assert letters(text) in letters("".join(pages(as_pdf.guide(selection(descriptor(name=text))))))


def test_a_character_without_a_font_is_told() -> None:
    """One that Unicode has not given away, so that no font has it."""
    told = " ".join("".join(pages(as_pdf.guide(selection(descriptor(name="Sign \U0002fffd here"))))).split())

    assert "a box stands for each of them. The Word file shows them: U+2FFFD" in told
    assert "a box stands" not in " ".join("".join(pages(as_pdf.guide(selection()))).split())


def test_the_same_selection_gives_the_same_file() -> None:
    assert as_pdf.guide(selection()) == as_pdf.guide(selection())


def resident() -> int:
    """Return how many megabytes this process has in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not say how much memory a process has")
def test_what_was_laid_out_is_forgotten() -> None:
    """Each but the first, which grows to what one needs, would leave some 50 MB."""
    sizes = []
    for round_ in range(5):
        as_pdf.guide(selection(*(descriptor(n, levels=(f"{round_} of {n} " + "word " * 80,) * 4) for n in range(60))))
        sizes.append(resident())

    assert sizes[-1] - sizes[0] < 80, sizes


def test_a_title_for_screen_readers_and_tags() -> None:
    file = PdfReader(io.BytesIO(as_pdf.guide(selection())))

    assert file.metadata
    assert file.metadata.title == "Standards and Assessment Guide · Ready for C"
    assert "/StructTreeRoot" in file.trailer["/Root"]
    assert plain(document_of(selection(), "x").foot)
