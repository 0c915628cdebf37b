"""Signing in by password, out, and what nobody learns on the way."""

from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import Access, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three brass weights on a beam"


@pytest.fixture
def person() -> User:
    user = UserFactory.create(email="Scm@Example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client: Client, email: str, password: str, **more: Any) -> Any:
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize("email", ["Scm@Example.org", "scm@example.org", " SCM@EXAMPLE.ORG "])
def test_password_signs_in_whatever_the_case_of_the_address(client: Client, person: User, email: str) -> None:
    response = sign_in(client, email, PASSWORD)

    assert (response.status_code, response.url) == (302, "/")
    assert signed_in_as(client) == str(person.pk)


def test_sign_in_goes_on_to_the_page_that_was_asked_for(client: Client, person: User) -> None:
    assert sign_in(client, person.email, PASSWORD, next="/me/").url == "/me/"


def test_sign_in_does_not_go_on_to_another_site(client: Client, person: User) -> None:
    assert sign_in(client, person.email, PASSWORD, next="https://example.com/").url == "/"


def test_unknown_and_known_addresses_get_the_same_answer(client: Client, person: User) -> None:
    known = sign_in(client, "scm@example.org", "wrong")
    unknown = sign_in(Client(), "sa@example.org", "wrong")

    assert known.status_code == unknown.status_code == 200
    assert shown(known, "scm@example.org") == shown(unknown, "sa@example.org")
    assert "do not belong together" in known.content.decode()


def shown(response: Any, email: str) -> str:
    lines = response.content.decode().replace(email, "…").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_deactivated_account_is_told_only_after_its_password(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)

    wrong = sign_in(client, person.email, "wrong")
    right = sign_in(client, person.email, PASSWORD)

    assert "do not belong together" in wrong.content.decode()
    assert right.url == "/sign-in/closed/"
    assert signed_in_as(client) is None


def test_deactivation_ends_a_session_at_the_next_request(client: Client, person: User) -> None:
    client.force_login(person)
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert client.get("/me/").url == "/sign-in/?next=/me/"


def test_five_wrong_passwords_close_the_address_for_a_while(client: Client, person: User) -> None:
    for _ in range(5):
        sign_in(client, "scm@example.org", "wrong")

    response = sign_in(client, "SCM@example.org", PASSWORD, REMOTE_ADDR="192.0.2.7")

    assert "Too many tries" in response.content.decode()
    assert signed_in_as(client) is None


def test_many_tries_from_one_machine_are_limited(client: Client, db: None) -> None:
    answers = [sign_in(client, f"someone{n}@example.org", "wrong").content.decode() for n in range(11)]

    assert "Too many tries" not in answers[9]
    assert "Too many tries" in answers[10]


def test_many_posts_from_one_machine_are_answered_by_a_page(client: Client, db: None) -> None:
    responses = [client.post("/sign-in/", {"login": "x"}) for _ in range(31)]

    assert responses[-1].status_code == 429
    assert "Wait a few minutes" in responses[-1].content.decode()


def test_sign_out_needs_a_post(client: Client, person: User) -> None:
    client.force_login(person)

    assert client.get("/sign-out/").status_code == 200
    assert signed_in_as(client) == str(person.pk)

    assert client.post("/sign-out/").url == "/"
    assert signed_in_as(client) is None


def test_there_is_no_sign_up(client: Client, db: None) -> None:
    assert client.get("/sign-up/").status_code == 404
    assert "sign-up" not in client.get("/sign-in/").content.decode()


def test_sign_in_page_says_nothing_of_a_demonstration(client: Client, person: User) -> None:
    page = client.get("/sign-in/").content.decode()

    assert "demo" not in page.casefold()
    assert person.email not in page


@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_demo_sign_in_is_no_address_outside_a_demonstration(person: User, method: str) -> None:
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)("/sign-in/demo/", {"uid": str(person.uid)})

    assert response.status_code == 404
    assert signed_in_as(client) is None


class TestDemonstration:
    @pytest.fixture(autouse=True)
    def _demonstration(self, settings: Any) -> None:
        settings.DEMO = True

    def test_page_lists_demo_accounts_with_their_role(self, client: Client) -> None:
        UserFactory.create(email="admin@example.org", is_admin=True)
        UserFactory.create(email="newcomer@example.org", access=Access.PENDING)
        UserFactory.create(email="real@example.com")

        page = client.get("/sign-in/").content.decode()

        assert "admin@example.org" in page
        assert "Administrator" in page
        assert "Waiting for a role" in page
        assert "real@example.com" not in page

    def test_one_click_signs_in(self, client: Client, person: User) -> None:
        response = client.post("/sign-in/demo/", {"uid": str(person.uid), "next": "/me/"})

        assert response.url == "/me/"
        assert signed_in_as(client) == str(person.pk)

    def test_other_accounts_stay_closed(self, client: Client) -> None:
        real = UserFactory.create(email="real@example.com")

        assert client.post("/sign-in/demo/", {"uid": str(real.uid)}).status_code == 404
        assert client.post("/sign-in/demo/", {"uid": "nonsense"}).status_code == 404
        assert signed_in_as(client) is None

    def test_a_link_signs_nobody_in(self, client: Client, person: User) -> None:
        assert client.get("/sign-in/demo/", {"uid": str(person.uid)}).status_code == 405

    def test_a_forged_form_signs_nobody_in(self, person: User) -> None:
        client = Client(enforce_csrf_checks=True)

        assert client.post("/sign-in/demo/", {"uid": str(person.uid)}).status_code == 403
        assert signed_in_as(client) is None
