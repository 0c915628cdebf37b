"""The comparison key of names that must be unique whatever their case."""

import unicodedata


def name_key(name: str) -> str:
    """Return `name` in NFKC, white space collapsed, casefolded (SQLite's Lower() knows only ASCII)."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
