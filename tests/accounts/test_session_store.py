"""A session is read as Django's own store reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore as Django
from django.contrib.sessions.models import Session
from django.utils import timezone

from assay.accounts.session_store import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> str:
    made = SessionStore()
    made["compare"] = ["one"]
    made.create()
    return str(made.session_key)


def test_a_session_holds_what_was_put_into_it_and_is_read_in_one_query(key: str, queries_of: Any) -> None:
    assert SessionStore(key)["compare"] == Django(key)["compare"] == ["one"]
    with queries_of() as queries:
        assert SessionStore(key)["compare"] == ["one"]
    assert len(queries) == 1


def test_a_session_that_is_over_or_unknown_is_empty_and_gets_another_key(key: str) -> None:
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    for gone in (key, "0" * 32):
        found = SessionStore(gone)
        assert (found.get("compare"), found.session_key) == (None, None)
        found["compare"] = []
        found.save()
        assert found.session_key not in {None, gone}


def test_what_is_not_signed_by_this_installation_is_empty(key: str) -> None:
    Session.objects.filter(session_key=key).update(session_data="forged:1:2")
    assert SessionStore(key).get("compare") is None
