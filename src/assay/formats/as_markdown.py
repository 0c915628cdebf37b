"""Writes a selection as Markdown: a heading and a list for each descriptor; what people wrote stays text."""

import re
from collections.abc import Iterable

from assay.formats.selection import Descriptor, Selection, Words

ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#~|"})
ENTITY = re.compile(r"&(?=\w+;)")


def write(selection: Selection) -> bytes:
    """Return the file."""
    head = [f"# {flat(selection.title)}", "", f"{selection.made_at:%Y-%m-%d} · {selection.address}", ""]
    return "\n".join([*head, *(_descriptor(row, selection.words) for row in selection.descriptors)]).encode()


def ladder(name: str, levels: Iterable[tuple[int, str, str]], facts: Iterable[str] = (), *, heading: str = "###") -> str:
    """Return a heading and a list of the levels that have a text (number, label, text)."""
    lines = [f"- **{number} {label}:** {flat(text)}" for number, label, text in levels if text]
    told = [" · ".join(facts)]
    return "\n".join([f"{heading} {flat(name)}", "", *(f"{text}\n" for text in told if text), *lines]) + "\n"


def flat(text: str) -> str:
    """Return a text on one line, with Markdown's own signs escaped."""
    return ENTITY.sub(r"\\&", " ".join(text.split()).translate(ESCAPED))


def _descriptor(row: Descriptor, words: Words) -> str:
    levels = [(number, words.levels[number], text) for number, text in enumerate(row.levels)]
    return ladder(row.name, levels, _facts(row, words), heading="##")


def _facts(row: Descriptor, words: Words) -> list[str]:
    pairs = (
        (words.skill, str(row.skill or "")),
        (words.section, str(row.section or "")),
        (words.quality, row.quality.label),
        (words.status, row.status.label),
        (words.code, row.code),
        (words.tags, ", ".join(row.tags)),
        (words.source, row.source.label),
        (words.note, row.note),
    )
    known = [f"{label}: {flat(value)}" for label, value in pairs if value]
    return [f"[\\#{row.number}]({row.address})", *known, f"{words.revision} {row.revision}"]
