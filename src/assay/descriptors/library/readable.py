"""Which revisions of descriptors a person may read."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Min

from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.states import Outcome

if TYPE_CHECKING:
    from assay.accounts.models import User


def first_readable(rows: Collection[Descriptor], reader: "User") -> dict[int, int | None]:
    """Return, by primary key, the first revision that is the reader's to read, None where none is.

    Of what is in the workflow, it is the first approved one for those who do not see reviews.
    """
    sees = {row.pk for row in rows if row.batch_status is None or reader.has_perm("descriptors.see_review", row)}
    others = {row.pk for row in rows} - sees
    approved = Submission.objects.filter(descriptor__in=others, outcome=Outcome.APPROVED).order_by()
    first = dict(approved.values_list("descriptor").annotate(first=Min("version_decided")))
    return {row.pk: 1 if row.pk in sees else first.get(row.pk) for row in rows}
