"""A CIS workbook of any selection: what our own reader, LibreOffice and the rules of CIS say about it."""

import csv
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine as calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats import as_cis, as_scheme, from_cis
from assay.formats.cells import one_line, tidy
from assay.formats.cis_check import Limits, stumbles
from assay.formats.scheme import Workbook
from assay.formats.selection import Section

from .selections import CODE, DESIGN, SKILL, STANDARD, descriptor, selection, uid
from .sheets import JUDGEMENT, LADDER, MEASURED, SUB, read
from .test_as_cis import again, bare, cells

ELSEWHERE = Section(uid("Elsewhere"), "Elsewhere", 1)
REAL = ("es2023_17_earlier", "es2023_17_final", "graz2020_17_complete", "graz2020_17_module_a_one_page", "graz2020_17_module_b_php_api")
SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def read_back(*rows: object, **known: object) -> Workbook:
    return from_cis.read(as_scheme.write(selection(*rows, **known)), name="written.xlsx")  # type: ignore[arg-type]


def told(book: Workbook, limits: Limits | None = None) -> list[tuple[str, str, bool]]:
    found = stumbles(as_cis.as_written(book), *([limits] if limits else []))
    return [(one.said.rule, one.said.cell, one.is_needed) for one in found]


def test_descriptors_stand_in_a_form_for_each_section_in_the_order_of_the_standard() -> None:
    rows = [descriptor(1, section=CODE), descriptor(2, section=ELSEWHERE), descriptor(3), descriptor(4, section=None), descriptor(5)]

    book = read_back(*rows)

    assert (book.title, book.skill_code, book.standards_title) == (str(SKILL), "17", "WorldSkills Occupational Standards WSC2026")
    assert [(one.number, one.name, one.mark) for one in book.sections] == [(3, "Design", Decimal("60.00")), (4, "Code", Decimal("40.00"))]
    assert [(one.letter, one.name) for one in book.criteria] == [("A", "Ready for C")]
    assert [(sub.id, sub.name, [(a.description, a.section) for a in sub.aspects]) for sub in book.sub_criteria] == [
        ("A1", "Design", [("Home page 3", 3), ("Home page 5", 3)]),
        ("A2", "Code", [("Home page 1", 4)]),
        ("A3", "Outside the standard", [("Home page 2", None), ("Home page 4", None)]),
    ]
    assert {aspect.level_texts for aspect in book.aspects} == {descriptor().levels}
    assert {aspect.mark for aspect in book.aspects} == {None}


def test_without_a_standard_the_sections_have_names_and_no_numbers() -> None:
    book = read_back(descriptor(1, section=ELSEWHERE), descriptor(2), standard=None, skill=None)

    assert (book.title, book.sections) == ("Ready for C", ())
    assert [(sub.id, sub.name, [a.section for a in sub.aspects]) for sub in book.sub_criteria] == [
        ("A1", "Design", [None]),
        ("A2", "Elsewhere", [None]),
    ]


def test_more_forms_than_a_criterion_holds_go_on_in_the_next() -> None:
    rows = [descriptor(n, section=Section(uid(f"section {n}"), f"Section {n:03}")) for n in range(120)]

    book = read_back(*rows, standard=None)

    assert [sub.id for sub in book.sub_criteria][97:101] == ["A98", "A99", "B1", "B2"]
    assert [one.letter for one in book.criteria] == ["A", "B"]


def test_nothing_is_a_workbook_too() -> None:
    assert read_back(standard=None, descriptors=()).aspects == ()


@pytest.mark.parametrize("name", REAL)
def test_a_real_scheme_comes_back_the_same_tree(samples: Path, name: str) -> None:
    book = from_cis.read((samples / f"{name}.xlsx").read_bytes(), name=name)

    found = again(as_scheme.scheme_of(selection(book=book)))

    assert bare(found) == bare(as_cis.as_written(book))
    assert (len(found.aspects), len(found.judgement), found.marks) == (len(book.aspects), len(book.judgement), book.marks)


