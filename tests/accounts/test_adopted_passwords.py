"""Passwords whose hash was made elsewhere, by bcrypt."""

from typing import Any

import bcrypt
import pytest
from django.conf import settings as as_shipped
from django.test import Client

from assay.accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SHIPPED = list(as_shipped.PASSWORD_HASHERS)
PASSWORD = "three brass weights on a beam"


@pytest.fixture(autouse=True)
def _as_shipped(settings: Any, _quick_and_fresh: None) -> None:
    settings.PASSWORD_HASHERS = SHIPPED


def adopted(password: str, prefix: str = "2b") -> User:
    """Return a person whose hash was made with four rounds, for speed."""
    made = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode().replace("$2b$", f"${prefix}$")
    return UserFactory.create(email="scm@example.org", password=f"bcrypt${made}")


def sign_in(client: Client, password: str) -> Any:
    return client.post("/sign-in/", {"login": "scm@example.org", "password": password})


@pytest.mark.parametrize("prefix", ["2a", "2b"])
def test_a_bcrypt_hash_signs_in_and_becomes_argon2(client: Client, prefix: str) -> None:
    person = adopted(PASSWORD, prefix)

    answer = sign_in(client, PASSWORD)

    person.refresh_from_db()
    assert (answer.status_code, client.session.get("_auth_user_id")) == (302, str(person.pk))
    assert person.password.startswith("argon2$")
    assert sign_in(Client(), PASSWORD).status_code == 302


def test_a_wrong_password_stays_wrong_and_the_hash_as_it_is(client: Client) -> None:
    person = adopted(PASSWORD)

    answer = sign_in(client, "a wrong one")

    before, _ = person.password, person.refresh_from_db()
    assert (answer.status_code, person.password) == (200, before)


@pytest.mark.parametrize("password", ["long " * 20, "ä" * 40, "a" * 71 + "ü and more"])
def test_what_bcrypt_ignored_is_ignored_once_and_counts_from_then_on(client: Client, password: str) -> None:
    adopted(password)

    assert sign_in(client, password).status_code == 302
    assert sign_in(Client(), password[:-1]).status_code == 200
