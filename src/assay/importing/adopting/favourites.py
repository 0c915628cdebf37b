"""Take over what people keep at hand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from assay.descriptors.collected import CollectionItem
from assay.descriptors.collecting.actions import put_in
from assay.descriptors.collecting.favourites import made_for
from assay.descriptors.models import Descriptor
from assay.importing.adopting.account import End
from assay.importing.adopting.layout import FAVOURITE
from assay.importing.adopting.people import People
from assay.importing.adopting.plan import Work
from assay.importing.adopting.reading import Reading
from assay.importing.adopting.source import Row

if TYPE_CHECKING:
    from assay.accounts.models import User


def take_favourites(rows: Sequence[Row], descriptors: Mapping[str, Descriptor], people: People, work: Work) -> None:
    """Make each favourite once, the newest first; one that was let go here since stays gone."""
    here = set(CollectionItem.objects.filter(collection__is_favourites=True).values_list("collection__owner", "descriptor"))
    new: dict[User, list[tuple[Descriptor, datetime]]] = defaultdict(list)
    for row in rows:
        reading = Reading(row)
        who, what = reading.reference("userId") or "", reading.reference("descriptorId") or ""
        person, descriptor = people.of(who), descriptors.get(what)
        name = f"{who}/{what}"
        if person is None or descriptor is None:
            why = _("Its person is not here.") if person is None else _("Its descriptor is not here.")
            work.account.put(FAVOURITE, name, "", End.LEFT_OUT, why=[why])
            continue
        is_new = work.ledger.found(FAVOURITE, name) is None and (person.pk, descriptor.pk) not in here
        if is_new:
            here.add((person.pk, descriptor.pk))
            new[person].append((descriptor, reading.when("createdAt") or work.at))
        if work.ledger.found(FAVOURITE, name) is None:
            work.ledger.enter(FAVOURITE, name, uuid5(NAMESPACE_URL, name), ours=False)
        work.account.put(FAVOURITE, name, descriptor.criterion_name, End.MADE if is_new else End.KEPT)
    for person, starred in new.items():
        put_in(made_for(person, work.at), sorted(starred, key=lambda one: one[1], reverse=True))
