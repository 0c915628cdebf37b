"""How facts about duplicates read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.alike import Remark
from assay.descriptors.sentences import guarded, plain
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say

if TYPE_CHECKING:
    from assay.accounts.models import User

PAIRS = {
    "variant": gettext_lazy("%(who)s said that these are deliberate variants: %(thing)s"),
    "different": gettext_lazy("%(who)s said that these are not the same: %(thing)s"),
    "beside": gettext_lazy("%(who)s said why both are needed: %(thing)s"),
    "taken_back": gettext_lazy("%(who)s took back what was said about %(thing)s"),
}


def merged(telling: Telling) -> Said:
    """Say that it forwards to another one now."""
    url = reverse("descriptor", args=[telling.event.data["into"]])
    return Said(_("%(who)s merged %(thing)s into another one") % telling.words(), "copy", url=url, link=_("The one that stays"))


def remarks(events: Sequence[Event], _reader: "User") -> dict[UUID, Remark]:
    """Read the remarks that facts are about, in one query."""
    rows = Remark.objects.filter(uid__in={event.subject for event in events}).select_related("first", "second")
    return {row.uid: row for row in rows}


def names(event: Event, known: dict[UUID, Remark]) -> str:
    """Return the names of both descriptors."""
    remark = known.get(event.subject)
    return f"“{remark.first}”, “{remark.second}”" if remark else ""


def told(telling: Telling) -> Said:
    """Return what was said about a pair, with the reason."""
    remark: Remark | None = telling.known.get(telling.event.subject)
    sentence = str(PAIRS[telling.event.verb]) % telling.words(thing=names(telling.event, telling.known))
    return Said(sentence, "compare", remark.reason if remark else "")


def for_administrators(reader: "User") -> Q:
    """Return the facts about pairs: one of the two may be a draft, which only administrators see in every skill."""
    return Q() if reader.is_admin else Q(pk__in=[])


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    about("pair", Subject(gettext_lazy("Similar descriptors"), remarks, names, for_administrators))
    for verb in PAIRS:
        say("pair", verb, told)
    say("descriptor", "merged", guarded(merged))
    sentences = {
        "absorbed": plain(gettext_lazy("%(who)s merged another one into %(thing)s"), "copy"),
        "unmerged": plain(gettext_lazy("%(who)s undid the merge of %(thing)s"), "undo"),
        "released": plain(gettext_lazy("%(who)s took another one out of %(thing)s again"), "undo"),
    }
    for verb, sentence in sentences.items():
        say("descriptor", verb, guarded(sentence))
