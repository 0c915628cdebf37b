"""Read a workbook, and apply what was read: one transaction per file, nothing half-imported."""

import hashlib
import uuid
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import DomainError, Invalid
from assay.formats import as_json
from assay.formats.child import read_in_child
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence
from assay.history.record import Fact, record
from assay.importing.applying import Applying
from assay.importing.choice import Choice
from assay.importing.chosen import Chosen
from assay.importing.columns.actions import forget_rows, keep_raw
from assay.importing.making import origins_of, with_new_sections
from assay.importing.models import WAITS, Import, Run
from assay.importing.proposals import confidential_until, match_sections, proposed_competition, skill_for
from assay.importing.runs.asking import ask, compare_again
from assay.schemes.keeping import Settled, keep
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


class ImportedBefore(DomainError):
    """The same file is the scheme of the same skill in the same competition already; `scheme` is that one."""

    def __init__(self, scheme: Scheme) -> None:
        words = {"skill": scheme.skill, "competition": scheme.competition}
        super().__init__(_("This file was imported before, as the scheme of %(skill)s in %(competition)s.") % words)
        self.scheme = scheme


def read(data: bytes, *, name: str) -> Workbook:
    """Return what the limited child read; raise Invalid with its sentence where the file is no scheme."""
    try:
        return read_in_child(data, name=name)
    except UnreadableWorkbook as refusal:
        raise Invalid(sentence(refusal), {"file": sentence(refusal)}) from refusal


def upload(*, uid: uuid.UUID, data: bytes, name: str, by: "User", at: datetime) -> Import:
    """Read a workbook and keep the result for the preview; the file itself is not kept. Raises Invalid, NotAllowed.

    No transaction is open while the child reads: a slow file holds up nobody else.
    """
    require_upload(by)
    found = Import.objects.filter(uid=uid).first()
    if found is not None and found.uploaded_by_id == by.pk:
        return found
    known = {"uid": uuid.uuid4() if found else uid, "sha256": hashlib.sha256(data).hexdigest(), "uploaded_by": by, "uploaded_at": at}
    try:
        book = read_in_child(data, name=name)
    except UnreadableWorkbook as refusal:
        if not any(sheet.rows for sheet in refusal.sheets):
            raise Invalid(sentence(refusal), {"file": sentence(refusal)}) from refusal
        return keep_raw(Import(file=name[:255], **known), refusal)
    return keep_read(Import(file=book.file[:255], **known), book)


def require_upload(by: "User") -> None:
    """Raise NotAllowed unless the person may bring workbooks."""
    said = _("Administrators import into the library, Skill Competition Managers into drafts of their skill.")
    require(by, "importing.upload", otherwise=said)


def keep_read(found: Import, book: Workbook) -> Import:
    """Keep what was read, with what it says of itself; a form that comes twice finds the first one."""
    found.document, found.skill, found.competition = as_json.dump(book), skill_for(book, found.uploaded_by), proposed_competition(book)
    kept = {"file": found.file, "sha256": found.sha256, "uploaded_at": found.uploaded_at, "document": found.document}
    defaults = kept | {"skill": found.skill, "competition": found.competition}
    return Import.objects.get_or_create(uid=found.uid, uploaded_by=found.uploaded_by, defaults=defaults)[0]


def settled_by_itself(book: Workbook, *, skill: Skill, competition: Competition) -> Choice:
    """Return the choice that needs nobody: sections by their names, new ones where no name matches, hidden as the competition says."""
    matches = [one for one in match_sections(book, skill, competition) if one.is_sure]
    return Choice(
        skill,
        competition,
        sections={one.section.number: one.found for one in matches if one.found},
        new_sections={one.section.number: one.section.name for one in matches if one.found is None and one.section.name},
        confidential_until=confidential_until(skill, competition),
    )


