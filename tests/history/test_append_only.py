"""Facts and revisions cannot be rewritten, whoever asks the database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from assay.descriptors.models import Revision
from assay.history.append_only import install, missing, remove
from assay.history.models import Event
from tests.factories import SkillFactory, draft, scm

pytestmark = pytest.mark.django_db

CHANGES: list[tuple[type[models.Model], Callable[[Any], Any]]] = [
    (Event, lambda rows: rows.update(verb="forged")),
    (Event, lambda rows: rows.all()._raw_delete(rows.db)),
    (Revision, lambda rows: rows.update(criterion_name="forged")),
    (Revision, lambda rows: rows.all()._raw_delete(rows.db)),
]


@pytest.mark.parametrize(("model", "change"), CHANGES, ids=["event update", "event delete", "revision update", "revision delete"])
def test_the_database_refuses_to_rewrite_history(model: type[models.Model], change: Callable[[Any], Any]) -> None:
    skill = SkillFactory.create()
    draft(skill, scm(skill))
    rows: Any = model._default_manager.all()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(rows)

    assert rows.count() == 1


@pytest.mark.parametrize("model", [Event, Revision])
def test_a_new_row_cannot_take_the_place_of_an_old_one(model: type[models.Model]) -> None:
    skill = SkillFactory.create()
    draft(skill, scm(skill))
    table = model._meta.db_table
    replace = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608  a table of this project
        "postgresql": f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET at = excluded.at",  # noqa: S608  the same
    }

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(replace[connection.vendor])


def test_missing_triggers_are_named_and_made_again_by_migrate() -> None:
    remove(connection)
    assert missing(connection)

    call_command("migrate", verbosity=0)

    assert missing(connection) == []


def test_making_them_twice_is_no_mistake() -> None:
    install(connection)
    install(connection)

    assert missing(connection) == []
