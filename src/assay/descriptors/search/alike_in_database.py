"""Similar ones from the database, on both engines: exact copies always, the others for when there is no index."""

from collections.abc import Collection
from functools import reduce
from operator import add, or_
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When

from assay.descriptors.models import Descriptor
from assay.descriptors.search import fallback
from assay.descriptors.search.analysis import STOP_WORDS, words
from assay.descriptors.search.asked import Query, Scope
from assay.descriptors.wording import Wording

LONGEST_WORDS = 8  # that look for candidates: long words are rare ones
FEWEST = 2  # of them in a candidate
CANDIDATES = 30
MOST_COPIES = 200
TEXTS = ("criterion_name", "score0", "score1", "score2", "score3")


def copies(keys: Collection[str]) -> list[UUID]:
    """Return the exact copies of some wordings, whoever may open them: they are loaded through the person's rights."""
    return list(Descriptor.objects.filter(wording_key__in=keys).order_by("pk").values_list("uid", flat=True)[:MOST_COPIES])


def wordings(uids: Collection[UUID]) -> dict[UUID, Wording]:
    """Return the texts of some rows, to be compared; what is shown of them is loaded through the person's rights."""
    rows = Descriptor.objects.filter(uid__in=uids).values_list("uid", *TEXTS)
    return {uid: Wording(name, (levels[0], levels[1], levels[2], levels[3])) for uid, name, *levels in rows}


def sharing_words(wording: Wording, scope: Scope) -> list[UUID]:
    """Return the rows that share the most of a wording's long words."""
    said = {word for text in (wording.criterion_name, *wording.levels) for word in words(text)} - STOP_WORDS
    longest = sorted(said, key=lambda word: (-len(word), word))[:LONGEST_WORDS]
    if not longest:
        return []
    shared = reduce(add, (Case(When(says(word), then=1), default=Value(0), output_field=IntegerField()) for word in longest))
    rows = Descriptor.objects.visible_to(scope.user, now=scope.now).live().filter(amends=None).annotate(shared=shared)
    return list(rows.filter(shared__gte=min(FEWEST, len(longest))).order_by("-shared", "pk").values_list("uid", flat=True)[:CANDIDATES])


def says(word: str) -> Q:
    """Return whether a word stands in one of the texts."""
    return reduce(or_, (Q(**{f"{text}__icontains": word}) for text in TEXTS))


def in_section(row: Descriptor, scope: Scope, most: int) -> list[Descriptor]:
    """Return other library rows of the same section, the most reliable first."""
    if row.wsos_section_id is None:
        return []
    rows = Descriptor.objects.in_library().visible_to(scope.user, now=scope.now).filter(wsos_section=row.wsos_section_id).exclude(pk=row.pk)
    others = rows.exclude(wording_key=row.wording_key).select_related("skill", "wsos_section")
    return list(fallback.in_order(others, Query())[:most])
