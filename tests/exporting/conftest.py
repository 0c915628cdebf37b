"""What is exported, and how a file is read."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

Names = list[str]


@pytest.fixture
def names() -> Callable[..., Names]:
    """Return a function that downloads JSON and returns the names of the descriptors in it."""

    def read(client: Client, **query: Any) -> Names:
        answer = client.get("/export/file/", {"as": "json", **query})
        assert answer.status_code == 200, answer.headers.get("Location")
        return [row["aspect"] for row in json.loads(answer.content)["descriptors"]]

    return read


def uids_in(answer: Any) -> set[UUID]:
    """Return what a JSON file holds; nothing where there was no file."""
    is_file = answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", "")
    return {UUID(row["uid"]) for row in json.loads(answer.content)["descriptors"]} if is_file else set()
