"""What happens to a run: its files come, are settled together, are asked for, are forgotten."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.errors import DomainError
from assay.formats.guard import LARGEST_UPLOAD
from assay.formats.unreadable import UnreadableWorkbook
from assay.importing.actions import require_upload
from assay.importing.many.files import Source
from assay.importing.many.running import ending_of
from assay.importing.models import Import, Run, Unread
from assay.importing.runs.asking import ask, compare_again
from assay.importing.runs.sections import Name
from assay.importing.section_names import remember
from assay.standards.models import Competition, Skill, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User


@transaction.atomic
def begin(*, uid: uuid.UUID, sources: Iterable[Source], by: "User", at: datetime) -> Run:
    """Keep files to be read in the background; the same form twice begins one run. Raises NotAllowed."""
    require_upload(by)
    known = Run.objects.filter(uid=uid).first()
    if known is not None and known.uploaded_by_id == by.pk:
        return known
    run = Run.objects.create(uid=uuid.uuid4() if known else uid, uploaded_by=by, uploaded_at=at)
    for source in sources:
        keep(run, source)
    ask(run, at=at)
    return run


def keep(run: Run, source: Source) -> None:
    """Keep one file of a run; one that cannot be had keeps its row, with the reason."""
    found = Import(run=run, file=source.file[:255] or "?", document={}, uploaded_by=run.uploaded_by, uploaded_at=run.uploaded_at)
    content = b""
    try:
        content = source.load()
    except (DomainError, UnreadableWorkbook, OSError) as problem:
        _end, found.why = ending_of(problem)
    found.sha256 = hashlib.sha256(content).hexdigest()
    found.save()
    if not found.why:
        Unread.objects.create(found=found, content=content[: LARGEST_UPLOAD + 1])


@dataclass(frozen=True)
class Settled:
    """What a person settled for a run: whose its files are, how all start, and what names of sections mean that meant something else."""

    whose: Mapping[uuid.UUID, tuple[Skill | None, Competition | None]]
    start: Mapping[str, object]
    answers: Sequence[tuple[Name, str | WSOSSection]] = ()


@transaction.atomic
def settle(*, run: Run, settled: Settled, by: "User", at: datetime) -> None:
    """Keep what was settled; what that changes is compared again. Settled twice at once, both are kept. Raises NotAllowed, DomainError."""
    require(by, "importing.apply", run)
    locked = Run.objects.select_for_update().filter(pk=run.pk).first()
    if locked is None:
        raise DomainError(_("This run was discarded meanwhile."))
    sections, changed = dict(locked.sections), set[int]()
    for name, answer in settled.answers:
        sections.pop(name.key, None)
        if isinstance(answer, WSOSSection):
            for of in name.skills.values():
                remember(skill=of, name=name.name, section=answer, by=by, at=at)
        elif answer:
            sections[name.key] = answer
        changed.update(found.pk for found in name.files)
    Run.objects.filter(pk=run.pk).update(sections=sections, **settled.start)
    files = Import.objects.waiting().filter(run=run, wanted_by=None)
    moved = []
    for found in files.filter(uid__in=settled.whose).select_for_update().order_by("pk").only("uid", "skill", "competition"):
        skill, competition = settled.whose[found.uid]
        if (found.skill_id, found.competition_id) != (skill and skill.pk, competition and competition.pk):
            found.skill, found.competition = skill, competition
            moved.append(found)
    Import.objects.bulk_update(moved, ["skill", "competition"])
    files.filter(pk__in=[found.pk for found in moved]).update(choices=None, why="")
    compare_again(Import.objects.filter(pk__in=changed.union(found.pk for found in moved)))
    ask(run, at=at)


@transaction.atomic
def want(*, run: Run, uids: Collection[uuid.UUID], by: "User", at: datetime) -> int:
    """Let files be imported in the background; return how many. Raises NotAllowed."""
    require(by, "importing.apply", run)
    found = Import.objects.waiting().filter(run=run, uid__in=uids, wanted_by=None).update(wanted_by=by, why="")
    ask(run, at=at)
    return found


@transaction.atomic
def discard_run(*, run: Run, by: "User") -> None:
    """Forget the files of a run that were not imported, and the run; what was imported stays. Raises NotAllowed, DomainError."""
    require(by, "importing.apply", run)
    if Import.objects.waiting().filter(run=run).exclude(wanted_by=None).exists():
        raise DomainError(_("Files of it are being imported. Wait for them, then discard the rest."))
    Import.objects.waiting().filter(run=run).delete()
    Run.objects.filter(pk=run.pk).delete()
