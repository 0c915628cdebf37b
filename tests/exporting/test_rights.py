"""A file holds exactly what its reader may open: each thing that can be downloaded, each kind of person."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors.collecting.actions import add
from assay.descriptors.models import Descriptor
from assay.exporting.actions import ask, forget_old
from assay.exporting.models import KEPT, MOST_KEPT, Export
from assay.exporting.wanted import KINDS, Asker, found_for
from assay.formats.table import WRITERS
from assay.notifications.jobs import run_due
from assay.notifications.models import Job, JobState, Notice
from assay.standards.models import Membership
from tests import factories as make
from tests.access import MEMBERS, OWN, PRINCIPALS, SEEN_BY, laid, listed, seen
from tests.test_access import World

from .conftest import text_of_file, uids_in

pytestmark = pytest.mark.django_db
LIBRARY = {"approved", "imported", "imported, needs review", "confidential"}
CLOSED = sorted(set(PRINCIPALS) - MEMBERS)


class Things(World):
    """A skill with everything in it, and a collection, a scheme and a batch of it."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.collection = make.collection(self.skill, by=self.scm)
        self.collection.__class__.objects.filter(pk=self.collection.pk).update(is_shared=True)
        add(collection=self.collection, rows=list(self.descriptors.values()), by=self.scm, at=make.NOW)
        if self.principal:
            make.starred_behind(self.principal, *self.descriptors.values())

    def question(self, of: str) -> dict[str, Any]:
        """Return what an address asks for."""
        assert self.batch
        known: dict[str, dict[str, Any]] = {
            "library": {"skill": self.skill.code},
            "chosen": {"d": [str(row.uid) for row in self.descriptors.values()]},
            "collection": {"id": self.collection.uid},
            "favourites": {},
            "skill": {"id": self.skill.code},
            "batch": {"id": self.batch.uid},
        }
        return {"as": "json", "of": of} | known[of]

    def expected(self, of: str, who: str) -> set[uuid.UUID]:
        """Return what the rights table gives to a person of a thing."""
        rows = {
            "library": lambda state: listed(who, state) and seen(who, state),
            "skill": lambda state: listed(who, state) and seen(who, state),
            "batch": lambda state: state == "pending" and who in OWN,
        }
        holds = rows.get(of, lambda state: laid(who, state))
        return {row.uid for state, row in self.descriptors.items() if holds(state)}


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_each_person_gets_of_each_thing_what_the_rights_table_says(who: str) -> None:
    world = Things(who)
    client = world.signed_in(who)

    got = {of: uids_in(client.get("/export/file/", world.question(of))) for of in KINDS if of != "scheme"}

    assert got == {of: world.expected(of, who) for of in got}


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_no_format_holds_a_descriptor_that_its_reader_may_not_open(who: str) -> None:
    """Each descriptor has a name and a level of its own; both are looked for in what the file says to who opens it."""
    world = Things(who)
    marks = {state: f"Mark{number}q" for number, state in enumerate(world.descriptors, 10)}
    for state, row in world.descriptors.items():
        Descriptor.objects.filter(pk=row.pk).update(criterion_name=f"{marks[state]} name", score3=f"{marks[state]} level")
    client = world.signed_in(who)
    seen_by_them = {state for state in marks if laid(who, state)}

    for name in WRITERS:
        said = text_of_file(client.get("/export/file/", world.question("chosen") | {"as": name}))
        holds = {state for state, mark in marks.items() if mark in said}
        whole = {state for state, mark in marks.items() if f"{mark} name" in said and f"{mark} level" in said}
        wanted = {state for state in seen_by_them if state in LIBRARY} if name in {"case", "canvas"} else seen_by_them
        assert (name, holds, whole) == (name, wanted, wanted)


@pytest.mark.parametrize("who", CLOSED)
@pytest.mark.parametrize("of", [of for of in KINDS if of != "scheme"])
def test_nobody_without_access_gets_a_file(who: str, of: str) -> None:
    world = Things(who)

    answer = world.signed_in(who).get("/export/file/", world.question(of))

    assert (answer.status_code in {302, 403}, "Content-Disposition" in answer.headers) == (True, False)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_a_scheme_is_for_those_who_may_open_its_page(who: str) -> None:
    world = World(who)
    made = make.scheme(world.skill, world.use.standard.competition)
    client = world.signed_in(who)

    answers = [client.get("/export/file/", {"as": name, "of": "scheme", "id": made.uid}).status_code for name in WRITERS]

    assert all(status == (200 if who in OWN else 404) for status in answers if status != 302), answers
    assert (client.get("/export/", {"as": "json", "of": "scheme", "id": made.uid}).status_code == 404) == (who not in OWN)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_history_holds_what_stands_on_the_page(who: str) -> None:
    world = World(who)
    client = world.signed_in(who)
    for state, row in world.descriptors.items():
        answer = client.get("/export/file/", {"as": "json", "d": row.uid, "of": "chosen"})
        if not laid(who, state):
            assert answer.status_code == 404
            continue
        history = json.loads(answer.content)["descriptors"][0]["history"]
        page = client.get(f"/library/{row.uid}/").context["detail"].revisions
        assert [one["uid"] for one in history] == [str(one.uid) for one in page], state


