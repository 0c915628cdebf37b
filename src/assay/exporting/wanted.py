"""What a person wants to have as a file: read from an address, found by the same rights as the page it stands on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.collected import Collection
from assay.descriptors.collecting.page import Reading
from assay.descriptors.library.address import read
from assay.descriptors.library.cards import FACTS
from assay.descriptors.library.listing import Listing
from assay.descriptors.models import Descriptor
from assay.descriptors.posted import text_of, uid_of
from assay.descriptors.querysets import Descriptors
from assay.descriptors.search import answer
from assay.formats import as_json
from assay.formats.scheme import Workbook
from assay.review.batches import batches_visible_to, submissions_visible_to
from assay.schemes.merged import standing
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Competition, Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Found:
    """What there is to export for a person: which descriptors, in which order, and whose they are together.

    `has_examples`: whether it is a skill's, so that a guide of it shows how the skill measures.
    """

    title: str
    uids: Sequence[UUID]
    total: int
    back: str
    uid: UUID | None = None
    skill: Skill | None = None
    competition: Competition | None = None
    notes: dict[UUID, str] = field(default_factory=dict)
    book: Workbook | None = None
    has_examples: bool = False

    @property
    def size(self) -> int:
        """Return how many aspects there are to write."""
        return max(self.total, sum(len(sub.aspects) for sub in self.book.sub_criteria) if self.book else 0)


@dataclass(frozen=True)
class Asker:
    """Who asks, when, and how many descriptors at most."""

    user: "User"
    now: datetime
    most: int


def found_for(query: QueryDict, asker: Asker) -> Found:
    """Return what an address names, as far as the person may see it. Raises Http404."""
    find = KINDS.get(query.get("of", "library"))
    if find is None:
        raise Http404
    found = find(query, asker)
    return replace(found, uids=found.uids[: asker.most])


def library(query: QueryDict, asker: Asker) -> Found:
    """Find what the library lists for a search with its filters."""
    address = read(query)
    listing = Listing(address, asker.user, asker.now)
    page = answer.search(replace(listing.query, start=0, size=asker.most), listing.scope)
    skill = Skill.objects.filter(code__in=address.chosen.get("skill", ())).select_related("sector")
    title = listing.asked_in_words if not address.is_bare else ""
    return Found(f"{_('Library')}: {title}" if title else _("Library"), page.rows, page.total, address.url, skill=only(skill))


def chosen(query: QueryDict, asker: Asker) -> Found:
    """Find descriptors that are named one by one, in that order."""
    uids = list(dict.fromkeys(uid for uid in map(uid_of, query.getlist("d")) if uid is not None))
    rows = {
        uid: (home, name)
        for uid, home, name in seen(asker).filter(uid__in=uids[: asker.most]).values_list("uid", "skill", "criterion_name")
    }
    if not rows:
        raise Http404
    skill = only(Skill.objects.filter(pk__in={home for home, _name in rows.values()}).select_related("sector"))
    if len(rows) == 1:
        [(uid, (_home, name))] = rows.items()
        return listed(name, [uid], back=reverse("descriptor", args=[uid]), skill=skill)
    back = f"{reverse('compare')}?{urlencode([('d', str(uid)) for uid in rows])}"
    return listed(_("Chosen descriptors"), [uid for uid in uids if uid in rows], back=back, skill=skill)


def collection(query: QueryDict, asker: Asker) -> Found:
    """Find what is in a collection, with its notes."""
    rows = Collection.objects.visible_to(asker.user).filter(deleted_at=None).select_related("skill__sector")
    return collected(get_object_or_404(rows, uid=named(query)), asker)


def collected(found: Collection, asker: Asker) -> Found:
    """Return what a collection holds, in its order."""
    reading = Reading(asker.user, asker.now, found)
    back, uids = reverse("collection", args=[found.uid]), reading.uids
    notes = {uid: reading.notes.get(uid, "") for uid in uids}
    home = found.skill or only(Skill.objects.filter(pk__in=reading.seen.order_by().values("skill")).select_related("sector"))
    return replace(listed(str(found), uids, back=back, uid=found.uid, skill=home, notes=notes), has_examples=True)


def favourites(_query: QueryDict, asker: Asker) -> Found:
    """Find what the person keeps at hand, with its notes."""
    found = Collection.objects.favourites_of(asker.user).select_related("skill").first()
    return collected(found, asker) if found else listed(_("Favourites"), [], back=reverse("favourites"))


def skill(query: QueryDict, asker: Asker) -> Found:
    """Find a skill's part of the library."""
    found = get_object_or_404(Skill.objects.select_related("sector"), code=text_of(query.get("id", "")))
    rows = seen(asker).in_library().filter(skill=found).annotate(section_number=FACTS["section_number"])
    uids = rows.order_by(F("section_number").asc(nulls_last=True), "criterion_name", "pk").values_list("uid", flat=True)
    back = reverse("skill", args=[found.code])
    made = listed(str(found), list(uids[: asker.most]), uids.count(), back=back, uid=found.uid, skill=found)
    return replace(made, has_examples=True)


