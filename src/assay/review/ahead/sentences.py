"""How the facts about due dates read."""

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assay.history.sentences import Said, Telling, say


def day_in_words(text: str) -> str:
    """Return a day that a fact carries."""
    day = parse_date(text) if text else None
    return date_format(day, "j F Y") if day else _("no day")


def changed(telling: Telling) -> Said | None:
    """Say who gave a batch another due date."""
    return told(telling, _("%(who)s made batch %(batch)s due %(to)s instead of %(from)s"))


def moved(telling: Telling) -> Said | None:
    """Say that the due date moved along with the competition's dates."""
    return told(telling, _("Batch %(batch)s is due %(to)s instead of %(from)s, since %(who)s moved the dates of the competition"))


def told(telling: Telling, sentence: str) -> Said | None:
    """Return the sentence for those who may open the batch."""
    batch, data = telling.known.get(telling.event.subject), telling.event.data
    if batch is None:
        return None
    days = {name: day_in_words(data.get(name, "")) for name in ("from", "to")}
    return Said(sentence % telling.words(batch=batch, **days), "calendar")


def register() -> None:
    """Make the sentences known; called in `ready()`."""
    say("batch", "due_changed", changed)
    say("batch", "due_moved", moved)