def asked_for(user: User, *rows: Descriptor) -> Export:
    """Ask for a file with descriptors in the background."""
    from django.http import QueryDict  # noqa: PLC0415

    question = "as=json&of=chosen&" + "&".join(f"d={row.uid}" for row in rows)
    found = found_for(QueryDict(question), Asker(user, timezone.now(), 10))
    return ask(uid=uuid.uuid4(), format="json", question=question, found=found, by=user, at=timezone.now())


@pytest.fixture
def rows() -> list[Descriptor]:
    skill = make.SkillFactory.create()
    return [make.imported(skill, name=f"Aspect {n}") for n in range(3)]


def taken(client: Client, export: Export) -> Any:
    return client.get(f"/exports/{export.uid}/file/")


def test_a_row_that_is_hidden_between_asking_and_making_is_not_in_the_file(as_user: Any, rows: list[Descriptor]) -> None:
    export = asked_for(reader := make.UserFactory.create(), *rows)
    Descriptor.objects.filter(pk=rows[0].pk).update(confidential_until=timezone.now() + timedelta(days=1))

    run_due(now=timezone.now())

    assert uids_in(taken(as_user(reader), export)) == {row.uid for row in rows[1:]}


def test_a_file_with_a_row_that_is_hidden_afterwards_is_refused(as_user: Any, rows: list[Descriptor]) -> None:
    export = asked_for(reader := make.UserFactory.create(), *rows)
    run_due(now=timezone.now())
    assert uids_in(taken(as_user(reader), export)) == {row.uid for row in rows}

    Descriptor.objects.filter(pk=rows[0].pk).update(deleted_at=make.NOW, deleted_by=reader)

    client = as_user(reader)
    assert taken(client, export).status_code == 409
    assert "no longer see" in client.get(f"/exports/{export.uid}/").content.decode()


def test_a_file_is_refused_once_a_role_has_ended(as_user: Any, rows: list[Descriptor]) -> None:
    """What they wrote before approval may be in it, of rows that they still see."""
    assert rows[0].skill
    export = asked_for(reader := make.scm(rows[0].skill), *rows)
    run_due(now=timezone.now())

    Membership.objects.filter(user=reader).delete()

    assert taken(as_user(reader), export).status_code == 409


def test_who_has_lost_access_gets_no_file(rows: list[Descriptor]) -> None:
    export = asked_for(reader := make.UserFactory.create(), *rows)
    User.objects.filter(pk=reader.pk).update(access=Access.PENDING)

    run_due(now=timezone.now())

    assert Export.objects.get(pk=export.pk).made_at is None
    assert Job.objects.get(kind="export").state == JobState.DEAD
    assert not Notice.objects.exists()


def test_a_file_belongs_to_who_asked(as_user: Any, rows: list[Descriptor]) -> None:
    export = asked_for(make.UserFactory.create(), *rows)
    run_due(now=timezone.now())

    client = as_user(make.admin())

    assert [client.get(f"/exports/{export.uid}/{end}").status_code for end in ("", "file/")] == [404, 404]
    assert client.post(f"/exports/{export.uid}/forget/").status_code == 404


def test_a_file_is_forgotten_after_some_days(rows: list[Descriptor]) -> None:
    export = asked_for(make.UserFactory.create(), *rows)

    assert forget_old(now=export.asked_at + KEPT) == 0
    assert forget_old(now=export.asked_at + KEPT + timedelta(seconds=1)) == 1
    assert not Export.objects.exists()
    run_due(now=timezone.now())
    assert Job.objects.get(kind="export").state == JobState.DONE


def test_of_very_many_files_the_oldest_are_forgotten(rows: list[Descriptor]) -> None:
    reader, other = make.UserFactory.create(), asked_for(make.UserFactory.create(), *rows)
    asked = [asked_for(reader, *rows) for _ in range(MOST_KEPT + 2)]

    assert list(Export.objects.filter(by=reader).order_by("pk")) == asked[2:]
    assert Export.objects.filter(pk=other.pk).exists()


def test_the_table_of_rights_knows_every_state() -> None:
    assert set(World("admin").descriptors) == set(SEEN_BY)
