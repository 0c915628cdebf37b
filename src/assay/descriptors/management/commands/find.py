"""`assay find`."""

import json
import shutil
import zoneinfo
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assay.accounts.models import User
from assay.descriptors.chips import chip
from assay.descriptors.library.address import SIZES, read
from assay.descriptors.library.cards import rows_shown, tags_of
from assay.descriptors.library.listing import Listing
from assay.descriptors.search.asked import Counts, Order
from assay.names import name_key
from assay.web.command import Command as AssayCommand

WIDTH = 120  # where nobody looks


class Command(AssayCommand):
    """Search the library as a person does on its page."""

    help = (
        "Search the library: the same rows, order and counts that the person finds on the page. QUERY is what they would type, "
        'such as: skill:17 level3:polished updated:>2026-01 -"white space". One that begins with a minus stands behind --.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is asked, by whom, and how to answer."""
        parser.add_argument("query", nargs="*", metavar="QUERY", help="words, phrases and fields; nothing: everything")
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="whose eyes look")
        parser.add_argument("--sort", choices=[*map(str, Order)], default=str(Order.RELEVANCE), help="how the rows are sorted")
        parser.add_argument("--page", type=int, default=1, metavar="N", help="which page (1)")
        parser.add_argument("--per", type=int, choices=SIZES, default=SIZES[0], help="rows a page (20)")
        parser.add_argument("--json", action="store_true", help="print one JSON object, with the filters and their counts")

    def handle(self, *_: Any, query: list[str], email: str, **options: Any) -> None:
        """Ask, and print the answer."""
        person = person_of(email)
        with timezone.override(zoneinfo.ZoneInfo(person.time_zone) if person.time_zone else None):
            listing = Listing(address_of(" ".join(query), options), person, timezone.now())
            self.stdout.write(json.dumps(as_object(listing), ensure_ascii=False) if options["json"] else as_text(listing))


def person_of(email: str) -> User:
    """Return the account whose eyes look. Raises CommandError where there is none, or none that sees the library."""
    person = User.objects.filter(email_key=name_key(email)).first()
    if person is None:
        raise CommandError(f"There is no account {email}.")
    if not person.has_access:
        raise CommandError(f"{email} has no access to the library: the account waits for a role, or is not active any more.")
    return person


def address_of(typed: str, options: dict[str, Any]) -> Any:
    """Return the state of the page that is meant, read as from its address."""
    given = QueryDict(mutable=True)
    given.update({"q": typed, "sort": options["sort"], "page": str(options["page"]), "per": str(options["per"])})
    return read(given)


def as_object(listing: Listing) -> dict[str, Any]:
    """Return the answer as plain values."""
    page, address = listing.page, listing.address
    return {
        "query": address.typed,
        "as": listing.user.email,
        "sort": str(address.order),
        "page": address.page,
        "per": address.size,
        "total": page.total,
        "from_index": not page.degraded,
        "corrected": [{"typed": typed, "meant": meant} for typed, meant in page.corrected],
        "with_all_words": page.total if page.with_all is None else page.with_all,
        "explained": listing.understood.sentences,
        "rows": [row_of(row) for row in rows_shown(page.rows, listing.scope)],
        "facets": counts_of(listing),
    }


def row_of(row: Any) -> dict[str, Any]:
    """Return a descriptor as plain values."""
    return {
        "uid": str(row.uid),
        "number": row.number,
        "url": f"{settings.BASE_URL}{reverse('descriptor', args=[row.uid])}",
        "name": row.criterion_name,
        "levels": list(row.levels),
        "skill": row.skill.code if row.skill else None,
        "section": row.wsos_section.name if row.wsos_section else None,
        "quality": row.quality_indicator,
        "status": row.batch_status,
        "source": row.source,
        "code": row.code,
        "tags": [name for _uid, name in tags_of(row.tags_joined or "")],
    }


def counts_of(listing: Listing) -> dict[str, list[dict[str, Any]]]:
    """Return every value of the filters, those of most rows first."""
    facets, labels = listing.page.facets, listing.page.names.labels(listing.page.facets)
    return {
        name: [{"value": value, "label": labels[name].get(value, value), "count": facets[name][value]} for value in commonest(facets[name])]
        for name in listing.shown
        if facets[name]
    }


def commonest(counts: Counts) -> list[str]:
    """Return the values that most rows have first."""
    return sorted(counts, key=lambda value: (-counts[value], value))


def as_text(listing: Listing) -> str:
    """Return the answer for people: what was understood, a table, and how many there are."""
    page, pager = listing.page, listing.pager
    said = [*listing.understood.sentences]
    said += [f"Showing results for “{meant}”: nobody wrote “{typed}”." for typed, meant in page.corrected]
    said += [] if page.with_all is None else [f"With all of these words: {page.with_all}; the others have some of them."]
    said += ["The search index is not ready: found more plainly, and not sorted by how well it fits."] if page.degraded else []
    if not page.total:
        return "\n".join([*said, f"Nothing with all of: {listing.asked_in_words}" if listing.asked_in_words else "No descriptors yet."])
    return "\n".join([*said, table_of(listing), f"{listing.total}, {pager['summary']}"])


def table_of(listing: Listing) -> str:
    """Return the rows as a table, as wide as the window."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("#", justify="right", no_wrap=True)
    for title in ("Skill", "State", "Source", "Levels"):
        table.add_column(title, no_wrap=True)
    table.add_column("Aspect", ratio=1, overflow="fold")
    for row in rows_shown(listing.page.rows, listing.scope):
        state = str(chip(row.batch_status, row.quality_indicator)["label"])
        written = "".join(str(number) for number, text in enumerate(row.levels) if text)
        facts = (str(row.number), row.skill.code if row.skill else "", state, row.source, written, row.criterion_name)
        table.add_row(*map(Text, facts))
    console = Console(width=shutil.get_terminal_size((WIDTH, 0)).columns, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return captured.get().rstrip("\n")
