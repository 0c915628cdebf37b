"""What happens to collections; they are working lists, so they leave no event."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.descriptors.collected import Collection, CollectionItem, Items
from assay.descriptors.forwarding import held_for
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import free_uid, one_line_end
from assay.errors import DomainError, Invalid, NotAllowed
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME, LONGEST_NOTE, MOST = 120, 1000, 500
# What is put back as it stood may be longer: the undo of a merge joins notes.
LONGEST_JOINED = 10 * LONGEST_NOTE
# What a note said when the page was loaded, or what the page sent since and got no answer to; by default it had none.
NONE_SEEN = frozenset({""})
NOT_YOURS = gettext_noop("This collection is changed by its owner, or by the SCMs and SAs of its skill.")


class NoteChanged(DomainError):
    """A note is not as the person saw it: `theirs` is what it says now, or None where its descriptor is not there any more.

    `opened` says that the descriptor was merged into one that more people may open.
    """

    def __init__(self, *, descriptor: uuid.UUID, mine: str, theirs: str | None, opened: bool = False) -> None:
        said = _("This note was changed meanwhile. Press “Keep the note” to see both.")
        if theirs is None:
            said = _("The descriptor was taken out meanwhile. Press “Keep the note” to see what you can do with it.")
        elif opened:
            said = _("The descriptor was merged into one that more people may open. Press “Keep the note” to decide who reads it.")
        super().__init__(said)
        self.descriptor, self.mine, self.theirs, self.opened = descriptor, mine, theirs, opened


def require_editable(collection: Collection, by: "User") -> None:
    """Raise NotAllowed unless the person may change the collection."""
    if not Collection.objects.editable_by(by).filter(pk=collection.pk).exists():
        raise NotAllowed(_(NOT_YOURS))


def require_own_name(collection: Collection, by: "User") -> None:
    """Raise NotAllowed unless the person may change the collection, and DomainError of favourites, which stay what they are."""
    require_editable(collection, by)
    if collection.is_favourites:
        raise DomainError(_("Favourites are always there and only yours: they are not renamed, shared or deleted."))


def named(name: str) -> str:
    """Return a collection's name, tidied. Raises Invalid."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid(_("Give the collection a name."), {"name": _("Give the collection a name.")})
    if len(tidy) > LONGEST_NAME:
        said = _("A name has at most %(n)d characters.") % {"n": LONGEST_NAME}
        raise Invalid(said, {"name": said})
    return tidy


def create(*, uid: uuid.UUID, name: str, skill: Skill | None, by: "User", at: datetime) -> Collection:
    """Make a collection, of the person or of a skill that they manage or advise; the same form twice makes one.

    Raises Invalid, NotAllowed.
    """
    roles = roles_of(by)
    if skill is not None and not (by.is_admin or skill.pk in roles.scm | roles.sa):
        raise NotAllowed(_(NOT_YOURS))
    known = {"name": named(name), "skill": skill, "created_at": at, "updated_at": at}
    return Collection.objects.get_or_create(uid=free_uid(Collection.objects.exclude(owner=by), uid), owner=by, defaults=known)[0]


def rename(*, collection: Collection, name: str, by: "User", at: datetime) -> None:
    """Give it another name. Raises DomainError, Invalid, NotAllowed."""
    require_own_name(collection, by)
    Collection.objects.filter(pk=collection.pk).update(name=named(name), updated_at=at)


def share(*, collection: Collection, on: bool, by: "User", at: datetime) -> None:
    """Let everybody who has the link read it, each the descriptors that they may open; or no longer. Raises DomainError, NotAllowed."""
    require_own_name(collection, by)
    Collection.objects.filter(pk=collection.pk).update(is_shared=on, updated_at=at)


def put_away(*, collection: Collection, deleted: bool, by: "User", at: datetime) -> None:
    """Delete it, or bring it back. Raises DomainError, NotAllowed."""
    require_own_name(collection, by)
    Collection.objects.filter(pk=collection.pk).update(deleted_at=at if deleted else None, updated_at=at)


def touch(collection: Collection, at: datetime) -> None:
    """Say that it is changed now; whoever else changes it waits until the transaction ends."""
    Collection.objects.filter(pk=collection.pk).update(updated_at=at)


@transaction.atomic
def add(*, collection: Collection, rows: Sequence[Descriptor], by: "User", at: datetime) -> int:
    """Put descriptors at its end, or among favourites first; return how many were new in it. Raises DomainError, NotAllowed."""
    require_editable(collection, by)
    touch(collection, at)
    return put_in(collection, [(row, at) for row in held_for(rows, by)])


def put_in(collection: Collection, rows: Sequence[tuple[Descriptor, datetime]]) -> int:
    """Put descriptors in that were added at these times; return how many were new in it. Raises DomainError where it is full."""
    there = set(collection.items.filter(descriptor__in=[row for row, _at in rows]).values_list("descriptor_id", flat=True))
    fresh = [(row, at) for row, at in rows if row.pk not in there]
    ends = collection.items.aggregate(first=Min("place"), last=Max("place"))
    if collection.is_favourites:  # as many as one likes: a star is never refused
        start = (1 if ends["first"] is None else ends["first"]) - len(fresh)
    elif collection.items.count() + len(fresh) > MOST:
        raise DomainError(_("A collection holds at most %(n)d descriptors. Begin another one.") % {"n": MOST})
    else:
        start = (ends["last"] or 0) + 1
    made = [CollectionItem(collection=collection, descriptor=row, place=place, added_at=at) for place, (row, at) in enumerate(fresh, start)]
    CollectionItem.objects.bulk_create(made, batch_size=500)
    return len(fresh)


