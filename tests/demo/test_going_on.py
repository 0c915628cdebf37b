"""What goes on in the review of the demonstration on the day on which it is loaded."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import SkillFactory, draft, member, sa, scm, sent
from tests.review.ahead.test_freeze import competing

from assay.demo.going_on import ABSENT, DECIDED, DEPUTY, LENT, SPOKEN, go_on
from assay.descriptors.models import Batch
from assay.review.invariants import broken
from assay.review.models import Comment, PendingDecision
from assay.standards.deputies.acting import advisors_in

pytestmark = pytest.mark.django_db


def test_everything_that_a_review_can_be_in_the_middle_of_is_there() -> None:
    today, at = timezone.localdate(), timezone.now()
    skills = {code: SkillFactory.create(code=code) for code in (SPOKEN, DECIDED, *LENT)}
    manager, advisor = scm(skills[SPOKEN]), sa(skills[SPOKEN])
    for person, role in ((manager, "SCM"), (advisor, "SA")):
        person.memberships.create(skill=skills[DECIDED], role=role)
    away = sa(skills[LENT[0]])
    away.memberships.create(skill=skills[LENT[1]], role="SA")
    people = {"scm@example.org": manager, "sa@example.org": advisor, "sa-second@example.org": sa(skills[SPOKEN])}
    people |= {ABSENT: away, DEPUTY: member("SA", SkillFactory.create())}
    competing(skills[DECIDED], first_day=today + timedelta(weeks=19), last_day=today + timedelta(weeks=19))
    for code in (SPOKEN, DECIDED):
        sent(draft(skills[code], manager), draft(skills[code], manager, name="Another one"), by=manager, at=at - timedelta(days=3))

    go_on(people, at=at)

    acting = advisors_in([skills[code].pk for code in LENT])
    assert sum(one.person == people[DEPUTY] for one in acting) == len(LENT)
    assert Comment.objects.filter(answers=None).count() == 3
    assert Comment.objects.filter(resolved_at=None, answers=None, to_reviewers=False).get().about == "level2"
    assert PendingDecision.objects.waiting().get().by == advisor
    assert Batch.objects.get(skill=skills[DECIDED]).due_on == today + timedelta(days=5)
    assert broken() == []
