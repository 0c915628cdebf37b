"""The workbooks that a command line names: files, what lies in folders and below them, and what is in zips."""

import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from assay.errors import DomainError, Invalid
from assay.formats.guard import LARGEST_UPLOAD, MEGABYTE, too_large

MOST_FILES = 1_000
MOST_BYTES = 100 * MEGABYTE
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
    found: list[Source] = []
    for source in (source for path in paths for source in below(Path(path))):
        found.append(source)
        if len(found) > MOST_FILES:
            raise DomainError(_("These are more than %(most)d files. Import them in several runs.") % {"most": MOST_FILES})
    if not found:
        raise DomainError(_("There is no workbook in it (.xlsx, .xlsm, .xls or .json)."))
    size = sum(source.size for source in found)
    if size > MOST_BYTES:
        words = {"size": size // MEGABYTE, "limit": MOST_BYTES // MEGABYTE}
        raise DomainError(_("These are %(size)d MB, more than %(limit)d MB. Import them in several runs.") % words)
    return found


def below(path: Path) -> Iterator[Source]:
    """Yield what a path stands for."""
    if path.is_dir():
        inside = (one for one in path.rglob("*") if is_workbook(one.relative_to(path).as_posix()) and one.is_file())
        yield from (of_file(one, one.relative_to(path).as_posix()) for one in sorted(inside))
    elif path.suffix.casefold() == ".zip" and path.is_file():
        yield from of_zip(path)
    else:
        yield of_file(path, path.name)


def is_workbook(name: str) -> bool:
    """Return whether a name is one of a workbook, and not of what a system or an open Excel leaves beside it."""
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "~$")) for part in path.parts)
    return path.suffix.casefold() in ENDINGS and not hidden and not name.startswith(OUTSIDE)


def of_file(path: Path, name: str) -> Source:
    """Return a file; one that is not there says so when it is read."""
    return Source(name, path.stat().st_size if path.is_file() else 0, partial(begin_of, path))


def begin_of(path: Path) -> bytes:
    """Return the content of a file, no more than shows that it is too large."""
    with path.open("rb") as file:
        return file.read(LARGEST_UPLOAD + 1)


def of_zip(path: Path) -> list[Source]:
    """Return the workbooks in a zip. Raises DomainError where it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [one for one in archive.infolist() if is_workbook(one.filename) and not one.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise DomainError(_("%(file)s is not a zip that can be opened.") % {"file": path.name}) from None
    return [Source(one.filename, one.file_size, partial(unpacked, path, one)) for one in sorted(members, key=lambda one: one.filename)]


def unpacked(path: Path, member: zipfile.ZipInfo) -> bytes:
    """Return one file of a zip; what its header declares is all that is unpacked. Raises Invalid, OSError."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member) as file:
            return file.read(LARGEST_UPLOAD + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise Invalid(_("It cannot be unpacked: it is damaged, or locked with a password.")) from None
