"""How the fact of an import reads: it is about the scheme that was kept."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.schemes.models import Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User

Known = dict[uuid.UUID, Scheme]


def learn(events: Sequence[Event], reader: "User") -> Known:
    """Read the schemes that the reader may open."""
    rows = Scheme.objects.visible_to(reader).filter(uid__in={event.subject for event in events})
    return {row.uid: row for row in rows.select_related("skill", "competition").defer("document")}


def name_of(event: Event, known: Known) -> str:
    """Return whose scheme it is."""
    scheme = known.get(event.subject)
    return _("the scheme of %(skill)s in %(competition)s") % {"skill": scheme.skill, "competition": scheme.competition} if scheme else ""


def readable(reader: "User") -> Q:
    """Return the facts about schemes that the person may open."""
    return Q() if reader.is_admin else Q(subject__in=Scheme.objects.visible_to(reader).order_by().values("uid"))


def imported(telling: Telling) -> Said | None:
    """Say how many descriptors came with it."""
    known: Known = telling.known
    scheme = known.get(telling.event.subject)
    if scheme is None:
        return None
    rows = int(telling.event.data.get("rows", 0))
    if scheme.into_drafts:
        said = ngettext("%(who)s imported %(thing)s into %(rows)d draft", "%(who)s imported %(thing)s into %(rows)d drafts", rows)
    else:
        said = ngettext("%(who)s imported %(thing)s with %(rows)d descriptor", "%(who)s imported %(thing)s with %(rows)d descriptors", rows)
    updated = int(telling.event.data.get("updated", 0)) + int(telling.event.data.get("proposed", 0))
    more = ngettext("; %(n)d has a new wording", "; %(n)d have a new wording", updated) % {"n": updated} if updated else ""
    return Said(said % telling.words(rows=rows) + more, "upload", url=reverse("scheme", args=[scheme.uid]), link=scheme.file)


def undone(telling: Telling) -> Said | None:
    """Say what was taken back with it, and what stays."""
    known: Known = telling.known
    scheme = known.get(telling.event.subject)
    if scheme is None:
        return None
    data = telling.event.data
    back, kept = int(data.get("deleted", 0)) + int(data.get("reverted", 0)), int(data.get("kept", 0))
    said = _("%(who)s undid the import of %(thing)s: %(back)d taken back, %(kept)d kept") % telling.words(back=back, kept=kept)
    return Said(said, "undo", url=reverse("scheme", args=[scheme.uid]), link=scheme.file)


def register() -> None:
    """Give the history its words for imports."""
    about("import", Subject(gettext_lazy("Import"), learn, name_of, readable))
    say("import", "imported", imported)
    say("import", "undone", undone)
