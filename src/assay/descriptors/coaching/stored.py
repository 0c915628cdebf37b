"""What the coach found in the current revisions of a list, read in one query."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from assay import coach
from assay.descriptors.coached import Findings
from assay.descriptors.coaching.notes import Note, note_of
from assay.descriptors.coaching.storing import dismissed_in, findings_row, from_json
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import Descriptors

CURRENT = Findings.objects.filter(revision__number=F("revision__descriptor__version"), open__gt=0)
COLUMNS = ("edition", "language", "found", "open", "revision__number", "revision__descriptor")


@dataclass(frozen=True)
class Hints:
    """The open notes of a row, and how many its author dismissed with a reason."""

    notes: list[Note] = field(default_factory=list)
    dismissed: int = 0


def hints_of(descriptors: Sequence[Descriptor]) -> dict[int, list[Note]]:
    """Return the open notes about each row's current wording, by primary key, severe first; dismissed ones are left out."""
    return {pk: hints.notes for pk, hints in hints_and_dismissed(descriptors).items()}


def hints_and_dismissed(descriptors: Sequence[Descriptor]) -> dict[int, Hints]:
    """Return the same with the number of dismissed ones. One query; rows that the worker did not come to yet cost one more for all."""
    kept = kept_for(descriptors)
    missing = [row for row in descriptors if not is_current(kept.get(row.pk), row)]
    answered = dismissed_in(row.pk for row in missing) if missing else {}
    kept |= {row.pk: findings_row(row, 0, answered.get(row.pk, {})) for row in missing}
    return {row.pk: hints_in(kept[row.pk]) for row in descriptors}


def open_counts(descriptors: Iterable[int]) -> dict[int, int]:
    """Return how many hints the current revisions have, by the descriptor's primary key, as far as they are kept; one light query."""
    kept = CURRENT.filter(revision__descriptor__in=list(descriptors))
    return dict(kept.values_list("revision__descriptor", "open"))


def with_hints(rows: Descriptors) -> Descriptors:
    """Keep the rows whose current revision has hints."""
    return rows.filter(pk__in=CURRENT.values("revision__descriptor"))


def kept_for(descriptors: Sequence[Descriptor]) -> dict[int, Findings]:
    """Return what is kept for the versions of these rows, by the descriptor's primary key, in one query."""
    versions = {row.pk: row.version for row in descriptors}
    current = Findings.objects.filter(revision__descriptor__in=versions, revision__number__in=set(versions.values()))
    rows = current.select_related("revision").only(*COLUMNS)
    return {row.revision.descriptor_id: row for row in rows if row.revision.number == versions[row.revision.descriptor_id]}


def is_current(kept: Findings | None, row: Descriptor) -> bool:
    """Return whether this edition of the rules found it, in the row's language."""
    return kept is not None and (kept.edition, kept.language) == (coach.EDITION, row.language)


def hints_in(kept: Findings) -> Hints:
    """Return what is open, and how much is not."""
    notes = [note_of(from_json(one)) for one in kept.found if one["is_open"]]
    return Hints(notes, len(kept.found) - kept.open)
