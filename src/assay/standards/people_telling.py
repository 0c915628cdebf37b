"""How facts about people read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.standards.models import Role, Skill

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCES = {
    "added": gettext_lazy("%(who)s added %(thing)s"),
    "invited": gettext_lazy("%(who)s invited %(thing)s"),
    "accepted_invitation": gettext_lazy("%(who)s accepted the invitation"),
    "changed": gettext_lazy("%(who)s changed %(fields)s of %(thing)s"),
    "deactivated": gettext_lazy("%(who)s deactivated %(thing)s"),
    "reactivated": gettext_lazy("%(who)s opened %(thing)s again"),
    "changed_own_settings": gettext_lazy("%(who)s changed their own settings"),
    "signed_out_everywhere": gettext_lazy("%(who)s signed out on every device"),
    "role_given": gettext_lazy("%(who)s made %(thing)s %(role)s of %(skill)s"),
    "role_titled": gettext_lazy("%(who)s changed the title of %(thing)s as %(role)s of %(skill)s"),
    "role_removed": gettext_lazy("%(who)s ended the role of %(thing)s as %(role)s of %(skill)s"),
}
FIELDS = {
    "name": gettext_lazy("the name"),
    "email": gettext_lazy("the e-mail"),
    "access": gettext_lazy("the access"),
    "is_admin": gettext_lazy("the rights as administrator"),
    "is_active": gettext_lazy("whether it is active"),
}


@dataclass(frozen=True)
class Known:
    """Names of the people and skills that the facts are about."""

    people: dict[UUID, str]
    skills: dict[UUID, str]


def learn(events: Sequence[Event], _reader: User) -> Known:
    """Read the names, in two queries."""
    people = User.objects.filter(uid__in={event.subject for event in events})
    skills = Skill.objects.filter(uid__in={event.skill for event in events if event.skill})
    return Known({person.uid: str(person) for person in people}, {skill.uid: str(skill) for skill in skills})


def name(event: Event, known: Known) -> str:
    """Return whom a fact is about."""
    return known.people.get(event.subject, _("somebody"))


def told(verb: str) -> "Callable[[Telling], Said]":
    """Return how the facts of one verb read."""

    def sentence(telling: Telling) -> Said:
        data, known = telling.event.data, telling.known
        words = {
            "fields": ", ".join(str(FIELDS[field]) for field in data.get("fields", [])),
            "role": Role(data["role"]).label if "role" in data else "",
            "skill": known.skills.get(telling.event.skill, ""),
            "thing": name(telling.event, known),
        }
        return Said(str(SENTENCES[verb]) % (telling.words() | words), icon="person")

    return sentence


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    about("person", Subject(gettext_lazy("Person"), learn, name))
    for verb in SENTENCES:
        say("person", verb, told(verb))
