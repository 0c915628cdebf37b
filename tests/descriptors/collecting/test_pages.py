"""A collection of many is shown page by page, and everything else is of the whole."""

import uuid
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors.collecting import actions, page
from assay.descriptors.models import Collection, Descriptor
from tests.factories import NOW, SkillFactory, imported, scm

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return scm(SkillFactory.create())


@pytest.fixture
def rows() -> list[Descriptor]:
    skill = SkillFactory.create()
    return [imported(skill, name=f"Aspect {n}", levels=("none", "one", "two", "three")) for n in range(5)]


@pytest.fixture
def found(owner: User, rows: list[Descriptor], monkeypatch: pytest.MonkeyPatch) -> Collection:
    """Return a collection of five, two on a page."""
    monkeypatch.setattr(page, "PER_PAGE", 2)
    made = actions.create(uid=uuid.uuid4(), name="Ready", skill=None, by=owner, at=NOW)
    actions.add(collection=made, rows=rows, by=owner, at=NOW)
    return made


def names(answer: Any) -> list[str]:
    return [row.criterion_name for row in answer.context["reading"].rows]


def test_the_pages_hold_all_in_their_order(as_user: Any, owner: User, found: Collection) -> None:
    client, here = as_user(owner), f"/collections/{found.uid}/"
    first, second, last = (client.get(f"{here}?page={n}") for n in ("", "2", "9"))

    assert [names(one) for one in (first, second, last)] == [["Aspect 0", "Aspect 1"], ["Aspect 2", "Aspect 3"], ["Aspect 4"]]
    assert [item.place for item in second.context["reading"].items] == [2, 3]
    text = second.content.decode()
    assert "3 to 4 of 5" in text
    assert "5 descriptors" in text
    assert f'href="{here}"' in text
    assert f'href="{here}?page=3"' in text
    assert "Print this page" in text
    assert (text.count('value="up"'), text.count('value="down"')) == (2, 2)
    assert (first.content.decode().count('value="up"'), last.content.decode().count('value="down"')) == (1, 0)


def test_copies_comparison_and_download_are_of_the_whole(as_user: Any, owner: User, rows: list[Descriptor], found: Collection) -> None:
    client = as_user(owner)
    actions.annotate(collection=found, descriptor=rows[4].uid, note="On the last page", by=owner, at=NOW)
    shown = client.get(f"/collections/{found.uid}/").content.decode()
    copied = client.get(f"/collections/{found.uid}/").context["reading"].copies[1]["from"]

    assert client.get(copied, headers={"Accept": "text/plain"}).content.decode().count("Aspect ") == len(rows)
    assert all(f"d={row.uid}" in shown for row in rows)
    answer = client.get(f"/export/file/?of=collection&id={found.uid}&as=csv")
    exported = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    assert all(row.criterion_name in exported for row in rows)
    assert "On the last page" in exported


@pytest.mark.parametrize(
    "step",
    [
        ("up", 2, [0, 2, 1, 3, 4], 1),
        ("down", 1, [0, 2, 1, 3, 4], 2),
        ("up", 3, [0, 1, 3, 2, 4], 2),
        ("remove", 4, [0, 1, 2, 3], 3),
        ("note", 3, [0, 1, 2, 3, 4], 2),
    ],
)
def test_one_goes_on_where_it_stands_now(
    as_user: Any, owner: User, rows: list[Descriptor], found: Collection, step: tuple[str, int, list[int], int]
) -> None:
    client, here, (verb, which, order, number) = as_user(owner), f"/collections/{found.uid}/", step
    form = {"do": verb, "descriptor": rows[which].uid, "to": str(which), "was": "", "note": "Typed"}

    answer = client.post(f"{here}?page={which // 2 + 1}", form)

    assert list(found.items.values_list("descriptor__criterion_name", flat=True)) == [f"Aspect {n}" for n in order]
    assert answer["Location"] == (f"{here}?page={number}" if number > 1 else here)
    after = client.get(answer["Location"])
    if verb == "remove":
        assert names(after) == ["Aspect 2", "Aspect 3"]
        answer = client.post(here, {"do": "put back", **after.context["taken_out"]})
        after = client.get(answer["Location"])
    assert f"Aspect {which}" in names(after)
    assert found.items.get(descriptor=rows[which]).note == "Typed"


def test_two_notes_are_shown_on_whatever_page_it_stands_now(as_user: Any, owner: User, rows: list[Descriptor], found: Collection) -> None:
    client, here = as_user(owner), f"/collections/{found.uid}/"
    actions.annotate(collection=found, descriptor=rows[0].uid, note="In another window", by=owner, at=NOW)
    actions.move(collection=found, descriptor=rows[0].uid, to=4, by=owner, at=NOW)

    answer = client.post(here, {"do": "note", "descriptor": rows[0].uid, "to": "0", "was": "", "note": "In this one"})

    assert answer.status_code == 409
    assert names(answer) == ["Aspect 0"]
    text = answer.content.decode()
    assert "<blockquote>In another window</blockquote>" in text
    assert ">In this one</textarea>" in text
    assert f'href="{here}?page=3">Leave it as it is now' in text
