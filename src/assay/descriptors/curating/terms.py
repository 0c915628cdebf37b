"""What happens to tags and categories: add, rename, merge, retire, bring back; every row that carries one gets an event."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.curating.actions import NOT_AN_ADMIN
from assay.descriptors.models import Category, Descriptor, Tag
from assay.descriptors.recording import fact_of
from assay.errors import DomainError, Invalid, Stale
from assay.history.record import Fact, record
from assay.names import name_key

if TYPE_CHECKING:
    from assay.accounts.models import User

AnyTerm = Tag | Category
LONGEST = 60
# Its type in events, which is also its column in the rows of the relation; and the relation of a descriptor to it.
KINDS: dict[type[AnyTerm], tuple[str, str]] = {Tag: ("tag", "tags"), Category: ("category", "categories")}


class NameTaken(Invalid):
    """Another one of the same kind has that name, whatever its case; `term` is that one, or what it became."""

    def __init__(self, message: str, term: AnyTerm) -> None:
        said = message % {"name": term.name}
        super().__init__(said, {"name": said})
        self.term = term


def kind_of(term: AnyTerm) -> str:
    """Return "tag" or "category"."""
    return KINDS[type(term)][0]


@transaction.atomic
def add_category(*, uid: uuid.UUID, name: str, by: "User", at: datetime) -> Category:
    """Add a category; the same uid and name again is the same category. Raises NameTaken, Invalid, NotAllowed."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    name = tidy(name, Category)
    known = Category.objects.filter(uid=uid).exclude(name_key=name_key(name)).exists()
    made = {"name": name, "uid": uuid.uuid4() if known else uid}
    category: Category
    category, is_new = Category.objects.select_related("merged_into").get_or_create(name_key=name_key(name), defaults=made)
    if not is_new and category.uid != uid:
        raise NameTaken(_("“%(name)s” is there already."), category.merged_into or category)
    if is_new:
        record([Fact("category", category.uid, "created")], by=by, at=at)
    return category


@transaction.atomic
def rename(*, term: AnyTerm, name: str, was: str, by: "User", at: datetime) -> AnyTerm:
    """Give a term another name; `was` is the one that the person saw. Raises NameTaken, Invalid, Stale, NotAllowed."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    name = tidy(name, type(term))
    if name == term.name:
        return term
    try:
        with transaction.atomic():
            as_seen = type(term).objects.filter(pk=term.pk, name=was, merged_into=None)
            renamed = as_seen.update(name=name, name_key=name_key(name))
    except IntegrityError:
        other = type(term).objects.select_related("merged_into").get(name_key=name_key(name))
        raise NameTaken(_("“%(name)s” is there already. Merge the two instead."), other.merged_into or other) from None
    term.refresh_from_db()
    if not renamed:
        raise Stale(_("It was renamed or merged meanwhile; it is “%(name)s” now.") % {"name": (term.merged_into or term).name}, term)
    told = {"kind": kind_of(term), "term": str(term.uid)}
    rows = touched(term)
    record([*(fact_of(row, "term_renamed", **told) for row in rows), Fact(kind_of(term), term.uid, "renamed")], by=by, at=at)
    return term


@transaction.atomic
def merge(*, term: AnyTerm, into: AnyTerm, told: int, by: "User", at: datetime) -> AnyTerm:
    """Let every row that carries a term carry another one of its kind; the first stays and forwards.

    `told` is the number of rows that the person was told. Raises DomainError, Stale, NotAllowed.
    """
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    locked = {row.pk: row for row in type(term).objects.select_for_update().filter(pk__in=[term.pk, into.pk]).order_by("pk")}
    term, into = locked[term.pk], locked[into.pk]
    if term.merged_into_id == into.pk:
        return into
    refuse_merge(term, into)
    rows = touched(term)
    if len(rows) != told:
        raise Stale(_("Meanwhile other descriptors carry it than before. Look at the number again."), term)
    carry_other(term, into)
    term.merged_from.update(merged_into=into)
    type(term).objects.filter(pk=term.pk).update(merged_into=into)
    merged = {"kind": kind_of(term), "term": str(term.uid), "into": str(into.uid)}
    facts = [fact_of(row, "term_merged", **merged) for row in rows]
    record([*facts, Fact(kind_of(term), term.uid, "merged", data={"into": str(into.uid), "rows": len(rows)})], by=by, at=at)
    return into


@transaction.atomic
def set_retired(*, term: AnyTerm, retired: bool, by: "User", at: datetime) -> AnyTerm:
    """Offer a term no more, or again; the rows that carry it stay as they are. Raises NotAllowed."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    as_before = type(term).objects.filter(pk=term.pk, merged_into=None, retired_at__isnull=retired)
    if as_before.update(retired_at=at if retired else None):
        record([Fact(kind_of(term), term.uid, "retired" if retired else "brought_back")], by=by, at=at)
    term.refresh_from_db()
    return term


def tidy(name: str, kind: type[AnyTerm]) -> str:
    """Return a name as it is kept. Raises Invalid where it cannot be one: tags are typed with commas between."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Give it a name."), {"name": _("Give it a name.")})
    if len(name) > LONGEST or len(name_key(name)) > LONGEST:
        raise Invalid(_("The name is too long."), {"name": _("Use at most 60 characters.")})
    if kind is Tag and "," in name:
        raise Invalid(_("A tag has no comma."), {"name": _("Leave the comma out: it stands between tags.")})
    return name


def refuse_merge(term: AnyTerm, into: AnyTerm) -> None:
    """Raise DomainError where a merge is not possible: the same one, one that is merged or retired."""
    if term.pk == into.pk:
        raise DomainError(_("Choose another one to merge it into."))
    if term.merged_into_id or into.merged_into_id:
        raise DomainError(_("One of the two was merged meanwhile."))
    if into.retired_at:
        raise DomainError(_("“%(name)s” was retired meanwhile. Bring it back, or choose another one.") % {"name": into.name})


def touched(term: AnyTerm) -> list[Descriptor]:
    """Count a change of every row that carries the term, in the order in which everybody locks them, and return them.

    What was locked is what is counted: a row whose term was taken off while its lock was waited for is among both.
    """
    carrying = {KINDS[type(term)][1]: term}
    locked = Descriptor.objects.select_for_update(of=("self",)).select_related("skill").filter(**carrying)
    rows = list(locked.order_by("pk"))
    Descriptor.objects.filter(pk__in=[row.pk for row in rows]).update(change=F("change") + 1)
    for row in rows:
        row.change += 1
    return rows


def carry_other(term: AnyTerm, into: AnyTerm) -> None:
    """Put the second term where the first is, once in each row."""
    name, relation = KINDS[type(term)]
    links: Any = getattr(Descriptor, relation).through.objects
    has_both = links.filter(**{name: into}).values("descriptor")
    links.filter(**{name: term}).exclude(descriptor__in=has_both).update(**{name: into})
    links.filter(**{name: term}).delete()
