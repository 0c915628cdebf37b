"""Read a row of the source column by column: what has to be changed to fit here is said."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from assay.importing.adopting.layout import NO_CHANGE
from assay.importing.adopting.source import Row

NO_BYTE = "\ufffd"
# Bytes that were no UTF-8, as the source's reader marks them; and control characters, which no page or workbook takes.
NO_TEXT = re.compile("[\ud800-\udfff]")
GONE = {number: None for number in (*range(32), *range(127, 160)) if chr(number) not in "\n\t"}


@dataclass
class Reading:
    """One row; `notes` are worth knowing, `flaws` keep it from being what it was."""

    row: Row
    notes: list[str] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return its number there."""
        return cleaned(str(self.row.get("id", "")))[:200]

    def text(self, column: str, longest: int | None = None) -> str:
        """Return a text that can be kept; bytes that are no text and what is too long are flaws."""
        value = self.row.get(column)
        found = "" if value is None else cleaned(str(value))
        if NO_BYTE in found and NO_BYTE not in str(value):
            self.flaws.append(_("%(column)s holds bytes that are no text.") % {"column": column})
        if longest is not None and len(found) > longest:
            self.flaws.append(
                _("%(column)s has %(length)d characters; %(longest)d fit.") % {"column": column, "length": len(found), "longest": longest}
            )
        return found[:longest]

    def short(self, column: str, longest: int) -> str:
        """Return a text on one line; what is cut off is a note, since it does not matter so much."""
        before = len(self.flaws)
        found = self.text(column)
        self.notes += self.flaws[before:]
        del self.flaws[before:]
        found = " ".join(found.split())
        if len(found) > longest:
            self.notes.append(_("%(column)s was cut after %(longest)d characters.") % {"column": column, "longest": longest})
        return found[:longest].rstrip()

    def texts(self, column: str) -> list[str]:
        """Return a list of texts on one line each, without empty ones and without repetitions."""
        value = self.row.get(column)
        listed = value if isinstance(value, list) else [value]
        found = (" ".join(cleaned(str(one)).split()) for one in listed if one is not None)
        return list(dict.fromkeys(one for one in found if one))

    def when(self, column: str) -> datetime | None:
        """Return a moment; one without a zone is UTC, as Prisma writes it. What is no moment is a note."""
        value = self.row.get(column)
        if value is None:
            return None
        found = moment(str(value))
        if found is None:
            self.notes.append(_("%(column)s is no moment: “%(value)s”.") % {"column": column, "value": str(value)[:40]})
        return found

    def reference(self, column: str) -> str | None:
        """Return the number of another row, or None."""
        value = self.row.get(column)
        return None if value is None else cleaned(str(value))[:200]

    @property
    def digest(self) -> str:
        """Return the same for the same row, but for when it was touched."""
        kept = {name: value for name, value in self.row.items() if name not in NO_CHANGE}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def cleaned(text: str) -> str:
    """Return a text without control characters and with line ends of one kind; a byte that is no text becomes “\ufffd”."""
    return NO_TEXT.sub(NO_BYTE, text.replace("\r\n", "\n").replace("\r", "\n").translate(GONE))


def moment(text: str) -> datetime | None:
    """Return a moment in UTC, or None for what is none: infinity, or a year that no calendar here has."""
    try:
        found = parse_datetime(text)
        return found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def raw_of(row: Row, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return a row as it was read, in a form that every database keeps."""
    return {name: readable(value) for name, value in row.items() if name not in without}


def readable(value: Any) -> Any:
    """Return the same with “\ufffd” for every byte that is no text."""
    if isinstance(value, dict):
        return {readable(name): readable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [readable(one) for one in value]
    return NO_TEXT.sub(NO_BYTE, value) if isinstance(value, str) else value