@transaction.atomic
def apply(book: Workbook, *, sha256: str, choice: Choice, by: "User | None", at: datetime, as_drafts: bool = False) -> Scheme:
    """Keep the scheme, and do what was decided with its judgement aspects; `by` None is the command line.

    Raises ImportedBefore, Invalid, NotAllowed, and Stale or DomainError where what is to be updated or used is not as it was.
    """
    require_right(choice.skill, by, as_drafts=as_drafts)
    if known := known_scheme(sha256, choice.skill, choice.competition):
        raise ImportedBefore(known)
    sections, created = with_new_sections(choice)
    choice = replace(choice, sections=sections, new_sections={})
    settled = Settled(choice.skill, choice.competition, choice.sections, as_drafts, choice.confidential_until)
    scheme = keep_once(book, sha256=sha256, settled=settled, by=by, at=at)
    applying = Applying(book.judgement, choice, scheme, origins_of(book, scheme), by, at)
    applying.run()
    applying.keep()
    data = applying.counted() | {"sha256": sha256}
    record([*created, *applying.facts, Fact("import", scheme.uid, "imported", skill=choice.skill.uid, data=data)], by=by, at=at)
    return scheme


def require_right(skill: Skill, by: "User | None", *, as_drafts: bool) -> None:
    """Raise NotAllowed unless the person may import for a skill."""
    if by is None:
        return
    if as_drafts:
        require(by, "descriptors.write_in", skill, otherwise=_("You import only into drafts of the skills that you manage."))
    else:
        require(by, "descriptors.administer", otherwise=_("Only an administrator adds to the library directly."))


def known_scheme(sha256: str, skill: Skill, competition: Competition) -> Scheme | None:
    """Return the scheme that the same file became before and still is, or None."""
    rows = Scheme.objects.standing().select_related("skill", "competition")
    return rows.filter(skill=skill, competition=competition, sha256=sha256).first()


def keep_once(book: Workbook, *, sha256: str, settled: Settled, by: "User | None", at: datetime) -> Scheme:
    """Write the scheme; of two who import the same file at the same moment the second is told. Raises ImportedBefore."""
    try:
        with transaction.atomic():
            return keep(book, sha256=sha256, settled=settled, by=by, at=at)
    except IntegrityError:
        known = known_scheme(sha256, settled.skill, settled.competition)
        if known is None:
            raise
        raise ImportedBefore(known) from None


@transaction.atomic
def apply_upload(*, found: Import, choice: Choice, by: "User", at: datetime) -> Scheme:
    """Apply an upload into the library (administrator) or into drafts (SCM); a second click shows the first result.

    Raises ImportedBefore, Invalid, NotAllowed.
    """
    require(by, "importing.apply", found)
    # The row's lock comes first: a second click waits here and then finds the scheme.
    Import.objects.filter(pk=found.pk).update(skill=choice.skill, competition=choice.competition)
    kept = Import.objects.select_related("scheme").filter(pk=found.pk).first()
    if kept is None:
        raise DomainError(_("This workbook was discarded meanwhile. Upload it again to import it."))
    if kept.scheme is not None:
        return kept.scheme
    scheme = apply(as_json.load(found.document), sha256=found.sha256, choice=choice, by=by, at=at, as_drafts=not by.is_admin)
    # The scheme keeps the document from now on.
    Import.objects.filter(pk=found.pk).update(applied_at=at, scheme=scheme, document={}, choices=None)
    return scheme


@transaction.atomic
def keep_choices(*, found: Import, skill: Skill, competition: Competition, chosen: Chosen, by: "User", at: datetime) -> None:
    """Keep what was chosen so far with a workbook that waits; nothing of it is written yet. Raises NotAllowed."""
    require(by, "importing.apply", found)
    found.choices = chosen.kept_for(skill, competition, as_drafts=not by.is_admin)
    Import.objects.filter(pk=found.pk, scheme=None).update(skill=skill, competition=competition, choices=found.choices)
    if found.run:
        compare_again(Import.objects.filter(pk=found.pk))
        ask(found.run, at=at)


def discard(*, found: Import, by: "User") -> None:
    """Forget a workbook that was read and not imported; one that was imported stays. Raises NotAllowed."""
    require(by, "importing.apply", found)
    Import.objects.filter(pk=found.pk, scheme=None).delete()


def forget_old(*, now: datetime) -> int:
    """Forget the workbooks that waited seven days, and the raw rows of all as old; return how many workbooks."""
    forget_rows(older_than=now - WAITS)
    forgotten = Import.objects.waiting().filter(uploaded_at__lte=now - WAITS).delete()[1].get("importing.Import", 0)
    Run.objects.filter(uploaded_at__lte=now - WAITS).delete()
    return forgotten
