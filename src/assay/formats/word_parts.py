"""The parts of Word files: the page, tables whose first row is repeated, texts. Every text that somebody typed goes through `say`."""

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assay.formats.document import Document, plain, reads_from_the_right

ACCENT, GREY, BLACK = RGBColor(0x1B, 0x5E, 0x4B), RGBColor(0x56, 0x60, 0x5B), RGBColor(0, 0, 0)
PALE, HAIR = "EEF3F0", "B9C2BD"
A4, MARGIN, PLACE = (Mm(210), Mm(297)), Mm(16), Mm(25)
WORD_2013 = "15"  # an older one opens as "compatibility mode"
FACE = "Calibri"
STYLES = (("Normal", 10, BLACK), ("Heading 1", 20, ACCENT), ("Heading 2", 14, BLACK), ("Heading 3", 11, ACCENT))
# What the format wants to stand behind the direction of a paragraph.
AFTER_BIDI = tuple(f"w:{name}" for name in ("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "jc", "rPr", "sectPr"))


def paper(document: Document, *, is_wide: bool) -> Any:
    """Return a new file with its page, its styles, its title and the line at its foot."""
    file = docx.Document()
    page, (short, long) = file.sections[0], A4
    page.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = (long, short) if is_wide else (short, long)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_2013)
    for name, size, color in STYLES:
        styled(file.styles[name], size, color)
    file.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    named = file.core_properties
    named.title, named.author, named.comments = f"{plain(document.title)} · {plain(document.of)}"[:255], "", ""
    say(file.add_heading(level=1), document.title)
    say(file.add_paragraph(), document.of).runs[0].font.size = Pt(13)
    foot(page, document.foot)
    return file


def styled(style: Any, size: int, color: RGBColor) -> None:
    """Give a style its face, for every script, its size and its color."""
    style.font.name, style.font.size = FACE, Pt(size)
    fonts = style.element.rPr.rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{script}Theme"), None)
        fonts.set(qn(f"w:{script}"), FACE)
    style.font.color.rgb = color
    style.paragraph_format.space_after = Pt(3)


def foot(page: Any, text: str) -> None:
    """Write the line at the foot of every page beside the number of the page, which stays at its place however long the line is."""
    width, last = page.page_width - 2 * MARGIN, page.footer.paragraphs[0]
    made = page.footer.add_table(1, 2, width)
    last._p.addprevious(made._tbl)  # noqa: SLF001  the last thing in a footer is a paragraph
    cells = made.rows[0].cells
    for cell, column, wide in zip(cells, made.columns, (width - PLACE, PLACE), strict=True):
        cell.width = column.width = wide
    number = cells[1].paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    say(cells[0].paragraphs[0], text)
    field(number, "PAGE")
    number.add_run(" / ")
    field(number, "NUMPAGES")
    for run in (*cells[0].paragraphs[0].runs, *number.runs):
        run.font.size, run.font.color.rgb = Pt(8), GREY
    made._tbl.tblPr.find(qn("w:tblLook")).addprevious(inside(0, 0, 0, 0))  # noqa: SLF001
    last.paragraph_format.line_spacing, last.paragraph_format.space_after = Pt(1), Pt(0)
    page.footer_distance = MARGIN // 2


def field(paragraph: Any, instruction: str) -> None:
    """Add what Word counts itself."""
    made = OxmlElement("w:fldSimple")
    made.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(8), GREY
    made.append(run._r)  # noqa: SLF001  python-docx has no fields
    paragraph._p.append(made)  # noqa: SLF001


def table(file: Any, titles: Sequence[str], widths: Sequence[int]) -> Any:
    """Return a table with its first row, which is repeated on every page."""
    made = file.add_table(rows=0, cols=len(widths))
    made.autofit, made.alignment = (
        False,
        WD_TABLE_ALIGNMENT.CENTER,
    )  # as wide as the page's text: its edges stand where that begins and ends
    for border in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders(made).append(element(f"w:{border}", val="single", sz="4", space="0", color=HAIR))
    made._tbl.tblPr.find(qn("w:tblLook")).addprevious(inside(50, 110, 30, 110))  # noqa: SLF001
    for column, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):  # noqa: SLF001
        column.w = Mm(width)
    for paragraph, title in zip(row(made, len(widths), is_header=True), titles, strict=True):
        bold(say(paragraph, title))
        paragraph.runs[0].font.size, paragraph.paragraph_format.keep_with_next = Pt(9), True
        paragraph._parent._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=PALE))  # noqa: SLF001
    return made


def inside(top: int, left: int, bottom: int, right: int) -> Any:
    """Return how far the texts of a table stay from the edges of their cells, in twentieths of a point."""
    made = element("w:tblCellMar")
    for side, twips in (("top", top), ("left", left), ("bottom", bottom), ("right", right)):
        made.append(element(f"w:{side}", w=str(twips), type="dxa"))
    return made


def borders(made: Any) -> Any:
    """Return where a table says its borders."""
    properties = made._tbl.tblPr  # noqa: SLF001
    found = properties.find(qn("w:tblBorders"))
    if found is None:
        found = element("w:tblBorders")
        properties.find(qn("w:tblLayout")).addprevious(found)
    return found


def row(made: Any, columns: int, *, may_split: bool = False, is_header: bool = False) -> list[Any]:
    """Add a row and return the paragraph of each of its cells; it stays on one page unless it may be split."""
    added = made.add_row()
    properties = added._tr.get_or_add_trPr()  # noqa: SLF001
    if not may_split:
        properties.append(element("w:cantSplit"))
    if is_header:
        properties.append(element("w:tblHeader"))
    return [cell.paragraphs[0] for cell in added.cells[:columns]]


def element(name: str, **attributes: str) -> Any:
    """Return an element of WordprocessingML."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def say(paragraph: Any, text: str) -> Any:
    """Add a text as it was typed, in the direction of its script, and return the paragraph."""
    run = paragraph.add_run(plain(text))
    if reads_from_the_right(text):
        paragraph._p.get_or_add_pPr().insert_element_before(element("w:bidi"), *AFTER_BIDI)  # noqa: SLF001
        run._r.get_or_add_rPr().append(element("w:rtl"))  # noqa: SLF001
    return paragraph


def bold(paragraph: Any) -> None:
    """Make a paragraph bold."""
    for run in paragraph.runs:
        run.bold = True


def saved(file: Any) -> bytes:
    """Return the file."""
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()
