"""Measurement aspects for the clipboard."""

import uuid
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.library.copying import Copied, numbers_of
from assay.formats.clipboard import MeasuredItem, measured_rows_for_paste
from assay.schemes.measurements.listing import MOST_COPIED
from assay.schemes.measurements.shelves import SCHEME
from assay.schemes.models import Aspect, SchemeSection
from assay.schemes.querysets import Aspects

if TYPE_CHECKING:
    from assay.accounts.models import User


def named(seen: Aspects, keys: Sequence[str]) -> list[Aspect]:
    """Return the aspects that are meant by scheme and row, in that order, as far as the person may read them."""
    places = [place for place in map(place_of, keys[:MOST_COPIED]) if place]
    if not places:
        return []
    meant = reduce(or_, (Q(**{f"{SCHEME}__uid": uid, "row": row}) for uid, row in places))
    found = {(row.sub_criterion.scheme.uid, row.row): row for row in seen.filter(meant).select_related(f"{SCHEME}__skill")}
    return [found[place] for place in dict.fromkeys(places) if place in found]


def place_of(key: str) -> tuple[uuid.UUID, int] | None:
    """Return scheme and row of `uid:row`; None where it is something else."""
    uid, _colon, row = key.partition(":")
    try:
        return (uuid.UUID(uid), int(row)) if row.isascii() and row.isdigit() and len(row) < len("1000000") else None
    except ValueError:
        return None


def as_cis_rows(rows: Sequence[Aspect], reader: "User") -> Copied:
    """Return rows for the CIS sheet, with section numbers of the reader's own skills, else blank and said so."""
    own, schemes = numbers_of(reader), {row.sub_criterion.scheme_id for row in rows}
    sections = SchemeSection.objects.filter(scheme__in=schemes, wsos_section__isnull=False)
    numbers = {(scheme, number): own.get(section) for scheme, number, section in sections.values_list("scheme", "number", "wsos_section")}
    items = [
        MeasuredItem(
            row.description, row.extra, row.requirement, numbers.get((row.sub_criterion.scheme_id, row.section_number or 0)), row.mark
        )
        for row in rows
    ]
    text = measured_rows_for_paste(items)
    count = text.count("\r\n")
    said = ngettext(
        "Copied %(n)d row: paste into column A of the CIS sheet.", "Copied %(n)d rows: paste into column A of the CIS sheet.", count
    ) % {"n": count}
    blank = (
        [_("WSOS section left blank where it is not in the standard of your skill.")] if any(item.section is None for item in items) else []
    )
    return Copied(text, " ".join([said, *blank]), " ".join([_("Paste it into column A of the CIS sheet."), *blank]))


def as_text(rows: Sequence[Aspect]) -> Copied:
    """Return description, extra description, requirement and mark, a line each."""
    said = ngettext("Copied %(n)d measurement aspect as text.", "Copied %(n)d measurement aspects as text.", len(rows)) % {"n": len(rows)}
    return Copied("\n".join(map(lines_of, rows)), said)


def lines_of(row: Aspect) -> str:
    """Return one aspect."""
    lines = [row.description, row.extra]
    lines += [_("Requirement: %(text)s") % {"text": row.requirement}] if row.requirement else []
    lines += [_("Mark: %(mark)s") % {"mark": row.mark}] if row.mark is not None else []
    return "\n".join(filter(None, lines)) + "\n"
