"""How facts about dismissals read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy

from assay.descriptors.coached import Dismissal
from assay.descriptors.duplicates.telling import for_administrators
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say

if TYPE_CHECKING:
    from assay.accounts.models import User

SENTENCES = {
    "dismissed": gettext_lazy("%(who)s dismissed a question of the coach about %(thing)s"),
    "asked_again": gettext_lazy("%(who)s let the coach ask again about %(thing)s"),
}


def dismissals(events: Sequence[Event], _reader: "User") -> dict[UUID, Dismissal]:
    """Read the dismissals that facts are about, in one query."""
    rows = Dismissal.objects.filter(uid__in={event.subject for event in events}).select_related("descriptor")
    return {row.uid: row for row in rows}


def name(event: Event, known: dict[UUID, Dismissal]) -> str:
    """Return the name of the descriptor."""
    found = known.get(event.subject)
    return f"“{found.descriptor}”" if found else ""


def told(telling: Telling) -> Said:
    """Return what was done, with the reason."""
    found: Dismissal | None = telling.known.get(telling.event.subject)
    sentence = str(SENTENCES[telling.event.verb]) % telling.words(thing=name(telling.event, telling.known))
    return Said(sentence, "info", found.reason if found else "")


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    about("dismissal", Subject(gettext_lazy("Questions of the coach"), dismissals, name, for_administrators))
    for verb in SENTENCES:
        say("dismissal", verb, told)
