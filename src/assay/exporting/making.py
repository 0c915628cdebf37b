"""Making a file: at once, or in the background by the right that the person has when it is made."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, QueryDict
from django.utils import timezone
from django.utils.text import slugify

from assay.exporting.gathering import AT_A_TIME, gather
from assay.exporting.measured import are_readable
from assay.exporting.models import Export
from assay.exporting.wanted import Asker, found_for, seen
from assay.formats.table import WRITERS, Writer
from assay.notifications.jobs import Permanent
from assay.notifications.models import Job
from assay.notifications.notify import notify
from assay.standards.roles import forget_roles, roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

JOB, READY = "export", "export_ready"
LEASE = timedelta(minutes=15)
LONGEST_FILE_NAME = 60


def make(job: Job, now: datetime) -> Callable[[], None] | None:
    """Gather and write what was asked for; return what keeps it and tells who asked, None where they do without. Raises Permanent."""
    export = Export.objects.select_related("by").filter(uid=job.payload["export"]).first()
    if export is None:
        return None
    writer = WRITERS[export.format]
    asker = Asker(export.by, now, writer.most)
    rights = rights_of(export.by)
    try:
        found = found_for(QueryDict(export.question), asker)
    except Http404:
        raise Permanent("What was asked for is no longer there for the person.") from None
    if found.size > writer.most:
        raise Permanent("There is more by now than a file of this format holds.")

    def tell(done: int) -> None:
        Export.objects.filter(pk=export.pk).update(done=done, total=max(len(found.uids), done))

    selection = gather(found, asker, writer, tell=tell)
    content, holds = writer.write(selection), [row.uid for row in selection.descriptors]
    kept = {"content": content, "size": len(content), "holds": holds, "rights": rights, "title": selection.title[:300], "made_at": now}
    kept["examples_of"] = selection.examples.uid if selection.examples else None
    return lambda: keep(export, kept, at=now)


def keep(export: Export, kept: dict[str, object], *, at: datetime) -> None:
    """Keep the file with what it holds, and tell who asked, unless they do without it by now."""
    if Export.objects.filter(pk=export.pk).update(**kept):
        notify(users=[export.by], kind=READY, key=f"{READY}:{export.uid}", data={"export": str(export.uid)}, at=at)


def file_name(title: str, writer: Writer, at: datetime) -> str:
    """Return how the file is called on the person's device."""
    name = slugify(title)[:LONGEST_FILE_NAME].strip("-") or "assay"
    return f"{name}-{timezone.localtime(at):%Y-%m-%d}{writer.suffix}"


def rights_of(user: "User") -> str:
    """Return a hash of everything that a person's right depends on."""
    roles = roles_of(user)
    parts = [user.has_access, user.access, user.is_admin, *map(sorted, (roles.scm, roles.sa, roles.team, roles.watching))]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def is_still_theirs(export: Export, *, now: datetime) -> bool:
    """Return whether the person may still see everything that the file holds, and what it was made of."""
    forget_roles(export.by)
    if rights_of(export.by) != export.rights:
        return False
    asker = Asker(export.by, now, len(export.holds))
    try:
        found_for(QueryDict(export.question), asker)
    except Http404:
        return False
    if export.examples_of and not are_readable(str(export.examples_of), asker):
        return False
    return all(are_all_seen(export.holds[start : start + AT_A_TIME], asker) for start in range(0, len(export.holds), AT_A_TIME))


def are_all_seen(uids: Sequence[str], asker: Asker) -> bool:
    """Return whether the person may open all of these."""
    return seen(asker).filter(uid__in=[UUID(uid) for uid in uids]).count() == len(uids)
