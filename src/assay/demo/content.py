"""What the demonstration library holds, read from the files beside this module."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Item:
    """One descriptor of the demonstration with the place it has in the story (see tests/demo/test_content.py)."""

    skill: str
    name: str
    section: int
    levels: tuple[str, str, str, str]
    quality: str
    state: str
    code: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    also_useful_for: tuple[str, ...] = ()
    sent: dict[str, Any] | None = None
    before: tuple[str, ...] | None = None
    comment: str = ""
    reply: str = ""


def read(name: str) -> dict[str, Any]:
    """Return one of the files as it is."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def items() -> dict[str, list[Item]]:
    """Return the descriptors by skill code."""
    return {
        path.stem: [Item(skill=path.stem, **frozen(entry)) for entry in read(f"descriptors/{path.name}")["descriptor"]]
        for path in sorted((HERE / "descriptors").glob("*.toml"))
    }


def frozen(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with tuples for lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def lists_of(skill: str) -> dict[int, tuple[str, str]]:
    """Return section number → (needs to know and understand, shall be able to), a line each, where they are written."""
    if not (HERE / "standards" / f"{skill}.toml").exists():
        return {}
    sections = read(f"standards/{skill}.toml")["section"]
    return {section["number"]: ("\n".join(section["know"]), "\n".join(section["able"])) for section in sections}
