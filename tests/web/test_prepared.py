"""A kept query asks the same as the one it was made of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet

from assay.descriptors.models import Descriptor
from assay.web.prepared import asked
from tests import factories as make

pytestmark = pytest.mark.django_db


def numbered(least: int, *uids: UUID) -> QuerySet[Any, tuple[Any, ...]]:
    return Descriptor.objects.filter(number__gte=least, uid__in=uids).order_by("pk").values_list("uid", "created_at", "quality_indicator")


def beyond(least: int) -> QuerySet[Any, tuple[Any, ...]]:
    return Descriptor.objects.filter(number__gte=least + 1).values_list("uid")


@pytest.fixture
def three() -> list[Descriptor]:
    skill = make.SkillFactory.create()
    return [make.imported(skill) for _ in range(3)]


def test_rows_are_those_of_the_queryset_with_values_of_python(three: list[Descriptor]) -> None:
    first, second, third = three
    for least in (0, second.number, third.number + 1):
        assert asked(numbered, least, first.uid, third.uid) == list(numbered(least, first.uid, third.uid))
    assert asked(numbered, 0, second.uid, second.uid) == list(numbered(0, second.uid))
    assert len(asked(numbered, 0, first.uid, third.uid)) == 2


def test_the_next_values_are_asked_in_one_query(three: list[Descriptor], queries_of: Any) -> None:
    asked(numbered, 0, three[0].uid)
    with queries_of() as queries:
        assert [found[0] for found in asked(numbered, three[1].number, three[1].uid)] == [three[1].uid]
    assert len(queries) == 1


def test_a_query_that_changes_its_value_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond"):
        asked(beyond, 5)


def named_since(source: str, since: datetime, but: str) -> QuerySet[Any, tuple[Any, ...]]:
    return Descriptor.objects.filter(source=source, created_at__gte=since).exclude(source=but).order_by("pk").values_list("pk")


def test_texts_and_moments_are_values_too(three: list[Descriptor]) -> None:
    source, at = three[0].source, three[1].created_at
    for since in (at - timedelta(days=1), at, at + timedelta(days=1)):
        assert asked(named_since, source, since, "") == list(named_since(source, since, ""))
    assert len(asked(named_since, source, at - timedelta(days=1), "")) == 3
    assert asked(named_since, source, at - timedelta(days=1), source) == []
