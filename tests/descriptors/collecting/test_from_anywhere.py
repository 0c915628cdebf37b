"""Wherever a descriptor is listed with its tools, it can be added to a collection in place; without scripts the link leads to the page."""

from typing import Any

import pytest

from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from tests import factories as make

pytestmark = pytest.mark.django_db


def link_to(*rows: Descriptor) -> str:
    query = "&amp;".join(f"d={row.uid}" for row in rows)
    return f'href="/collections/add/?{query}" hx-get="/collections/add/?{query}" hx-target="#collecting" data-dialog="collecting"'


@pytest.mark.parametrize(
    ("url", "times"),
    [
        ("/library/", 1),
        ("/library/?view=table", 1),
        ("/library/{row}/", 1),
        ("/library/{row}/preview/", 1),
        ("/library/{other}/", 1),  # as a related one
        ("/compare/?d={other}&d={row}", 1),
    ],
)
def test_a_descriptor_is_added_from_where_it_is_listed(as_user: Any, url: str, times: int) -> None:
    section = make.StandardSectionFactory.create().section
    row, other = (make.imported(name=name, wsos_section=section) for name in ("Joints of the frame", "Paint of the wall"))
    indexer.catch_up()

    page = as_user(make.UserFactory.create()).get(url.format(row=row.uid, other=other.uid)).content.decode()

    assert page.count(link_to(row)) == times


def test_the_tray_is_added_as_a_whole(as_user: Any) -> None:
    client, rows = as_user(make.UserFactory.create()), [make.imported(name=f"Aspect {n}") for n in range(2)]
    for row in rows:
        client.post(f"/compare/{row.uid}/", {"on": "1"})

    assert link_to(*rows) in client.get("/library/").content.decode()


def test_more_than_are_added_or_copied_at_once_are_said(as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.descriptors.collecting.views.MOST_COPIED", 2)
    person, rows = make.UserFactory.create(), [make.imported(name=f"Aspect {n}") for n in range(3)]
    client, few, many = as_user(person), [str(rows[n].uid) for n in (0, 1, 0)], [str(row.uid) for row in rows]

    for url, asked in (
        ("/collections/add/", {"collection": "favourites"}),
        ("/collections/add/", {"show": ""}),
        ("/copy/", {"as": "text"}),
    ):
        answer = client.post(url, {"d": " ".join(many), **asked})
        assert answer.status_code == 409
        assert "At most 2 descriptors are added or copied at once, and these are 3. Choose fewer." in answer.content.decode()
    assert make.starred(person) == []
    client.post("/collections/add/", {"d": few, "collection": "favourites"})
    assert make.starred(person) == rows[:2]


def test_a_copy_of_very_many_says_how_many_of_them_it_has(as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person, rows = make.UserFactory.create(), [make.imported(name=f"Aspect {n}") for n in range(3)]
    for row in reversed(rows):
        make.favourite(row, person)
    client = as_user(person)
    assert "the first" not in client.get("/collections/favourites/", follow=True).content.decode()
    monkeypatch.setattr("assay.descriptors.library.copying.MOST_COPIED", 2)

    page = client.get("/collections/favourites/", follow=True)

    assert "Plain text: the first 2 of 3" in page.content.decode()
    copied = client.get(page.context["reading"].copies[1]["from"], headers={"Accept": "text/plain"}).content.decode()
    assert copied.splitlines()[0] == "Aspect 0"
    assert "Aspect 2" not in copied
