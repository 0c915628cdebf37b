"""What a person took out of collections lately, kept in their session, so that it can be put back where it stood, with its note."""

from typing import Any
from uuid import UUID

from assay.descriptors.collected import Collection
from assay.descriptors.collecting.actions import TakenOut
from assay.descriptors.forwarding import forwarded
from assay.descriptors.models import Descriptor
from assay.web.requests import UserRequest

KEY, MOST_KEPT = "collections_taken_out", 20


def offer(request: UserRequest, collection: Collection, uid: UUID, was: TakenOut | None) -> None:
    """Keep what was taken out, and offer it on the next page of the collection; of very many the last ones."""
    name = Descriptor.objects.visible_to(request.user).filter(uid=uid).values_list("criterion_name", flat=True).first()
    if was and name:
        which = {"collection": str(collection.uid), "descriptor": str(uid)}
        drop(request, collection.uid, uid)
        request.session[KEY] = [*kept(request), which | {"name": name, "note": was.note, "to": was.place, "is_new": True}][-MOST_KEPT:]


def offered(request: UserRequest, collection: Collection) -> dict[str, Any] | None:
    """Return what was taken out of the collection last, once; what was taken out of another one waits for that one's page."""
    here = [one for one in kept(request, collection) if one["is_new"]]
    for one in here:
        one["is_new"] = False
        request.session.modified = True
    return here[-1] if here else None


def unstarred(request: UserRequest, row: Descriptor) -> dict[str, Any] | None:
    """Return what is kept of a descriptor, or of what became it, that the person took out of their favourites lately."""
    mine = Collection.objects.favourites_of(request.user).first() if kept(request) else None
    here = {UUID(one["descriptor"]): one for one in kept(request, mine)} if mine else {}
    became = forwarded(here) if here and row.uid not in here else {}
    return next((one for uid, one in reversed(here.items()) if became.get(uid, uid) == row.uid), None)


def drop(request: UserRequest, collection: UUID | str, descriptor: UUID | str) -> None:
    """Keep no longer what stands in the collection again."""
    which = (str(collection), str(descriptor))
    left = [one for one in kept(request) if (one["collection"], one["descriptor"]) != which]
    if len(left) < len(kept(request)):
        request.session[KEY] = left


def kept(request: UserRequest, collection: Collection | None = None) -> list[dict[str, Any]]:
    """Return what is kept, the last at the end: all of it, or of one collection."""
    found: list[dict[str, Any]] = request.session.get(KEY, [])
    return [one for one in found if collection is None or one["collection"] == str(collection.uid)]
