"""Crafted files that try to hurt their reader, and seeded mutants of an honest one."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

from .sheets import JUDGEMENT, LADDER, SUB, Row, sheet, workbook

WORKSHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def honest() -> bytes:
    return sheet(SUB, JUDGEMENT, *LADDER)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_part(name: str, content: str | bytes) -> bytes:
    return packed(parts(honest()) | {name: content.encode() if isinstance(content, str) else content})


def with_rows(xml: str) -> bytes:
    return with_part(WORKSHEET, f"{DECLARATION}<worksheet {NAMESPACE}><sheetData>{xml}</sheetData></worksheet>")


def bomb() -> bytes:
    """40 MB of spaces in one part."""
    return with_part("xl/media/image1.bin", b" " * 40_000_000)


def bomb_with_lying_headers() -> bytes:
    """The same, while both headers claim 100 bytes."""
    data = bytearray(bomb())
    size = struct.pack("<I", 40_000_000)
    at = data.find(size)
    while at >= 0:
        data[at : at + 4] = struct.pack("<I", 100)
        at = data.find(size, at)
    return bytes(data)


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'{DECLARATION}<!DOCTYPE sst [<!ENTITY l0 "ha">{entities}]>'
    return with_part(STRINGS, f"{head}<sst {NAMESPACE}><si><t>&l9;</t></si></sst>")


def external_entity() -> bytes:
    head = f'{DECLARATION}<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_part(STRINGS, f"{head}<sst {NAMESPACE}><si><t>&x;</t></si></sst>")


def doctype_in_utf_16() -> bytes:
    text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE sst [<!ENTITY x "y">]><sst {NAMESPACE}><si><t>&x;</t></si></sst>'
    return with_part(STRINGS, text.encode("utf-16"))


def many_parts() -> bytes:
    return packed(parts(honest()) | {f"xl/media/{n}.bin": b"x" for n in range(500)})


def twice_the_same_part() -> bytes:
    file = io.BytesIO(honest())
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("XL/Worksheets/Sheet1.xml", "<worksheet/>")
    return file.getvalue()


def encrypted_part() -> bytes:
    data = bytearray(honest())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        data[at + offset] |= 1
    return bytes(data)


def far_corners() -> bytes:
    """Two cells, from which openpyxl and calamine alike would build sixteen thousand million."""
    return with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_corner_in_disguise() -> bytes:
    """The reference is written with character references and single quotes."""
    return with_rows("<row r='1'><c r='&#65;1'><v>1</v></c></row><row><c r='&#88;FD&#49;048576'><v>1</v></c></row>")


def row_beyond_any_number() -> bytes:
    return with_rows(f'<row r="{"9" * 400}"><c r="A{"9" * 400}"><v>1</v></c></row>')


def rows_without_numbers() -> bytes:
    return with_rows("<row><c><v>1</v></c></row>" * 30_000)


def wide_row() -> bytes:
    return with_rows("<row>" + "<c><v>1</v></c>" * 5_000 + "</row>")


def giant_strings() -> bytes:
    return with_part(STRINGS, f'{DECLARATION}<sst {NAMESPACE} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>')


def one_giant_string() -> bytes:
    return with_part(STRINGS, f"{DECLARATION}<sst {NAMESPACE}><si><t>{'x' * 20_000_000}</t></si></sst>")


def string_out_of_range() -> bytes:
    return with_rows('<row r="1"><c r="A1" t="s"><v>99999999999</v></c><c r="B1" t="s"><v>-1</v></c></row>')


def odd_numbers() -> bytes:
    values = ("NaN", "Infinity", "-INF", "1e999", "-1e-999", "0x10", "1_000", "")
    return with_rows("".join(f'<row r="{n}"><c r="A{n}"><v>{value}</v></c></row>' for n, value in enumerate(values, 1)))


def deep_xml() -> bytes:
    return with_part(STRINGS, DECLARATION + f"<sst {NAMESPACE}>" + "<si>" * 400_000 + "</si>" * 400_000 + "</sst>")


def sheet_missing() -> bytes:
    files = parts(honest())
    del files[WORKSHEET]
    return packed(files)


def workbook_missing() -> bytes:
    files = parts(honest())
    del files["xl/workbook.xml"]
    return packed(files)


def sheet_points_at_itself() -> bytes:
    rels = parts(honest())["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"workbook.xml")
    return with_part("xl/_rels/workbook.xml.rels", rels)


def sheet_outside() -> bytes:
    rels = parts(honest())["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd")
    return with_part("xl/_rels/workbook.xml.rels", rels)


def recompressed_forever() -> bytes:
    """A part whose packed data never end: the stream has no final block."""
    data = bytearray(honest())
    at = data.find(b"PK\x03\x04")
    start = at + 30 + int.from_bytes(data[at + 26 : at + 28], "little")
    data[start] &= 0xFE
    return bytes(data)


def unusual_packing() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in parts(honest()).items():
            archive.writestr(name, content)
    return file.getvalue()


def dates_beyond_time() -> bytes:
    return with_rows('<row r="1"><c r="A1" t="d"><v>99999-99-99T99:99:99</v></c><c r="B1" s="1"><v>1e300</v></c></row>')


def shared_formulas_without_end() -> bytes:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><f t="shared" ref="A1:XFD1048576" si="0">A{n}+1</f><v>1</v></c></row>' for n in range(1, 500)
    )
    return with_rows(cells)


CRAFTED: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "nothing": (lambda: b"", "empty"),
    "larger than an upload": (lambda: b"PK\x03\x04" + b"x" * 5 * 1024 * 1024, "too-large"),
    "not a zip": (lambda: b"%PDF-1.7 and so on", "not-a-workbook"),
    "truncated": (lambda: honest()[:-400], "not-a-workbook"),
    "old or encrypted excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-excel"),
    "another zip": (lambda: packed({"word/document.xml": b"<a/>"}), "not-a-workbook"),
    "bomb": (bomb, "unpacks-too-large"),
    "bomb with lying headers": (bomb_with_lying_headers, "unpacks-too-large"),
    "laughs": (laughs, "doctype"),
    "external entity": (external_entity, "doctype"),
    "doctype in UTF-16": (doctype_in_utf_16, "doctype"),
    "500 parts": (many_parts, "too-many-parts"),
    "one part twice": (twice_the_same_part, "repeated-part"),
    "encrypted part": (encrypted_part, "encrypted"),
    "far corners": (far_corners, "too-many-cells"),
    "far corner in disguise": (far_corner_in_disguise, "too-many-cells"),
    "row beyond any number": (row_beyond_any_number, "too-many-cells"),
    "rows without numbers": (rows_without_numbers, "too-many-cells"),
    "wide row": (wide_row, "too-many-cells"),
    "giant count of strings": (giant_strings, None),
    "one giant string": (one_giant_string, None),
    "string out of range": (string_out_of_range, None),
    "odd numbers": (odd_numbers, None),
    "deep XML": (deep_xml, None),
    "sheet missing": (sheet_missing, None),
    "workbook missing": (workbook_missing, "not-a-workbook"),
    "sheet points at the workbook": (sheet_points_at_itself, None),
    "sheet outside": (sheet_outside, None),
    "packed data without end": (recompressed_forever, "part-short"),
    "unusual packing": (unusual_packing, "part-packing"),
    "dates beyond time": (dates_beyond_time, None),
    "shared formulas": (shared_formulas_without_end, None),
}


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Yield `count` damaged copies: of workbooks with bytes of the file changed, or of a part that is packed anew; every fifth of JSON."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    base, of_l3, scheme = honest(), layout_l3(), json_of()
    for n in range(count):
        if n % 5 == 0:
            yield _damaged(scheme, chance)
        elif n % 5 < 3:
            yield _damaged(base, chance)
        else:
            contents = parts(chance.choice((base, of_l3)))
            name = chance.choice([*contents, WORKSHEET, STRINGS])
            yield packed(contents | {name: _damaged(contents[name], chance)})


def layout_l3() -> bytes:
    labels = ("Sub Criterion ID", "Sub Criterion Name", "Aspect Type", "Aspect - Description", "Judg Score", "Extra Aspect Description")
    header: Row = dict(zip("ABCDEFG", (*labels, "Max Mark"), strict=True))
    levels: list[Row] = [{"E": n, "F": f"Text {n}"} for n in range(4)]
    rows = [header, {"A": "A1", "B": "Layout", "G": 2}, {"C": "J1", "D": "Aspect", "G": 1}, *levels]
    return workbook({"MarkingScheme": dict(enumerate(rows, start=1))})


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        kind = chance.randrange(4)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            changed[at:at] = chance.choice((b"<", b"&", b"9999999", b"\0", b"]]>", b'"', b"A1:XFD1048576"))
        elif kind == 2:
            del changed[at : at + chance.randint(1, 40)]
        else:
            changed[at:at] = changed[at : at + chance.randint(1, 200)]
    return bytes(changed) or b"x"


def json_of(*, levels: str = '["a", "b", "c", "d"]', before: str = "") -> bytes:
    aspect = f'{{"type": "judgement", "description": "Aspect", "maxMark": 1, "judgementScoreDescription": {levels}}}'
    return f'{{{before}"subCriterions": [{{"name": "Layout", "aspects": [{aspect}]}}]}}'.encode()


def claims_to_be_a_workbook() -> bytes:
    """A zip with the names of a workbook, in which every part is JSON."""
    return packed(dict.fromkeys(parts(honest()), json_of()))


def unknown_layout_of_the_largest_size() -> bytes:
    """A sheet within the limits in which no header is known: its rows may not fill the pipe."""
    row = "".join(f'<c t="inlineStr"><is><t>{"x" * 20}</t></is></c>' for _ in range(190))
    return with_rows(f"<row>{row}</row>" * 1_800)


CRAFTED |= {
    "zip that claims to be a workbook": (claims_to_be_a_workbook, "part-xml"),
    "unknown layout of the largest size": (unknown_layout_of_the_largest_size, None),
    "deep JSON": (lambda: b'{"a":' * 900_000, "json-deep"),
    "deep JSON of lists": (lambda: b'{"subCriterions": ' + b"[" * 2_000_000, "json-deep"),
    "JSON larger than an upload": (lambda: b"{" + b" " * 5 * 1024 * 1024, "too-large"),
    "JSON with a key twice": (lambda: json_of(before='"subCriterions": [], '), "json-repeated"),
    "JSON with NaN": (lambda: json_of(before='"totalMark": NaN, '), "json-number"),
    "JSON with a giant number": (lambda: json_of(before=f'"totalMark": {"9" * 1_000_000}, '), "json-number"),
    "JSON with a giant exponent": (lambda: json_of(before='"totalMark": 1e999999999, '), None),
    "JSON with a giant text": (lambda: json_of(levels=f'["{"x" * 4_000_000}"]'), None),
    "JSON with very many levels": (lambda: json_of(levels=f"[{'0,' * 2_000_000}0]"), None),
    "JSON with lone surrogates": (lambda: json_of(levels=r'["\ud800", "\udfff\ud800", "c", "d"]'), None),
    "JSON that is cut": (lambda: json_of()[:-9], "json-damaged"),
    "JSON in Latin-1": (lambda: json_of(before='"é": 1, ').decode().encode("latin-1"), "json-encoding"),
    "JSON of very many keys": (lambda: json_of(before="".join(f'"k{n}": 0, ' for n in range(300_000))), None),
}
