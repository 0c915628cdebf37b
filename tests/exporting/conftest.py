"""What is exported, and how a file is read."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pypdf import PdfReader

Names = list[str]


@pytest.fixture
def names() -> Callable[..., Names]:
    """Return a function that downloads JSON and returns the names of the descriptors in it."""

    def read(client: Client, **query: Any) -> Names:
        answer = client.get("/export/file/", {"as": "json", **query})
        assert answer.status_code == 200, answer.headers.get("Location")
        return [row["aspect"] for row in json.loads(answer.content)["descriptors"]]

    return read


def text_of_file(answer: Any) -> str:
    """Return everything that a file says, in one line."""
    assert answer.status_code == 200, answer.headers.get("Location")
    content = answer.content
    if content.startswith(b"%PDF"):
        said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif content.startswith(b"PK"):
        file = zipfile.ZipFile(io.BytesIO(content))
        said = re.sub("<[^>]+>", " ", " ".join(file.read(name).decode() for name in file.namelist() if name.endswith(".xml")))
    else:
        said = content.decode()
    return " ".join(said.split())


def uids_in(answer: Any) -> set[UUID]:
    """Return what a JSON file holds; nothing where there was no file."""
    is_file = answer.status_code == 200 and "attachment" in answer.headers.get("Content-Disposition", "")
    return {UUID(row["uid"]) for row in json.loads(answer.content)["descriptors"]} if is_file else set()
