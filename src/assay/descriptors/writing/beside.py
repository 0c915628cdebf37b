"""Similar descriptors beside what somebody writes: nothing is stopped.

What was decided about is silent, and so is what a wording amends or was started from: the page says that already.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import QueryDict

from assay.descriptors.alike import SILENT, Kind, Remark
from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.duplicates.remarks import Pair, latest_remarks, pair_of
from assay.descriptors.forwarding import survivor_of, ways_from
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import text_of
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.likeness import all_of, parts_of
from assay.descriptors.search.similar import Asked, Similar, similar, similar_to_each
from assay.descriptors.wording import LEVELS, Wording
from assay.descriptors.writing.forms import DescriptorForm

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST = 4000
FEWEST_WORDS = 3  # below, everything is similar to everything


@dataclass(frozen=True)
class Entry:
    """One similar descriptor, and why both are needed where that was said."""

    similar: Similar
    remark: Remark | None = None

    @property
    def row(self) -> Descriptor:
        """Return the descriptor that is there."""
        return self.similar.descriptor

    @property
    def chip(self) -> Chip:
        """Return its state or quality."""
        return chip_of(self.row)


@dataclass(frozen=True)
class Beside:
    """What stands beside a wording; `descriptor` is its row once there is one."""

    uid: uuid.UUID
    descriptor: Descriptor | None = None
    entries: Sequence[Entry] = field(default_factory=list)

    @property
    def open(self) -> list[Entry]:
        """Return those about which nobody said why both are needed."""
        return [entry for entry in self.entries if entry.remark is None]

    @property
    def explained(self) -> list[Entry]:
        """Return those about which somebody did."""
        return [entry for entry in self.entries if entry.remark]

    @property
    def signature(self) -> str:
        """Return a short text that is the same as long as nothing changes for the reader."""
        said = [(str(entry.row.uid), entry.similar.said, entry.remark and entry.remark.pk) for entry in self.entries]
        return hashlib.sha256(repr((said, bool(self.descriptor))).encode()).hexdigest()[:16]


def beside(
    wording: Wording, *, uid: uuid.UUID, descriptor: Descriptor | None, user: "User", at: datetime, source: uuid.UUID | None = None
) -> Beside:
    """Return what is similar to a wording that somebody writes, of what they may open; `source`: what it begins as, while it has no row."""
    if len(all_of(parts_of(wording))) < FEWEST_WORDS:
        return Beside(uid, descriptor)
    found = similar(wording, Scope.of(user, at), besides=uid)
    if not found:
        return Beside(uid, descriptor)
    remarks = latest_remarks([descriptor.pk]) if descriptor else {}
    began = descriptor.copied_from_id if descriptor else key_of(source)
    return Beside(uid, descriptor, entries_of(descriptor, found, remarks, survivor_of(began) if began else None))


def key_of(uid: uuid.UUID | None) -> int | None:
    """Return the primary key of a descriptor, or None."""
    return Descriptor.objects.filter(uid=uid).values_list("pk", flat=True).first() if uid else None


def beside_each(rows: Sequence[Descriptor], *, user: "User", at: datetime) -> dict[int, list[Entry]]:
    """Return the same for saved descriptors, by primary key, in a constant number of queries."""
    found = similar_to_each([Asked(row.wording, row.uid) for row in rows], Scope.of(user, at))
    remarks = latest_remarks(row.pk for row in rows)
    ways = ways_from(row.copied_from_id for row in rows if row.copied_from_id)
    began = {row.pk: ways.of(row.copied_from_id)[-1] if row.copied_from_id else None for row in rows}
    return {row.pk: entries_of(row, near, remarks, began[row.pk]) for row, near in zip(rows, found, strict=True)}


def entries_of(descriptor: Descriptor | None, found: Sequence[Similar], remarks: Mapping[Pair, Remark], source: int | None) -> list[Entry]:
    """Return similar ones with what was said about each; left out are pairs that were told apart, what it amends and its source."""
    own = {source, descriptor and descriptor.amends_id}
    said = [(one, remarks.get(pair_of(descriptor.pk, one.descriptor.pk)) if descriptor else None) for one in found]
    return [
        Entry(one, remark if remark and remark.kind == Kind.BESIDE else None)
        for one, remark in said
        if (remark is None or remark.kind not in SILENT) and one.descriptor.pk not in own
    ]


def typed_wording(form: DescriptorForm) -> Wording:
    """Return what stands in a form, saved or not."""
    levels = [form[f"score{n}"].value() or "" for n in LEVELS]
    return Wording(form["criterion_name"].value() or "", (levels[0], levels[1], levels[2], levels[3]))


def posted_wording(data: QueryDict) -> Wording:
    """Return what was typed so far, as a script sends it: any length, any character."""
    texts = [text_of(data.get(name, ""))[:LONGEST] for name in ("criterion_name", *(f"score{n}" for n in LEVELS))]
    return Wording(texts[0], (texts[1], texts[2], texts[3], texts[4]))
