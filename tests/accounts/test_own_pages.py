"""A person's own settings, passwords and sessions."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from assay.accounts.middleware import reader_zone
from assay.accounts.models import User
from assay.history.models import Event
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "three brass weights on a beam"
BETTER = "a touchstone and nine needles"


@pytest.fixture
def person(client: Client) -> User:
    user = UserFactory.create(name="SCM of 17")
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return user


def test_settings_are_kept_and_recorded_once(client: Client, person: User) -> None:
    for _ in range(2):
        response = client.post("/me/", {"name": " SCM  of 09 ", "time_zone": "Asia/Tokyo", "theme": "dark"})

    person.refresh_from_db()
    assert response.url == "/me/"
    assert (person.name, person.time_zone) == ("SCM of 09", "Asia/Tokyo")
    assert response.cookies["theme"].value == "dark"
    assert list(Event.objects.values_list("verb", "subject")) == [("changed_own_settings", person.uid)]


def test_event_of_settings_holds_no_name(client: Client, person: User) -> None:
    client.post("/me/", {"name": "SCM of 09", "time_zone": ""})

    event = Event.objects.get()
    assert "SCM" not in f"{event.data} {event.state_after}"


def test_theme_of_the_device_forgets_the_cookie(client: Client, person: User) -> None:
    response = client.post("/me/", {"name": "SCM", "time_zone": "", "theme": ""})

    assert response.cookies["theme"]["max-age"] == 0


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("name", "x" * 121), ("time_zone", "Moon/Base"), ("theme", "pink")])
def test_settings_refuse_what_does_not_exist(client: Client, person: User, field: str, value: str) -> None:
    response = client.post("/me/", {"name": "SCM", "time_zone": "", "theme": ""} | {field: value})

    assert response.status_code == 422
    assert "thing to put right" in response.content.decode()
    assert not Event.objects.exists()


def test_page_marks_the_chosen_zone(client: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(time_zone="Europe/Paris")

    assert '<option value="Europe/Paris" selected>' in client.get("/me/").content.decode()


def test_sign_out_everywhere_ends_every_session(client: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)

    assert client.post("/me/sign-out-everywhere/").url == "/sign-in/"

    assert client.get("/me/").status_code == 302
    assert elsewhere.get("/me/").status_code == 302


def test_password_change_needs_the_current_one(client: Client, person: User) -> None:
    response = change(client, "wrong", BETTER)

    assert "not your current password" in response.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def change(client: Client, old: str, new: str) -> Any:
    return client.post("/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_password_change_keeps_this_session_and_ends_the_others(client: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)

    assert change(client, PASSWORD, BETTER).url == "/me/"

    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


@pytest.mark.parametrize(("weak", "built"), [("short", False), ("assay2026", True)])
def test_context_words_are_named_only_where_there_are_some(client: Client, person: User, weak: str, *, built: bool) -> None:
    problems = change(client, PASSWORD, weak).context["form"].errors["password1"]
    assert any("built on words" in problem for problem in problems) is built


@pytest.mark.parametrize("weak", ["short", "password1234", "worldskills2026", "member0@example.org"])
def test_weak_passwords_are_refused(client: Client, person: User, weak: str) -> None:
    User.objects.filter(pk=person.pk).update(email="member0@example.org")

    assert change(client, PASSWORD, weak).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_account_without_a_password_sets_one(client: Client, person: User) -> None:
    person.set_unusable_password()
    person.save()
    client.force_login(person)

    assert client.get("/password/change/").url == "/password/set/"
    assert client.post("/password/set/", {"password1": BETTER, "password2": BETTER}).url == "/me/"
    person.refresh_from_db()
    assert person.check_password(BETTER)


@pytest.mark.parametrize("path", ["/me/", "/waiting/", "/password/change/", "/password/set/"])
def test_own_pages_ask_to_sign_in(path: str) -> None:
    assert Client().get(path).url.startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    ("chosen", "cookie", "shown"),
    [("", "", "UTC"), ("", "Asia/Tokyo", "Asia/Tokyo"), ("Europe/Paris", "Asia/Tokyo", "Europe/Paris"), ("", "Moon/Base", "UTC")],
)
def test_times_are_shown_in_the_zone_of_the_person_then_of_the_browser(rf: Any, chosen: str, cookie: str, shown: str) -> None:
    request = rf.get("/", headers={"cookie": f"zone={cookie}"})
    request.user = User(time_zone=chosen)
    seen = []

    reader_zone(lambda _request: seen.append(timezone.get_current_timezone_name()) or HttpResponse())(request)

    assert seen == [shown]
