"""A guide of a skill or a collection shows how the skill measures, as far as its reader may see that."""

import io
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.collecting.actions import add
from assay.exporting.actions import ask
from assay.exporting.models import Export
from assay.exporting.wanted import Asker, found_for
from assay.notifications.jobs import run_due
from assay.schemes.models import Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.access import MEMBERS, OWN
from tests.formats.sheets import MEASURED, SUB
from tests.test_access import World

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=30)


@pytest.fixture
def skill() -> Skill:
    made = make.SkillFactory.create(code="18", name="Electrical Installations")
    make.imported(made, name="Layout of the board")
    return made


def scheme(skill: Skill, *names: str, years: int = 0, **known: Any) -> Scheme:
    """Return an imported scheme that measures these, of a competition some years later than others."""
    competition = make.CompetitionFactory.create()
    days = {name: getattr(competition, name) + timedelta(days=365 * years) for name in ("first_day", "last_day")}
    type(competition).objects.filter(pk=competition.pk).update(**days)
    rows = [MEASURED | {"E": name, "H": "below 1 ohm", "I": 1, "K": 1.5} for name in names]
    made = make.scheme(skill, competition, book=make.workbook("made.xlsx", SUB, *rows))
    Scheme.objects.filter(pk=made.pk).update(**known)
    return made


def told(client: Any, **question: Any) -> list[list[str]]:
    """Return the rows of the tables in the guide, without the titles."""
    answer = client.get("/export/file/", {"as": "guide-docx", **question})
    assert answer.status_code == 200
    rows = [[cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(answer.content)).tables for row in table.rows]
    return [row for row in rows if row[0] != "Aspect"]


def measured(client: Any, **question: Any) -> list[str]:
    return [row[0] for row in told(client, **question) if row[3] == "below 1 ohm"]


def test_a_guide_of_a_skill_measures_as_its_latest_scheme_does(as_user: Any, skill: Skill) -> None:
    scheme(skill, "Old earthing")
    scheme(skill, "Earthing of each socket", "Labels", years=2)
    scheme(make.SkillFactory.create(), "Of another skill", years=3)
    client = as_user(make.UserFactory.create())

    rows = told(client, of="skill", id="18")

    assert [row[0] for row in rows] == ["Earthing of each socket", "Labels", "Layout of the board"]
    assert rows[0][2:4] == ["1.50", "below 1 ohm"]


def test_so_does_one_of_a_collection_but_not_of_a_batch_or_a_search(as_user: Any, skill: Skill) -> None:
    scheme(skill, "Earthing")
    by = make.scm(skill)
    batch, row = make.sent(make.draft(skill, by), by=by), make.imported(skill, name="Neat wiring")
    shared = make.collection(skill, by=by)
    add(collection=shared, rows=[row], by=by, at=make.NOW)
    client = as_user(by)

    assert measured(client, of="collection", id=shared.uid) == ["Earthing"]
    assert measured(client, of="batch", id=batch.uid) == []
    assert measured(client, of="library", skill="18") == []
    assert measured(client, of="chosen", d=row.uid) == []


def test_a_collection_of_ones_own_is_of_the_skill_that_all_in_it_are_of(as_user: Any, skill: Skill) -> None:
    scheme(skill, "Earthing")
    mine = make.collection(skill, by=(by := make.scm(skill)))
    type(mine).objects.filter(pk=mine.pk).update(skill=None, owner=by)
    rows = [make.imported(skill), make.imported(make.SkillFactory.create())]
    add(collection=mine, rows=rows[:1], by=by, at=make.NOW)
    client = as_user(by)
    assert measured(client, of="collection", id=mine.uid) == ["Earthing"]

    add(collection=mine, rows=rows, by=by, at=make.NOW)

    assert measured(client, of="collection", id=mine.uid) == []


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_examples_are_for_those_who_may_read_them(who: str) -> None:
    world = World(who)
    scheme(world.skill, "Told to all")
    scheme(world.skill, "Confidential", years=1, confidential_until=LATER)
    scheme(world.skill, "Undone", years=2, undone_at=make.NOW, undone_by=world.scm)
    make.imported(world.skill)
    client = world.signed_in(who)

    assert measured(client, of="skill", id=world.skill.code) == (["Confidential"] if who in OWN else ["Told to all"])

    scheme(world.skill, "Of drafts", years=3, into_drafts=True)

    seen = "Of drafts" if who in {"scm", "admin"} else "Confidential" if who in OWN else "Told to all"
    assert measured(client, of="skill", id=world.skill.code) == [seen]


def prepared(user: User, skill: Skill) -> Export:
    """Return a guide that is made in the background."""
    question = f"as=guide-docx&of=skill&id={skill.code}"
    found = found_for(QueryDict(question), Asker(user, timezone.now(), 10))
    export = ask(uid=uuid.uuid4(), format="guide-docx", question=question, found=found, by=user, at=timezone.now())
    run_due(now=timezone.now())
    return export


@pytest.mark.parametrize("change", [{"confidential_until": LATER}, {"undone_at": make.NOW}])
def test_a_file_is_refused_once_its_examples_are_hidden(as_user: Any, skill: Skill, change: dict[str, Any]) -> None:
    made = scheme(skill, "Earthing")
    export = prepared(reader := make.UserFactory.create(), skill)
    client = as_user(reader)
    assert client.get(f"/exports/{export.uid}/file/").status_code == 200

    Scheme.objects.filter(pk=made.pk).update(**change, **({"undone_by": reader} if "undone_at" in change else {}))

    assert client.get(f"/exports/{export.uid}/file/").status_code == 409


def test_as_many_queries_for_one_example_as_for_three(
    as_user: Any, skill: Skill, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    client, counted = as_user(make.UserFactory.create()), []
    for years, names in enumerate((["One"], ["One", "Two", "Three"])):
        scheme(skill, *names, years=years)
        measured(client, of="skill", id="18")
        with queries_of() as queries:
            assert measured(client, of="skill", id="18") == names
        counted.append(len(queries))

    assert counted[0] == counted[1]