def test_the_preamble_stands_where_the_empty_template_has_it(samples: Path) -> None:
    data = (samples / "cis_template_empty.xlsx").read_bytes()
    written = as_cis.write(from_cis.read(data, name="template"))

    older = {"WSSS Marks": "WSOS Marks", "WSSS Section": "WSOS Section"}
    theirs = {cell: older.get(str(value), value) for cell, value in cells(data).items()}
    ours = cells(written)
    assert ours == theirs | {f"J{row}": 0.0 for row in range(5, 12)}
    assert merges(written) == merges(data)


def merges(data: bytes) -> list[str]:
    """The merged ranges of the first sheet."""
    return sorted(re.findall(r'<mergeCell ref="([^"]+)"', sheet_of(data)))


def sheet_of(data: bytes) -> str:
    """The first sheet as XML."""
    return zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()


def test_the_page_and_the_columns_are_as_wide_as_cis_makes_them() -> None:
    xml = sheet_of(as_scheme.write(selection()))

    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', xml)]
    wanted = [7.7, 39, 7.7, 8.4, 52.1, 8, 46.7, 15.4, 11.3, 11, 10.7, 18.4, 10.7]
    assert all(abs(width - 0.71 - meant) < 0.05 for width, meant in zip(widths, wanted, strict=True)), widths
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"' in xml


def test_a_row_is_as_high_as_its_text_and_grows_with_it() -> None:
    xml = sheet_of(as_scheme.write(selection(descriptor(levels=("Short", "word " * 40, "x" * 200, "字" * 60)))))

    heights = {int(row): float(height) for row, height in re.findall(r'<row r="(\d+)"[^>]*ht="([\d.]+)"', xml)}
    long = {row: height for row, height in heights.items() if row > min(heights)}
    assert list(long.values()) == [53.25, 53.25, 39.75], heights
    assert "customHeight" not in xml.partition("<sheetData>")[2]


def test_what_could_be_taken_for_a_formula_is_marked_as_text_wherever_it_stands() -> None:
    data = as_scheme.write(selection(descriptor(name="=1+1", levels=("@x", "+1", "-1", "-")), title="=2"))

    file = zipfile.ZipFile(io.BytesIO(data))
    styles = re.findall(r"<xf [^>]*>", file.read("xl/styles.xml").decode().partition("<cellXfs")[2])
    texts = re.findall(r"(?s)<si><t[^>]*>(.*?)</t></si>", file.read("xl/sharedStrings.xml").decode())
    written = [(texts[int(text)], styles[int(style)]) for style, text in re.findall(r's="(\d+)" t="s"><v>(\d+)</v>', sheet_of(data))]
    assert [text for text, style in written if "quotePrefix" in style] == ["=2", "=1+1", "@x", "+1", "-1", "-"]


texts = st.text(
    st.sampled_from("=+-@'\"\t\n;| <>&{}_x000D0123") | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60
)


@settings(max_examples=40, deadline=None)
@given(texts.filter(one_line), texts.filter(tidy), texts)
def test_any_text_is_read_back_and_none_is_a_formula(name: str, level: str, title: str) -> None:
    data = as_scheme.write(selection(descriptor(name=one_line(name), levels=(level, "One", "Two", "Three")), title=f"x{title}"))

    (aspect,) = from_cis.read(data, name="written").aspects
    assert (aspect.description, aspect.levels[0].text) == (one_line(name), tidy(level))
    formulas = re.findall(r"<f>([^<]+)</f>", sheet_of(data))
    assert not [one for one in formulas if not re.fullmatch(r"(?:SUM|SUMIF|ABS)\([$A-Z0-9:,-]+\)|N\d+", one)]


def test_a_complete_scheme_makes_cis_stumble_over_nothing() -> None:
    book = read(SUB, JUDGEMENT | {"K": 40}, *LADDER, MEASURED | {"K": 60})

    assert told(book) == []


