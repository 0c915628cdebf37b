"""The index answers what the database would, and never shows what is out of date."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.descriptors.search.answer import search
from assay.descriptors.search.asked import Page, Query, Scope
from assay.descriptors.search.query import understand
from tests.factories import SkillFactory, UserFactory, imported

pytestmark = pytest.mark.django_db


def ask(user: Any, typed: str = "", **query: Any) -> Page:
    scope = Scope.of(user, timezone.now())
    found = understand(typed, scope)
    return search(Query(clauses=tuple(found.clauses), fixed=tuple(found.fixed), **query), scope)


def names(page: Page) -> list[str]:
    found = {row.uid: row.criterion_name for row in Descriptor.objects.all()}
    return [found[uid] for uid in page.rows]


def test_a_word_finds_its_other_forms_and_beginnings_but_no_strangers():
    reader, skill = UserFactory.create(), SkillFactory.create()
    for name in ("Measuring tools", "Measured twice", "Meaning of colour", "Welding"):
        imported(skill, name=name)
    indexer.catch_up()

    assert sorted(names(ask(reader, "meas"))) == ["Measured twice", "Measuring tools"]
    assert sorted(names(ask(reader, "measure "))) == ["Measured twice", "Measuring tools"]
    assert names(ask(reader, "welds ")) == ["Welding"]
    assert not ask(reader, "meas").degraded
