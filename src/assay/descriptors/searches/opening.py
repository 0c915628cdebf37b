"""Opening a saved search: what was merged since is followed, what is gone is left out and said."""

from collections.abc import Mapping
from typing import Any

from assay.descriptors.library.address import Address
from assay.descriptors.models import Category, Tag
from assay.descriptors.searches.page import labels_of
from assay.standards.models import WSOSSection

MERGEABLE: dict[str, Any] = {"category": Category, "tag": Tag, "section": WSOSSection}


def as_it_is_now(address: Address) -> tuple[Address, list[str]]:
    """Return an address with merged values followed and unknown ones left out, and the filters that lost one."""
    followed = {name: follow(name, values) for name, values in address.chosen.items()}
    known = labels_of([address.to(chosen=followed)])
    kept = {name: still_there(name, values, known) for name, values in followed.items()}
    lost = [name for name, values in followed.items() if len(kept[name]) < len(values)]
    return address.to(chosen={name: values for name, values in kept.items() if values}), lost


def follow(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a filter with those that were merged replaced by what they went into."""
    if name not in MERGEABLE:
        return values
    merged = MERGEABLE[name].objects.filter(uid__in=values, merged_into__isnull=False).values_list("uid", "merged_into__uid")
    into = {str(uid): str(target) for uid, target in merged}
    return tuple(dict.fromkeys(into.get(value, value) for value in values))


def still_there(name: str, values: tuple[str, ...], known: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the values that still have a name."""
    return tuple(value for value in values if value in known.get(name, {}))
