"""What the page of measurement aspects shows for an address; filters, pager and words are the library's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.library.address import Address, read
from assay.descriptors.library.listing import Listing
from assay.descriptors.library.tabs import tabs_for
from assay.descriptors.search.asked import Clause, Page
from assay.descriptors.search.highlight import Marker
from assay.schemes.measurements.finding import FILTERS, SCHEME, TEXTS_OF, Tally, in_order, narrowed, without
from assay.schemes.models import Aspect, Scheme, SchemeSection

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST_COPIED = 500


@dataclass(frozen=True)
class MeasuredAddress(Address):
    """The library's address, of another page."""

    page_name: ClassVar[str] = "measurements"


def read_measured(query: QueryDict) -> MeasuredAddress:
    """Return the state that an address holds; what does not narrow measurement aspects is left out."""
    found = vars(read(query))
    chosen = {name: values for name, values in found["chosen"].items() if name in FILTERS}
    return MeasuredAddress(**(found | {"chosen": chosen, "favourites": False, "saved": ""}))


@dataclass
class Measured(Listing):
    """One look at the measurement aspects that the person may read."""

    address: MeasuredAddress

    @cached_property
    def clauses(self) -> list[Clause]:
        """Return the words that were typed, as far as they mean something here."""
        return [clause for clause in self.understood.clauses if clause.fields in TEXTS_OF]

    @cached_property
    def chosen(self) -> dict[str, frozenset[str]]:
        """Return what was chosen, and what was typed as fields, as far as it means something here."""
        found = {name: frozenset(values) for name, values in self.address.chosen.items()}
        for name, values in self.understood.fixed:
            if name in FILTERS:
                found[name] = found[name] & values if name in found else values
        return found

    @property
    def excluded(self) -> list[tuple[str, frozenset[str]]]:
        """Return the values of filters that are not wanted."""
        return [(name, values) for name, values in self.understood.excluded if name in FILTERS]

    @property
    def left_out(self) -> list[str]:
        """Return the fields that were typed and mean nothing here."""
        asked = self.understood
        used = {"by": asked.by_me, "has": asked.having, "lacks": asked.lacking, "updated": asked.since or asked.before}
        found = [name for name, is_asked in used.items() if is_asked] + [
            name for name, _values in (*asked.fixed, *asked.excluded) if name not in FILTERS
        ]
        return found + [clause.fields[0] for clause in asked.clauses if clause.fields not in TEXTS_OF]

    @property
    def said(self) -> list[str]:
        """Return what is to be said about the words."""
        words = _("“%(field)s:” does not narrow measurement aspects. It was left out.")
        return [*self.understood.sentences, *(words % {"field": name} for name in dict.fromkeys(self.left_out))]

    @property
    def actions(self) -> list[dict[str, Any]]:
        """Return what can be done with the chosen ones."""
        menu = (("cis", _("Copy as CIS rows"), True), ("text", _("Copy as text"), False))
        return [{"label": label, "name": "as", "value": kind, "main": main} for kind, label, main in menu]

    @property
    def seen(self) -> Any:
        """Return the rows that the person may read."""
        return Aspect.objects.measured_for(self.user, now=self.now)

    @cached_property
    def found(self) -> QuerySet[Aspect]:
        """Return the rows that match."""
        return narrowed(self.seen, self.clauses, self.chosen, self.excluded)

    @cached_property
    def page(self) -> Page:
        """Return how many there are, and the counts of the filters, each without its own choice."""
        tally = Tally(narrowed(self.seen, self.clauses, {}, self.excluded))
        total = tally.total(self.chosen)
        ways_out = {} if total else {name: tally.total(without(name, self.chosen)) for name in self.address.chosen}
        return Page(total=total, rows=[], facets={name: tally.counts(name, self.chosen) for name in FILTERS}, without=ways_out)

    def counts_of(self, typed: Sequence[str]) -> list[int]:
        """Return how many of these rows there would be with each of these texts in the search box."""
        return [replace(self, address=self.address.to(typed=rest)).found.count() for rest in typed]

    @cached_property
    def rows(self) -> list[Aspect]:
        """Return the rows of this page."""
        start = (self.address.page - 1) * self.address.size
        rows = in_order(self.found, self.clauses).select_related(f"{SCHEME}__skill", f"{SCHEME}__competition")
        return list(rows[start : start + self.address.size])

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Return the rows as the page draws them, with the words asked for marked."""
        marker = Marker(self.clauses)
        schemes = {row.sub_criterion.scheme for row in self.rows}
        opened = openable({scheme.pk for scheme in schemes}, self.user)
        sections = section_names(schemes)
        return [self.entry(row, marker, sections, opened=row.sub_criterion.scheme_id in opened) for row in self.rows]

    def entry(self, row: Aspect, marker: Marker, sections: dict[tuple[int, int], tuple[str, str]], *, opened: bool) -> dict[str, Any]:
        """Return one row; the way to its scheme is for those who may open it."""
        scheme = row.sub_criterion.scheme
        uid, name = sections.get((scheme.pk, row.section_number or 0), ("", ""))
        number = "" if row.section_number is None else f"§{row.section_number}"
        section = (
            [{"label": f"{number} {name}", "url": MeasuredAddress(chosen={"section": (uid,)}).url}] if uid else [number] if number else []
        )
        return {
            "key": f"{scheme.uid}:{row.row}",
            "name": marker.marked(row.description, "name"),
            "plain_name": row.description,
            "extra": marker.marked(row.extra, "name"),
            "requirement": marker.marked(row.requirement, "name"),
            "mark": row.mark,
            "url": f"{reverse('scheme', args=[scheme.uid])}#row-{row.row}" if opened else "",
            "facts": [
                {"label": str(scheme.skill), "url": MeasuredAddress(chosen={"skill": (scheme.skill.code,)}).url},
                *section,
                *([row.code] if row.code else []),
            ],
            "source": scheme.competition.code,
            "copies": [
                {"label": label, "from": f"{reverse('copy_measurements')}?as={kind}&a={scheme.uid}:{row.row}"}
                for kind, label in (("cis", _("As CIS rows")), ("text", _("Plain text")))
            ],
        }

    @property
    def copies(self) -> list[dict[str, str]]:
        """Return the copy menu of everything that was found."""
        query = self.address.to(size=20).url.partition("?")[2]
        menu = (("cis", _("As CIS rows")), ("text", _("Plain text"))) if 0 < self.page.total <= MOST_COPIED else ()
        return [{"label": label, "from": f"{reverse('copy_measurements')}?as={kind}&{query}".rstrip("&")} for kind, label in menu]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        """Return the tabs beside the library."""
        return tabs_for("measurements", self.address.typed, self.page.total)

    @property
    def total(self) -> str:
        """Return the total in words."""
        return ngettext("%(n)s measurement aspect", "%(n)s measurement aspects", self.page.total) % {"n": f"{self.page.total:,}"}


def openable(schemes: set[int], user: "User") -> set[int]:
    """Return those of some schemes that the person may open."""
    return set(Scheme.objects.visible_to(user).filter(pk__in=schemes).values_list("pk", flat=True)) if schemes else set()


def section_names(schemes: set[Scheme]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return (scheme, number) → uid and name of the section that it stands for."""
    rows = SchemeSection.objects.filter(scheme__in=schemes, wsos_section__isnull=False) if schemes else SchemeSection.objects.none()
    found = rows.values_list("scheme", "number", "wsos_section__uid", "wsos_section__name")
    return {(scheme, number): (str(uid), name) for scheme, number, uid, name in found}
