"""SQLite's planner knows how the tables are filled."""

import threading

import pytest
from django.db import connection

from assay.descriptors.models import Descriptor
from assay.home import statistics
from tests.factories import UserFactory, imported


@pytest.mark.django_db
def test_rows_are_loaded_by_their_uids_and_not_by_what_nearly_none_has() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL counts by itself")
    rows = [imported() for _ in range(60)]

    statistics.refresh()

    wanted = Descriptor.objects.visible_to(UserFactory.create()).live().filter(uid__in=[row.uid for row in rows[:2]], amends=None)
    assert "(uid=?)" in wanted.explain()


def test_it_ends_when_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = threading.Event(), []
    monkeypatch.setattr(statistics, "refresh", lambda: (done.append(1), stop.set()))
    worker = threading.Thread(target=statistics.refresh_forever, args=(stop,))

    worker.start()
    worker.join(5)

    assert not worker.is_alive()
    assert len(done) == (connection.vendor == "sqlite")