def test_what_cis_would_stumble_over_is_named_with_its_cell() -> None:
    rows = (SUB | {"C": ""}, {"E": "No type", "K": 1}, JUDGEMENT | {"E": "x" * 301, "I": 9}, *LADDER[:2], MEASURED | {"I": "", "K": ""})

    found = told(read(*rows))

    assert found == [
        ("aspect-without-type", "D17", True),
        ("level-missing", "E18", True),
        ("mark-missing", "K23", False),
        ("marks-not-total", "", False),
        ("section-varies", "K5", False),
        ("section-varies", "K6", False),
        ("section-missing", "I17", False),
        ("section-not-listed", "I18", False),
        ("section-missing", "I23", False),
        ("name-too-long", "E18", False),
        ("sub-criterion-without-day", "C16", False),
    ]


def test_cells_that_are_named_are_those_of_the_written_sheet() -> None:
    book = as_scheme.scheme_of(selection(descriptor(1, levels=("", "One", "", ""))))
    written = cells(as_cis.write(book))

    places = {one.said.rule: one.said.cell for one in as_scheme.look(selection(descriptor(1, levels=("", "One", "", ""))))}

    assert written[places["level-missing"]] == "Home page 1"
    assert written["A" + places["sub-criterion-without-day"][1:]] == "A1"
    assert places["marks-missing"] == "K" + places["level-missing"][1:]


def test_descriptors_of_the_library_have_no_marks_and_that_is_said_once() -> None:
    found = [one.said.rule for one in as_scheme.look(selection(*(descriptor(n) for n in range(3))))]

    assert found == ["marks-missing", "sub-criterion-without-day"]
    assert [one.said.rule for one in as_scheme.look(selection(standard=None))] == [
        "marks-missing",
        "sections-not-known",
        "sub-criterion-without-day",
    ]


def test_limits_can_be_others() -> None:
    book = read(SUB, JUDGEMENT | {"K": 40}, *LADDER, MEASURED | {"K": 40})

    assert [rule for rule, _cell, _needed in told(book)] == ["marks-not-total", "section-varies"]
    assert told(book, Limits(total=Decimal(80), variation=Decimal(20))) == []


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_sample_and_adds_up_the_same(samples: Path, tmp_path: Path) -> None:
    books = {path.stem: from_cis.read(path.read_bytes(), name=path.stem) for path in sorted(samples.glob("*.xlsx"))}
    for name, book in books.items():
        # Cached totals are taken away, so that what is read is what LibreOffice has added up.
        (tmp_path / f"{name}.xlsx").write_bytes(without_cached_values(as_cis.write(book)))

    command = [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, *sorted(map(str, tmp_path.glob("*.xlsx")))], check=True, capture_output=True, timeout=120)  # type: ignore[list-item]  # noqa: S603

    for name, book in books.items():
        rows = list(csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text(encoding="utf-8"), newline="")))
        written = as_cis.as_written(book)
        totals = {row[11]: Decimal(row[13]) for row in rows if row[11] and row[12].split() == ["Total", "Mark"]}
        assert (name, totals) == (name, {total.label: total.mark for total in written.totals})
        assert [Decimal(rows[one.row - 1][9]) for one in written.sections] == [book.section_marks(one.number) for one in written.sections]


def without_cached_values(data: bytes) -> bytes:
    """The workbook with formulas and no values of them."""
    old, new = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as file:
        for part in old.namelist():
            content = old.read(part)
            file.writestr(part, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content) if part.endswith("sheet1.xml") else content)
    return new.getvalue()


def test_the_sheets_are_those_of_cis() -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(as_scheme.write(selection())))

    assert book.sheet_names == ["CIS Marking Scheme Import", "Calculations"]


def test_a_section_that_has_no_weight_yet_has_no_mark() -> None:
    standard = replace(STANDARD, sections=(replace(DESIGN, weight=None),))

    assert read_back(standard=standard).sections[0].mark is None
