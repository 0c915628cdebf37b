"""Kinds of notices and work for these tests alone."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.notifications.jobs import Work, handlers
from assay.notifications.kinds import Kind, kinds
from assay.notifications.models import Job


class Noted:
    """A handler that notes the keys of what it did and fails as it is told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.failures: list[Exception] = []

    def __call__(self, job: Job, _now: datetime) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.done.append(job.key)


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> Noted:
    """Make the kind "noted" known."""
    handler = Noted()
    monkeypatch.setitem(handlers, "noted", Work(handler, timedelta(minutes=5)))
    return handler


TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def forbidden(settings: Any, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Make the kinds "polished" and "quiet" known; what a test puts into the set may not be received any more."""
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [TEMPLATES]}]
    refused: set[str] = set()
    polished = Kind(
        name="polished",
        mail_template_folder="polished",
        sentence=lambda notice: f"Polished {notice.data['name']}",
        link=lambda notice: f"/polished/{notice.data['name']}/",
        may_receive=lambda _user, notices: [notice for notice in notices if notice.data["name"] not in refused],
        mail_context=lambda _user, notices: {"names": [notice.data["name"] for notice in notices]},
    )
    monkeypatch.setitem(kinds, "polished", polished)
    monkeypatch.setitem(kinds, "quiet", Kind(**(vars(polished) | {"name": "quiet", "mail_template_folder": ""})))
    return refused
