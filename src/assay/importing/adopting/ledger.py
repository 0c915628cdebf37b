"""What was taken over before, by the row of the source that it came from; and what changed on either side since."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Max

from assay.history.models import Event
from assay.history.record import Fact, next_changes
from assay.importing.adopting.models import Adopted


@dataclass
class Ledger:
    """The rows of one source that were taken over, old and new."""

    system: str
    known: dict[tuple[str, str], Adopted] = field(default_factory=dict)
    new: list[Adopted] = field(default_factory=list)
    changed: list[Adopted] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    @classmethod
    def of(cls, system: str) -> "Ledger":
        """Read what was taken over from a source."""
        return cls(system, {(row.table, row.external_id): row for row in Adopted.objects.filter(system=system)})

    def found(self, table: str, row: str) -> Adopted | None:
        """Return what a row became, or None."""
        return self.known.get((table, row))

    def enter(self, table: str, row: str, uid: UUID, *, digest: str = "", ours: bool = True, **refs: Any) -> None:
        """Remember what a row became; `ours` says that it was made by this, so that changes there may change it here."""
        entry = Adopted(system=self.system, table=table, external_id=row, uid=uid, digest=digest, change=1 if ours else None, refs=refs)
        self.known[table, row] = entry
        self.new.append(entry)

    def renew(self, entry: Adopted, *, digest: str, **refs: Any) -> None:
        """Remember that a row was brought up to date."""
        entry.digest, entry.refs = digest, entry.refs | refs
        self.changed.append(entry)

    def tell(self, *facts: Fact) -> None:
        """Keep facts until the end of the transaction."""
        self.facts += facts

    def untouched(self, table: str) -> set[str]:
        """Return the rows of a table whose other side is as this left it."""
        rows = {row: entry for (of, row), entry in self.known.items() if of == table and entry.pk and entry.change is not None}
        last = last_changes(entry.uid for entry in rows.values())
        return {row for row, entry in rows.items() if last.get(entry.uid, 1) == entry.change}

    def numbered(self) -> list[Fact]:
        """Return the facts, each with the number that follows the one before it; what was as this left it stays so."""
        first = next_changes([fact.subject for fact in self.facts if fact.change is None])
        following, found = dict(first), []
        for fact in self.facts:
            number = following[fact.subject] if fact.change is None else fact.change
            following[fact.subject] = number + 1
            found.append(replace(fact, change=number))
        for entry in self.known.values():
            if entry.uid in following and entry.change is not None:
                self.follow(entry, first.get(entry.uid), following[entry.uid] - 1)
        return found

    def follow(self, entry: Adopted, first: int | None, last: int) -> None:
        """Keep the number of the latest fact of a thing, unless somebody else changed it in between."""
        if entry.pk is None or entry in self.changed:
            entry.change = last
        elif first is not None and entry.change == first - 1:
            entry.change = last
            self.changed.append(entry)

    def write(self) -> None:
        """Keep it; after `numbered`."""
        Adopted.objects.bulk_create(self.new)
        Adopted.objects.bulk_update(self.changed, ["digest", "change", "refs"], batch_size=200)


def last_changes(subjects: Iterable[UUID]) -> dict[UUID, int]:
    """Return the number of the latest fact of each, in one question for any number."""
    wanted = set(subjects)
    last = Event.objects.values_list("subject").annotate(last=Max("change")).order_by()
    return {subject: change for subject, change in last.iterator(chunk_size=5000) if subject in wanted}
