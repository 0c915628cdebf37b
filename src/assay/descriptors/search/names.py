"""From the names that people type to the values that filters carry, and back to labels."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Concat

from assay.descriptors.chips import STATES
from assay.descriptors.models import Category, Descriptor, Tag
from assay.descriptors.states import PENDING_REVIEW, BatchStatus, Quality, source_in_words
from assay.names import name_key
from assay.standards.models import Sector, Skill, WSOSSection

if TYPE_CHECKING:
    from assay.descriptors.search.asked import Scope

# Returns the values of a filter that a text names, for somebody's eyes.
ValuesOf: TypeAlias = 'Callable[[str, "Scope"], frozenset[str]]'
# A status as cards and filters say it.
STATUS_WORDS = {status: STATES[status][1] if status in STATES else status.label for status in BatchStatus}
WAITING = "sa"  # where it is pending
BY_UID: dict[str, type[Model]] = {"sector": Sector, "category": Category, "section": WSOSSection, "tag": Tag}


def values_named(facet: str, text: str, scope: "Scope", known: "Mapping[str, ValuesOf] | None" = None) -> frozenset[str]:
    """Return the values of a filter whose name is, or else contains, the text; of the library's filters unless others are `known`."""
    return (known or NAMED)[facet](name_key(text), scope)


def skills_named(key: str, _scope: "Scope") -> frozenset[str]:
    """Return skill codes; 9 is 09."""
    skills = list(Skill.objects.values_list("code", "name"))
    numbered = {code for code, _ in skills if code.casefold().lstrip("0") == key.lstrip("0")}
    return frozenset(numbered or {code for code, name in skills if key in name_key(name)})


def qualities_named(key: str, _scope: "Scope") -> frozenset[str]:
    """Return qualities by their word on the page or their name in the data."""
    return begun(key, {quality: {quality.casefold(), name_key(str(quality.label))} for quality in Quality})


def statuses_named(key: str, _scope: "Scope") -> frozenset[str]:
    """Return statuses by their word on the page or their name in the data; what waits is pending, or with the SA."""
    words = {status: {name_key(str(word)) for word in (status, status.label, STATUS_WORDS[status])} for status in BatchStatus}
    words[PENDING_REVIEW].add(WAITING)
    return begun(key, words)


def begun(key: str, words: Mapping[Any, Collection[str]]) -> frozenset[str]:
    """Return the values of which one of the words is, or else begins with, the text."""
    exact = frozenset(str(value) for value, known in words.items() if key in known)
    return exact or frozenset(str(value) for value, known in words.items() if any(word.startswith(key) for word in known))


def sources_named(key: str, scope: "Scope") -> frozenset[str]:
    """Return sources whatever their case, among the rows that the person may see."""
    return sources_begun(key, rows_seen(scope).order_by().values_list("source", flat=True).distinct())


def sources_begun(key: str, sources: Iterable[str]) -> frozenset[str]:
    """Return those of some sources that are, or else begin with, the text."""
    return begun(key, {source: {name_key(source)} for source in sources})


def tags_named(key: str, scope: "Scope") -> frozenset[str]:
    """Return the uids of tags, among those of the rows that the person may see: what a draft is tagged with is not theirs to find out."""
    return uids_with(key, Tag.objects.filter(descriptors__in=rows_seen(scope)))


def rows_seen(scope: "Scope") -> QuerySet[Descriptor]:
    """Return the rows that the person may see, in whatever state."""
    return Descriptor.objects.live().visible_to(scope.user, now=scope.now)


def uids_named(model: type[Model]) -> ValuesOf:
    """Return a function that finds the uids of a kind of rows whose names everybody knows."""

    def find(key: str, _scope: "Scope") -> frozenset[str]:
        return uids_with(key, model._default_manager.all())  # noqa: SLF001  Django's name for it

    return find


def uids_with(key: str, rows: QuerySet[Any]) -> frozenset[str]:
    """Return the uids of the rows whose name is, or else contains, what was typed."""
    uids = rows.order_by().values_list("uid", flat=True).distinct()
    return frozenset(map(str, uids.filter(name_key=key) or uids.filter(name_key__contains=key)))


NAMED: dict[str, ValuesOf] = {
    "skill": skills_named,
    "section": uids_named(WSOSSection),
    "quality": qualities_named,
    "tag": tags_named,
    "source": sources_named,
    "status": statuses_named,
    "sector": uids_named(Sector),
    "category": uids_named(Category),
}


class Names:
    """What people read for the values of filters: each is read once, all that are missing in one query."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, str]] = {facet: {} for facet in ("skill", *BY_UID)}

    def labels(self, values: Mapping[str, Iterable[str]]) -> dict[str, Mapping[str, str]]:
        """Return facet → value → label; what has no name, because it is gone, has no label."""
        missing = {facet: {value for value in values.get(facet, ()) if value not in known} for facet, known in self.known.items()}
        for facet, value, label in names_of(missing):
            self.known[facet][value] = label
        fixed = {
            "quality": {str(quality): str(quality.label) for quality in Quality},
            "status": {str(status): str(word) for status, word in STATUS_WORDS.items()},
        }
        sources = {value: source_in_words(value) for value in values.get("source", ())}
        return {**self.known, **fixed, "source": sources}


def named_like(facet: str, text: str, values: Collection[str]) -> dict[str, str]:
    """Return value → label, of the given values, for those whose label holds the text."""
    key = name_key(text)
    if facet in BY_UID:
        rows = BY_UID[facet]._default_manager.filter(name_key__contains=key).order_by().values_list("uid", "name")  # noqa: SLF001  Django's name for it
        return {str(uid): name for uid, name in rows if str(uid) in values}
    labels = Names().labels({facet: values})[facet]
    return {value: label for value, label in labels.items() if value in values and key in name_key(label)}


def names_of(values: Mapping[str, set[str]]) -> list[tuple[str, str, str]]:
    """Return (facet, value, name) of everything that has a row of its own."""
    codes = sorted(values.get("skill", ()))
    asked = [named_rows("skill", Skill, F("code"), {"code__in": codes}, Concat("code", Value(" "), "name"))] if codes else []
    for facet, model in BY_UID.items():
        if uids := sorted(values.get(facet, ())):
            asked.append(named_rows(facet, model, Cast("uid", CharField()), {"uid__in": uids}, F("name")))
    rows = asked[0].union(*asked[1:], all=True) if asked else ()
    return [(facet, value if facet == "skill" else str(UUID(value)), label) for facet, value, label in rows]


def named_rows(facet: str, model: type[Model], value: Combinable, which: dict[str, list[str]], label: Combinable) -> QuerySet[Any, Any]:
    """Return the rows of one filter as (facet, value, label)."""
    rows = model._default_manager.filter(**which).order_by()  # noqa: SLF001  Django's name for it
    named = rows.annotate(facet=Value(facet, output_field=CharField()), value=value, label=label)
    found: QuerySet[Any, Any] = named.values_list("facet", "value", "label")
    return found
