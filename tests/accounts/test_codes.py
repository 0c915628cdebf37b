"""Signing in by a code, and setting a new password by a link: both through the outbox."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.notifications.jobs import run_due
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
Outbox = Callable[[], list[dict[str, Any]]]
BETTER = "a touchstone and nine needles"


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="Scm@Example.org", name="SCM <of> 17")


def ask_for_code(client: Client, email: str = "scm@example.org", **more: Any) -> Any:
    return client.post("/sign-in/send-code/", {"login": email, "password": "", **more})


def code_in(letter: dict[str, Any]) -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", letter["text"])
    assert found
    return found[0]


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_code_travels_through_the_outbox_and_signs_in(client: Client, person: User, mailoutbox: list[mail.EmailMessage]) -> None:
    response = ask_for_code(client, "SCM@example.org", next="/me/")
    run_due(now=timezone.now())

    assert response.url == "/sign-in/code/?next=%2Fme%2F"
    [sent] = mailoutbox
    assert sent.to == ["Scm@Example.org"]
    code = code_in({"text": sent.body})
    assert client.post(response.url, {"code": code.lower().replace("-", " ")}).url == "/me/"
    assert signed_in_as(client) == str(person.pk)


def test_code_mail_has_text_and_page(client: Client, person: User, letters: Outbox) -> None:
    ask_for_code(client)

    [letter] = letters()
    assert letter["subject"] == "Your code for Assay"
    assert code_in(letter) in letter["html"]


def test_code_works_once(client: Client, person: User, letters: Outbox) -> None:
    ask_for_code(client)
    code = code_in(letters()[0])
    client.post("/sign-in/code/", {"code": code})
    client.post("/sign-out/")

    assert client.post("/sign-in/code/", {"code": code}).url == "/sign-in/send-code/"
    assert signed_in_as(client) is None


def test_code_works_only_in_the_window_that_asked(client: Client, person: User, letters: Outbox) -> None:
    ask_for_code(client)

    assert Client().post("/sign-in/code/", {"code": code_in(letters()[0])}).status_code == 302


def test_code_is_over_after_ten_minutes(client: Client, person: User, letters: Outbox, time_machine: Any) -> None:
    time_machine.move_to("2026-03-14 09:30")
    ask_for_code(client)
    time_machine.move_to("2026-03-14 09:41")

    assert client.post("/sign-in/code/", {"code": code_in(letters()[0])}).url == "/sign-in/send-code/"
    assert signed_in_as(client) is None


def test_three_wrong_codes_end_it(client: Client, person: User, letters: Outbox) -> None:
    ask_for_code(client)
    answers = [client.post("/sign-in/code/", {"code": "WRNG-WRNG"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert "This code is not right" in answers[0].content.decode()
    assert client.post("/sign-in/code/", {"code": code_in(letters()[0])}).status_code == 302
    assert signed_in_as(client) is None


def test_new_code_replaces_the_first(client: Client, person: User, letters: Outbox) -> None:
    ask_for_code(client)
    client.post("/sign-in/code/", {"action": "resend"})

    first, second = map(code_in, letters())
    assert client.post("/sign-in/code/", {"code": first}).status_code == 200
    assert client.post("/sign-in/code/", {"code": second}).status_code == 302
    assert signed_in_as(client) == str(person.pk)


def test_unknown_and_deactivated_addresses_get_the_same_page_and_no_mail(client: Client, person: User, letters: Outbox) -> None:
    UserFactory.create(email="left@example.org", is_active=False)
    pages = []
    for email in ("scm@example.org", "nobody@example.org", "left@example.org"):
        visitor = Client()
        ask_for_code(visitor, email)
        pages.append(shown(visitor.get("/sign-in/code/"), email))

    assert pages[0] == pages[1] == pages[2]
    assert [letter["to"] for letter in letters()] == ["Scm@Example.org"]


def shown(response: Any, email: str) -> str:
    lines = response.content.decode().replace(email, "…").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_address_that_only_looks_the_same_receives_nothing(client: Client, letters: Outbox) -> None:
    UserFactory.create(email="scm@example.org")

    ask_for_code(client, "scm@ｅxample.org")

    assert {letter["to"] for letter in letters()} <= {"scm@example.org"}


def test_codes_for_one_address_are_limited_from_everywhere(person: User, letters: Outbox) -> None:
    answers = [ask_for_code(Client(), REMOTE_ADDR=f"192.0.2.{n}") for n in range(4)]

    assert len(letters()) == 3
    assert "Too many tries" in answers[3].content.decode()


def test_missing_address_is_said_on_the_sign_in_page(client: Client) -> None:
    response = ask_for_code(client, "")

    assert response.status_code == 200
    assert "Fill in your e-mail: the code is sent to it." in response.content.decode()


def test_other_address_can_be_used_meanwhile(client: Client, person: User) -> None:
    ask_for_code(client, "typo@example.org")
    assert client.get("/sign-in/").url == "/sign-in/code/"

    assert client.post("/sign-out/", {"next": "/sign-in/"}).url == "/sign-in/"
    assert client.get("/sign-in/").status_code == 200


@pytest.mark.usefixtures("person")
class TestReset:
    def asked(self, client: Client, email: str = "SCM@example.org") -> Any:
        return client.post("/password/reset/", {"email": email})

    def link_in(self, letter: dict[str, Any]) -> str:
        found = re.search(r"http://127\.0\.0\.1:8000(/password/reset/\S+)", letter["text"])
        assert found
        return found[1]

    def test_link_sets_a_password_and_ends_sessions(self, client: Client, person: User, letters: Outbox) -> None:
        elsewhere = Client()
        elsewhere.force_login(person)
        self.asked(client)
        link = self.link_in(letters()[0])

        form = client.get(link, follow=True)
        client.post(form.request["PATH_INFO"], {"password1": BETTER, "password2": BETTER})

        person.refresh_from_db()
        assert person.check_password(BETTER)
        assert elsewhere.get("/me/").status_code == 302
        assert letters()[0]["to"] == "Scm@Example.org"

    def test_looking_at_the_link_uses_nothing_up(self, client: Client, letters: Outbox) -> None:
        self.asked(client)
        link = self.link_in(letters()[0])

        for _ in range(3):
            assert "Save the password" in Client().get(link, follow=True).content.decode()

    def test_link_works_once_and_for_an_hour(self, client: Client, letters: Outbox, time_machine: Any) -> None:
        time_machine.move_to("2026-03-14 09:30")
        self.asked(client)
        link = self.link_in(letters()[0])
        time_machine.move_to("2026-03-14 10:31")

        assert "This link is over" in client.get(link, follow=True).content.decode()

    def test_used_link_is_over(self, client: Client, letters: Outbox) -> None:
        self.asked(client)
        link = self.link_in(letters()[0])
        form = client.get(link, follow=True)
        client.post(form.request["PATH_INFO"], {"password1": BETTER, "password2": BETTER})

        assert "This link is over" in Client().get(link, follow=True).content.decode()

    def test_unknown_address_gets_the_same_answer(self, client: Client, letters: Outbox) -> None:
        known, unknown = self.asked(client), self.asked(Client(), "nobody@example.org")

        assert known.url == unknown.url == "/password/reset/sent/"
        assert len(letters()) == 1

    def test_host_of_the_request_does_not_reach_the_mail(self, client: Client, letters: Outbox) -> None:
        client.post("/password/reset/", {"email": "scm@example.org"}, HTTP_HOST="localhost")

        assert "localhost" not in letters()[0]["text"]

    def test_requests_for_one_address_are_limited(self, letters: Outbox) -> None:
        answers = [client_from(n).post("/password/reset/", {"email": "scm@example.org"}) for n in range(6)]

        assert answers[5].status_code == 429
        assert len(letters()) == 5


def client_from(n: int) -> Client:
    return Client(REMOTE_ADDR=f"192.0.2.{n}")


@pytest.mark.parametrize(("path", "field"), [("/sign-in/send-code/", "login"), ("/password/reset/", "email")])
def test_unknown_address_costs_the_same_writes(person: User, queries_of: Any, path: str, field: str) -> None:
    def written(email: str) -> list[str]:
        cache.clear()
        with queries_of() as queries:
            Client().post(path, {field: email})
        return sorted(query["sql"].split('"')[1] for query in queries if query["sql"].startswith("INSERT"))

    assert written("nobody@example.org") == written("scm@example.org")


@pytest.mark.parametrize("demo", [True, False])
def test_only_a_demonstration_leads_to_its_mails(client: Client, settings: Any, demo: bool) -> None:
    settings.DEMO = demo
    ask_for_code(client)

    pages = [client.get("/sign-in/code/"), client.get("/password/reset/sent/")]

    assert [("/mails/" in page.content.decode()) for page in pages] == [demo, demo]
