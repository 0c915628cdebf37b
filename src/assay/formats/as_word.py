"""Writes documents as Word files."""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from assay.formats.document import Chapter, Line, document_of
from assay.formats.selection import Selection
from assay.formats.word_parts import ACCENT, GREY, bold, paper, row, saved, say, table

WIDTHS, HALVES = (56, 40, 19, 115, 35), (89, 89)
LETTERS_OF_A_PAGE = 2_200  # of the column of levels at least; a longer ladder is the only one that may be split


def guide(selection: Selection) -> bytes:
    """Return the Standards and Assessment Guide."""
    document = document_of(selection, selection.words.guide)
    words, file = document.words, paper(document, is_wide=True)
    if document.measured:
        say(file.add_heading(level=2), words.measurement)
        if document.measured_of:
            for run in say(file.add_paragraph(), document.measured_of).runs:
                run.font.size, run.font.color.rgb = Pt(9), GREY
        aspects(file, document.measured, (words.aspect, words.section_of_td, words.points, words.requirement, words.resource))
    if document.judged:
        say(file.add_heading(level=2), words.judgement)
        legend(file, words.levels)
        aspects(file, document.judged, (words.aspect, words.section_of_td, words.points, words.descriptor, words.resource))
    return saved(file)


def translation(selection: Selection) -> bytes:
    """Return the translation sheet: what stands in the library on the left, nothing on the right."""
    document = document_of(selection, selection.words.translation)
    file = paper(document, is_wide=False)
    titles = (document.language, document.words.translated)
    for heading, chapters in document.parts:
        if document.measured:
            say(file.add_heading(level=2), heading)
        for chapter in chapters:
            say(file.add_heading(level=3), chapter.heading)
            for line in chapter.lines:
                halves(file, line, titles)
    return saved(file)


def halves(file: Any, line: Line, titles: Sequence[str]) -> None:
    """Write an aspect with an empty cell beside each of its texts."""
    made, is_whole = table(file, titles, HALVES), not is_long(line)
    lefts = iter([row(made, 2, may_split=not is_whole)[0] for _text in (line.aspect, *line.levels, *line.details)])
    bold(say(next(lefts), line.aspect))
    for number, text in enumerate(line.levels):
        level(next(lefts), number, text)
    for text in line.details:
        say(next(lefts), text)
    for each in made.rows[:-1] if is_whole else made.rows[:2]:
        each.cells[0].paragraphs[0].paragraph_format.keep_with_next = True
    gap = file.add_paragraph().paragraph_format
    gap.space_after, gap.line_spacing = Pt(0), Pt(9)


def legend(file: Any, labels: Iterable[str]) -> None:
    """Say what the numbers of the levels mean."""
    paragraph = file.add_paragraph()
    for number, label in enumerate(labels):
        paragraph.add_run(f"{number} ").bold = True
        say(paragraph, f"{label}     ")
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), GREY


def aspects(file: Any, chapters: Iterable[Chapter], titles: Sequence[str]) -> None:
    """Write chapters: each with its heading, and a table whose first row stands on every page."""
    for chapter in chapters:
        say(file.add_heading(level=3), chapter.heading)
        made = table(file, titles, WIDTHS)
        for line in chapter.lines:
            aspect, section, points, main, resource = row(made, len(titles), may_split=is_long(line))
            bold(say(aspect, line.aspect))
            say(section, line.section)
            say(points, line.points).alignment = WD_ALIGN_PARAGRAPH.RIGHT
            tell(main, line)
            say(resource, "\n".join(line.resource))


def is_long(line: Line) -> bool:
    """Return whether an aspect may not fit on a page; in the narrow columns a page has room for a fourth of it."""
    main, narrow = (*line.levels, *line.details), (line.aspect, line.section, *line.resource)
    return length(main) > LETTERS_OF_A_PAGE or 4 * length(narrow) > LETTERS_OF_A_PAGE


def length(texts: Iterable[str]) -> int:
    """Return how many letters there are; each line end counts as a line."""
    return sum(len(text) + 60 * text.count("\n") for text in texts)


def tell(paragraph: Any, line: Line) -> None:
    """Write the four levels, or what else is said of a measurement aspect, each in a paragraph of the cell."""
    cell = paragraph._parent  # noqa: SLF001  its cell
    for number, text in enumerate(line.levels or line.details):
        paragraph = cell.add_paragraph() if number else paragraph
        level(paragraph, number, text) if line.levels else say(paragraph, text)


def level(paragraph: Any, number: int, text: str) -> None:
    """Write a level behind its number."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = Mm(5), Mm(-5)
    label = paragraph.add_run(f"{number}  ")
    label.bold, label.font.color.rgb = True, ACCENT
    say(paragraph, text or "—")
