"""Real descriptors: the demonstration library, and the judgement aspects of real marking schemes where these are beside the checkout."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.demo.content import items
from assay.descriptors.wording import Wording
from assay.importing.actions import read

# Beside the checkout, or where ASSAY_SAMPLES says.
SAMPLES = Path(os.environ.get("ASSAY_SAMPLES") or Path(__file__).resolve().parents[3] / "shared" / "data" / "cis")
SCHEMES = ("es2023_17_final", "graz2020_17_complete")
# Earlier versions and parts of the same schemes: real near-duplicates, nobody planted them.
EARLIER = {"es2023_17_earlier": "es2023_17_final", "graz2020_17_module_a_one_page": "graz2020_17_complete"}


@dataclass(frozen=True)
class Item:
    """A descriptor with the name by which judged.toml calls it: file and row, or skill and place."""

    key: str
    wording: Wording


def library() -> list[Item]:
    """Return what is in the library."""
    return [item for name in SCHEMES for item in scheme(name)] + list(demonstration())


def earlier() -> list[tuple[Item, str]]:
    """Return aspects of earlier versions, each with the key of the one that it became: same scheme, same name, the nearest row."""
    found = []
    for name, later in EARLIER.items():
        known = scheme(later)
        for item in scheme(name):
            same = [one for one in known if one.wording.criterion_name.casefold() == item.wording.criterion_name.casefold()]
            found += [(item, same[0].key)] if len(same) == 1 else []
    return found


def scheme(name: str) -> list[Item]:
    """Return the judgement aspects of a scheme that have all four levels; none where the file is not there."""
    path = SAMPLES / f"{name}.xlsx"
    if not path.exists():
        return []
    book = read(path.read_bytes(), name=path.name)
    return [Item(f"{name}:{one.row}", wording(one.description, *one.level_texts)) for one in book.judgement if one.has_all_levels]


def demonstration() -> Iterator[Item]:
    """Yield the descriptors that ship with the demonstration."""
    for skill, entries in items().items():
        for place, entry in enumerate(entries):
            yield Item(f"{skill}:{place}", wording(entry.name, *entry.levels))


def wording(name: str, *levels: str) -> Wording:
    """Return a tidied wording."""
    return Wording(name, (levels[0], levels[1], levels[2], levels[3])).tidied()
