"""What happens to saved searches; they are private, so they leave no event."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.descriptors.posted import free_uid
from assay.descriptors.saved import SavedSearch
from assay.errors import DomainError, Invalid, NotAllowed
from assay.names import name_key

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME, LONGEST_KEY, LONGEST_QUESTION, MOST = 80, 320, 8000, 50
NOT_YOURS = gettext_noop("A saved search is changed by the person who saved it.")


@transaction.atomic
def save(*, uid: uuid.UUID, name: str, question: str, by: "User", at: datetime) -> SavedSearch:
    """Keep a question under a name, at the end of the list; the same form twice keeps one. Raises Invalid."""
    mine = SavedSearch.objects.listed_for(by)
    if known := mine.filter(uid=uid).first():
        return known
    uid = free_uid(SavedSearch.objects.all(), uid)  # also after one that is deleted by now
    fields = {**named(name, by, besides=uid), "question": askable(question), "created_at": at, "updated_at": at}
    if mine.count() >= MOST:
        raise Invalid(_("There are %(n)d saved searches. Delete one first.") % {"n": MOST})
    return SavedSearch.objects.create(uid=uid, owner=by, place=after_the_last(by), **fields)


def replace(*, search: SavedSearch, question: str, by: "User", at: datetime) -> None:
    """Let it ask something else under the same name. Raises Invalid, NotAllowed."""
    require_own(search, by)
    SavedSearch.objects.filter(pk=search.pk).update(question=askable(question), updated_at=at)


def rename(*, search: SavedSearch, name: str, by: "User", at: datetime) -> None:
    """Give it another name. Raises Invalid, NotAllowed."""
    require_own(search, by)
    SavedSearch.objects.filter(pk=search.pk).update(**named(name, by, besides=search.uid), updated_at=at)


@transaction.atomic
def move(*, search: SavedSearch, to: int, by: "User") -> None:
    """Put it at a place of the list (from 0), the others close up; beyond an end is the end. Raises NotAllowed."""
    require_own(search, by)
    others = [one for one in SavedSearch.objects.listed_for(by) if one.pk != search.pk]
    place = min(max(to, 0), len(others))
    listed = [*others[:place], search, *others[place:]]
    for number, one in enumerate(listed, 1):
        one.place = number
    SavedSearch.objects.bulk_update(listed, ["place"])


def delete(*, search: SavedSearch, by: "User", at: datetime) -> None:
    """Take it out of the list. Raises NotAllowed."""
    require_own(search, by)
    SavedSearch.objects.filter(pk=search.pk).update(deleted_at=at)


def restore(*, search: SavedSearch, by: "User") -> None:
    """Bring a deleted one back to its place. Raises DomainError, NotAllowed."""
    require_own(search, by)
    if namesake(search.name, by, besides=search.uid):
        raise DomainError(_("You have another search named “%(name)s” now. Rename that one first.") % {"name": search.name})
    SavedSearch.objects.filter(pk=search.pk).update(deleted_at=None)


def named(name: str, by: "User", *, besides: uuid.UUID) -> dict[str, str]:
    """Return a search's name, tidied, with its key. Raises Invalid."""
    tidy = " ".join(name.split())
    said = ""
    if not tidy:
        said = _("Give the search a name.")
    elif len(tidy) > LONGEST_NAME or len(name_key(tidy)) > LONGEST_KEY:
        said = _("A name has at most %(n)d characters.") % {"n": LONGEST_NAME}
    elif namesake(tidy, by, besides=besides):
        said = _("You have a search of this name.")
    if said:
        raise Invalid(said, {"name": said})
    return {"name": tidy, "name_key": name_key(tidy)}


def namesake(name: str, by: "User", *, besides: uuid.UUID) -> SavedSearch | None:
    """Return the person's other search of this name, whatever its case."""
    return SavedSearch.objects.listed_for(by).exclude(uid=besides).filter(name_key=name_key(name)).first()


def askable(question: str) -> str:
    """Return a question that can be kept. Raises Invalid."""
    if not question:
        raise Invalid(_("Nothing narrows the library here. Search or choose a filter first."))
    if len(question) > LONGEST_QUESTION:
        raise Invalid(_("This search has too many filters to be kept. Take some away."))
    return question


def after_the_last(by: "User") -> int:
    """Return the place at the end of a person's list."""
    last: int | None = SavedSearch.objects.listed_for(by).aggregate(last=Max("place"))["last"]
    return (last or 0) + 1


def require_own(search: SavedSearch, by: "User") -> None:
    """Raise NotAllowed unless the search is the person's own."""
    if search.owner_id != by.pk:
        raise NotAllowed(_(NOT_YOURS))
