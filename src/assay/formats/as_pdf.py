"""Writes documents as PDF. What people wrote travels as JSON and is only ever a string to the template: it is never markup or code.

The compiler sees the folder of our templates and no other file; no template names a package, so none is fetched.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from assay.formats.document import Document, document_of, plain
from assay.formats.selection import Selection

TEMPLATES = Path(__file__).parent / "typst"
FORGOTTEN_AFTER = 12
_ASCII = 128


def guide(selection: Selection) -> bytes:
    """Return the Standards and Assessment Guide."""
    return pdf("guide", document_of(selection, selection.words.guide), selection)


def translation(selection: Selection) -> bytes:
    """Return the translation sheet: what stands in the library on the left, nothing on the right."""
    return pdf("translation", document_of(selection, selection.words.translation), selection)


def booklet(selection: Selection) -> bytes:
    """Return the booklet: its contents, then a page for each aspect."""
    return pdf("booklet", document_of(selection, selection.words.booklet), selection)


def pdf(template: str, document: Document, selection: Selection) -> bytes:
    """Return a document as PDF."""
    parts = [(heading, [asdict(chapter) for chapter in chapters]) for heading, chapters in document.parts]
    data = _plain(asdict(document) | {"language": document.language, "parts": parts})
    made: bytes = compiler(template, data).compile(format="pdf", timestamp=int(selection.made_at.timestamp()))
    forget()
    return made


def forget() -> None:
    """Let typst forget what it has laid out: it keeps that for ten more files, some 50 MB for 60 descriptors."""
    nothing = typst.Compiler(b"", font_paths=_fonts())
    for _file in range(FORGOTTEN_AFTER):
        nothing.compile(b"", format="pdf")


def compiler(template: str, data: dict[str, Any]) -> Any:
    """Return the compiler of a template, which knows its texts and no file beside the templates."""
    inputs = {"document": json.dumps(data | {"unusual": _unusual(data)}, ensure_ascii=False)}
    return typst.Compiler(TEMPLATES / f"{template}.typ", root=TEMPLATES, font_paths=_fonts(), sys_inputs=inputs)


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that typst brings and those of the machine, which show what the former lack."""
    return typst.Fonts()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _unusual(value: Any) -> list[str]:
    """Return the characters for which a font may be missing."""
    return sorted({letter for text in _texts(value) for letter in text if ord(letter) >= _ASCII and not letter.isspace()})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
