"""Text that was read with the wrong encoding somewhere on its way: put right where that is certain, else only recognised."""

import re

# Bytes of UTF-8 that somebody read as Windows-1252: â€™ was ’, Ã© was é, Â° was °.
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_IN_1252 = {byte: chr(byte) if byte in _UNDEFINED else bytes([byte]).decode("cp1252") for byte in range(0x80, 0x100)}
_TO_BYTE = {letter: byte for byte, letter in _IN_1252.items()} | {chr(byte): byte for byte in range(0x80, 0xA0)}


def _one_of(*bytes_: range | int) -> str:
    """Return a class of the letters that stand for these bytes."""
    wanted = {byte for each in bytes_ for byte in (each if isinstance(each, range) else (each,))}
    return "[" + re.escape("".join(letter for letter, byte in _TO_BYTE.items() if byte in wanted)) + "]"


_FOLLOWS = _one_of(range(0x80, 0xC0))
# Quotes, dashes, arrows, signs and ticks, a byte order mark, and emoji: nobody writes their bytes as letters.
_SIGN = f"â{_one_of(0x80, 0x82, 0x84, 0x86, 0x88, 0x89, 0x9C)}{_FOLLOWS}|ï»¿|ð{_one_of(0x9F)}{_FOLLOWS}{{2}}"
# Three letters of another alphabet in a row.
_RUN = f"(?:{_one_of(range(0xC2, 0xE0))}{_FOLLOWS}){{3,}}|(?:{_one_of(range(0xE0, 0xF0))}{_FOLLOWS}{{2}}){{3,}}"
_LONG = re.compile(f"{_SIGN}|{_RUN}")
_SHORT = re.compile(f"[ÂÃ]{_FOLLOWS}")
# After a capital letter a closing quote, a dash or a space is also how people write.
_ALSO_WRITTEN = set("‘’‚“”„–—…•‹›«»\u00a0")
# Windows-1252 read as Latin-1: control characters that stand for quotes and dashes. And what only the symbol fonts of Word have.
_CERTAIN = str.maketrans(
    {byte: letter for byte, letter in _IN_1252.items() if byte in range(0x80, 0xA0) and byte not in _UNDEFINED}
    | {0xF0B7: "•", 0xF0A7: "•", 0xF076: "•", 0xF0D8: "•", 0xF06E: "•", 0xF02D: "-", 0xF0FC: "✓", 0xF0FB: "✗"}
    | {0xF0E0: "→", 0xF0B0: "°", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B1: "±", 0xF0B4: "×"}
)
_DOUBTFUL = re.compile(f"\ufffd|[\ue000-\uf8ff]|â€|{_SHORT.pattern}")


def repaired(text: str) -> str:
    """Return the text with everything put right that can have been nothing else."""
    if text.isascii():
        return text
    text = _LONG.sub(_as_utf_8, text)
    if any(not _ALSO_WRITTEN & set(found) for found in _SHORT.findall(text)):
        text = _SHORT.sub(_as_utf_8, text)
    return text.translate(_CERTAIN)


def is_doubtful(text: str) -> bool:
    """Return whether a text still looks as if it had lost something."""
    return not text.isascii() and bool(_DOUBTFUL.search(text))


def _as_utf_8(found: "re.Match[str]") -> str:
    try:
        return bytes(_TO_BYTE[letter] for letter in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
