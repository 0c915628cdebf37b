"""What a draft was started from, as its editor says it: what it is, what differs, and nothing of what one may not open."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.standards.models import Skill, WSOSSection
from tests.factories import NOW, SkillFactory, draft, imported, sent

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]


@pytest.fixture
def source(db: None) -> Descriptor:
    return imported(
        SkillFactory.create(code="09", name="Software"), name="Page design", levels=("None", "Some", "Mostly unheard of", "All of it")
    )


def begun(skill: Skill, author: User, section: WSOSSection, source: Descriptor) -> Descriptor:
    return draft(skill, author, name="Home page", levels=("None", "Some", "Nearly", "All of it"), section=section, copied_from=source)


def test_a_saved_draft_says_what_it_was_started_from_and_what_differs(
    as_user: As, author: User, form: Form, skill: Skill, source: Descriptor
) -> None:
    client = as_user(author)
    client.post("/my-skills/write/", form(copied_from=str(source.uid), score2="Nearly"))
    own = Descriptor.objects.get(created_by=author)

    page = client.get(f"/my-skills/{own.uid}/")

    html = page.content.decode()
    assert f'Started from <a href="/library/{source.uid}/"' in html
    assert f"#{source.number}" in html
    assert "09 Software" in html
    assert "word for word the same" not in html
    assert [level.number for level in page.context["begun"].difference.changed_levels] == [0, 1, 2, 3]


def test_a_copy_that_nothing_was_changed_in_yet_shows_no_difference(as_user: As, author: User, source: Descriptor) -> None:
    page = as_user(author).get("/my-skills/write/", {"from": str(source.uid)})

    assert page.context["begun"].source == source
    assert "It begins word for word the same." in page.content.decode()


def test_also_a_draft_that_is_with_the_advisor_says_it(
    as_user: As, author: User, skill: Skill, section: WSOSSection, source: Descriptor
) -> None:
    own = begun(skill, author, section, source)
    sent(own, by=author)

    assert f'Started from <a href="/library/{source.uid}/"' in as_user(author).get(f"/my-skills/{own.uid}/").content.decode()


def test_nothing_is_said_of_what_one_may_not_open(
    as_user: As, author: User, skill: Skill, section: WSOSSection, source: Descriptor
) -> None:
    own, client = begun(skill, author, section, source), as_user(author)
    Descriptor.objects.filter(pk=source.pk).update(confidential_until=timezone.now() + timedelta(days=1))

    open_to_edit = client.get(f"/my-skills/{own.uid}/").content.decode()
    sent(own, by=author)
    closed = client.get(f"/my-skills/{own.uid}/").content.decode()

    told = ("Started from", str(source.uid), source.criterion_name, "Mostly unheard of")
    assert [words for words in told if words in open_to_edit or words in closed] == []


def test_of_a_merged_one_it_says_what_it_became(as_user: As, author: User, skill: Skill, section: WSOSSection, source: Descriptor) -> None:
    own, stays = begun(skill, author, section, source), imported(skill, name="What stands for it")
    Descriptor.objects.filter(pk=source.pk).update(merged_into=stays)

    page = as_user(author).get(f"/my-skills/{own.uid}/")

    assert page.context["begun"].source == stays


@pytest.mark.parametrize("closed", ["draft", "what stands for it"])
def test_the_lock_is_that_of_the_draft_whatever_its_source_became(as_user: As, author: User, form: Form, skill: Skill, closed: str) -> None:
    until = timezone.now() + timedelta(days=9)
    of_source, of_survivor = (until, None) if closed == "draft" else (None, until)
    source = imported(skill, name="Page design", confidential_until=of_source)
    client = as_user(author)
    client.post("/my-skills/write/", form(copied_from=str(source.uid)))
    own = Descriptor.objects.get(created_by=author)
    stays = imported(skill, name="What stands for it", confidential_until=of_survivor)
    Descriptor.objects.filter(pk=source.pk).update(merged_into=stays)

    page = client.get(f"/my-skills/{own.uid}/")

    assert page.context["begun"].source == stays
    assert own.is_confidential is ("Confidential at least until" in page.content.decode()) is (closed == "draft")


def test_what_its_source_was_merged_into_is_not_said_of_itself(
    as_user: As, author: User, skill: Skill, section: WSOSSection, source: Descriptor
) -> None:
    own, client = begun(skill, author, section, source), as_user(author)
    Descriptor.objects.filter(pk=source.pk).update(merged_into=own)

    for made_of_it in (lambda: None, lambda: sent(own, by=author)):
        made_of_it()
        page = client.get(f"/my-skills/{own.uid}/")
        assert page.context["begun"] is None
        assert "Started from" not in page.content.decode()


def test_what_was_deleted_is_not_told(as_user: As, author: User, skill: Skill, section: WSOSSection, source: Descriptor) -> None:
    own = begun(skill, author, section, source)
    Descriptor.objects.filter(pk=source.pk).update(deleted_at=NOW, deleted_by=author)

    assert "Started from" not in as_user(author).get(f"/my-skills/{own.uid}/").content.decode()


def test_what_one_leaves_is_not_called_similar_to_what_it_was_started_from(
    as_user: As, author: User, form: Form, skill: Skill, source: Descriptor
) -> None:
    client = as_user(author)
    words = {"criterion_name": source.criterion_name, "copied_from": str(source.uid)}
    levels = {f"score{n}": text for n, text in enumerate(source.levels)}

    page = client.post("/my-skills/write/", form(another="1", **words, **levels), follow=True)
    assert "similar descriptor is there already" not in page.content.decode()
    imported(skill, name=source.criterion_name, levels=source.levels)

    page = client.post("/my-skills/write/", form(another="1", **words, **levels), follow=True)
    assert "2 similar descriptors are there already" in page.content.decode(), "the first copy and the new one of the library"
