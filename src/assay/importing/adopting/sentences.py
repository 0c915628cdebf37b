"""How the facts of taking over read."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.descriptors.models import Batch
from assay.descriptors.sentences import guarded
from assay.history.sentences import Said, Subject, Telling, about, say

if TYPE_CHECKING:
    from assay.accounts.models import User


def descriptor(telling: Telling) -> Said:
    """Say who took it over, or what was changed there since."""
    if telling.event.data.get("again"):
        return Said(_("%(who)s took over what was changed of %(thing)s in the tracker") % telling.words(), "upload")
    return Said(_("%(who)s took %(thing)s over from the tracker") % telling.words(), "upload")


def batch(telling: Telling) -> Said | None:
    """Say with how many descriptors a batch came."""
    found: Batch | None = telling.known.get(telling.event.subject)
    if found is None:
        return None
    rows = int(telling.event.data.get("rows", 0))
    sentence = ngettext(
        "%(who)s took batch %(batch)s over from the tracker, with %(rows)d descriptor",
        "%(who)s took batch %(batch)s over from the tracker, with %(rows)d descriptors",
        rows,
    ) % telling.words(batch=found, rows=rows)
    url, link = reverse("batch", args=[found.uid]), _("Batch %(batch)s") % {"batch": found}
    return Said(sentence, "upload", url=url, link=link)


def adoption(telling: Telling) -> str:
    """Say how much was taken over at once."""
    data = telling.event.data
    made, changed = (int(data.get(end, 0)) for end in ("made", "changed"))
    return _("%(who)s took over the tracker: %(made)d rows made, %(changed)d brought up to date") % telling.words(
        made=made, changed=changed
    )


def readable(reader: "User") -> Q:
    """Return the facts about taking over that a person may read: all for administrators."""
    return Q() if reader.is_admin else Q(pk__in=[])


def register() -> None:
    """Give the history its words."""
    say("descriptor", "adopted", guarded(descriptor))
    say("batch", "adopted", batch)
    about("adoption", Subject(gettext_lazy("Taking over"), readable=readable))
    say("adoption", "adopted", adoption)
