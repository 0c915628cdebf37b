"""What is going on in the review of the demonstration today: a deputy, a conversation, a decision that waits, a date that is near."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.states import PENDING_REVIEW, Outcome
from assay.review.ahead.actions import set_due
from assay.review.ahead.choosing import Choice
from assay.review.deciding.actions import decide
from assay.review.deciding.verdicts import Verdict
from assay.review.talk.actions import Words, comment, settle
from assay.review.talk.models import Comment
from assay.standards.deputies.actions import Absence, name_deputy
from assay.standards.models import Skill

SPOKEN, DECIDED, NEAR = "09", "17", timedelta(days=5)
ABSENT, DEPUTY, LENT = "sa-industry@example.org", "sa-services@example.org", ("12", "33")


def go_on(people: dict[str, User], *, at: datetime) -> None:
    """Let the review of the demonstration stand as it does on a working day."""
    name_a_deputy(people[ABSENT], people[DEPUTY], at=at)
    talk(waiting(SPOKEN)[0], scm=people["scm@example.org"], sa=people["sa@example.org"], second=people["sa-second@example.org"], at=at)
    rows = waiting(DECIDED)
    decide(verdicts=[Verdict(rows[0], rows[0].change, Outcome.APPROVED)], by=people["sa@example.org"], at=at - timedelta(hours=2))
    bring_near(
        Batch.objects.select_related("skill", "competition").get(submissions__descriptor=rows[0], submissions__outcome=None),
        by=people["sa@example.org"],
        at=at,
    )


def waiting(code: str) -> list[Descriptor]:
    """Return what of a skill waits for a decision."""
    found = Descriptor.objects.live().filter(skill__code=code, batch_status=PENDING_REVIEW)
    return list(found.select_related("skill").order_by("pk"))


def name_a_deputy(absent: User, person: User, *, at: datetime) -> None:
    """Let a Skill Advisor be away since three days, and for eleven more, in some of their skills."""
    today = timezone.localdate(at)
    skills = list(Skill.objects.filter(code__in=LENT).order_by("code"))
    absence = Absence(absent, person, skills, today - timedelta(days=3), today + timedelta(days=11))
    name_deputy(uid=uuid.uuid4(), absence=absence, by=absent, at=at - timedelta(days=4))


def talk(one: Descriptor, *, scm: User, sa: User, second: User, at: datetime) -> None:
    """Let the people of a skill talk about a descriptor: one question is settled, one is open, one is among Skill Advisors."""

    def say(words: Words, by: User, *, hours: int) -> Comment:
        return comment(uid=uuid.uuid4(), descriptor=one, words=words, by=by, at=at - timedelta(hours=hours))

    asked = say(Words("Would the judges look at every screen, or at the three that the task names?"), sa, hours=50)
    say(Words("At the three that the task names; they are handed out with the task.", answers=asked), scm, hours=47)
    settle(comment=asked, seen=asked.change, resolved=True, by=sa, at=at - timedelta(hours=46))
    say(Words("What would still be missing here, so that it is not yet a 3?", about="level2"), second, hours=26)
    say(Words("I would rather decide this one together: other skills use one that is close to it.", to_reviewers=True), second, hours=25)


def bring_near(batch: Batch, *, by: User, at: datetime) -> None:
    """Let a batch be due in a few days."""
    day = (timezone.localdate(at) + NEAR).isoformat()
    seen = batch.due_on.isoformat() if batch.due_on else ""
    set_due(batch=batch, seen=seen, choice=Choice("", day), by=by, at=at - timedelta(days=2))
