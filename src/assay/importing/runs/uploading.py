"""What was dropped on the page of imports: workbooks, zips of them, or both."""

from collections.abc import Iterable, Iterator, Sequence

from django.core.files.uploadedfile import UploadedFile

from assay.formats.guard import MEGABYTE
from assay.importing.many.files import MOST_BYTES, Source, is_zip, of_zip, within_limits

MOST_FILES = 100
LARGEST_FORM = MOST_BYTES + MEGABYTE  # with what a form needs around its files


def is_run(files: "Sequence[UploadedFile[bytes]]") -> bool:
    """Return whether what came is more than one workbook, or may be."""
    return len(files) > 1 or any(is_zip(file.name or "") for file in files)


def sources_of(files: "Iterable[UploadedFile[bytes]]") -> list[Source]:
    """Return the workbooks. Raises DomainError where it is too much or nothing."""
    return within_limits((source for file in files for source in of_upload(file)), most=MOST_FILES)


def of_upload(file: "UploadedFile[bytes]") -> Iterator[Source]:
    """Yield what one file stands for."""
    name = file.name or ""
    if is_zip(name) and file.file is not None:
        yield from of_zip(file.file, name)
    else:
        yield Source(name, file.size or 0, file.read)
