"""What a person took out of a collection last, kept in their session, so that it can be put back where it stood, with its note."""

from typing import Any
from uuid import UUID

from assay.descriptors.collected import Collection
from assay.descriptors.collecting.actions import TakenOut
from assay.descriptors.models import Descriptor
from assay.web.requests import UserRequest

KEY = "collection_taken_out"


def offer(request: UserRequest, collection: Collection, uid: UUID, was: TakenOut | None) -> None:
    """Keep for the next page of the collection what was taken out."""
    name = Descriptor.objects.visible_to(request.user).filter(uid=uid).values_list("criterion_name", flat=True).first()
    if was and name:
        request.session[KEY] = {"collection": str(collection.uid), "descriptor": str(uid), "name": name, "note": was.note, "to": was.place}


def offered(request: UserRequest, collection: Collection) -> dict[str, Any] | None:
    """Return what was taken out of the collection, once; what was taken out of another one waits for that one's page."""
    kept = request.session.get(KEY)
    return request.session.pop(KEY) if kept and kept.get("collection") == str(collection.uid) else None


def unstarred(request: UserRequest, row: Descriptor) -> TakenOut | None:
    """Return how a descriptor stood among the person's favourites, where it was the last that they took out; once."""
    kept = request.session.get(KEY)
    if not kept or kept["descriptor"] != str(row.uid):
        return None
    mine = Collection.objects.favourites_of(request.user).first()
    found = offered(request, mine) if mine else None
    return TakenOut(found["to"], found["note"]) if found else None
