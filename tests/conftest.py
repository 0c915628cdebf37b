"""What every test may ask for."""

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as assays
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from assay.history.append_only import lifted

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "cis"


NEEDS_DATABASE = {"db", "transactional_db", "django_db_setup"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks the database: only these can tell the engines apart."""
    for item in items:
        if item.get_closest_marker("django_db") or NEEDS_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.uses_database)


@pytest.fixture(scope="session", autouse=True)
def _lift_triggers_around_a_flush() -> Iterator[None]:
    """A test that commits is flushed afterwards, which the append-only triggers would refuse."""
    teardown = TransactionTestCase._fixture_teardown

    def lifting(self: TransactionTestCase) -> None:
        with lifted(connection):
            teardown(self)

    TransactionTestCase._fixture_teardown = lifting  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = teardown  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def _whole_program_loaded() -> None:
    """Load every page first: a module that is loaded while a test replaces something would keep the replacement."""
    importlib.import_module(assays.ROOT_URLCONF)


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Every test has its own index and mail folder."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.MAIL_DIR = tmp_path / "mails"


@pytest.fixture
def samples() -> Path:
    """Return the folder of real marking schemes, or skip."""
    if not SAMPLES.is_dir():
        pytest.skip("the real marking schemes are not beside this checkout")
    return SAMPLES


@pytest.fixture
def as_user(client: Client) -> Callable[[AbstractBaseUser], Client]:
    """Return a client signed in as the given person."""

    def sign_in(user: AbstractBaseUser) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def queries_of() -> Callable[[], AbstractContextManager[CaptureQueriesContext]]:
    """Return a context that counts queries: the list tests compare 1 row with 3."""
    return lambda: CaptureQueriesContext(connection)


@pytest.fixture
def _clear_cache(db: None) -> None:
    cache.clear()
