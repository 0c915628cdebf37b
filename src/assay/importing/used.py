"""What was used or changed since an import, so that an undo keeps it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assay.descriptors.alike import Remark
from assay.descriptors.coached import Dismissal
from assay.descriptors.collected import CollectionItem
from assay.descriptors.models import Descriptor, Scratch
from assay.importing.models import Became, Effect
from assay.schemes.cycle import CycleChoice
from assay.schemes.models import Aspect, Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User


class Use(models.TextChoices):
    """Why a row is kept."""

    CHANGED = "changed", _("edited, sent or sorted since")
    GONE = "gone", _("deleted or merged since")
    TYPED = "typed", _("somebody has words in its editor that are not saved yet")
    AMENDED = "amended", _("an amendment of it is open")
    COPIED = "copied", _("another descriptor was started from it")
    CYCLE = "cycle", _("decided about in a cycle")
    LINKED = "linked", _("stands in another scheme")
    FAVOURITE = "favourite", _("somebody else's favourite")
    COLLECTED = "collected", _("in a collection of others")
    COMPARED = "compared", _("somebody compared it with another one and said why both stay")
    ANSWERED = "answered", _("a question of the coach was answered")


Uses = dict[int, list[Use]]
Pks = Collection[int]
# Who uses a row that was made, and what is in the way of giving a reworded row its former words: these look at the words, not at the row.
OF_WORDS = {Use.TYPED, Use.AMENDED, Use.COPIED, Use.CYCLE}


def uses_of(effects: Iterable[Effect], scheme: Scheme, by: "User") -> Uses:
    """Return why each row that the import made or reworded is kept, by its primary key; a constant number of queries."""
    rows = {one.descriptor: one for one in effects if one.descriptor is not None and one.became not in {Became.LINKED, Became.SKIPPED}}
    found: Uses = defaultdict(list)
    for row, effect in rows.items():
        if row.deleted_at is not None or row.merged_into_id is not None:
            found[row.pk].append(Use.GONE)
        elif row.change != effect.change:
            found[row.pk].append(Use.CHANGED)
    pks = {row.pk: effect.became for row, effect in rows.items()}
    for use, ask in asked(scheme, {scheme.imported_by_id, by.pk}).items():
        for pk in set(ask(pks)) if pks else ():
            if use in OF_WORDS or pks[pk] != Became.REWORDED:
                found[pk].append(use)
    return found


def asked(scheme: Scheme, own: Collection[int | None]) -> dict[Use, Callable[[Pks], Iterable[int]]]:
    """Return the questions; `own` are the people whose own favourites and collections are no reason to keep a row."""
    since, rows = scheme.imported_at, Descriptor.objects
    others = Aspect.objects.filter(sub_criterion__scheme__undone_at=None).exclude(sub_criterion__scheme=scheme)
    theirs = CollectionItem.objects.filter(collection__deleted_at=None).exclude(collection__skill=None, collection__owner__in=own)
    starred = Q(collection__is_favourites=True)
    typed = rows.filter(uid__in=Scratch.objects.values("descriptor_uid"))
    return {
        Use.TYPED: lambda pks: keys(typed.filter(pk__in=pks), "pk"),
        Use.AMENDED: lambda pks: keys(rows.open_amendments().filter(amends__in=pks), "amends"),
        Use.COPIED: lambda pks: keys(rows.live().filter(copied_from__in=pks, created_at__gte=since), "copied_from"),
        Use.CYCLE: lambda pks: keys(CycleChoice.objects.filter(descriptor__in=pks, at__gte=since), "descriptor"),
        Use.LINKED: lambda pks: keys(others.filter(descriptor__in=pks), "descriptor"),
        Use.FAVOURITE: lambda pks: keys(theirs.filter(starred, descriptor__in=pks), "descriptor"),
        Use.COLLECTED: lambda pks: keys(theirs.filter(~starred, descriptor__in=pks), "descriptor"),
        Use.COMPARED: lambda pks: compared(pks, scheme),
        Use.ANSWERED: lambda pks: keys(Dismissal.objects.filter(descriptor__in=pks, undone_at=None), "descriptor"),
    }


def keys(rows: "models.QuerySet[models.Model]", column: str) -> Iterable[int]:
    """Return a column of some rows."""
    return rows.order_by().values_list(column, flat=True)


def compared(pks: Pks, scheme: Scheme) -> set[int]:
    """Return those that a remark names which the import itself did not write."""
    own = Q(at=scheme.imported_at, by=scheme.imported_by_id)
    said = Remark.objects.filter(Q(first__in=pks) | Q(second__in=pks)).exclude(own).values_list(F("first"), F("second"))
    return {pk for pair in said for pk in pair} & set(pks)
