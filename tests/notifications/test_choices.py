"""How people want to hear of things: at once, once a day in one mail, in the app only, not at all; and the link that stops mails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.notifications import jobs
from assay.notifications.kinds import kinds
from assay.notifications.models import Notice, Reach
from assay.notifications.notify import notify
from assay.notifications.stopping import stop_address
from assay.notifications.topics import choices_of, choose, topics
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def person(forbidden: set[str]) -> User:
    return UserFactory.create(time_zone="Asia/Tokyo")  # 21:00 there at NOON


def tell(person: User, *names: str, at: datetime = NOON) -> None:
    for name in names:
        notify(users=[person], kind="polished", key=f"polished:{name}", data={"name": name}, at=at, mail_group=name)


def mails(now: datetime) -> list[EmailMultiAlternatives]:
    jobs.run_due(now=now)
    return [one for one in mail.outbox if isinstance(one, EmailMultiAlternatives)]


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_every_kind_has_a_topic_of_the_matrix() -> None:
    assert {kind.topic for kind in kinds.values()} <= set(topics)


def test_one_mail_a_day_at_seven_where_the_person_is(person: User) -> None:
    choose(person=person, chosen={"other": Reach.DAILY})
    tell(person, *(f"aspect {n}" for n in range(79)))

    assert mails(NOON + timedelta(hours=9, minutes=59)) == []
    [message] = mails(NOON + timedelta(hours=10))

    assert message.subject == "Today: 79 notices"
    assert message.body.count("- Polished aspect") == 79
    assert Notice.objects.filter(mailed_at=None).count() == 0


def test_the_daily_mail_leaves_out_what_may_not_be_seen_any_more(person: User, forbidden: set[str]) -> None:
    choose(person=person, chosen={"other": Reach.DAILY})
    tell(person, "one", "two")
    forbidden.add("one")

    [message] = mails(NOON + timedelta(days=1))
    assert "Polished one" not in message.body
    assert message.subject == "Today: 1 notice"
    forbidden.add("three")
    tell(person, "three", at=NOON + timedelta(days=1))
    assert len(mails(NOON + timedelta(days=2))) == 1


def test_in_the_app_only_means_no_mail(person: User) -> None:
    choose(person=person, chosen={"other": Reach.APP})
    tell(person, "one")

    assert mails(NOON + timedelta(days=2)) == []
    assert Notice.objects.filter(user=person).count() == 1


def test_not_at_all_means_no_notice(person: User) -> None:
    choose(person=person, chosen={"other": Reach.OFF})
    tell(person, "one")

    assert not Notice.objects.exists()


def test_a_choice_is_one_persons_and_one_topics(person: User) -> None:
    choose(person=person, chosen={"comments": Reach.OFF})
    other = UserFactory.create()
    for one in (person, other):
        tell(one, "one")

    assert Notice.objects.count() == 2
    assert len(mails(NOON)) == 2


def test_the_matrix_is_shown_and_kept(person: User, client: Client) -> None:
    client.force_login(person)
    address = reverse("mail_choices")
    assert client.get(address).content.decode().count(" checked") == len(topics)

    client.post(address, {"decisions": "DAILY", "comments": "nonsense", "unknown": "OFF"})

    assert choices_of(person) == {name: Reach.DAILY if name == "decisions" else topic.reach for name, topic in topics.items()}


def test_mails_stop_with_one_click_and_without_signing_in(person: User) -> None:
    tell(person, "one")
    [message] = mails(NOON)
    address = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in message.body
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.get(path_of(address)).status_code == 200
    assert choices_of(person)["other"] == Reach.AT_ONCE  # a scanner's visit changes nothing
    assert stranger.post(path_of(address), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert choices_of(person)["other"] == Reach.APP
    assert choices_of(person)["decisions"] == Reach.AT_ONCE


def test_the_daily_mail_stops_every_mail_but_not_what_is_off(person: User) -> None:
    choose(person=person, chosen={"comments": Reach.OFF})
    Client().post(path_of(stop_address(person, "")))

    assert choices_of(person) == {name: Reach.OFF if name == "comments" else Reach.APP for name in topics}


@pytest.mark.parametrize("token", ["", "no-token", "WyJhIiwiIl0:1:x"])
def test_a_link_that_we_did_not_make_stops_nothing(person: User, token: str) -> None:
    address = reverse("stop_mails", args=[token or "x"])
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 404


def test_choosing_costs_no_query_per_person(forbidden: set[str], queries_of: Any) -> None:
    def cost(count: int) -> int:
        people = UserFactory.create_batch(count)
        for one in people:
            choose(person=one, chosen={"other": Reach.APP})
        with queries_of() as counted:
            notify(users=people, kind="polished", key=f"polished:{count}", data={"name": "one"}, at=NOON)
        return len(counted)

    assert cost(1) == cost(3)
