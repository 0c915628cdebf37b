"""Who is told what, in the app and by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from assay.accounts.models import Access, User
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.notifications.jobs import run_due
from assay.notifications.kinds import kinds, permitted
from assay.notifications.models import Notice
from assay.review import actions
from assay.standards.models import Membership, Skill
from tests.factories import NOW, SkillFactory, admin, draft, sa, scm, secretariat, sent

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=16)


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def manager(skill: Skill) -> User:
    return scm(skill, name="SCM of 17", email="scm@example.org")


@pytest.fixture
def advisor(skill: Skill) -> User:
    return sa(skill, name="SA of 17", email="sa@example.org")


def mails() -> list[EmailMultiAlternatives]:
    run_due(now=LATER)
    return [one for one in mail.outbox if isinstance(one, EmailMultiAlternatives)]


def said(user: User) -> list[str]:
    notices = permitted(user, list(Notice.objects.filter(user=user).order_by("pk")))
    return [kinds[notice.kind].sentence(notice) for notice in notices]


def html_of(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0][0])


def returned(one: Descriptor, by: User, comment: str = "2 and 3 are <alike>.") -> Descriptor:
    return actions.return_for_changes(descriptor=one, seen=one.change, comment=comment, by=by, at=NOW)


def test_the_skill_advisors_are_told_of_a_batch(skill: Skill, manager: User, advisor: User) -> None:
    batch = sent(draft(skill, manager, name="Page layout"), draft(skill, manager, name="API tokens"), by=manager)

    assert said(advisor) == ["SCM of 17 sent 2 descriptors of 17 Web Technologies in batch 17-01"]
    [message] = mails()
    assert (message.to, message.subject) == (["sa@example.org"], "Batch 17-01: 2 descriptors for your decision")
    for body in (str(message.body), html_of(message)):
        assert "Page layout" in body
        assert f"/batches/{batch.uid}/" in body
        assert "Basic styling" not in body


def test_a_batch_sent_again_says_so(skill: Skill, manager: User, advisor: User) -> None:
    one = draft(skill, manager)
    sent(one, by=manager)
    one = returned(one, advisor)
    sent(one, by=manager, reply="Said what is seen.")

    assert said(advisor)[1] == "SCM of 17 sent 1 descriptor of 17 Web Technologies in batch 17-02, revised after a return"
    assert "its page shows what changed since" in str(next(message for message in mails() if "17-02: 1 descriptor" in message.subject).body)


def test_a_batch_of_which_nothing_is_left_is_never_mailed(skill: Skill, manager: User, advisor: User) -> None:
    first, second = (draft(skill, manager, name=name) for name in ("Page layout", "API tokens"))
    sent(first, second, by=manager)

    actions.withdraw(descriptor=first, seen=first.change, by=manager, at=NOW)
    assert said(advisor) == ["SCM of 17 sent 2 descriptors of 17 Web Technologies in batch 17-01"]
    actions.withdraw(descriptor=second, seen=second.change, by=manager, at=NOW)

    assert said(advisor) == []
    assert mails() == []


def test_where_nobody_can_decide_those_who_oversee_are_told(skill: Skill, manager: User) -> None:
    overseers = [secretariat(), admin()]
    sent(draft(skill, manager), by=manager)

    assert [said(person) for person in overseers] == [
        ["SCM of 17 sent 1 descriptor of 17 Web Technologies in batch 17-01, and no Skill Advisor can decide it"]
    ] * 2
    assert {message.to[0] for message in mails()} == {person.email for person in overseers}


def test_decisions_on_a_batch_travel_as_one_mail(skill: Skill, manager: User, advisor: User) -> None:
    three = [draft(skill, manager, name=name) for name in ("Page layout", "API tokens", "Error pages")]
    batch = sent(*three, by=manager)
    first, second, third = three
    actions.approve(descriptor=first, seen=first.change, by=advisor, at=NOW)
    better = Wording("API tokens, kept safe", second.levels, second.wsos_section_id)
    actions.approve(descriptor=second, seen=second.change, by=advisor, at=NOW + timedelta(minutes=5), edits=better)
    returned(third, advisor)

    assert said(manager) == [
        "SA of 17 approved “Page layout”",
        "SA of 17 approved “API tokens, kept safe” with changed wording",
        "SA of 17 returned “Error pages”: “2 and 3 are <alike>.”",
    ]
    [message] = [message for message in mails() if message.to == ["scm@example.org"]]
    assert message.subject == "Batch 17-01: 3 decisions, 1 returned"
    text, html = str(message.body), html_of(message)
    assert "Stop mails like this" in html
    assert "Comment: “2 and 3 are <alike>.”" in text
    assert "2 and 3 are &lt;alike&gt;." in html
    for body in (text, html):
        assert f"/review/{second.uid}/changes/1/" in body
        assert f"/review/{third.uid}/" in body
        assert f"/batches/{batch.uid}/" in body
        assert "Basic styling" not in body


def test_a_recalled_return_is_never_mailed(skill: Skill, manager: User, advisor: User) -> None:
    one = draft(skill, manager)
    sent(one, by=manager)
    one = returned(one, advisor)
    actions.recall(descriptor=one, seen=one.change, by=advisor, at=NOW)

    assert said(manager) == []
    assert [message.to for message in mails()] == [["sa@example.org"]]


def test_a_return_that_was_read_and_recalled_is_not_said_any_more(skill: Skill, manager: User, advisor: User) -> None:
    one = draft(skill, manager)
    sent(one, by=manager)
    one = returned(one, advisor)
    Notice.objects.filter(user=manager).update(read_at=NOW)
    actions.recall(descriptor=one, seen=one.change, by=advisor, at=NOW)

    assert Notice.objects.filter(user=manager).exists()
    assert said(manager) == []


def test_the_right_is_asked_again_when_the_mail_is_sent(skill: Skill, manager: User, advisor: User) -> None:
    sent(draft(skill, manager), by=manager)
    Membership.objects.filter(user=advisor).delete()

    assert mails() == []


def test_all_managers_are_told_where_the_sender_left(skill: Skill, manager: User, advisor: User) -> None:
    deputy = scm(skill)
    one = draft(skill, manager)
    sent(one, by=manager)
    manager.access = Access.PENDING
    manager.save()

    returned(one, advisor)

    assert [len(said(person)) for person in (deputy, User.objects.get(pk=manager.pk))] == [1, 0]


def test_notices_keep_ids_and_no_texts(skill: Skill, manager: User, advisor: User) -> None:
    one = draft(skill, manager)
    sent(one, by=manager)
    returned(one, advisor)

    assert not [text for text in ("alike", "Home page", "SCM of 17", "@") if text in str(list(Notice.objects.values_list("data")))]
