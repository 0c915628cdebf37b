"""A workbook in a layout nobody foresaw: keep its rows, read them as somebody assigns their columns, and remember that."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import DomainError, Invalid
from assay.formats import as_json, raw
from assay.formats.by_hand import Assigned, fingerprint, label_of, read_by_hand
from assay.formats.raw import RawSheet
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.history.record import Fact, record
from assay.importing.models import ColumnMapping, Import, RawRows
from assay.importing.proposals import proposed_competition, skill_for
from assay.importing.runs.asking import ask

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from assay.accounts.models import User


@dataclass(frozen=True)
class Remembered:
    """A sheet whose headers somebody assigned before."""

    sheet: int
    header: int
    mapping: ColumnMapping


@transaction.atomic
def keep_raw(found: Import, refusal: UnreadableWorkbook) -> Import:
    """Keep the rows of a workbook that has no known layout; one with headers that are remembered is read at once."""
    kept, is_new = Import.objects.get_or_create(
        uid=found.uid,
        uploaded_by=found.uploaded_by,
        defaults={"file": found.file, "sha256": found.sha256, "uploaded_at": found.uploaded_at, "document": {}},
    )
    if is_new:
        keep_rows(kept, refusal)
    return kept


def keep_rows(found: Import, refusal: UnreadableWorkbook) -> None:
    """Keep the rows beside an upload, and read them at once where their headers are remembered."""
    rows = RawRows.objects.create(found=found, sheets=raw.dump(refusal.sheets), rule=refusal.rule, params=refusal.params)
    if before := remembered(refusal.sheets):
        take_remembered(rows, refusal.sheets, before)


def read_remembered(waiting: "QuerySet[RawRows]", *, since: datetime) -> None:
    """Read what waits for its columns where these were assigned for the same headers since."""
    if ColumnMapping.objects.filter(assigned_at__gte=since).exists():
        for rows in waiting.filter(columns={}, found__scheme=None).select_related("found__uploaded_by"):
            sheets = raw.load(rows.sheets)
            if before := remembered(sheets):
                take_remembered(rows, sheets, before)


def remembered(sheets: tuple[RawSheet, ...]) -> Remembered | None:
    """Return the first sheet with headers that were assigned before, in one query."""
    places = [(fingerprint(row), number, row.number) for number, sheet in enumerate(sheets) for row in sheet.rows if len(row.filled) > 1]
    known = {one.fingerprint: one for one in ColumnMapping.objects.filter(fingerprint__in={print_ for print_, _, _ in places})}
    found = ((sheet, header, known[print_]) for print_, sheet, header in places if print_ in known)
    return next((Remembered(*one) for one in found), None)


def take_remembered(rows: RawRows, sheets: tuple[RawSheet, ...], before: Remembered) -> None:
    """Read a sheet as its headers were assigned before, unless nothing comes of it."""
    assigned = Assigned(before.header, before.mapping.columns)
    book = read_by_hand(sheets, sheets[before.sheet], assigned, name=rows.found.file)
    if book.aspects:
        settle(rows, before.sheet, assigned, book)
        RawRows.objects.filter(pk=rows.pk).update(mapping=before.mapping)


def settle(rows: RawRows, sheet: int, assigned: Assigned, book: Workbook) -> None:
    """Write what was read into the upload, and how."""
    found = rows.found
    RawRows.objects.filter(pk=rows.pk).update(sheet=sheet, header=assigned.header, columns=dict(assigned.columns))
    skill, competition = skill_for(book, found.uploaded_by), proposed_competition(book)
    Import.objects.filter(pk=found.pk, scheme=None).update(document=as_json.dump(book), skill=skill, competition=competition, told=None)


@transaction.atomic
def assign(*, found: Import, sheet: int, header: int, columns: Mapping[str, int], by: "User", at: datetime) -> None:
    """Read an upload as its columns are assigned, and remember them for these headers. Raises Invalid, NotAllowed."""
    require(by, "importing.apply", found)
    rows = RawRows.objects.select_related("found__uploaded_by").filter(found=found, found__scheme=None).first()
    if rows is None:
        raise DomainError(_("The rows of this workbook are not kept any more. Upload it again to assign its columns."))
    sheets = raw.load(rows.sheets)
    assigned = Assigned(header, columns)
    book = read_by_hand(sheets, sheets[sheet], assigned, name=found.file)
    if not book.aspects:
        raise Invalid(_("With these columns no aspect is found. Look at the row of headers and at the column of descriptions."))
    settle(rows, sheet, assigned, book)
    remember(rows, sheets[sheet], assigned, by=by, at=at)
    if found.run:
        ask(found.run, at=at)


def remember(rows: RawRows, sheet: RawSheet, assigned: Assigned, *, by: "User", at: datetime) -> None:
    """Keep the columns for every later workbook with these headers; a row without headers says nothing of others."""
    row = sheet.row(assigned.header)
    if row is None or len(row.filled) < 2:  # noqa: PLR2004 - one word alone is no row of headers
        return
    headers = {field: label_of(sheet, assigned.header, column) for field, column in assigned.columns.items()}
    said = {"headers": headers, "columns": dict(assigned.columns), "assigned_by": by, "assigned_at": at}
    mapping, is_new = ColumnMapping.objects.get_or_create(fingerprint=fingerprint(row), defaults=said)
    if not is_new and mapping.columns == dict(assigned.columns):
        RawRows.objects.filter(pk=rows.pk).update(mapping=mapping)
        return
    ColumnMapping.objects.filter(pk=mapping.pk).update(**said)
    RawRows.objects.filter(pk=rows.pk).update(mapping=mapping)
    record([Fact("columns", mapping.uid, "columns_assigned", data={"columns": len(assigned.columns)})], by=by, at=at)


@transaction.atomic
def forget_mapping(*, uid: uuid.UUID, by: "User", at: datetime) -> None:
    """Forget how the columns below some headers were assigned; what was read with them stays. Raises NotAllowed."""
    require(by, "importing.forget_columns")
    if ColumnMapping.objects.filter(uid=uid).delete()[1].get("importing.ColumnMapping"):
        record([Fact("columns", uid, "columns_forgotten")], by=by, at=at)


def forget_rows(*, older_than: datetime) -> int:
    """Forget the rows of uploads from before a moment, imported or not; return how many."""
    return RawRows.objects.filter(found__uploaded_at__lte=older_than).delete()[0]
