"""Looks at an uploaded workbook before any reader does: zip, sizes, XML, extent. Bytes are counted, because headers lie."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from assay.formats.unreadable import UnreadableWorkbook

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 5 * MEGABYTE
LARGEST_UNPACKED = 24 * MEGABYTE
MOST_PARTS = 200
MOST_ROWS, MOST_COLUMNS = 20_000, 200
_CHUNK = 64 * 1024
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCAL_HEADER = 30
_ENCRYPTED = 0x1


def check(data: bytes) -> None:
    """Raise UnreadableWorkbook unless `data` is a small, honest zip of well-formed XML without document types."""
    check_size(data)
    if data.startswith(_OLD_EXCEL):
        raise UnreadableWorkbook("old-excel")
    members = _members(data)
    budget = LARGEST_UNPACKED
    for member in members:
        budget -= _check_member(data, member, budget)


def check_size(data: bytes) -> None:
    """Raise UnreadableWorkbook for an empty or too large upload; cheap enough for the web process."""
    if not data:
        raise UnreadableWorkbook("empty")
    if len(data) > LARGEST_UPLOAD:
        raise too_large(len(data))


def too_large(size: int) -> UnreadableWorkbook:
    """Return the refusal of a file of so many bytes, which need not be read for it."""
    return UnreadableWorkbook("too-large", {"size": f"{size / MEGABYTE:.1f}", "limit": str(LARGEST_UPLOAD // MEGABYTE)})


def too_many_cells() -> UnreadableWorkbook:
    """Return the refusal of a sheet that reaches too far."""
    return UnreadableWorkbook("too-many-cells", {"rows": str(MOST_ROWS), "columns": str(MOST_COLUMNS)})


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise UnreadableWorkbook("not-a-workbook") from None
    if len(members) > MOST_PARTS:
        raise UnreadableWorkbook("too-many-parts", {"count": str(len(members)), "limit": str(MOST_PARTS)})
    _check_names(members)
    return members


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/").lstrip("/").casefold()
        if name in seen:
            raise UnreadableWorkbook("repeated-part", {"part": member.filename[:80]})
        seen.add(name)
    if "xl/workbook.xml" not in seen:
        raise UnreadableWorkbook("not-a-workbook")


def _check_member(data: bytes, member: zipfile.ZipInfo, budget: int) -> int:
    """Unpack a member piece by piece, look at its XML, and return its size."""
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableWorkbook("encrypted")
    look = _XmlLook() if member.filename.casefold().endswith((".xml", ".rels")) else None
    size = 0
    for chunk in _unpacked(data, member):
        size += len(chunk)
        if size > budget:
            raise UnreadableWorkbook("unpacks-too-large", {"limit": str(LARGEST_UNPACKED // MEGABYTE)})
        if look:
            look.feed(chunk)
    if size != member.file_size:
        raise UnreadableWorkbook("part-size")
    if look and size:
        look.close()
    return size


def _unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the real content of a member, whatever its headers claim about its size."""
    start = _content_start(data, member)
    packed = memoryview(data)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    else:
        raise UnreadableWorkbook("part-packing")


def _content_start(data: bytes, member: zipfile.ZipInfo) -> int:
    head = data[member.header_offset : member.header_offset + _LOCAL_HEADER]
    if len(head) < _LOCAL_HEADER or not head.startswith(b"PK\x03\x04"):
        raise UnreadableWorkbook("part-place")
    return member.header_offset + _LOCAL_HEADER + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    pending: bytes | memoryview = packed
    try:
        while pending and not inflater.eof:
            yield inflater.decompress(pending, _CHUNK)
            pending = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise UnreadableWorkbook("part-unpacking") from None
    if not inflater.eof:
        raise UnreadableWorkbook("part-short")


class _XmlLook:
    """Follows one XML part: well-formed, no document type, no cell beyond the limits, whatever its dimension declares."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._look_at
        self._row = self._column = 0

    def feed(self, chunk: bytes) -> None:
        """Parse the next piece."""
        self._parse(chunk, is_final=False)

    def close(self) -> None:
        """Parse to the end."""
        self._parse(b"", is_final=True)

    def _parse(self, chunk: bytes, *, is_final: bool) -> None:
        try:
            self._parser.Parse(chunk, is_final)
        except expat.ExpatError:
            raise UnreadableWorkbook("part-xml") from None
        except (LookupError, ValueError):
            raise UnreadableWorkbook("part-encoding") from None

    def _refuse_doctype(self, *_declaration: object) -> None:
        raise UnreadableWorkbook("doctype")

    def _look_at(self, element: str, attributes: dict[str, str]) -> None:
        name = element.rpartition(" ")[2]
        if name == "row":
            self._row, self._column = _number(attributes.get("r"), self._row + 1), 0
            self._check()
        elif name == "c":
            self._column += 1
            self._jump(attributes.get("r", ""))
            self._check()

    def _jump(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        if reference and letters.isascii() and letters.isalpha():
            self._column = _column_number(letters)
            self._row = _number(reference[len(letters) :], self._row)

    def _check(self) -> None:
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise too_many_cells()


def _number(text: str | None, otherwise: int) -> int:
    if text is None or not (text.isascii() and text.isdigit()):
        return otherwise
    return int(text[:9])


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + ord(letter) - 64
    return number
