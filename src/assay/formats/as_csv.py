"""Writes a selection as CSV (RFC 4180, UTF-8 with its mark, which Excel needs): a row for each descriptor, the columns below."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from assay.formats.clipboard import is_remade
from assay.formats.selection import Descriptor, Section, Selection

COLUMNS = (
    *("number", "uid", "aspect", "level_0", "level_1", "level_2", "level_3", "skill", "skill_name", "sector"),
    *("wsos_section_number", "wsos_section", "quality", "status", "code", "tags", "categories", "also_useful_for"),
    *("source", "origin", "language", "revision", "revision_uid", "updated_at", "approved_at", "note", "address"),
)
MARK = "\ufeff"
_MAYBE = re.compile("[=+\\-@＝＋－＠\t]")
_LIVE = "=+\\-@＝＋－＠"  # also as East Asian keyboards type them
# Where a sheet may begin a cell: at the beginning, and after what other settings of Excel take for the end of a cell. There
# quotation marks are taken for those around a cell.
_STARTS = re.compile(rf"\A(?='*(?:\s*[{_LIVE}]|[\t\r]))|(?<=[;\t\n|])(?='*[^\S\n\t]*(?:\"[^\S\n\t]*)*[{_LIVE}])")


def write(selection: Selection) -> bytes:
    """Return the file."""
    return table(COLUMNS, (_row(row) for row in selection.descriptors), mark=MARK)


def table(columns: Sequence[str], rows: Iterable[Sequence[str | int | None]], *, mark: str = "") -> bytes:
    """Return rows below their names; numbers stay numbers, every text is a text in whatever opens it."""
    file = io.StringIO(newline="")
    file.write(mark)
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell if isinstance(cell, int) else text_cell(cell or "") for cell in row] for row in rows)
    return file.getvalue().encode()


def text_cell(text: str) -> str:
    """Return a text that no sheet takes for a formula, another number or a date: an apostrophe stands before what it would take so."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")  # LibreOffice skips a NUL and runs what stands behind it
    if "\n" not in text and is_remade(text.lstrip("'")):
        return f"'{text}"
    return _STARTS.sub("'", text) if _MAYBE.search(text) else text


def _row(row: Descriptor) -> list[str | int | None]:
    section, origin = row.section or Section("", ""), row.origins[0] if row.origins else None
    return [
        *(row.number, row.uid, row.name, *row.levels),
        *(row.skill.code if row.skill else "", row.skill.name if row.skill else "", row.sector),
        *(section.number, section.name, row.quality.code, row.status.code, row.code),
        *(", ".join(row.tags), ", ".join(row.categories), ", ".join(row.also_useful_for)),
        *(row.source.code, origin.external_id if origin else "", row.language, row.revision, row.revision_uid),
        *(row.updated_at.isoformat(), row.approved_at.isoformat() if row.approved_at else "", row.note, row.address),
    ]
