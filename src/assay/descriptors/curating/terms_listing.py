"""Tags and categories as their pages show them: a list by name, what carries one, names like it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from rapidfuzz import process

from assay.descriptors.curating.listing import ALL, CurationAddress
from assay.descriptors.curating.terms import KINDS, AnyTerm, kind_of
from assay.descriptors.models import Category, Descriptor, Tag
from assay.descriptors.querysets import IN_LIBRARY
from assay.names import name_key
from assay.standards.similar import MOST_SIMILAR, SIMILAR_FROM, likeness

PAGE = 50
# How the address and the tabs call them.
SHOWN: dict[str, tuple[type[AnyTerm], Any]] = {
    "categories": (Category, gettext_lazy("Categories")),
    "tags": (Tag, gettext_lazy("Tags")),
}


@dataclass(frozen=True)
class Listed:
    """A page of the list: how many match, those of the page with `rows` that carry them, the key that the next page follows."""

    total: int
    terms: list[AnyTerm]
    following: str


def listed(kind: type[AnyTerm], text: str, after: str) -> Listed:
    """Return those whose name has all words typed, after the key `after`."""
    found = kind.objects.filter(merged_into=None)
    for word in name_key(text).split():
        found = found.filter(name_key__contains=word)
    page = list(found.filter(name_key__gt=after).annotate(rows=Count("descriptors")).order_by("name_key")[: PAGE + 1])
    return Listed(found.count(), page[:PAGE], page[PAGE - 1].name_key if len(page) > PAGE else "")


def tabs(here: str) -> list[dict[str, Any]]:
    """Return the two lists with their numbers; `here` is the one that is shown."""
    return [
        {
            "label": label,
            "url": f"{reverse('terms')}?of={name}",
            "count": kind.objects.filter(merged_into=None).count(),
            "current": name == here,
        }
        for name, (kind, label) in SHOWN.items()
    ]


def back_to_list(term: AnyTerm) -> dict[str, str]:
    """Return the way to the list that a term stands in."""
    name = KINDS[type(term)][1]
    return {"label": str(SHOWN[name][1]), "url": f"{reverse('terms')}?of={name}"}


@dataclass(frozen=True)
class Carried:
    """How many descriptors carry a term, by where they are."""

    library: int
    elsewhere: int
    deleted: int

    @property
    def total(self) -> int:
        """Return how many carry it: as many as a merge changes."""
        return self.library + self.elsewhere + self.deleted

    @property
    def sentences(self) -> list[str]:
        """Return the numbers in words."""
        said = [
            (
                self.library,
                ngettext("%(n)d descriptor in the library carries it.", "%(n)d descriptors in the library carry it.", self.library),
            ),
            (self.elsewhere, ngettext("%(n)d in the workflow carries it.", "%(n)d in the workflow carry it.", self.elsewhere)),
            (self.deleted, ngettext("%(n)d deleted one carries it.", "%(n)d deleted ones carry it.", self.deleted)),
        ]
        return [words % {"n": number} for number, words in said if number] or [_("No descriptor carries it.")]


def carried(term: AnyTerm) -> Carried:
    """Count the rows that carry a term."""
    rows = Descriptor.objects.filter(**{KINDS[type(term)][1]: term})
    gone = Q(deleted_at__isnull=False) | Q(merged_into__isnull=False)
    found = rows.aggregate(
        all=Count("pk"), deleted=Count("pk", filter=gone), library=Count("pk", filter=Q(IN_LIBRARY, deleted_at=None, merged_into=None))
    )
    return Carried(found["library"], found["all"] - found["library"] - found["deleted"], found["deleted"])


def to_descriptors(term: AnyTerm) -> str:
    """Return the address of the curation list that shows what in the library carries a term."""
    return CurationAddress(chosen={kind_of(term): (str(term.uid),)}, show=ALL).url


def similar(term: AnyTerm) -> list[AnyTerm]:
    """Return those that could be meant by a name like this one, the most alike first."""
    rows = {row.pk: row for row in type(term).objects.offered().exclude(pk=term.pk)}
    keys = {pk: row.name_key for pk, row in rows.items()}
    found = process.extract(term.name_key, keys, scorer=likeness, score_cutoff=SIMILAR_FROM, limit=MOST_SIMILAR)
    return [rows[pk] for _name, _score, pk in found]
