"""What the page of measurement aspects shows for an address; filters, pager and words are the library's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.library.address import Address, read
from assay.descriptors.library.listing import Listing
from assay.descriptors.library.tabs import Beside, beside
from assay.descriptors.search.asked import Clause, Page
from assay.descriptors.search.highlight import Marker
from assay.descriptors.search.query import Understood, understand
from assay.schemes.measurements.asking import FILTERS, Asked, asked
from assay.schemes.measurements.finding import Matched, Readable, without
from assay.schemes.measurements.shelves import SCHEME
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
    def readable(self) -> Readable:
        """Return what the person may read."""
        return Readable.of(self.user, self.now)

    def understanding(self, typed: str) -> Understood:
        """Return what something in the search box is taken for; the sources are those of the schemes."""
        return understand(typed, self.scope, skills=self.address.chosen.get("skill", ()), source=self.readable.sources_named)

    @cached_property
    def typed_here(self) -> Asked:
        """Return what was asked, as far as it means something here."""
        return self.asked_with(self.understood)

    def asked_with(self, understood: Understood) -> Asked:
        """Return what is asked with something in the search box."""
        return asked(understood, self.address.chosen)

    @cached_property
    def as_meant(self) -> tuple[Asked, Matched, tuple[tuple[str, str], ...]]:
        """Return the question, what it finds, and which words were corrected for that."""
        return self.answering(self.typed_here)

    def answering(self, typed: Asked) -> tuple[Asked, Matched, tuple[tuple[str, str], ...]]:
        """Return a question and what it finds, with the words corrected unless they are to stay as they were typed."""
        return (typed, self.readable.matching(typed), ()) if self.address.as_typed else self.readable.answering(typed)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return the words that are looked for."""
        return self.as_meant[0].clauses

    @cached_property
    def beside(self) -> list[Beside]:
        """Return the lists beside this one, with how many each has of what is typed: the index counts in a moment."""
        return beside(self.address.page_name, self.typed)

    @property
    def said(self) -> list[dict[str, str]]:
        """Return what is to be said about the words."""
        words = _("“%(field)s:” does not narrow measurement aspects. It was left out.")
        return [*super().said, *({"text": words % {"field": name}, "url": ""} for name in self.typed_here.left_out)]

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
    def page(self) -> Page:
        """Return how many there are, and the counts of the filters, each without its own choice."""
        meant, found, words = self.as_meant
        total = found.total(meant.chosen)
        ways_out = {} if total else {name: found.total(without(name, meant.chosen)) for name in self.address.chosen}
        counts = {name: found.counts(name, meant.chosen) for name in FILTERS}
        return Page(total=total, rows=[], facets=counts, corrected=words, without=ways_out)

    def counts_of(self, typed: Sequence[str]) -> list[int]:
        """Return how many of these rows there would be with each of these texts in the search box."""
        questions = [self.asked_with(self.understanding(rest)) for rest in typed]
        return [self.readable.matching(question).total(question.chosen) for question in questions]

    def total_of(self, typed: str) -> int:
        """Return how many of these rows would be listed with this text in the search box."""
        meant, found, _words = self.answering(self.asked_with(self.understanding(typed)))
        return found.total(meant.chosen)

    def first(self, size: int, start: int = 0) -> list[Aspect]:
        """Return rows from one place of the list on, loaded through the person's rights once more."""
        meant, found, _words = self.as_meant
        keys = found.keys(meant, start, size)
        rows = self.seen.filter(pk__in=keys).select_related(f"{SCHEME}__skill", f"{SCHEME}__competition").defer(f"{SCHEME}__document")
        loaded = {row.pk: row for row in rows} if keys else {}
        return [loaded[key] for key in keys if key in loaded]

    @cached_property
    def rows(self) -> list[Aspect]:
        """Return the rows of this page."""
        return self.first(self.address.size, (self.address.page - 1) * self.address.size)

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
