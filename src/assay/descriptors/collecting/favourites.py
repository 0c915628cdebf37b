"""Favourites: the first of everybody's collections. To star a descriptor is to put it there, first; it is made with the first star."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.descriptors.collected import Collection
from assay.descriptors.collecting.actions import TakenOut, put_back, put_in, take_out, touch
from assay.descriptors.forwarding import held
from assay.descriptors.models import Descriptor
from assay.errors import DomainError

if TYPE_CHECKING:
    from assay.accounts.models import User

NAME = "Favourites"  # as it is stored; pages say it in the reader's language


def made_for(person: "User", at: datetime) -> Collection:
    """Return a person's favourites, made where there are none yet."""
    known = {"name": NAME, "created_at": at, "updated_at": at}
    return Collection.objects.get_or_create(owner=person, is_favourites=True, defaults=known)[0]


@transaction.atomic
def set_favourite(*, descriptor: Descriptor, by: "User", at: datetime, on: bool, was: TakenOut | None = None) -> TakenOut | None:
    """Put a descriptor among the person's favourites, or take it out; where it was merged meanwhile, what it became.

    It stands first, or where it `was`. Returns what stood there, of one that is taken out. Raises DomainError.
    """
    mine = made_for(by, at) if on else Collection.objects.favourites_of(by).first()
    if mine is None:
        return None
    touch(mine, at)  # before the descriptor, as whatever else puts something into a collection
    row = held(descriptor.pk)
    if not by.has_perm("descriptors.view", row):
        raise DomainError(_("This descriptor is not there any more."))
    item = mine.items.filter(descriptor=row).select_related("collection").first()
    if item is not None:
        return None if on else take_out(item, by, at)
    if on and was is not None:
        put_back(collection=mine, row=row, was=was, by=by, at=at)
    elif on:
        put_in(mine, [(row, at)])
    return None
