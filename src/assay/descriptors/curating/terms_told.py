"""How facts about tags and categories read: in their own history, and in that of the descriptors that carry them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assay.descriptors.sentences import guarded, names_of_terms
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say

if TYPE_CHECKING:
    from assay.accounts.models import User

LABELS = {"tag": _("Tag"), "category": _("Category")}
OF_ROWS: dict[tuple[str, str], Promise] = {
    ("tag", "term_renamed"): _("%(who)s renamed a tag of %(thing)s, now “%(name)s”"),
    ("tag", "term_merged"): _("%(who)s merged the tag “%(name)s” of %(thing)s into “%(into)s”"),
    ("category", "term_renamed"): _("%(who)s renamed a category of %(thing)s, now “%(name)s”"),
    ("category", "term_merged"): _("%(who)s merged the category “%(name)s” of %(thing)s into “%(into)s”"),
}
OF_TERMS: dict[tuple[str, str], Promise] = {
    ("tag", "renamed"): _("%(who)s renamed a tag, now “%(name)s”"),
    ("tag", "merged"): _("%(who)s merged the tag “%(name)s” into “%(into)s”"),
    ("tag", "retired"): _("%(who)s retired the tag “%(name)s”"),
    ("tag", "brought_back"): _("%(who)s brought the tag “%(name)s” back"),
    ("category", "created"): _("%(who)s added the category “%(name)s”"),
    ("category", "renamed"): _("%(who)s renamed a category, now “%(name)s”"),
    ("category", "merged"): _("%(who)s merged the category “%(name)s” into “%(into)s”"),
    ("category", "retired"): _("%(who)s retired the category “%(name)s”"),
    ("category", "brought_back"): _("%(who)s brought the category “%(name)s” back"),
}


def of_a_row(telling: Telling) -> Said:
    """Say what became of a tag or category of a descriptor."""
    data, names = telling.event.data, telling.known.terms
    words = telling.words(name=names.get(data.get("term"), ""), into=names.get(data.get("into"), ""))
    return Said(str(OF_ROWS[data["kind"], telling.event.verb]) % words, "tag")


def of_a_term(telling: Telling) -> Said:
    """Say what happened to a tag or category itself."""
    event, names = telling.event, telling.known
    words = telling.words(name=names.get(str(event.subject), ""), into=names.get(event.data.get("into"), ""))
    return Said(str(OF_TERMS[event.subject_type, event.verb]) % words, "tag")


def learn(events: Sequence[Event], _reader: "User") -> dict[str, str]:
    """Read the names of the terms that facts are about, and of those that they became."""
    return names_of_terms({str(event.subject) for event in events} | {event.data["into"] for event in events if event.data.get("into")})


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    for kind, label in LABELS.items():
        about(kind, Subject(label, learn, lambda event, names: names.get(str(event.subject), "")))
    for verb in sorted({verb for _kind, verb in OF_ROWS}):
        say("descriptor", verb, guarded(of_a_row))
    for kind, verb in OF_TERMS:
        say(kind, verb, of_a_term)
