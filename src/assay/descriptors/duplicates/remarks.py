"""What people say about two descriptors that look alike: an administrator's latest word on a pair stands until it is taken back.

While none stands, the latest reason of who wrote one of the two counts; it is kept in any case.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.alike import SILENT, Kind, Remark
from assay.descriptors.models import Descriptor
from assay.descriptors.recording import conflict
from assay.errors import DomainError, Invalid
from assay.history.record import Fact, record

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_REASON = 1000
Pair = tuple[int, int]
# What an administrator said last about the pair of an outer query with the columns `first` and `second`.
LATEST_KIND = Subquery(
    Remark.objects.filter(first=OuterRef("first"), second=OuterRef("second")).exclude(kind=Kind.BESIDE).order_by("-pk").values("kind")[:1]
)


def pair_of(one: int, other: int) -> Pair:
    """Return two primary keys in the order in which a pair is kept."""
    return (one, other) if one < other else (other, one)


@transaction.atomic
def tell_apart(*, rows: Sequence[Descriptor], seen: Mapping[int, int], kind: Kind, reason: str, by: "User", at: datetime) -> list[Remark]:
    """Say of all pairs among some descriptors that they are deliberate variants, or not the same; `seen` are their changes.

    Raises Invalid, Stale, NotAllowed.
    """
    require(by, "descriptors.administer", otherwise=_("Only an administrator decides about duplicates."))
    if kind not in SILENT or len(rows) < 2:  # noqa: PLR2004  a pair
        raise Invalid(_("Choose two or more descriptors."))
    locked = locked_rows(rows)
    for row in rows:
        now = locked[row.pk]
        if now.change != seen[row.pk] or now.deleted_at is not None or now.merged_into_id is not None:
            raise conflict(row)
    return said([(one, other) for one, other in combinations(rows, 2)], kind=kind, reason=reason, by=by, at=at)


@transaction.atomic
def keep_beside(*, descriptor: Descriptor, other: Descriptor, reason: str, by: "User", at: datetime) -> Remark:
    """Say why one's own descriptor is needed beside a similar one, and return the remark that counts.

    Where an administrator told them apart, that stands; the reason is kept, and counts once that is taken back.

    Raises Invalid, NotAllowed.
    """
    require(by, "descriptors.edit", descriptor, otherwise=_("Only a Skill Competition Manager of this skill edits its descriptors."))
    if descriptor.pk == other.pk:
        raise DomainError(_("Choose another descriptor."))
    if not reason.strip():
        raise Invalid(_("Say in a few words why both are needed."), {"reason": _("Say in a few words why both are needed.")})
    locked_rows([descriptor, other])
    said([(descriptor, other)], kind=Kind.BESIDE, reason=reason, by=by, at=at)
    return latest_remarks([descriptor.pk])[pair_of(descriptor.pk, other.pk)]


def locked_rows(rows: Iterable[Descriptor]) -> dict[int, Descriptor]:
    """Lock descriptors until the transaction ends, so that remarks on them come one after the other; return them as they stand."""
    locked = Descriptor.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[row.pk for row in rows])
    return {row.pk: row for row in locked.order_by("pk")}


@transaction.atomic
def take_back(*, remark: Remark, by: "User", at: datetime) -> None:
    """Let a pair be suggested again; a repeat changes nothing. Raises NotAllowed."""
    require(by, "descriptors.administer", otherwise=_("Only an administrator decides about duplicates."))
    locked_rows([remark.first, remark.second])
    if latest_remarks([remark.first_id])[remark.first_id, remark.second_id].kind in SILENT:
        said([(remark.first, remark.second)], kind=Kind.TAKEN_BACK, reason="", by=by, at=at)


def said(pairs: Iterable[tuple[Descriptor, Descriptor]], *, kind: Kind, reason: str, by: "User", at: datetime) -> list[Remark]:
    """Add a remark for each pair, and its fact. Raises Invalid."""
    made = remarked(pairs, kind=kind, reason=reason, by=by, at=at)
    record(facts_of(made), by=by, at=at)
    return made


def remarked(pairs: Iterable[tuple[Descriptor, Descriptor]], *, kind: Kind, reason: str, by: "User", at: datetime) -> list[Remark]:
    """Add a remark for each pair; the facts are the caller's. Raises Invalid."""
    if len(reason) > LONGEST_REASON:
        raise Invalid(_("Use at most 1,000 characters."), {"reason": _("Use at most 1,000 characters.")})
    ordered = [(one, other) if one.pk < other.pk else (other, one) for one, other in pairs]
    return [Remark.objects.create(first=one, second=other, kind=kind, reason=reason.strip(), by=by, at=at) for one, other in ordered]


def facts_of(made: Iterable[Remark]) -> list[Fact]:
    """Return the facts of new remarks."""
    return [Fact("pair", remark.uid, remark.kind.lower()) for remark in made]


def latest_remarks(of: Iterable[int]) -> dict[Pair, Remark]:
    """Return the remark that counts for each pair with one of these descriptors."""
    pks = set(of)
    rows = Remark.objects.filter(Q(first__in=pks) | Q(second__in=pks)).select_related("by").order_by("pk")
    told: dict[Pair, Remark] = {}
    reasons: dict[Pair, Remark] = {}
    for row in rows:
        (reasons if row.kind == Kind.BESIDE else told)[row.first_id, row.second_id] = row
    return told | {pair: reason for pair, reason in reasons.items() if pair not in told or told[pair].kind not in SILENT}


def standing(kinds: Iterable[Kind]) -> QuerySet[Remark]:
    """Return the remarks of some kinds that count, the latest first."""
    return Remark.objects.annotate(counts=LATEST_KIND).filter(kind__in=list(kinds), counts__in=list(kinds)).order_by("-pk")
