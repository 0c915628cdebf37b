"""What happens to saved searches; they are private, so they leave no event."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from assay.descriptors.saved import SavedSearch
from assay.errors import DomainError, Invalid, NotAllowed

if TYPE_CHECKING:
    from assay.accounts.models import User

LONGEST_NAME, LONGEST_QUERY, MOST = 120, 8000, 100


def named(name: str) -> str:
    """Return a search's name, tidied. Raises Invalid."""
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid(_("Give the search a name."), {"name": _("Give the search a name.")})
    if len(tidy) > LONGEST_NAME:
        said = _("A name has at most %(n)d characters.") % {"n": LONGEST_NAME}
        raise Invalid(said, {"name": said})
    return tidy


def save(*, uid: uuid.UUID, name: str, query: str, by: "User", at: datetime) -> SavedSearch:
    """Keep a question under a name; the same form twice keeps one. Raises DomainError, Invalid."""
    known = {"name": named(name), "query": query, "created_at": at}
    if len(query) > LONGEST_QUERY:
        raise DomainError(_("This search has too many filters to be saved. Take some away."))
    if SavedSearch.objects.listed_for(by).exclude(uid=uid).count() >= MOST:
        raise DomainError(_("There are %(n)d saved searches. Delete one first.") % {"n": MOST})
    return SavedSearch.objects.get_or_create(uid=uid, owner=by, defaults=known)[0]


def rename(*, search: SavedSearch, name: str, by: "User") -> None:
    """Give it another name. Raises Invalid, NotAllowed."""
    require_own(search, by)
    SavedSearch.objects.filter(pk=search.pk).update(name=named(name))


def put_away(*, search: SavedSearch, deleted: bool, by: "User", at: datetime) -> None:
    """Delete it, or bring it back. Raises NotAllowed."""
    require_own(search, by)
    SavedSearch.objects.filter(pk=search.pk).update(deleted_at=at if deleted else None)


def require_own(search: SavedSearch, by: "User") -> None:
    """Raise NotAllowed unless the search is the person's own."""
    if search.owner_id != by.pk:
        raise NotAllowed(_("A saved search is changed by the person who saved it."))
