"""What a draft was started from is no near-duplicate of it, wherever those are told; others are."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.batches import Batch
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.descriptors.writing.beside import beside_each
from assay.standards.models import Skill
from tests.descriptors.search.test_similar import JOINT, add
from tests.factories import draft, sa, sent

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
LEVELS: Mapping[str, str] = {f"score{n}": text for n, text in enumerate(JOINT.levels)}


@pytest.fixture(params=["as it is", "merged on"])
def source(db: None, request: pytest.FixtureRequest) -> Descriptor:
    """Return what is copied: one of the library, or one that another one stands for by now."""
    if request.param == "as it is":
        return add(JOINT)
    merged = add(JOINT)
    Descriptor.objects.filter(pk=merged.pk).update(merged_into=add(JOINT))
    return merged


@pytest.fixture
def other(source: Descriptor) -> Descriptor:
    return add(JOINT)


def begun(skill: Skill, author: User, source: Descriptor) -> Descriptor:
    return draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels, copied_from=source)


def test_while_a_draft_is_written(as_user: As, author: User, form: Form, source: Descriptor, other: Descriptor) -> None:
    indexer.catch_up()
    client = as_user(author)

    page = client.get("/my-skills/write/", {"from": str(source.uid)})
    typed = form(criterion_name=JOINT.criterion_name, copied_from=str(source.uid), **LEVELS)
    asked = client.post("/my-skills/similar/", typed)

    assert [entry.row for entry in page.context["beside"].entries] == [other]
    assert [entry.row for entry in asked.context["beside"].entries] == [other]


def test_once_it_is_saved_sent_and_reviewed(as_user: As, skill: Skill, author: User, source: Descriptor, other: Descriptor) -> None:
    own, client, advisor = begun(skill, author, source), as_user(author), sa(skill)
    source.refresh_from_db()
    stands = source.merged_into or source

    edited = client.get(f"/my-skills/{own.uid}/")
    sending = client.get("/my-skills/send/", {"d": str(own.uid)}).content.decode()
    sent(own, by=author)
    reviewing = as_user(advisor).get(f"/review/{own.uid}/").content.decode()
    counted = as_user(advisor).get(reverse("batch_similar", args=[Batch.objects.get().uid])).json()

    assert [entry.row for entry in edited.context["beside"].entries] == [other]
    assert f"/use-instead/{other.uid}/" in sending
    assert f"/use-instead/{stands.uid}/" not in sending
    assert "1 similar descriptor" in reviewing
    assert counted == {str(own.uid): "1 similar"}


def test_one_and_three_cost_the_same(skill: Skill, author: User, source: Descriptor, queries_of: Queries) -> None:
    rows = [begun(skill, author, source) for _ in range(3)]
    numbers = []
    for some in (rows[:1], rows):
        with queries_of() as queries:
            found = beside_each(some, user=author, at=timezone.now())
        numbers.append(len(queries))
        assert all(entry.row in rows for entries in found.values() for entry in entries)

    assert numbers[0] == numbers[1]
