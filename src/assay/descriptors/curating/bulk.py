"""What the bar below the list does with the chosen rows, and how it is taken back."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.actions import Details, details_of
from assay.descriptors.curating.actions import Rows, Sorting, curate_many, put_away
from assay.descriptors.models import Category, Descriptor, Quality, Tag
from assay.descriptors.posted import seen_of, text_of, uid_of
from assay.errors import DomainError, Invalid
from assay.names import name_key

if TYPE_CHECKING:
    from assay.accounts.models import User

How = Callable[[Descriptor], Sorting]
Former = dict[str, Any]
"""One row of an undo as the session keeps it: uid, change, and quality, categories and tags as they were."""
LONGEST_TAG = 60
MOST_TAGS = 20
DELETE, RESTORE = "delete", "restore"


def chosen(values: Sequence[str]) -> dict[uuid.UUID, int]:
    """Return the `change` that was seen of each row that a form names; what is no uid is left out."""
    parted = [value.partition(":") for value in values]
    return {uid: seen_of(seen) for typed, _colon, seen in parted if (uid := uid_of(typed))}


def act(do: str, form: QueryDict, *, rows: Rows, by: "User", at: datetime) -> list[Descriptor]:
    """Do to all rows what the pressed button says; return those that changed. Raises Invalid, Stale, NotAllowed."""
    if not rows:
        raise Invalid(_("Nothing was chosen. Tick the descriptors first."))
    if do in {DELETE, RESTORE}:
        return put_away(rows=rows, by=by, at=at, deleted=do == DELETE)
    return curate_many(rows=rows, how=how_of(do, form), by=by, at=at)


def how_of(do: str, form: QueryDict) -> How:
    """Return how a button sorts a row: `quality:GOOD`, `category:<uid>` (none without uid), `tag` and `untag`. Raises Invalid."""
    what, _colon, value = do.partition(":")
    if what == "quality" and value in Quality.values:
        return lambda _row: Sorting(quality=Quality(value))
    if what == "category":
        categories = categories_of(value)
        return lambda _row: Sorting(categories=categories)
    if what in {"tag", "untag"}:
        tag = tag_of(form.get("tag", ""), adding=what == "tag")
        return lambda row: Sorting(details=retagged(row, tag, on=what == "tag"))
    raise Invalid(_("Choose what to do with them."))


def categories_of(value: str) -> tuple[Category, ...]:
    """Return the category that a button names, or none. Raises Invalid where it is retired or gone."""
    if not value:
        return ()
    uid = uid_of(value)
    found = Category.objects.offered().filter(uid=uid).first() if uid else None
    if found is None:
        raise Invalid(_("This category is not there any more. Choose another one."))
    return (found,)


def tag_of(typed: str, *, adding: bool) -> str:
    """Return the tag that was typed, or what it became. Raises Invalid where it is none, or a retired one is to be added."""
    tag = " ".join(text_of(typed).split())
    if not tag or "," in tag or len(name_key(tag)) > LONGEST_TAG or len(tag) > LONGEST_TAG:
        raise Invalid(_("Type one tag of 1 to 60 characters, without commas."))
    known = Tag.objects.select_related("merged_into").filter(name_key=name_key(tag)).first()
    known = known and (known.merged_into or known)
    if adding and known and known.retired_at:
        raise Invalid(_("The tag “%(name)s” is retired. Choose another one, or bring it back first.") % {"name": known.name})
    return known.name if known else tag


def retagged(row: Descriptor, tag: str, *, on: bool) -> Details:
    """Return the row's details with or without a tag. Raises Invalid where there would be too many."""
    details = details_of(row)
    tags = {name_key(name): name for name in details.tags}
    if on:
        tags = {name_key(tag): tag} | tags
    else:
        tags.pop(name_key(tag), None)
    if on and len(tags) > MOST_TAGS:
        raise Invalid(_("“%(name)s” has 20 tags already.") % {"name": row.criterion_name})
    return replace(details, tags=tuple(tags[key] for key in sorted(tags)))


def said(do: str, count: int) -> str:
    """Return what was done, in a sentence."""
    if not count:
        return _("Nothing changed: all of them were so already.")
    if do == DELETE:
        words = ngettext("%(n)d descriptor deleted.", "%(n)d descriptors deleted.", count)
    elif do == RESTORE:
        words = ngettext("%(n)d descriptor restored.", "%(n)d descriptors restored.", count)
    else:
        words = ngettext("%(n)d descriptor changed.", "%(n)d descriptors changed.", count)
    return words % {"n": count}


def former(rows: Rows) -> dict[uuid.UUID, Former]:
    """Return what an undo goes back to, read before the action."""
    return {
        row.uid: {
            "quality": str(row.quality_indicator),
            "categories": [category.pk for category in row.categories.all()],
            "tags": [tag.name for tag in sorted(row.tags.all(), key=lambda tag: tag.name_key)],
        }
        for row, _seen in rows
    }


def take_back(do: str, kept: Sequence[Former], *, rows: Rows, by: "User", at: datetime) -> list[Descriptor]:
    """Do the reverse on rows that are as the action left them. Raises Stale, NotAllowed, DomainError."""
    if len(rows) != len(kept):
        raise DomainError(_("This cannot be undone any more."))
    if do in {DELETE, RESTORE}:
        return put_away(rows=rows, by=by, at=at, deleted=do == RESTORE)
    before = {one["uid"]: one for one in kept}
    categories = Category.objects.in_bulk([pk for one in kept for pk in one["categories"]])

    def how(row: Descriptor) -> Sorting:
        was = before[str(row.uid)]
        known = tuple(categories[pk] for pk in was["categories"] if pk in categories)
        return Sorting(Quality(was["quality"]), known, replace(details_of(row), tags=tuple(was["tags"])))

    return curate_many(rows=rows, how=how, by=by, at=at)
