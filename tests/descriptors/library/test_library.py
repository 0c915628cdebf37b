"""The library page."""

from typing import Any

import pytest

from assay.descriptors.search import indexer
from tests.factories import SkillFactory, UserFactory, imported

pytestmark = pytest.mark.django_db


def test_library_finds_by_a_word_and_marks_it(as_user: Any) -> None:
    row = imported(SkillFactory.create(), name="Measuring <tools>")
    indexer.catch_up()

    page = as_user(UserFactory.create()).get("/library/", {"q": "measure "}).content.decode()

    assert "<mark>Measuring</mark> &lt;tools&gt;" in page
    assert f"/library/{row.uid}/" in page


def test_descriptor_page(as_user: Any) -> None:
    row = imported(SkillFactory.create())
    client = as_user(UserFactory.create())
    assert client.get(f"/library/{row.uid}/").status_code == 200
    assert client.get(f"/library/{row.uid}/copy/").status_code == 200
    assert client.get("/library/", headers={"HX-Request": "true"}).content.decode().strip().startswith('<div class="two')
