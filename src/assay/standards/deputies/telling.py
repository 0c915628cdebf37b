"""How deputies are spoken of: in the history of a skill, in the app and by mail."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.history.models import Event
from assay.history.sentences import Said, Subject, Telling, about, say
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind
from assay.standards.deputies.acting import first_day, last_day
from assay.standards.models import Deputy, Skill
from assay.standards.telling import name

if TYPE_CHECKING:
    from django.utils.functional import Promise

NAMED = gettext_lazy("%(who)s named %(deputy)s to decide for %(absent)s in %(thing)s from %(first)s to %(last)s")
ENDED = gettext_lazy("%(who)s ended that %(deputy)s decides for %(absent)s in %(thing)s")
Notices = Sequence[Notice]


def learn(events: Sequence[Event], _reader: User) -> dict[UUID, str]:
    """Read the names of the skills, and of the people whom the facts name."""
    skills = Skill.objects.filter(uid__in={event.subject for event in events})
    found = {skill.uid: str(skill) for skill in skills}
    uids = {UUID(event.data[key]) for event in events for key in ("deputy", "absent") if key in event.data}
    return found | ({person.uid: str(person) for person in User.objects.filter(uid__in=uids)} if uids else {})


def told(sentence: "Promise") -> Callable[[Telling], Said]:
    """Return how the facts of one verb read."""

    def tell(telling: Telling) -> Said:
        data, known = telling.event.data, telling.known
        people = {key: known.get(UUID(data[key]), _("somebody")) for key in ("deputy", "absent")}
        days = {key: date_format(day, "j F Y") if (day := parse_date(data[key])) else "" for key in ("first", "last")}
        return Said(str(sentence) % (telling.words() | people | days | {"thing": name(telling.event, known)}), "person")

    return tell


def read_deputies(notices: Notices) -> None:
    """Put its row beside each notice."""
    rows = Deputy.objects.filter(uid__in=[notice.data["deputy"] for notice in notices]).select_related("skill", "absent", "person")
    found = {str(row.uid): row for row in rows}
    for notice in notices:
        notice.known = found.get(notice.data["deputy"])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def deputy_of(notice: Notice) -> Deputy:
    """Return the row that read_deputies put beside a notice."""
    found: Deputy = notice.known  # type: ignore[attr-defined]  # set by read_deputies
    return found


def concerned(user: User, notices: Notices) -> list[Notice]:
    """Keep what is about the person."""
    mine = Deputy.objects.filter(Q(person=user) | Q(absent=user), uid__in=[notice.data["deputy"] for notice in notices])
    uids = {str(uid) for uid in mine.values_list("uid", flat=True)}
    return [notice for notice in notices if notice.data["deputy"] in uids]


def sentence(notice: Notice) -> str:
    """Say who decides for whom, where and from when to when."""
    one = deputy_of(notice)
    words = {"skill": one.skill, "who": one.person, "absent": one.absent}
    days = {"first": date_format(first_day(one), "j F"), "last": date_format(last_day(one), "j F")}
    if one.ended_at:
        mine, others = _("You no longer decide for %(absent)s in %(skill)s"), _("%(who)s no longer decides for you in %(skill)s")
    else:
        mine = _("You decide for %(absent)s in %(skill)s from %(first)s to %(last)s")
        others = _("%(who)s decides for you in %(skill)s from %(first)s to %(last)s")
    return (mine if notice.user_id == one.person_id else others) % (words | days)


def link(_notice: Notice) -> str:
    """Return where deputies are listed."""
    return reverse("deputies")


def mail(_user: User, notices: Notices) -> dict[str, Any]:
    """Return what the mail says: a sentence for each skill."""
    first = deputy_of(notices[0])
    sentences = [sentence(notice) for notice in notices]
    return {"sentences": sentences, "absent": first.absent, "ended": bool(first.ended_at), "url": settings.BASE_URL + reverse("deputies")}


def register() -> None:
    """Make sentences and notices known; called in `ready()`."""
    about("skill", Subject(gettext_lazy("Skill"), learn, name))
    say("skill", "deputy_named", told(NAMED))
    say("skill", "deputy_ended", told(ENDED))
    register_kind(Kind("deputy", "standards/mails/deputy", sentence, link, concerned, mail, read_deputies, topic="due"))