@dataclass(frozen=True)
class TakenOut:
    """What stood in a collection, so that it can be put back: at the place where the person saw it, with its note."""

    place: int
    note: str


@transaction.atomic
def remove(*, collection: Collection, descriptor: uuid.UUID, by: "User", at: datetime) -> TakenOut | None:
    """Take a descriptor out that the person sees, and return what stood there; the descriptor itself stays. Raises NotAllowed."""
    require_editable(collection, by)
    touch(collection, at)
    item = items_seen(by, collection, at).filter(descriptor__uid=descriptor).first()
    return take_out(item, by, at) if item else None


def take_out(item: CollectionItem, by: "User", at: datetime) -> TakenOut:
    """Take an item out; return what stood there, at the place where the person saw it."""
    earlier = Q(place__lt=item.place) | Q(place=item.place, pk__lt=item.pk)
    was = TakenOut(items_seen(by, item.collection, at).filter(earlier).count(), item.note)
    item.delete()
    return was


@transaction.atomic
def put_back(*, collection: Collection, row: Descriptor, was: TakenOut, by: "User", at: datetime) -> None:
    """Put a descriptor that was taken out where it stood, with its note. Raises DomainError, NotAllowed, NoteChanged."""
    added = add(collection=collection, rows=[row], by=by, at=at)
    annotate(collection=collection, descriptor=row.uid, note=was.note, by=by, at=at, longest=LONGEST_JOINED)
    if added:
        move(collection=collection, descriptor=row.uid, to=was.place, by=by, at=at)


def items_seen(by: "User", collection: Collection, at: datetime) -> Items:
    """Return the items that a person may open, in their order, as a query."""
    seen = Descriptor.objects.live().visible_to(by, now=at)
    return CollectionItem.objects.filter(collection=collection, descriptor__in=seen.values("pk")).select_related("collection", "descriptor")


def seen_by(by: "User", collection: Collection, at: datetime) -> list[CollectionItem]:
    """Return the items that a person may open, in their order."""
    return list(items_seen(by, collection, at))


@transaction.atomic
def move(*, collection: Collection, descriptor: uuid.UUID, to: int, by: "User", at: datetime) -> None:
    """Put a descriptor at a place (from 0), the others close up; beyond an end is the end. Raises NotAllowed.

    Places are those that the person sees: what they may not open keeps its own, so that no step tells of it.
    """
    require_editable(collection, by)
    touch(collection, at)
    seen, everything = seen_by(by, collection, at), list(collection.items.all())
    moved = [item for item in seen if item.descriptor.uid == descriptor]
    others = [item for item in seen if item.descriptor.uid != descriptor]
    place = min(max(to, 0), len(others))
    inside, known = iter([*others[:place], *moved, *others[place:]]), {item.pk for item in seen}
    ordered = [next(inside) if item.pk in known else item for item in everything]
    for number, item in enumerate(ordered, 1):
        item.place = number
    CollectionItem.objects.bulk_update(ordered, ["place"])


@transaction.atomic
def annotate(
    *,
    collection: Collection,
    descriptor: uuid.UUID,
    note: str,
    by: "User",
    at: datetime,
    seen: frozenset[str] = NONE_SEEN,
    longest: int = LONGEST_NOTE,
    opened: bool = False,
) -> None:
    """Keep a note beside a descriptor that the person sees, where it says what they saw; one that they left alone stays as it is.

    Where the descriptor they wrote about became this one, which more people may open (`opened`), nobody publishes the note but they
    themselves, asked again. Raises Invalid, NotAllowed, NoteChanged.
    """
    require_editable(collection, by)
    touch(collection, at)
    hold(descriptor)
    note, known = tidied(note), {tidied(text) for text in seen}
    item = items_seen(by, collection, at).filter(descriptor__uid=descriptor).first()
    stands = tidied(item.note) if item else None
    if known == {note} or stands == note or not (item or note):
        return
    if len(note) > longest:
        said = _("A note has at most %(n)d characters.") % {"n": longest}
        raise Invalid(said, {"note": said})
    if item is None or stands not in known or (opened and note):
        raise NoteChanged(descriptor=descriptor, mine=note, theirs=stands, opened=opened)
    collection.items.filter(pk=item.pk).update(note=note)


def hold(descriptor: uuid.UUID) -> None:
    """Lock a descriptor until the transaction ends: no merge moves it on, or leaves its note behind, meanwhile."""
    Descriptor.objects.select_for_update(of=("self",), no_key=True).filter(uid=descriptor).first()


def tidied(note: str) -> str:
    """Return a note as it is kept and compared."""
    return one_line_end(note).strip()
