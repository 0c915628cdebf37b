"""The one list of formats that can be written."""

from collections.abc import Callable
from dataclasses import dataclass

from assay.formats import as_canvas, as_case, as_csv, as_markdown, as_pdf, as_scheme, as_selection, as_word
from assay.formats.cis_check import Stumble
from assay.formats.selection import Selection
from assay.formats.sentences import gettext_noop


@dataclass(frozen=True)
class Writer:
    """What turns a selection into a file: its name in addresses, what people read, the end of the file's name, the type of its content.

    `group` is where the menu lists it, `about` what it is for. `at_once`: of how many aspects it is made in about a second, `most`: of how
    many at all (`benchmarks/bench_exporting.py` measures both). `with_history`: whether it wants earlier revisions, `with_examples`
    measurement aspects beside descriptors; `look` returns what the person should know before they take the file.
    """

    name: str
    label: str
    suffix: str
    media_type: str
    write: Callable[[Selection], bytes]
    group: str
    about: str = ""
    at_once: int = 1_000
    most: int = 20_000
    with_history: bool = False
    with_examples: bool = False
    look: Callable[[Selection], list[Stumble]] | None = None


PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ, CIS, DATA = gettext_noop("Documents to read"), gettext_noop("Workbook for CIS"), gettext_noop("Data")
GUIDE = gettext_noop("The official table, levels in full")
SHEET = gettext_noop("Each text beside room for its translation")
PAGES = gettext_noop("One descriptor on a page, in large letters")
NOTES = gettext_noop("For a wiki, a note or a mail")
SCHEME = gettext_noop("Says first what CIS would stumble over")
TABLE = gettext_noop("For Excel and every other spreadsheet")
ALL = gettext_noop("Complete, with history and origin")
COMPETENCES = gettext_noop("For systems of competences (1EdTech)")
COURSES = gettext_noop("For courses in Canvas")
WRITERS = {
    writer.name: writer
    for writer in (
        Writer(
            "guide-docx",
            gettext_noop("Assessment Guide (Word)"),
            ".docx",
            WORD,
            as_word.guide,
            READ,
            GUIDE,
            at_once=400,
            most=5_000,
            with_examples=True,
        ),
        Writer(
            "guide-pdf",
            gettext_noop("Assessment Guide (PDF)"),
            ".pdf",
            PDF,
            as_pdf.guide,
            READ,
            at_once=250,
            most=1_000,
            with_examples=True,
        ),
        Writer(
            "translation-docx",
            gettext_noop("Translation sheet (Word)"),
            ".docx",
            WORD,
            as_word.translation,
            READ,
            SHEET,
            at_once=200,
            most=5_000,
        ),
        Writer("translation-pdf", gettext_noop("Translation sheet (PDF)"), ".pdf", PDF, as_pdf.translation, READ, at_once=150, most=1_000),
        Writer("booklet-pdf", gettext_noop("Booklet (PDF)"), ".pdf", PDF, as_pdf.booklet, READ, PAGES, at_once=250, most=1_000),
        Writer("markdown", gettext_noop("Text (Markdown)"), ".md", "text/markdown; charset=utf-8", as_markdown.write, READ, NOTES),
        Writer("cis", gettext_noop("CIS workbook (Excel)"), ".xlsx", EXCEL, as_scheme.write, CIS, SCHEME, look=as_scheme.look),
        Writer("csv", gettext_noop("Table (CSV)"), ".csv", "text/csv; charset=utf-8", as_csv.write, DATA, TABLE),
        Writer("json", gettext_noop("Everything (JSON)"), ".json", "application/json", as_selection.write, DATA, ALL, with_history=True),
        Writer("case", gettext_noop("CASE package (JSON)"), ".case.json", "application/json", as_case.write, DATA, COMPETENCES),
        Writer("canvas", gettext_noop("Canvas outcomes (CSV)"), ".canvas.csv", "text/csv; charset=utf-8", as_canvas.write, DATA, COURSES),
    )
}
