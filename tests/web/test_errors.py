"""What people see where there is nothing, where they may not go, and where something broke."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from assay.accounts.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_an_unknown_address_says_so_and_leads_home(client: Client) -> None:
    answer = client.get("/no-such-page/")
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "There is nothing here" in page
    assert 'href="/"' in page


def test_what_one_may_not_see_reads_like_what_is_not_there(as_user: SignIn) -> None:
    hidden = make.draft(skill := make.SkillFactory.create(), make.scm(skill))
    client = as_user(make.scm(make.SkillFactory.create()))
    assert client.get(f"/library/{hidden.uid}/").content == client.get("/no-such-page/").content


def test_a_page_for_another_role_says_whom_to_ask(as_user: SignIn) -> None:
    answer = as_user(make.UserFactory.create()).get("/people/")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Ask your administrator" in answer.content.decode()


def test_a_fragment_is_told_in_a_fragment(as_user: SignIn) -> None:
    answer = as_user(make.UserFactory.create()).get("/people/", headers={"HX-Request": "true"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "<html" not in answer.content.decode()


def test_a_mistake_of_ours_is_no_traceback(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_user(make.UserFactory.create())
    client.raise_request_exception = False
    monkeypatch.setattr("assay.home.views.news", lambda *_, **__: 1 / 0)
    answer = client.get("/")
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Something broke here" in page
    assert "ZeroDivisionError" not in page
