"""Real wordings, each ladder once: marking schemes where these are beside the checkout, and the demonstration library."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from assay.demo.content import items
from assay.descriptors.wording import Wording
from assay.importing.actions import read
from assay.importing.existing import wording_of
from benchmarks.duplicates.corpus import SAMPLES, wording

READ = ("es2023_17_final", "graz2020_17_complete", "graz2020_17_module_a_one_page", "graz2020_17_module_b_php_api")
UNSEEN = "wsuk2024_qualifiers"  # read last, though one exemption followed from its texts; its layout is read from what somebody else read
DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class Item:
    """A wording and where it comes from."""

    origin: str
    place: str
    wording: Wording


def corpus() -> list[Item]:
    """Return every real wording whose four levels no earlier one has."""
    found = [item for name in READ for item in scheme(name)] + list(unseen()) + list(demonstration())
    first: dict[tuple[str, ...], Item] = {}
    for item in found:
        first.setdefault(item.wording.levels, item)
    return list(first.values())


def scheme(name: str) -> Iterator[Item]:
    """Yield the judgement aspects of a scheme; none where the file is not there."""
    path = SAMPLES / f"{name}.xlsx"
    if path.exists():
        for aspect in read(path.read_bytes(), name=path.name).judgement:
            yield Item(name, str(aspect.row), wording_of(aspect))


def unseen() -> Iterator[Item]:
    """Yield the judgement aspects of the scheme that was read last, when the rules stood but for one exemption."""
    path = SAMPLES / "expected" / f"{UNSEEN}.json"
    if path.exists():
        for aspect in json.loads(path.read_text(encoding="utf-8"))["judgement"]:
            yield Item(UNSEEN, str(aspect["row"]), wording(aspect["description"], *aspect["levels"].values()))


def demonstration() -> Iterator[Item]:
    """Yield the descriptors that ship with the demonstration."""
    for skill, entries in items().items():
        for place, entry in enumerate(entries):
            yield Item(DEMONSTRATION, f"{skill}:{place}", wording(entry.name, *entry.levels))
