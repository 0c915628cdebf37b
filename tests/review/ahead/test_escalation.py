"""Escalation is off; a skill may switch it on: one Skill Advisor is asked first, and others are told when it is late."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from assay.descriptors.models import Batch
from assay.notifications.jobs import run_due
from assay.notifications.models import Job, Notice
from assay.review.ahead.reminders import plan
from assay.standards.models import EscalateTo, Skill
from tests.factories import deputised, draft, sa, sent
from tests.review.cast import Cast, SignIn, page

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 5, 1, 12, tzinfo=UTC)


def switched(cast: Cast, **fields: Any) -> None:
    Skill.objects.filter(pk=cast.skill.pk).update(**{"escalate_after": 3, "escalate_to": EscalateTo.OTHERS} | fields)
    cast.skill.refresh_from_db()


def batch(cast: Cast) -> Batch:
    found = sent(draft(cast.skill, cast.scm, at=SENT), by=cast.scm, at=SENT)
    Batch.objects.update(due_on=date(2026, 6, 1))
    return found


def told() -> set[Any]:
    return {notice.user for notice in Notice.objects.filter(kind="batch_submitted")}


def reminded(after: int) -> list[str]:
    mail.outbox.clear()
    now = datetime(2026, 6, 1, 12, tzinfo=UTC) + timedelta(days=after)
    plan(now=now)
    run_due(now=now)
    return sorted(message.to[0] for message in mail.outbox if "What waits for" in message.body)


def days(cast: Cast, *people: Any) -> dict[int, list[str]]:
    batch(cast)
    Job.objects.all().delete()
    names = {person.email: str(person) for person in (cast.sa, *people)}
    found = {after: [names.get(address, address) for address in reminded(after)] for after in range(-8, 12)}
    return {after: sorted(said) for after, said in found.items() if said}


def test_it_is_off_by_default(cast: Cast) -> None:
    second = sa(cast.skill, name="Second")

    found = days(cast, second)

    assert found == {after: ["SA of 17", "Second"] for after in (-7, -2, 0, 2, 9)}
    assert told() == {cast.sa, second}


def test_the_first_is_asked_and_the_others_are_told_when_it_is_late(cast: Cast) -> None:
    switched(cast)
    second = sa(cast.skill, name="Second")

    found = days(cast, second)

    assert told() == {cast.sa}
    assert found == {-7: ["SA of 17"], -2: ["SA of 17"], 0: ["SA of 17"], 2: ["SA of 17"], 3: ["Second"], 9: ["SA of 17"], 10: ["Second"]}
    assert reminded(17) == sorted([cast.sa.email, second.email])
    assert [message.to[0] for message in mail.outbox if "passed on to you, since it is late" in message.body] == [second.email]


def test_an_administrator_says_who_is_first(cast: Cast) -> None:
    second = sa(cast.skill, name="Second")
    switched(cast, asked_first=second)
    batch(cast)
    assert told() == {second}


def test_who_sent_it_is_not_asked_about_their_own(cast: Cast) -> None:
    second = sa(cast.skill)
    switched(cast, asked_first=cast.scm)
    cast.scm.memberships.create(skill=cast.skill, role="SA")
    batch(cast)
    assert told() == {cast.sa}
    assert second not in told()


def test_the_deputy_of_the_first_is_asked_too(cast: Cast) -> None:
    sa(cast.skill)
    switched(cast)
    deputised(cast.skill, absent=cast.sa, person=cast.stranger)
    batch(cast)
    assert told() == {cast.sa, cast.stranger}


def test_the_secretariat_is_told_where_the_skill_says_so_or_has_nobody_else(cast: Cast) -> None:
    switched(cast, escalate_to=EscalateTo.SECRETARIAT)
    second = sa(cast.skill, name="Second")
    both = ["SA of 17", "Second"]
    assert days(cast, second) == {-7: both, -2: both, 0: both, 2: both, 3: [cast.secretariat.email], 9: both, 10: [cast.secretariat.email]}


def test_with_one_advisor_the_secretariat_is_told(cast: Cast) -> None:
    switched(cast)
    assert days(cast)[3] == [cast.secretariat.email]


def test_the_page_of_the_skill_explains_it(cast: Cast, as_user: SignIn) -> None:
    client = as_user(cast.admin)
    text = "days after the due date"
    assert text not in client.get(page("skill", "17")).content.decode()
    second = sa(cast.skill, name="Second")
    form = {"name": "Web", "sector": cast.skill.sector.uid, "team_sees": "NOTHING", "escalate_after": "3", "escalate_to": "OTHERS"}
    assert client.post(page("skill_edit", "17"), form | {"asked_first": str(cast.scm.uid)}).status_code == 422
    assert client.post(page("skill_edit", "17"), form | {"escalate_after": "-1"}).status_code == 422
    assert client.post(page("skill_edit", "17"), form | {"asked_first": str(second.uid)}).status_code == 302
    shown = client.get(page("skill", "17")).content.decode()
    assert "Second is asked first" in shown
    assert text in shown
    assert client.post(page("skill_edit", "17"), form | {"escalate_after": ""}).status_code == 302
    assert text not in client.get(page("skill", "17")).content.decode()
