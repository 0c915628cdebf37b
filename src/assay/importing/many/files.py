"""The workbooks that are brought in together: files, what lies in folders and below them, and what is in zips."""

import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from assay.errors import DomainError, Invalid
from assay.formats.guard import LARGEST_UPLOAD, MEGABYTE, too_large

MOST_FILES = 1_000
MOST_BYTES = 100 * MEGABYTE
LARGEST_CONTENTS = MEGABYTE
END, LAST_RECORD = b"PK\x05\x06", 22
LONGEST_END = 66_000  # the last record of a zip with the longest comment
ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".json"})
OUTSIDE = ("__MACOSX/",)


@dataclass(frozen=True)
class Source:
    """One file: the name that the report has for it, its bytes as they are declared, and how to get them."""

    name: str
    size: int
    content: Callable[[], bytes]

    @property
    def file(self) -> str:
        """Return the name without its folders, as a scheme keeps it."""
        return PurePosixPath(self.name).name

    def load(self) -> bytes:
        """Return what is in it. Raises UnreadableWorkbook for what is too large, Invalid, OSError."""
        if self.size > LARGEST_UPLOAD:
            raise too_large(self.size)
        return self.content()


def sources_of(paths: Iterable[str]) -> list[Source]:
    """Return every workbook, in the order given and by name within folders and zips. Raises DomainError where it is too much or nothing."""
    return within_limits((source for path in paths for source in below(Path(path))), most=MOST_FILES)


def within_limits(sources: Iterable[Source], *, most: int) -> list[Source]:
    """Return them all. Raises DomainError where it is too much or nothing."""
    found: list[Source] = []
    for source in sources:
        found.append(source)
        if len(found) > most:
            raise DomainError(_("These are more than %(most)d files. Import them in several runs.") % {"most": most})
    if not found:
        raise DomainError(_("There is no workbook in it (.xlsx, .xlsm, .xls or .json)."))
    size = sum(source.size for source in found)
    if size > MOST_BYTES:
        raise DomainError(too_much(size))
    return found


def too_much(size: int) -> str:
    """Return the refusal of so many bytes together."""
    words = {"size": size // MEGABYTE, "limit": MOST_BYTES // MEGABYTE}
    return _("These are %(size)d MB, more than %(limit)d MB. Import them in several runs.") % words


def below(path: Path) -> Iterator[Source]:
    """Yield what a path stands for."""
    if path.is_dir():
        inside = (one for one in path.rglob("*") if is_workbook(one.relative_to(path).as_posix()) and one.is_file())
        yield from (of_file(one, one.relative_to(path).as_posix()) for one in sorted(inside))
    elif path.suffix.casefold() == ".zip" and path.is_file():
        yield from of_zip(path, path.name)
    else:
        yield of_file(path, path.name)


def is_workbook(name: str) -> bool:
    """Return whether a name is one of a workbook, and not of what a system or an open Excel leaves beside it."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return path.suffix.casefold() in ENDINGS and not hidden and not name.startswith(OUTSIDE)


def of_file(path: Path, name: str) -> Source:
    """Return a file; one that is not there says so when it is read."""
    return Source(printable(name), path.stat().st_size if path.is_file() else 0, partial(begin_of, path))


def printable(name: str) -> str:
    """Return a name as Django keeps those of uploads: without line ends, and without what steers a terminal or cannot be stored."""
    return "".join(letter for letter in name if letter.isprintable())


def begin_of(path: Path) -> bytes:
    """Return the content of a file, no more than shows that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_UPLOAD + 1)


def is_zip(name: str) -> bool:
    """Return whether a name is one of a zip."""
    return PurePosixPath(name).suffix.casefold() == ".zip"


def of_zip(zipped: Path | IO[bytes], name: str) -> list[Source]:
    """Return the workbooks in a zip, and the zips in it, which are not opened. Raises DomainError where it is none."""
    try:
        check_contents(zipped)
        with zipfile.ZipFile(zipped) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise DomainError(_("%(file)s is not a zip that can be opened.") % {"file": name}) from None
    inside = [
        Source(printable(one.filename), one.file_size, partial(unpacked, zipped, one)) for one in members if is_workbook(one.filename)
    ]
    nested = [
        Source(printable(one.filename), 0, nothing_of) for one in members if is_zip(one.filename) and not one.filename.startswith(OUTSIDE)
    ]
    return sorted([*inside, *nested], key=lambda one: one.name)


def check_contents(zipped: Path | IO[bytes]) -> None:
    """Raise ValueError where the list of what is in a zip is so long that reading it would take the memory of a server."""
    with zipped.open("rb") if isinstance(zipped, Path) else nullcontext(zipped) as file:
        file.seek(0, os.SEEK_END)
        file.seek(-min(file.tell(), LONGEST_END), os.SEEK_CUR)
        end = file.read()
    at = last_record(end)
    if at < 0 or int.from_bytes(end[at + 12 : at + 16], "little") > LARGEST_CONTENTS or b"PK\x06\x07" in end[max(at - 20, 0) : at]:
        raise ValueError


def last_record(end: bytes) -> int:
    """Return where zipfile finds the last record, -1 where there is none: a record without a comment goes before its own bytes."""
    at = len(end) - LAST_RECORD
    return at if end.endswith(b"\0\0") and end[max(at, 0) :].startswith(END) else end.rfind(END)


def nothing_of() -> bytes:
    """Refuse a zip in a zip. Raises Invalid."""
    raise Invalid(_("It is a zip in a zip, which is not opened. Import it by itself."))


def unpacked(zipped: Path | IO[bytes], member: zipfile.ZipInfo) -> bytes:
    """Return one file of a zip; what its header declares is all that is unpacked. Raises Invalid, OSError."""
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Invalid(_("It is packed in a way that is not unpacked here. Pack it as a usual zip."))
    try:
        with zipfile.ZipFile(zipped) as archive, archive.open(member) as file:
            return file.read(LARGEST_UPLOAD + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise Invalid(_("It cannot be unpacked: it is damaged, or locked with a password.")) from None
