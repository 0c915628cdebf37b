"""Reword many rows at once, and put many aside: what an import does to what is there, and how it is taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import ngettext

from assay.descriptors.actions import validate
from assay.descriptors.coaching.storing import store
from assay.descriptors.curating.actions import validate_library
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.querysets import IN_LIBRARY
from assay.descriptors.recording import fact_of, fields_of
from assay.descriptors.states import DRAFT, RETURNED
from assay.descriptors.wording import Wording
from assay.errors import Stale
from assay.history.record import Fact

if TYPE_CHECKING:
    from assay.accounts.models import User

OPEN_TO_CHANGES = IN_LIBRARY | Q(batch_status__in=[DRAFT, RETURNED])
"""What can be reworded or put aside: library rows, and what its SCMs work on; never what is in review."""


@dataclass(frozen=True)
class Rewording:
    """A row, the `change` that was seen of it, and what it is to say."""

    descriptor: Descriptor
    seen: int
    wording: Wording


def hold(pks: Iterable[int]) -> dict[int, Descriptor]:
    """Lock rows in the order of their keys, as everybody does; return them as they are now."""
    rows = Descriptor.objects.select_for_update(of=("self",)).select_related("skill").filter(pk__in=set(pks)).order_by("pk")
    return {row.pk: row for row in rows}


def reword(rows: Sequence[Rewording], *, by: "User | None", at: datetime, because: dict[str, str]) -> list[Fact]:
    """Give rows that the caller holds a new revision each, all or none; return the facts, with `because` in their data.

    Who may is the caller's to ask, and whether the words will do (`check`). Raises Stale with all that are not as seen.
    """
    changed = [one for one in rows if not reworded(one, at)]
    if changed:
        raise changed_meanwhile([one.descriptor for one in changed])
    found = Descriptor.objects.select_related("skill").in_bulk([one.descriptor.pk for one in rows])
    written = [found[one.descriptor.pk] for one in rows]
    revisions = Revision.objects.bulk_create([revision_of(row, author=by, at=at) for row in written])
    store(list(zip(written, revisions, strict=True)))
    return [fact_of(row, "edited", **because) if row.batch_status in (DRAFT, RETURNED) else curated(row, because) for row in written]


def curated(row: Descriptor, because: dict[str, str]) -> Fact:
    """Return the fact that a library row was reworded."""
    return fact_of(row, "curated", reworded=True, **because)


def check(rows: Iterable[Rewording]) -> None:
    """Raise Invalid unless each wording can be the row's: a name and a level, in the workflow a section."""
    for one in rows:
        if one.descriptor.batch_status in (DRAFT, RETURNED):
            validate(one.wording, shortest=1)
        else:
            validate_library(one.wording, needs_section=one.descriptor.batch_status is not None)


def reworded(one: Rewording, at: datetime) -> bool:
    """Move a row to its next revision; return whether it was as seen."""
    row, wording = one.descriptor, one.wording.tidied()
    rows = Descriptor.objects.filter(OPEN_TO_CHANGES, pk=row.pk, deleted_at=None)
    return bool(rows.alter(seen=one.seen, updated_at=at, version=F("version") + 1, **fields_of(wording)))


def revision_of(row: Descriptor, *, author: "User | None", at: datetime) -> Revision:
    """Return the row's wording as its revision `version`, not saved yet."""
    kept = {name: value for name, value in fields_of(row.wording).items() if name != "wording_key"}
    return Revision(descriptor=row, number=row.version, author=author, at=at, **kept)


def put_aside_many(rows: Sequence[Descriptor], *, by: "User", at: datetime, because: dict[str, str]) -> list[Fact]:
    """Delete rows that the caller holds and has just read, all or none; return the facts. Raises Stale."""
    live = Descriptor.objects.filter(OPEN_TO_CHANGES, pk__in=[row.pk for row in rows], deleted_at=None, merged_into=None)
    if live.update(change=F("change") + 1, updated_at=at, deleted_at=at, deleted_by=by) != len(rows):
        raise changed_meanwhile(rows)
    found = Descriptor.objects.select_related("skill").in_bulk([row.pk for row in rows])
    return [fact_of(found[row.pk], "deleted", **because) for row in rows]


def changed_meanwhile(rows: Sequence[Descriptor]) -> Stale:
    """Return the refusal that names what was not as it was seen."""
    names = ", ".join(f"“{row.criterion_name}”" for row in rows)
    said = ngettext(
        "Nothing was done, because one was changed meanwhile: %(names)s.",
        "Nothing was done, because some were changed meanwhile: %(names)s.",
        len(rows),
    )
    return Stale(said % {"names": names}, rows)
