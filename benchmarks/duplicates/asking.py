"""Ask the product: a database and an index of this run's own, with the whole corpus in the library."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.core.management import call_command

from assay.accounts.models import Access, User
from assay.descriptors.curating.adding import Entry, add_to_library
from assay.descriptors.models import Quality
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.similar import similar
from assay.descriptors.wording import Wording
from benchmarks.duplicates.corpus import Item

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


class Asking:
    """Somebody who reads the library."""

    def __init__(self, items: Sequence[Item]) -> None:
        call_command("prepare", stdout=sys.stderr)
        reader = User.objects.create_user("reader@example.org", name="Reader", access=Access.MEMBER)
        rows = add_to_library(entries=[Entry(item.wording, None, "bench", quality=Quality.REFERENCE) for item in items], by=None, at=NOW)
        indexer.catch_up()
        self.scope = Scope.of(reader, NOW)
        self.keys: dict[UUID, str] = {row.uid: item.key for row, item in zip(rows, items, strict=True)}
        self.uids = {key: uid for uid, key in self.keys.items()}

    def found(self, wording: Wording, *, besides: str = "") -> list[str]:
        """Return the keys of what is shown beside a wording."""
        return [self.keys[one.descriptor.uid] for one in similar(wording, self.scope, besides=self.uids.get(besides))]
