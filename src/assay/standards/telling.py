"""How facts about skills, standards, WSOS sections and competitions read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.standards.models import Competition, Sector, Skill, Standard, WSOSSection

if TYPE_CHECKING:
    from assay.accounts.models import User

LABELS = {
    "skill": gettext_lazy("Skill"),
    "sector": gettext_lazy("Sector"),
    "standard": gettext_lazy("Standard"),
    "section": gettext_lazy("WSOS section"),
    "competition": gettext_lazy("Competition"),
}
SENTENCES = {
    ("skill", "created"): gettext_lazy("%(who)s added the skill %(thing)s"),
    ("skill", "changed"): gettext_lazy("%(who)s changed the skill %(thing)s"),
    ("sector", "created"): gettext_lazy("%(who)s added the sector %(thing)s"),
    ("sector", "renamed"): gettext_lazy("%(who)s gave a sector the name %(thing)s"),
    ("standard", "created"): gettext_lazy("%(who)s wrote the standard of %(thing)s with %(sections)s sections"),
    ("standard", "changed"): gettext_lazy("%(who)s changed the standard of %(thing)s, which has %(sections)s sections now"),
    ("standard", "section_merged"): gettext_lazy("%(who)s merged a WSOS section in the standard of %(thing)s"),
    ("section", "created"): gettext_lazy("%(who)s added the WSOS section %(thing)s"),
    ("section", "renamed"): gettext_lazy("%(who)s gave a WSOS section the name %(thing)s"),
    ("section", "merged"): gettext_lazy("%(who)s merged the WSOS section %(thing)s into another one"),
    ("section", "deleted"): gettext_lazy("%(who)s deleted a WSOS section that nothing used"),
    ("competition", "created"): gettext_lazy("%(who)s added the competition %(thing)s"),
    ("competition", "changed"): gettext_lazy("%(who)s changed the competition %(thing)s"),
    ("competition", "loaded"): gettext_lazy("%(standards)s standards of %(thing)s came with the installation"),
}
ICONS = {"competition": "calendar"}


def names_of(rows: "QuerySet[Any]") -> Callable[[Sequence[Event], "User"], dict[UUID, str]]:
    """Return how the names of things of one kind are read, in one query."""

    def learn(events: Sequence[Event], _reader: "User") -> dict[UUID, str]:
        return {row.uid: str(row) for row in rows.filter(uid__in={event.subject for event in events})}

    return learn


def name(event: Event, known: dict[UUID, str]) -> str:
    """Return which thing a fact is about; one that is deleted has no name any more."""
    return known.get(event.subject, _("that is deleted"))


def told(telling: Telling) -> Said:
    """Return a fact in words."""
    event = telling.event
    words = telling.words(thing=name(event, telling.known), **{key: event.data.get(key, "") for key in ("sections", "standards")})
    return Said(str(SENTENCES[event.subject_type, event.verb]) % words, icon=ICONS.get(event.subject_type, "standards"))


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    rows: dict[str, QuerySet[Any]] = {
        "skill": Skill.objects.all(),
        "sector": Sector.objects.all(),
        "standard": Standard.objects.select_related("skill", "competition"),
        "section": WSOSSection.objects.all(),
        "competition": Competition.objects.all(),
    }
    for kind, label in LABELS.items():
        about(kind, Subject(label, names_of(rows[kind]), name))
    for kind, verb in SENTENCES:
        say(kind, verb, told)
