"""Invitations: sent by mail, accepted once, harmless to look at."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assay.accounts.actions import invite_again
from assay.accounts.models import Access, Invitation, User
from assay.errors import DomainError
from assay.history.models import Event
from tests.factories import NOW, SkillFactory, UserFactory, admin, secretariat

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
Outbox = Callable[[], list[dict[str, Any]]]
NEW = {"email": "New@example.org", "name": "SCM of 09"}
PASSWORD = "a touchstone and nine needles"


@pytest.fixture
def newcomer() -> User:
    return UserFactory.create(email="new@example.org", name="", password="!")


@pytest.fixture
def link(newcomer: User, letters: Outbox, time_machine: Any) -> str:
    time_machine.move_to(NOW, tick=False)
    invite_again(person=newcomer, by=admin(), at=NOW)
    return link_in(letters()[-1])


def link_in(letter: dict[str, Any]) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/invitation/\S+)", letter["text"])
    assert found
    assert found[1] in letter["html"]
    return found[1]


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_admin_invites_with_access_and_role_in_one_step(as_user: AsUser, letters: Outbox) -> None:
    skill = SkillFactory.create(code="09")
    fields = NEW | {"access": "MEMBER", "skill": "09", "role": "SCM", "title": "", "invited": "on"}

    assert as_user(admin()).post("/people/add/", fields).url == "/people/"

    person = User.objects.get(email_key="new@example.org")
    assert (person.email, person.name, person.has_usable_password()) == ("New@example.org", "SCM of 09", False)
    assert person.memberships.get().skill == skill
    assert list(Event.objects.values_list("verb", flat=True)) == ["invited", "role_given"]
    assert letters()[0]["to"] == "New@example.org"


def test_admin_adds_without_a_mail(as_user: AsUser, letters: Outbox) -> None:
    as_user(admin()).post("/people/add/", NEW | {"access": "MEMBER"})

    assert Event.objects.get().verb == "added"
    assert letters() == []


def test_secretariat_invites_members_and_no_more(as_user: AsUser, letters: Outbox) -> None:
    SkillFactory.create(code="09")
    fields = NEW | {"access": "SECRETARIAT", "is_admin": "on", "skill": "09", "role": "SA"}

    assert as_user(secretariat()).post("/people/add/", fields).status_code == 302

    person = User.objects.get(email_key="new@example.org")
    assert (person.access, person.is_admin, person.memberships.count()) == (Access.MEMBER, False, 0)
    assert len(letters()) == 1


def test_secretariat_does_not_send_what_an_admin_gave(as_user: AsUser, letters: Outbox) -> None:
    powerful = UserFactory.create(access=Access.SECRETARIAT)

    assert as_user(secretariat()).post(f"/people/{powerful.uid}/invite/").status_code == 403
    assert letters() == []


@pytest.mark.parametrize("email", ["", "nonsense", "TAKEN@example.org", "x" * 250 + "@example.org"])
def test_addresses_that_cannot_be_are_refused(as_user: AsUser, letters: Outbox, email: str) -> None:
    UserFactory.create(email="taken@example.org")

    response = as_user(secretariat()).post("/people/add/", {"email": email})

    assert response.status_code == 422
    assert "email" in response.context["form"].errors
    assert letters() == []


def test_looking_at_an_invitation_uses_nothing_up(link: str) -> None:
    for method in ("get", "head", "get"):
        scanner = Client()
        assert getattr(scanner, method)(link).status_code == 200
        assert signed_in_as(scanner) is None

    assert Invitation.objects.filter(accepted_at=None).exists()


def test_accepting_names_the_account_and_signs_in(client: Client, link: str, newcomer: User) -> None:
    response = client.post(link, {"name": " SA  of 09 ", "password": PASSWORD})

    newcomer.refresh_from_db()
    assert response.url == "/"
    assert newcomer.name == "SA of 09"
    assert newcomer.check_password(PASSWORD)
    assert signed_in_as(client) == str(newcomer.pk)
    assert Event.objects.filter(verb="accepted_invitation", actor=newcomer).count() == 1


def test_a_password_is_optional(client: Client, link: str, newcomer: User) -> None:
    client.post(link, {"name": "SA of 09"})

    newcomer.refresh_from_db()
    assert not newcomer.has_usable_password()
    assert signed_in_as(client) == str(newcomer.pk)


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "SA", "password": "short"}, {"name": "SA", "password": "worldskills2026"}])
def test_a_refusal_keeps_the_invitation_open(client: Client, link: str, fields: dict[str, str]) -> None:
    assert client.post(link, fields).status_code == 422

    assert Client().post(link, {"name": "SA of 09"}).status_code == 302


def test_an_invitation_works_once(client: Client, link: str) -> None:
    client.post(link, {"name": "SA of 09"})

    response = Client().post(link, {"name": "Somebody else"})

    assert response.status_code == 404
    assert "This invitation is over" in response.content.decode()
    assert not User.objects.filter(name="Somebody else").exists()


def test_an_invitation_is_over_after_72_hours(link: str, time_machine: Any) -> None:
    time_machine.move_to(NOW + timedelta(hours=72))

    assert Client().post(link, {"name": "SA of 09"}).status_code == 404


@pytest.mark.parametrize("change", [{"email_key": "other@example.org"}, {"is_active": False}])
def test_an_invitation_is_bound_to_address_and_account(link: str, newcomer: User, change: dict[str, Any]) -> None:
    User.objects.filter(pk=newcomer.pk).update(**change)

    assert Client().get(link).status_code == 404


def test_a_later_invitation_replaces_the_earlier(link: str, newcomer: User, letters: Outbox) -> None:
    invite_again(person=newcomer, by=None, at=NOW)

    assert Client().get(link).status_code == 404
    assert Client().get(link_in(letters()[-1])).status_code == 200


def test_only_the_hash_of_the_token_is_kept(link: str) -> None:
    token = link.split("/")[2]

    assert len(token) == 43
    assert token not in str(list(Invitation.objects.values()))


def test_who_has_signed_in_needs_no_invitation(as_user: AsUser) -> None:
    known = UserFactory.create(last_login=NOW)

    with pytest.raises(DomainError, match="needs no invitation"):
        invite_again(person=known, by=None, at=NOW)
    assert as_user(admin()).post(f"/people/{known.uid}/invite/").status_code == 409


def test_names_are_escaped_in_the_page_of_the_mail(letters: Outbox) -> None:
    invite_again(person=UserFactory.create(name="<b>O'Neill"), by=None, at=NOW)

    [letter] = letters()
    assert "<b>O'Neill," in letter["text"]
    assert "&lt;b&gt;O&#x27;Neill," in letter["html"]
