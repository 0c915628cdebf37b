"""What happens to collections; they are working lists, so they leave no event."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.descriptors.collected import Collection, CollectionItem
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
    """A note is not as the person saw it: `theirs` is what it says now, or None where its descriptor is not there any more."""

    def __init__(self, *, descriptor: uuid.UUID, mine: str, theirs: str | None) -> None:
        gone = _("The descriptor was taken out meanwhile. Press “Keep the note” to see what you can do with it.")
        super().__init__(gone if theirs is None else _("This note was changed meanwhile. Press “Keep the note” to see both."))
        self.descriptor, self.mine, self.theirs = descriptor, mine, theirs


def require_editable(collection: Collection, by: "User") -> None:
    """Raise NotAllowed unless the person may change the collection."""
    if not Collection.objects.editable_by(by).filter(pk=collection.pk).exists():
        raise NotAllowed(_(NOT_YOURS))


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
    """Give it another name. Raises Invalid, NotAllowed."""
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(name=named(name), updated_at=at)


def share(*, collection: Collection, on: bool, by: "User", at: datetime) -> None:
    """Let everybody who has the link read it, each the descriptors that they may open; or no longer. Raises NotAllowed."""
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(is_shared=on, updated_at=at)


def put_away(*, collection: Collection, deleted: bool, by: "User", at: datetime) -> None:
    """Delete it, or bring it back. Raises NotAllowed."""
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(deleted_at=at if deleted else None, updated_at=at)


@transaction.atomic
def add(*, collection: Collection, rows: Sequence[Descriptor], by: "User", at: datetime) -> int:
    """Put descriptors at its end; return how many were new in it. Raises DomainError, NotAllowed."""
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(updated_at=at)
    rows = held_for(rows, by)
    there = set(collection.items.filter(descriptor__in=rows).values_list("descriptor_id", flat=True))
    fresh = [row for row in rows if row.pk not in there]
    if collection.items.count() + len(fresh) > MOST:
        raise DomainError(_("A collection holds at most %(n)d descriptors. Begin another one.") % {"n": MOST})
    last = collection.items.aggregate(last=Max("place"))["last"] or 0
    CollectionItem.objects.bulk_create(
        [CollectionItem(collection=collection, descriptor=row, place=last + n, added_at=at) for n, row in enumerate(fresh, 1)]
    )
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
    Collection.objects.filter(pk=collection.pk).update(updated_at=at)  # first: whoever else changes it waits
    for place, item in enumerate(seen_by(by, collection, at)):
        if item.descriptor.uid == descriptor:
            item.delete()
            return TakenOut(place, item.note)
    return None


@transaction.atomic
def put_back(*, collection: Collection, row: Descriptor, was: TakenOut, by: "User", at: datetime) -> None:
    """Put a descriptor that was taken out where it stood, with its note. Raises DomainError, NotAllowed, NoteChanged."""
    added = add(collection=collection, rows=[row], by=by, at=at)
    annotate(collection=collection, descriptor=row.uid, note=was.note, by=by, at=at, longest=LONGEST_JOINED)
    if added:
        move(collection=collection, descriptor=row.uid, to=was.place, by=by, at=at)


def seen_by(by: "User", collection: Collection, at: datetime) -> list[CollectionItem]:
    """Return the items that a person may open, in their order."""
    seen = Descriptor.objects.live().visible_to(by, now=at)
    return list(collection.items.filter(descriptor__in=seen.values("pk")).select_related("descriptor"))


@transaction.atomic
def move(*, collection: Collection, descriptor: uuid.UUID, to: int, by: "User", at: datetime) -> None:
    """Put a descriptor at a place (from 0), the others close up; beyond an end is the end. Raises NotAllowed.

    Places are those that the person sees: what they may not open keeps its own, so that no step tells of it.
    """
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(updated_at=at)
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
) -> None:
    """Keep a note beside a descriptor that the person sees, where it says what they saw; one that they left alone stays as it is.

    Raises Invalid, NotAllowed, NoteChanged.
    """
    require_editable(collection, by)
    Collection.objects.filter(pk=collection.pk).update(updated_at=at)  # first: whoever else changes it waits
    note, known = tidied(note), {tidied(text) for text in seen}
    item = next((item for item in seen_by(by, collection, at) if item.descriptor.uid == descriptor), None)
    stands = tidied(item.note) if item else None
    if known == {note} or stands == note or not (item or note):
        return
    if len(note) > longest:
        said = _("A note has at most %(n)d characters.") % {"n": longest}
        raise Invalid(said, {"note": said})
    if item is None or stands not in known:
        raise NoteChanged(descriptor=descriptor, mine=note, theirs=stands)
    collection.items.filter(pk=item.pk).update(note=note)


def tidied(note: str) -> str:
    """Return a note as it is kept and compared."""
    return one_line_end(note).strip()
