"""How the facts about assigned columns read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.importing.models import ColumnMapping

if TYPE_CHECKING:
    from assay.accounts.models import User

Known = dict[UUID, str]


def learn(events: Sequence[Event], _reader: "User") -> Known:
    """Read the headers of mappings that are remembered still."""
    return {row.uid: str(row) for row in ColumnMapping.objects.filter(uid__in={event.subject for event in events})}


def name_of(event: Event, known: Known) -> str:
    """Return the headers."""
    return known.get(event.subject, "")


def readable(reader: "User") -> Q:
    """Return that administrators alone read them."""
    return Q() if reader.is_admin else Q(pk=None)


def assigned(telling: Telling) -> Said:
    """Say that somebody assigned the columns below some headers."""
    if telling.thing:
        return Said(_("%(who)s said what the columns below “%(thing)s” hold") % telling.words(), "upload")
    return Said(_("%(who)s said what the columns below some headers hold") % telling.words(), "upload")


def forgotten(telling: Telling) -> Said:
    """Say that they are remembered no more."""
    return Said(_("%(who)s let columns that were assigned by hand be forgotten") % telling.words(), "upload")


def register() -> None:
    """Give the history its words for assigned columns."""
    about("columns", Subject(gettext_lazy("Columns"), learn, name_of, readable))
    say("columns", "columns_assigned", assigned)
    say("columns", "columns_forgotten", forgotten)
