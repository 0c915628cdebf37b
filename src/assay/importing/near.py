"""Aspects of a workbook that are nearly what is there already: shown before anything is written, and what was chosen about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import QueryDict

from assay.descriptors.alike import Kind
from assay.descriptors.duplicates.remarks import LONGEST_REASON, said
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import text_of, uid_of
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.similar import Asked, Similar, similar_to_each
from assay.formats.scheme import Aspect
from assay.importing.existing import wording_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Decided:
    """What was chosen about aspects that are near to what is there, by their rows.

    `instead`: the descriptor to use, and none is made; `reasons`: why one is made all the same, and what it is near to.
    """

    instead: Mapping[int, UUID] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    near: Mapping[int, list[UUID]] = field(default_factory=dict)


def near_to(aspects: Iterable[Aspect], *, user: "User", at: datetime) -> dict[int, list[Similar]]:
    """Return what is near to each aspect, of what the person may open, by the aspect's row."""
    rows = list(aspects)
    found = similar_to_each([Asked(wording_of(aspect)) for aspect in rows], Scope.of(user, at))
    return {aspect.row: near for aspect, near in zip(rows, found, strict=True) if near}


def decided_in(data: QueryDict, aspects: Iterable[Aspect]) -> Decided:
    """Return what a form says about the aspects."""
    rows = [aspect.row for aspect in aspects]
    instead = {row: uid for row in rows if (uid := uid_of(data.get(f"instead-{row}")))}
    reasons = {row: text for row in rows if (text := text_of(data.get(f"why-{row}", ""))[:LONGEST_REASON].strip()) and row not in instead}
    return Decided(instead, reasons, {row: [uid for typed in data.getlist(f"near-{row}") if (uid := uid_of(typed))] for row in reasons})


def used_instead(decided: Decided, by: "User | None") -> dict[int, Descriptor]:
    """Return the descriptors to use, of those that the person may open; what is gone meanwhile is made all the same."""
    wanted = Descriptor.objects.live().filter(uid__in=set(decided.instead.values()), amends=None)
    rows = {row.uid: row for row in (wanted if by is None else wanted.visible_to(by))}
    return {row: rows[uid] for row, uid in decided.instead.items() if uid in rows}


def explain(made: Mapping[int, Descriptor], decided: Decided, *, by: "User | None", at: datetime) -> None:
    """Keep why descriptors were made beside similar ones, of those that the person may open."""
    if by is None or not decided.reasons:
        return
    wanted = {uid for row in decided.reasons for uid in decided.near[row]}
    others = {row.uid: row for row in Descriptor.objects.visible_to(by).live().filter(uid__in=wanted, amends=None)}
    for row, reason in decided.reasons.items():
        pairs = [(made[row], others[uid]) for uid in decided.near[row] if row in made and uid in others]
        said(pairs, kind=Kind.BESIDE, reason=reason, by=by, at=at)
