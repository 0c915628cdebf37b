"""Similar ones from the database, on both engines: exact copies always, the others for when there is no index."""

from collections.abc import Collection
from functools import reduce
from operator import add, or_
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from assay.descriptors.models import Descriptor
from assay.descriptors.search import fallback
from assay.descriptors.search.analysis import STOP_WORDS, words
from assay.descriptors.search.asked import Query, Scope
from assay.descriptors.wording import Wording
from assay.standards.models import Skill, WSOSSection
from assay.web.prepared import asked

LONGEST_WORDS = 8  # that look for candidates: long words are rare ones
FEWEST = 2  # of them in a candidate
CANDIDATES = 30
MOST_COPIES = 200
TEXTS = ("criterion_name", "score0", "score1", "score2", "score3")


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """Return all columns, in the order in which `from_db` wants them."""
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001  Django's name for it


OF_ROW, OF_SKILL, OF_SECTION = columns_of(Descriptor), columns_of(Skill), columns_of(WSOSSection)
SELECTED = (*OF_ROW, *(f"skill__{name}" for name in OF_SKILL), *(f"wsos_section__{name}" for name in OF_SECTION))


def copies(keys: Collection[str]) -> list[UUID]:
    """Return the exact copies of some wordings, whoever may open them: they are loaded through the person's rights."""
    return [uid for (uid,) in asked(with_key, *keys)] if keys else []


def with_key(*keys: str) -> QuerySet[Descriptor, tuple[Any, ...]]:
    """Return the uids of the rows with one of these keys, the first ones."""
    return Descriptor.objects.filter(wording_key__in=keys).order_by("pk").values_list("uid")[:MOST_COPIES]


def wordings(uids: Collection[UUID]) -> dict[UUID, Wording]:
    """Return the texts of some rows, to be compared; what is shown of them is loaded through the person's rights."""
    rows = asked(texts_of, *uids) if uids else []
    return {uid: Wording(name, (levels[0], levels[1], levels[2], levels[3])) for uid, name, *levels in rows}


def texts_of(*uids: UUID) -> QuerySet[Descriptor, tuple[Any, ...]]:
    """Return the texts of rows, behind their uids."""
    return Descriptor.objects.filter(uid__in=uids).values_list("uid", *TEXTS)


def rows(uids: Collection[UUID]) -> list[Descriptor]:
    """Return rows with their skill and section, whoever may open them; amendments are like what they amend by nature."""
    return [row_of(values) for values in asked(no_amendments, *uids)] if uids else []


def no_amendments(*uids: UUID) -> QuerySet[Descriptor, tuple[Any, ...]]:
    """Return the live ones among some, as `row_of` takes them."""
    return Descriptor.objects.live().filter(uid__in=uids, amends=None).values_list(*SELECTED)


def row_of(values: tuple[Any, ...]) -> Descriptor:
    """Return a row as the database has it."""
    after_row, after_skill = len(OF_ROW), len(OF_ROW) + len(OF_SKILL)
    row = Descriptor.from_db(None, OF_ROW, values[:after_row])
    row.skill = Skill.from_db(None, OF_SKILL, values[after_row:after_skill]) if row.skill_id else None
    row.wsos_section = WSOSSection.from_db(None, OF_SECTION, values[after_skill:]) if row.wsos_section_id else None
    return row


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
