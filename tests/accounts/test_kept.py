"""What a person typed survives the end of their session."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import Access, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TYPED = {"criterion_name": "Home page design", "score3": "Clear and polished\n<b>at once</b>", "tags": ["web", "layout"]}
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def person() -> User:
    return UserFactory.create()


def sent(client: Client, fields: dict[str, Any] | None = None, **headers: Any) -> Any:
    """Send a form to a members-only address."""
    return client.post("/kept/discard/?page=2", fields or TYPED, **(HERE | headers))


def test_form_of_a_signed_out_person_waits_behind_sign_in(client: Client, person: User) -> None:
    response = sent(client)

    assert response.url == "/sign-in/?next=/kept/"
    client.force_login(person)
    page = client.get("/kept/").content.decode()
    assert "You were signed out. What you typed is kept" in page
    assert "Home page design" in page
    assert "&lt;b&gt;at once&lt;/b&gt;" in page


def test_kept_form_is_sent_again_to_the_same_address(client: Client, person: User) -> None:
    sent(client)
    client.force_login(person)

    response = client.post("/kept/send/", TYPED)

    assert response.status_code == 307
    assert response.url == "/kept/discard/?page=2"


def test_kept_page_repeats_every_value_in_its_form(client: Client, person: User) -> None:
    sent(client)
    client.force_login(person)

    page = client.get("/kept/").content.decode()

    assert '<input type="hidden" name="tags" value="web">' in page
    assert '<input type="hidden" name="tags" value="layout">' in page


def test_kept_page_says_a_decision_in_words(client: Client, person: User) -> None:
    row = uuid.uuid4()
    decision = {"seen": "12", "wsos_section": "42", "about": "level2", "do": "return", "comment": "Say what is seen.", "now": "on"}
    sent(client, decision | {"row": str(row), f"change-{row}": "12", f"comment-{row}": "Of its own."})
    client.force_login(person)

    page = client.get("/kept/").content.decode()

    shown = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", page)
    assert shown == [("Button", "Return with comment"), ("Comment", "Say what is seen."), ("Comment", "Of its own.")]


def test_kept_page_says_nothing_of_a_button_without_words(client: Client, person: User) -> None:
    sent(client, {"do": "variant", "text": "What was typed"})
    client.force_login(person)

    shown = re.findall(r"<dt[^>]*>(.*?)</dt>", client.get("/kept/").content.decode())

    assert shown == ["Text"]


def test_kept_form_can_be_discarded(client: Client, person: User) -> None:
    sent(client)
    client.force_login(person)

    assert client.post("/kept/discard/").status_code == 302
    assert "Nothing is kept" in client.get("/kept/").content.decode()


def test_secrets_are_not_kept(client: Client, person: User) -> None:
    sent(client, {"name": "kept", "password": "brass", "password1": "brass", "csrfmiddlewaretoken": "brass"})

    assert client.session["kept"]["fields"] == [["name", "kept"]] or client.session["kept"]["fields"] == [("name", "kept")]


def test_too_much_is_not_kept(client: Client, person: User) -> None:
    response = sent(client, {"text": "ä" * 60_000})

    assert response.url == "/sign-in/?next=/"
    assert "kept" not in client.session


def test_form_from_another_site_is_not_kept(client: Client, person: User) -> None:
    response = sent(client, HTTP_ORIGIN="https://example.com")

    assert response.url == "/sign-in/?next=/"
    assert "kept" not in client.session


def test_form_is_kept_for_a_day(client: Client, person: User, time_machine: Any) -> None:
    time_machine.move_to("2026-03-14 09:30")
    sent(client)
    time_machine.move_to("2026-03-15 09:31")
    client.force_login(person)

    assert "Nothing is kept" in client.get("/kept/").content.decode()


def test_fragment_is_told_to_sign_in(client: Client, person: User) -> None:
    response = sent(client, HTTP_HX_REQUEST="true")

    assert (response.status_code, response.headers["HX-Redirect"]) == (401, "/sign-in/?next=/kept/")


def test_autosave_is_told_in_a_sentence_and_keeps_nothing(client: Client) -> None:
    response = sent(client, HTTP_X_AUTOSAVE="1")

    assert (response.status_code, response.headers["Content-Type"]) == (401, "text/plain; charset=utf-8")
    assert "Press Save" in response.content.decode()
    assert "kept" not in client.session


def test_anonymous_page_comes_back_after_sign_in(client: Client) -> None:
    assert client.get("/kept/?x=1").url == "/sign-in/?next=/kept/%3Fx%3D1"


class TestOutdatedToken:
    @pytest.fixture
    def strict(self) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_form_of_a_member_is_shown_with_a_button_that_sends_it_again(self, strict: Client, person: User) -> None:
        strict.force_login(person)

        response = sent(strict)

        page = response.content.decode()
        assert response.status_code == 403
        assert "This page was outdated. What you typed is kept" in page
        assert 'action="/kept/discard/?page=2"' in page
        assert '<input type="hidden" name="criterion_name" value="Home page design">' in page

    def test_form_of_a_signed_out_person_waits_behind_sign_in(self, strict: Client) -> None:
        assert sent(strict).url == "/sign-in/?next=/kept/"

    def test_fragment_leads_to_what_was_typed(self, strict: Client, person: User) -> None:
        strict.force_login(person)

        response = sent(strict, HTTP_HX_REQUEST="true")

        assert response.headers["HX-Redirect"] == "/kept/"
        assert "Home page design" in strict.get("/kept/").content.decode()

    def test_autosave_is_told_in_a_sentence(self, strict: Client, person: User) -> None:
        strict.force_login(person)

        response = sent(strict, HTTP_X_AUTOSAVE="1")

        assert (response.status_code, response.headers["Content-Type"]) == (403, "text/plain; charset=utf-8")

    @pytest.mark.parametrize("origin", ["https://example.com", "null", ""])
    def test_form_from_elsewhere_is_refused_and_not_repeated(self, strict: Client, person: User, origin: str) -> None:
        strict.force_login(person)

        response = sent(strict, HTTP_ORIGIN=origin)

        assert response.status_code == 403
        assert "Home page design" not in response.content.decode()
        assert "kept" not in strict.session

    def test_sign_in_form_is_simply_refused(self, strict: Client) -> None:
        response = strict.post("/sign-in/", {"login": "scm@example.org", "password": "brass"}, **HERE)

        assert response.status_code == 403
        assert "scm@example.org" not in response.content.decode()


class TestWaiting:
    @pytest.fixture(autouse=True)
    def newcomer(self, client: Client) -> User:
        user = UserFactory.create(access=Access.PENDING)
        client.force_login(user)
        return user

    def test_every_page_of_members_leads_to_the_waiting_page(self, client: Client) -> None:
        assert client.get("/library/").url == "/waiting/"
        assert "waits for a role" in client.get("/waiting/").content.decode()

    def test_fragment_leads_there_too(self, client: Client) -> None:
        response = client.get("/library/", HTTP_HX_REQUEST="true")

        assert (response.status_code, response.headers["HX-Redirect"]) == (403, "/waiting/")

    def test_nothing_can_be_sent(self, client: Client) -> None:
        assert client.post("/import/").status_code == 403

    def test_own_settings_are_open(self, client: Client) -> None:
        assert client.get("/me/").status_code == 200

    def test_a_role_opens_the_rest_at_the_next_request(self, client: Client, newcomer: User) -> None:
        User.objects.filter(pk=newcomer.pk).update(access=Access.MEMBER)

        assert client.get("/waiting/").url == "/"
        assert client.get("/library/").status_code == 200
