"""The library as it stood before the workflow survives the migration that adds it, there and back."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assay.history.append_only import lifted, missing
from assay.names import name_key

BEFORE, AFTER = [("descriptors", "0001_initial")], [("descriptors", "0002_batch_workflow")]
AT = datetime(2025, 11, 3, 8, 15, tzinfo=UTC)
ADDED = (
    "wsos_section_id",
    "batch_status",
    "batch_id",
    "created_by_id",
    "submitted_at",
    "reviewer_id",
    "reviewed_at",
    "review_comment",
    "reply",
    "amends_id",
)


def migrate(target: list[tuple[str, str]]) -> Apps:
    """Migrate descriptors (and what stands on it) to a state and return the models of that state."""
    with lifted(connection):
        executor = MigrationExecutor(connection)
        executor.migrate(target)
        return MigrationExecutor(connection).loader.project_state(target).apps


def columns(apps: Apps, model: str, names: list[str]) -> list[tuple[Any, ...]]:
    return list(apps.get_model("descriptors", model).objects.order_by("pk").values_list(*names))


def names_of(apps: Apps, model: str) -> list[str]:
    return [field.attname for field in apps.get_model("descriptors", model)._meta.concrete_fields]


def fill(apps: Apps) -> None:
    """Write imported descriptors as the library held them: complete and not, deleted, curated, favourite, tagged."""
    get = apps.get_model
    sector = get("standards", "Sector").objects.create(name="Sector of the old library", name_key="sector of the old library")
    skill = get("standards", "Skill").objects.create(code="O1", name="Old skill", sector=sector)
    admin = get("accounts", "User").objects.create(email="admin@example.org", email_key="admin@example.org", name="Admin", is_admin=True)
    tag = get("descriptors", "Tag").objects.create(name="Safety", name_key=name_key("Safety"))
    category = get("descriptors", "Category").objects.create(name="Workmanship", name_key="workmanship")
    for number, quality in enumerate(["EXCELLENT", "GOOD", "REFERENCE", "NEEDS_REVIEW", "NEEDS_REVIEW"], start=1):
        descriptor = get("descriptors", "Descriptor").objects.create(
            uid=uuid.uuid4(),
            number=number,
            criterion_name=f"Aspect {number} with “quotes” and ≤ signs",
            score0="Not there" if number < 4 else "",
            score1="There",
            score3="All of it, with reasons" if number < 4 else "",
            wording_key="0" * 64,
            code=f"B2.{number}",
            skill=skill,
            sector=sector,
            source="WSC2024",
            quality_indicator=quality,
            version=number,
            change=number,
            created_at=AT,
            updated_at=AT,
            deleted_at=AT if number == 5 else None,
            deleted_by=admin if number == 5 else None,
        )
        descriptor.tags.add(tag)
        descriptor.categories.add(category)
        get("descriptors", "Revision").objects.create(descriptor=descriptor, number=1, criterion_name="As imported", score1="There", at=AT)
        get("descriptors", "Origin").objects.create(descriptor=descriptor, system="cis", external_id=f"old/{number}", row=number)
        get("descriptors", "Favourite").objects.create(user=admin, descriptor=descriptor, at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_everything_again")
def test_adding_the_workflow_changes_nothing_that_was_there() -> None:
    old = migrate(BEFORE)
    fill(old)
    kept = {model: names_of(old, model) for model in ("Descriptor", "Revision", "Origin", "Favourite", "Tag", "Category")}
    before = {model: columns(old, model, names) for model, names in kept.items()}

    new = migrate(AFTER)

    assert {model: columns(new, model, names) for model, names in kept.items()} == before
    assert len(before["Descriptor"]) == 5
    assert columns(new, "Descriptor", list(ADDED)) == [(None,) * len(ADDED)] * 5
    assert columns(new, "Descriptor", ["was_modified_during_approval"]) == [(False,)] * 5
    assert set(names_of(new, "Descriptor")) - set(kept["Descriptor"]) == {*ADDED, "was_modified_during_approval"}
    assert columns(new, "Revision", ["wsos_section_id"]) == [(None,)] * 5
    again = migrate(BEFORE)
    assert {model: columns(again, model, names) for model, names in kept.items()} == before
    forth = migrate(AFTER)
    assert {model: columns(forth, model, names) for model, names in kept.items()} == before
    assert missing(connection) == []
