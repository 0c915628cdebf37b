"""What the tests of accounts share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from assay.notifications.models import Job

Letters = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _quick_and_fresh(settings: Any, db: None) -> None:
    """Count tries from nothing, and hash passwords quickly."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def letters() -> Callable[[], Letters]:
    """Return the mails in the outbox, oldest first."""
    return lambda: [job.payload for job in Job.objects.order_by("pk")]
