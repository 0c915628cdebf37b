"""The library as a table: a line each, with what opens in place below it."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.chips import chip
from assay.descriptors.library.cards import compare_of
from assay.descriptors.library.copying import copies_of
from assay.descriptors.search.asked import Clause, Order
from assay.descriptors.search.highlight import Marker
from assay.descriptors.states import source_in_words
from assay.descriptors.wording import LEVELS

if TYPE_CHECKING:
    from assay.descriptors.library.address import Address
    from assay.descriptors.library.cards import Row


def lines_of(rows: "Sequence[Row]", clauses: Sequence[Clause], typed: str, laid: Collection[UUID]) -> list[dict[str, Any]]:
    """Return the lines, with the words asked for marked in the names."""
    marker = Marker(clauses)
    return [line_of(row, marker, typed, on=row.uid in laid) for row in rows]


def line_of(row: "Row", marker: Marker, typed: str, *, on: bool) -> dict[str, Any]:
    """Return one line."""
    written = tuple(number for number in LEVELS if row.levels[number])
    section = row.wsos_section
    return {
        "uid": row.uid,
        "number": row.number,
        "name": marker.marked(row.criterion_name, "name"),
        "plain_name": row.criterion_name,
        "url": reverse("descriptor", args=[row.uid]),
        "preview": f"{reverse('preview', args=[row.uid])}?{urlencode({'q': typed})}" if typed else reverse("preview", args=[row.uid]),
        "skill": row.skill,
        "section": section.name if section else "",
        "section_number": row.section_number,
        "chip": chip(row.batch_status, row.quality_indicator),
        "levels": [{"number": number, "is_there": number in written} for number in LEVELS],
        "levels_said": _("%(n)d of 4 levels") % {"n": len(written)},
        "source": source_in_words(row.source),
        "updated_at": row.updated_at,
        "copies": copies_of(row.uid, written),
        "compare": compare_of(row.uid, on=on),
        "favourite": {"url": reverse("favourite", args=[row.uid]), "on": row.is_favourite},
    }


def heads_of(address: "Address") -> dict[str, dict[str, Any]]:
    """Return the columns that sort: the way there, and whether the list is sorted by them now."""
    return {
        str(order): {"url": address.to(order=order).url, "current": address.order is order, "direction": direction}
        for order, direction in ((Order.NAME, "ascending"), (Order.NEWEST, "descending"))
    }
