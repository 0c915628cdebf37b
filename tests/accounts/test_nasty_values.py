"""No form or address of accounts and people breaks, whatever is sent to it."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import SkillFactory, admin, scm

pytestmark = pytest.mark.django_db
NASTY = ("\x00", "\ud800", "a" * 100_000, str(2**63), "-1", "NaN", "😀", "\r\nX: y", "<script>", "%", "００１")
ANONYMOUS = {
    "/sign-in/": ("login", "password", "next"),
    "/sign-in/send-code/": ("login", "next"),
    "/sign-in/code/": ("code", "action"),
    "/sign-in/demo/": ("uid", "next"),
    "/password/reset/": ("email",),
    "/sign-out/": ("next",),
}
ADMIN = {
    "/me/": ("name", "time_zone", "theme"),
    "/password/set/": ("password1", "password2"),
    "/people/add/": ("email", "name", "access", "is_admin", "skill", "role", "title"),
    "/people/{uid}/": ("email", "name", "access"),
    "/people/{uid}/roles/": ("skill", "role", "title"),
    "/kept/send/": ("anything",),
}
PLAUSIBLE = {"login": "scm@example.org", "email": "new@example.org", "skill": "09", "role": "SCM", "access": "MEMBER"}
ADDRESSES = (
    "/people/?q={}",
    "/people/?skill={}",
    "/people/?role={0}&access={0}",
    "/people/?after={}",
    "/invitation/{}x/",
    "/password/reset/zzzzzzzzzzzzz-{}/",
    "/sign-in/?next={}",
    "/kept/?{}",
)


def encoded(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def sent(client: Client, path: str, fields: dict[str, str]) -> int:
    cache.clear()
    body = urlencode({name: encoded(value) for name, value in fields.items()})
    return client.post(path, body, content_type="application/x-www-form-urlencoded").status_code


@pytest.mark.parametrize(("path", "names"), [*ANONYMOUS.items(), *ADMIN.items()])
def test_forms_answer_nonsense(settings: Any, path: str, names: tuple[str, ...]) -> None:
    settings.DEMO = True
    boss, someone, client = admin(), scm(SkillFactory.create(code="09")), Client()
    for name in names:
        for value in NASTY:
            if path in ADMIN:
                client.force_login(boss)
            fields = {each: PLAUSIBLE.get(each, "x") for each in names} | {name: value}
            assert sent(client, path.format(uid=someone.uid), fields) < 500, (path, name, value[:20])


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_answer_nonsense(address: str) -> None:
    client = Client()
    client.force_login(admin())

    statuses = [visitor.get(address.format(quote(encoded(value[:4000])))).status_code for value in NASTY for visitor in (client, Client())]

    assert max(statuses) < 500
