"""The migration that tells what imports before it did: they can be told and undone like later ones."""

import importlib

import pytest
from django.apps import apps

from assay.importing.models import Effect
from assay.importing.undoing import undo
from assay.review.invariants import broken
from assay.standards.models import StandardSection
from tests import factories as make
from tests.importing.books import JOINTS, PALETTE, THREE, book, bring_in
from tests.importing.test_undo import live

pytestmark = pytest.mark.django_db
migration = importlib.import_module("assay.importing.migrations.0006_earlier_effects")


def told() -> list[tuple[object, ...]]:
    return list(Effect.objects.order_by("scheme__pk", "aspect__row").values_list("became", "descriptor", "change", "said"))


def test_effects_are_known_from_origins(use: StandardSection) -> None:
    by = make.admin()
    first = bring_in(use, book(JOINTS, PALETTE), by)
    bring_in(use, book(*THREE), by)
    before = told()
    Effect.objects.all().delete()

    migration.tell_what_they_did(apps, None)

    assert told() == before
    undo(scheme=first, by=by, at=make.NOW)
    assert live() == {words.name for words in THREE}
    assert broken() == []
