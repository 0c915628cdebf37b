"""Similar ones on the page before sending: shown, never in the way, and the reason reaches the Skill Advisor."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.duplicates.remarks import keep_beside
from assay.descriptors.models import Descriptor, Submission
from assay.descriptors.states import PENDING_REVIEW
from assay.review import actions as review
from assay.standards.models import Skill
from tests.descriptors.search.test_similar import JOINT, add
from tests.factories import NOW, admin, draft, sent, told_apart
from tests.review.sending.test_send import URL, form

As = Callable[[User], Client]


@pytest.fixture
def own(skill: Skill, author: User) -> Descriptor:
    return draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels)


@pytest.fixture
def joint(skill: Skill) -> Descriptor:
    return add(JOINT)


def typed(html: str) -> str:
    """Return what stands in the box of the reason."""
    return html.split('name="beside-')[1].split("</textarea>", maxsplit=1)[0].split(">", 1)[1]


def test_the_page_says_what_is_there_already(as_user: As, author: User, own: Descriptor, joint: Descriptor) -> None:
    html = as_user(author).get(URL, {"d": str(own.uid)}).content.decode()

    assert "A similar descriptor is there already:" in html
    assert "Word for word the same" in html
    assert f"/my-skills/{own.uid}/use-instead/{joint.uid}/" in html


def test_it_is_sent_all_the_same_and_the_advisor_reads_why(
    as_user: As, author: User, advisor: User, own: Descriptor, joint: Descriptor
) -> None:
    answer = as_user(author).post(URL, form(own, **{f"beside-{own.uid}": " Ours is of steel "}))

    assert answer.status_code == 302
    assert Submission.objects.get().beside == "Ours is of steel"
    html = as_user(advisor).get(f"/review/{own.uid}/").content.decode()
    assert "Ours is of steel" in html
    assert "1 similar descriptor" in html
    assert f"/library/{joint.uid}/" in html


def test_it_is_sent_without_a_reason_too(as_user: As, author: User, own: Descriptor, joint: Descriptor) -> None:
    as_user(author).post(URL, form(own))

    own.refresh_from_db()
    assert (own.batch_status, Submission.objects.get().beside) == (PENDING_REVIEW, "")


def test_what_was_said_while_writing_stands_there_already(as_user: As, author: User, own: Descriptor, joint: Descriptor) -> None:
    keep_beside(descriptor=own, other=joint, reason="Ours is of steel", by=author, at=NOW)

    assert typed(as_user(author).get(URL, {"d": str(own.uid)}).content.decode()) == "Ours is of steel"


def test_what_was_said_last_time_stands_there_again(as_user: As, author: User, advisor: User, own: Descriptor, joint: Descriptor) -> None:
    as_user(author).post(URL, form(own, **{f"beside-{own.uid}": "Ours is of steel"}))
    own.refresh_from_db()
    review.return_for_changes(descriptor=own, seen=own.change, comment="2 and 3 are alike.", by=advisor, at=NOW)

    assert typed(as_user(author).get(URL, {"d": str(own.uid)}).content.decode()) == "Ours is of steel"


def test_what_is_refused_keeps_the_reason(as_user: As, author: User, own: Descriptor, joint: Descriptor) -> None:
    data = form(own, **{f"beside-{own.uid}": "Ours is of steel", f"change-{own.uid}": "77"})

    answer = as_user(author).post(URL, data | {"shown": [str(own.uid)]})

    assert answer.status_code == 409
    assert typed(answer.content.decode()) == "Ours is of steel"


def test_a_reason_has_an_end(as_user: As, author: User, own: Descriptor, joint: Descriptor) -> None:
    assert as_user(author).post(URL, form(own, **{f"beside-{own.uid}": "x" * 4001})).status_code == 422


def test_what_was_told_apart_is_silent_everywhere(as_user: As, author: User, advisor: User, own: Descriptor, joint: Descriptor) -> None:
    told_apart(joint, own, by=admin())

    assert "similar descriptor" not in as_user(author).get(URL, {"d": str(own.uid)}).content.decode()
    sent(own, by=author)
    assert "similar descriptor" not in as_user(advisor).get(f"/review/{own.uid}/").content.decode()


def test_nobody_is_shown_what_they_may_not_open(as_user: As, author: User, advisor: User, own: Descriptor) -> None:
    hidden = add(JOINT, confidential_until=timezone.now() + timedelta(days=3))

    assert str(hidden.uid) not in as_user(author).get(URL, {"d": str(own.uid)}).content.decode()
    sent(own, by=author)
    assert str(hidden.uid) not in as_user(advisor).get(f"/review/{own.uid}/").content.decode()
