"""What is written on an older page about a descriptor that was merged meanwhile into one that more people may open."""

import time
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.collecting import actions
from assay.descriptors.collecting.actions import NoteChanged
from assay.descriptors.duplicates import following
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Collection, Descriptor
from tests.factories import NOW, SkillFactory, admin, collection, imported, member, scm
from tests.races import at_once

SECRET = "As in the test project"


@pytest.fixture
def writer() -> User:
    return scm(SkillFactory.create())


@pytest.fixture
def closed(writer: User) -> Descriptor:
    until = timezone.now() + timedelta(days=9)
    return imported(writer.memberships.get().skill, name="Closed", confidential_until=until)


@pytest.fixture
def opened(closed: Descriptor) -> Descriptor:
    return imported(closed.skill, name="Open")


@pytest.fixture
def listed(writer: User, closed: Descriptor) -> Collection:
    found = collection(closed.skill, by=writer)
    actions.add(collection=found, rows=[closed], by=writer, at=NOW)
    return found


def into(survivor: Descriptor, other: Descriptor) -> None:
    merge(survivor=survivor, seen=survivor.change, others=[(other, other.change)], by=admin(), at=timezone.now())


def read_by_the_team(as_user: Any, listed: Collection) -> str:
    return as_user(member("SKILL_TEAM", listed.skill)).get(f"/collections/{listed.uid}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["note", "up", "put back"])
def test_a_note_is_not_published_unasked(as_user: Any, listed: Collection, closed: Descriptor, opened: Descriptor, verb: str) -> None:
    client, address = as_user(listed.owner), f"/collections/{listed.uid}/"
    if verb == "put back":
        listed.items.all().delete()
    into(opened, closed)

    answer = client.post(address, {"do": verb, "descriptor": closed.uid, "to": "0", "was": "", "note": SECRET})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "More people may open it: they would read your note here. It is not written yet." in page
    assert f">{SECRET}</textarea>" in page
    assert "Open" in read_by_the_team(as_user, listed)
    assert SECRET not in read_by_the_team(as_user, listed)

    as_user(listed.owner).post(address, {"do": "note", "descriptor": opened.uid, "to": "0", "was": "", "note": SECRET})
    assert SECRET in read_by_the_team(as_user, listed)


@pytest.mark.django_db
def test_a_note_that_was_left_alone_is_in_nobodys_way(as_user: Any, writer: User, listed: Collection, opened: Descriptor) -> None:
    listed.items.update(note=SECRET)
    other = imported(listed.skill, name="Another")
    actions.add(collection=listed, rows=[other], by=writer, at=NOW)
    closed = listed.items.get(note=SECRET).descriptor
    into(opened, closed)

    form = {"do": "down", "descriptor": closed.uid, "to": "0", "was": SECRET, "note": SECRET}
    assert as_user(writer).post(f"/collections/{listed.uid}/", form).status_code == 302

    assert [item.descriptor for item in listed.items.all()] == [other, opened]
    assert SECRET not in read_by_the_team(as_user, listed)


@pytest.mark.django_db(transaction=True)
def test_a_note_that_is_kept_while_the_merge_runs_is_refused_or_stays_behind(
    as_user: Any, listed: Collection, closed: Descriptor, opened: Descriptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, move = Event(), following.moved

    def slowly(*known: Any) -> list[int]:
        begun.set()
        time.sleep(0.5)
        return move(*known)

    def note() -> None:
        begun.wait(timeout=5)
        actions.annotate(collection=listed, descriptor=closed.uid, note=SECRET, by=listed.owner, at=NOW)

    monkeypatch.setattr(following, "moved", slowly)
    refused, _merged = at_once(note, lambda: into(opened, closed))

    assert isinstance(refused, NoteChanged)
    assert listed.items.get().note == ""
    assert SECRET not in read_by_the_team(as_user, listed)
