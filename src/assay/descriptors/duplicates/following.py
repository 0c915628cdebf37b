"""What follows a merged descriptor: places in collections, favourites too, with their notes, and the skills that it is useful for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from assay.descriptors.alike import Merge
from assay.descriptors.forwarding import way_of
from assay.descriptors.models import CollectionItem, Descriptor, Quality

Only = Mapping[str, set[int]] | None
Notes = Mapping[str, str]
Followed = dict[str, Any]
NOTHING: Followed = {"items": (), "notes": {}}


def follow(other: Descriptor, survivor: Descriptor, at: datetime, only: Only = None, before: Followed = NOTHING) -> Followed:
    """Move places in collections, add the skills that it was useful for; return what was moved and added.

    `only` limits it to these collections and skills. A note that more people would read stays behind, in what is returned;
    at the places that followed `before`, what is noted was written since.
    Lineage needs no move: `family_of` reads the copies of a descriptor together with those of what became it.
    """
    followed: Followed = {"items": moved(other, survivor, only)}
    left = {pk: note for pk, note in before["notes"].items() if int(pk) in followed["items"]}
    followed["notes"] = left | take_notes(noted(other, survivor, at).filter(pk__in=set(followed["items"]) - set(before["items"])))
    skills = (skills_of(other) | {other.skill_id or 0}) - skills_of(survivor) - {survivor.skill_id or 0, 0}
    followed["skills"] = sorted(skills & only["skills"] if only else skills)
    survivor.also_useful_for.add(*followed["skills"])
    return followed


def moved(other: Descriptor, survivor: Descriptor, only: Only) -> list[int]:
    """Move places where the survivor has none yet; return the primary keys. What is there already waits for the undo where it is."""
    items = CollectionItem.objects.filter(descriptor=other).exclude(collection__in=holding(survivor.pk))
    pks = list((items.filter(collection__in=only["items"]) if only else items).values_list("pk", flat=True))
    CollectionItem.objects.filter(pk__in=pks).update(descriptor=survivor)
    return pks


def holding(pk: int) -> QuerySet[CollectionItem, Any]:
    """Return the primary keys of the collections that hold a descriptor."""
    return CollectionItem.objects.filter(descriptor=pk).values_list("collection", flat=True)


def skills_of(row: Descriptor) -> set[int]:
    """Return the other skills that a descriptor is useful for."""
    return set(row.also_useful_for.values_list("pk", flat=True))


def noted(other: Descriptor, survivor: Descriptor, at: datetime) -> QuerySet[CollectionItem]:
    """Return the places with notes that people would read whom the merged one is closed to."""
    if not opens_more(other, survivor, at):
        return CollectionItem.objects.none()
    read_by_others = Q(collection__skill__isnull=False) | Q(collection__is_shared=True)
    return CollectionItem.objects.filter(read_by_others, descriptor__in=[other, survivor]).exclude(note="")


def opens_more(other: Descriptor, survivor: Descriptor, at: datetime) -> bool:
    """Return whether people may open the survivor, now or sooner, who may not open the other one."""
    at_home, until = other.skill_id == survivor.skill_id, other.confidential_until
    locked = until is not None and until > at
    as_long = at_home and until is not None and survivor.confidential_until is not None and survivor.confidential_until >= until
    unsure = Quality.NEEDS_REVIEW
    as_unsure = at_home and survivor.quality_indicator == unsure
    return (locked and not as_long) or (other.quality_indicator == unsure and not as_unsure)


def take_notes(items: QuerySet[CollectionItem]) -> dict[str, str]:
    """Return the notes of these places, by primary key, and leave none there."""
    notes = {str(pk): note for pk, note in items.values_list("pk", "note")}
    CollectionItem.objects.filter(pk__in=notes).update(note="")
    return notes


def give_back(found: Merge) -> None:
    """Move back what followed a merge, where it still is; what stands there twice by now stays with the survivor."""
    items = CollectionItem.objects.filter(pk__in=found.followed["items"], descriptor=found.survivor)
    items.exclude(collection__in=holding(found.merged_id)).update(descriptor=found.merged)
    found.survivor.also_useful_for.remove(*found.followed["skills"])


def take_out(found: Merge, at: datetime) -> None:
    """Leave everything as if a merge had never been: what came after it is undone first, and then done again.

    So each place and skill is where the merges that remain would have brought it; what a person took from the
    survivor does not return there.
    """
    way = way_of(found.survivor_id)
    last = way[-1]
    skills = Descriptor.also_useful_for.through.objects.filter(descriptor=last).values_list("skill", flat=True)
    only = {"items": set(holding(last)), "skills": set(skills)}
    later = list(standing().filter(pk__gt=found.pk, survivor__in=way))
    for one in (*reversed(later), found):
        give_back(one)
    for one in later:
        follow_again(one, at, only if one.survivor_id == last else None)
    write_notes(found.followed.get("notes", {}))


def standing() -> QuerySet[Merge]:
    """Return the merges that were not undone, in their order."""
    return Merge.objects.filter(undone_at=None).select_related("merged", "survivor").order_by("pk")


def follow_again(found: Merge, at: datetime, only: Only) -> None:
    """Let follow what follows now; a note that was left behind stays so, or returns to a place that follows no more."""
    before = NOTHING | found.followed
    found.followed = follow(found.merged, found.survivor, at, only, before)
    found.save(update_fields=["followed"])
    write_notes({pk: note for pk, note in before["notes"].items() if pk not in found.followed["notes"]})


def write_notes(notes: Notes) -> None:
    """Put notes back that were left behind, before what was noted since."""
    for item in CollectionItem.objects.filter(pk__in=notes):
        item.note = "\n\n".join(filter(None, [notes[str(item.pk)], item.note]))
        item.save(update_fields=["note"])
