"""A tracker for each test, on a PostgreSQL; and what takes it over."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings as shipped

from assay.accounts.models import User
from assay.importing.adopting.account import Account
from assay.importing.adopting.actions import Adopting, adopt
from assay.importing.adopting.plan import Choice
from assay.importing.adopting.source import read
from assay.standards.models import Skill
from tests import factories as make
from tests.importing.adopting.tracker import Tracker, server_beside, tracker_on

ADDRESS = os.environ.get("ASSAY_TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres").replace(
    "postgres://", "postgresql://", 1
)
HASHERS = list(shipped.PASSWORD_HASHERS)
Take = Callable[..., Account]


@pytest.fixture(scope="session")
def server(worker_id: str) -> Iterator[str]:
    """Return a database without an encoding, as old servers have them; skip where no PostgreSQL answers, unless one must."""
    try:
        url = server_beside(ADDRESS, f"assay_tracker_{worker_id}_{os.getpid()}")
    except psycopg.OperationalError as problem:
        if os.environ.get("ASSAY_TEST_POSTGRESQL") == "answers":
            raise
        pytest.skip(f"the tracker is a PostgreSQL, and none answers: {problem}")
    yield url
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE assay_tracker_{worker_id}_{os.getpid()} WITH (FORCE)")  # type: ignore[arg-type]  # made above


@pytest.fixture
def tracker(server: str) -> Iterator[Tracker]:
    """Return a tracker with one person of each role, one skill and two sections."""
    with tracker_on(server) as one:
        one.cast()
        yield one


@pytest.fixture
def web(db: None) -> Skill:
    return make.SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def boss(db: None, web: Skill) -> User:
    return make.admin(email="boss@example.org")


@pytest.fixture
def take(boss: User) -> Take:
    """Return a function that takes a tracker over as it stands."""

    def run(tracker: Tracker, **choice: Any) -> Account:
        return adopt(adopting=Adopting(read(tracker.url, quiet), Choice(**choice), boss), at=make.NOW, progress=quiet)

    return run


def quiet(what: str, done: int, of: int) -> None:
    """Tell nobody."""
