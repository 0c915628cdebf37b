import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import Access
from assay.notifications import bell
from assay.notifications.models import Notice
from assay.notifications.notify import notify
from tests.factories import NOW, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[Any], Client]
Queries = Callable[[], Any]


def tell(user: Any, *names: str, ago: int = 0) -> None:
    at = NOW - timedelta(hours=ago)
    for name in names:
        notify(users=[user], kind="polished", key=name, data={"name": name}, at=at, mail_group="batch")


def test_notices_are_listed_unread_first_then_newest_first(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "read", ago=1)
    bell.mark_read(user, at=NOW)
    tell(user, "old", ago=3)
    tell(user, "older", ago=4)
    tell(UserFactory.create(), "foreign")

    page = as_user(user).get(reverse("notices"))

    assert [row.sentence for row in page.context["told"]] == ["Polished old", "Polished older", "Polished read"]
    assert page.context["unread"] == "2"


def test_opening_a_notice_marks_it_as_read_and_goes_where_it_leads(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "one", "two")
    notice = Notice.objects.get(key="one")

    answer = as_user(user).post(reverse("notice", args=[notice.uid]))

    assert (answer.status_code, answer["Location"]) == (302, "/polished/one/")
    assert bell.unread(user).count() == 1
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_notice_is_opened_by_post_alone_and_by_its_reader_alone(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "one")
    address = reverse("notice", args=[Notice.objects.get().uid])

    assert as_user(user).get(address).status_code == 405
    assert as_user(UserFactory.create()).post(address).status_code == 404
    assert as_user(user).post(reverse("notice", args=[uuid.uuid4()])).status_code == 404
    assert bell.unread(user).count() == 1


def test_what_one_may_no_longer_see_is_not_named(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "secret")
    forbidden.add("secret")
    client = as_user(user)

    page = client.get(reverse("notices"))
    answer = client.post(reverse("notice", args=[Notice.objects.get().uid]))

    assert "secret" not in page.content.decode()
    assert answer["Location"] == reverse("notices")


def test_all_are_marked_as_read_at_once_and_nobody_elses(as_user: SignIn, forbidden: set[str]) -> None:
    users = UserFactory.create_batch(2)
    for user in users:
        tell(user, "one", "two")

    as_user(users[0]).post(reverse("notices_read"))

    assert [bell.unread(user).count() for user in users] == [0, 2]


def test_pages_of_notices_leave_none_out(as_user: SignIn, forbidden: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bell, "PAGE", 2)
    user = UserFactory.create()
    tell(user, "e", "d")
    bell.mark_read(user, at=NOW)
    tell(user, "c", "b", "a")
    client, address, seen = as_user(user), reverse("notices"), []

    while address:
        page = client.get(address)
        seen += [row.notice.key for row in page.context["told"]]
        address = page.context["earlier"]

    assert seen == ["a", "b", "c", "d", "e"]


def test_an_address_of_no_page_shows_the_first(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "one")

    for after in ("x", str(uuid.uuid4())):
        assert len(as_user(user).get(reverse("notices"), {"after": after}).context["told"]) == 1


def test_the_page_of_notices_asks_as_much_for_three_as_for_one(as_user: SignIn, forbidden: set[str], queries_of: Queries) -> None:
    user = UserFactory.create()
    client = as_user(user)
    counts = []
    for names in (["one"], ["two", "three"]):
        tell(user, *names)
        with queries_of() as asked:
            client.get(reverse("notices"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_notices_are_escaped(as_user: SignIn, forbidden: set[str]) -> None:
    user = UserFactory.create()
    tell(user, "<script>alert(1)</script>")

    assert "<script>alert" not in as_user(user).get(reverse("notices")).content.decode()


def test_an_account_that_waits_sees_an_empty_bell(as_user: SignIn) -> None:
    assert as_user(UserFactory.create(access=Access.PENDING)).get(reverse("notices")).status_code == 200


@pytest.mark.parametrize("name", ["notices", "mail_jobs"])
def test_a_visitor_is_sent_to_the_sign_in_page(client: Client, name: str) -> None:
    assert client.get(reverse(name))["Location"].startswith("/sign-in/")