def scheme(query: QueryDict, asker: Asker) -> Found:
    """Find an imported marking scheme: as it was read, and the descriptors that were made of it."""
    rows = Scheme.objects.visible_to(asker.user).select_related("skill__sector", "competition")
    found = get_object_or_404(rows, uid=named(query))
    aspects = Aspect.objects.filter(sub_criterion__scheme=found, descriptor__isnull=False).order_by("row", "pk")
    made_of = [pk for pk in aspects.values_list("descriptor", flat=True) if pk]
    stands = standing(made_of, seen(asker))
    uids = list(dict.fromkeys(stands[pk].uid for pk in made_of if pk in stands))
    return replace(
        listed(str(found), uids, back=reverse("scheme", args=[found.uid]), uid=found.uid, skill=found.skill),
        competition=found.competition,
        book=as_json.load(found.document),
    )


def batch(query: QueryDict, asker: Asker) -> Found:
    """Find what was sent in a batch."""
    found = get_object_or_404(batches_visible_to(asker.user).select_related("skill__sector", "competition"), uid=named(query))
    rows = submissions_visible_to(asker.user).filter(batch=found, descriptor__deleted_at=None, descriptor__merged_into=None)
    uids = list(rows.values_list("descriptor__uid", flat=True))
    title = _("Batch %(batch)s") % {"batch": found}
    made = listed(title, uids, back=reverse("batch", args=[found.uid]), uid=found.uid, skill=found.skill)
    return replace(made, competition=found.competition)


Kind = Callable[[QueryDict, Asker], Found]
KINDS: dict[str, Kind] = {
    "library": library,
    "chosen": chosen,
    "collection": collection,
    "favourites": favourites,
    "skill": skill,
    "scheme": scheme,
    "batch": batch,
}


def listed(
    title: str,
    uids: Sequence[UUID],
    total: int | None = None,
    *,
    back: str,
    uid: UUID | None = None,
    skill: Skill | None = None,
    notes: dict[UUID, str] | None = None,
) -> Found:
    """Return what stands in a list."""
    return Found(title, uids, len(uids) if total is None else total, back, uid, skill, notes=notes or {})


def seen(asker: Asker) -> Descriptors:
    """Return the rows that the person may open and that are not deleted."""
    return Descriptor.objects.live().visible_to(asker.user, now=asker.now)


def named(query: QueryDict) -> UUID:
    """Return the uid in an address. Raises Http404."""
    uid = uid_of(query.get("id"))
    if uid is None:
        raise Http404
    return uid


def only(skills: "QuerySet[Skill]") -> Skill | None:
    """Return the one skill, or None where there are several or none."""
    found = list(skills[:2])
    return found[0] if len(found) == 1 else None
