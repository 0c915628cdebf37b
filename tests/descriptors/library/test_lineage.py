"""What a descriptor began as and what came of it: recorded on every way, shown as far as the reader may open either."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.actions import delete
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.library import lineage
from assay.descriptors.models import Descriptor
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, admin, approved, draft, imported, sa, scm

pytestmark = pytest.mark.django_db


@pytest.fixture
def skill() -> Skill:
    return SkillFactory.create(code="17", name="Web Technologies")


@pytest.fixture
def source() -> Descriptor:
    return imported(SkillFactory.create(), name="Tidy bench")


@pytest.fixture
def writer(skill: Skill) -> User:
    return scm(skill)


def part_of(client: Any, row: Descriptor) -> str:
    """Return the part of the page that tells the lineage."""
    answer = client.get(f"/library/{row.uid}/")
    assert answer.status_code == 200
    found = re.search(r'<section[^>]*aria-labelledby="lineage".*?</section>', answer.content.decode(), re.DOTALL)
    return found[0] if found else ""


def test_both_pages_tell_it(as_user: Any, skill: Skill, source: Descriptor, writer: User) -> None:
    fresh = draft(skill, writer, name="Clean bench", copied_from=source)
    client = as_user(writer)

    began, became = part_of(client, fresh), part_of(client, source)

    assert "Started from" in began
    assert f'href="/library/{source.uid}/">Tidy bench</a>' in began
    assert "What came of it" not in began
    assert f'href="/library/{fresh.uid}/">Clean bench</a>' in became
    assert "17 Web Technologies" in became
    assert "Draft" in became
    assert "Started from" not in became


def test_what_the_reader_may_not_open_is_not_there_and_not_counted(as_user: Any, skill: Skill, source: Descriptor, writer: User) -> None:
    draft(skill, writer, name="Clean bench", copied_from=source)
    anybody = as_user(UserFactory.create())

    assert part_of(anybody, source) == ""

    Descriptor.objects.filter(pk=source.pk).update(confidential_until=timezone.now() + timedelta(days=3))
    public = approved(draft(skill, writer, name="Open bench", copied_from=source), by=sa(skill))
    assert part_of(anybody, public) == ""
    assert part_of(as_user(writer), public) == ""
    assert "Tidy bench" in part_of(as_user(admin()), public)


def test_what_is_deleted_is_not_told(as_user: Any, skill: Skill, source: Descriptor, writer: User) -> None:
    fresh = draft(skill, writer, copied_from=source)
    delete(descriptor=fresh, seen=fresh.change, by=writer, at=NOW)

    assert part_of(as_user(writer), source) == ""
    assert part_of(as_user(admin()), source) == ""


def test_it_follows_a_merge_on_both_sides(as_user: Any, skill: Skill, source: Descriptor, writer: User) -> None:
    stays, by = imported(SkillFactory.create(), name="Bench in order"), admin()
    fresh = draft(skill, writer, name="Clean bench", copied_from=source)
    merge(survivor=stays, seen=stays.change, others=[(source, source.change)], by=by, at=NOW)
    client = as_user(writer)

    assert "Bench in order" in part_of(client, fresh)
    assert "Clean bench" in part_of(client, stays)


def test_of_many_the_newest_are_listed_and_the_others_counted(
    as_user: Any, skill: Skill, source: Descriptor, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lineage, "MOST_SHOWN", 2)
    for number in range(3):
        draft(skill, writer, name=f"Bench {number}", copied_from=source, at=NOW + timedelta(days=number))

    told = part_of(as_user(writer), source)

    assert told.index("Bench 2") < told.index("Bench 1")
    assert "Bench 0" not in told
    assert "and 1 more" in told


def test_one_and_three_cost_the_same(as_user: Any, skill: Skill, source: Descriptor, writer: User, queries_of: Any) -> None:
    client, numbers = as_user(writer), []
    for count in (1, 2):
        for _ in range(count):
            draft(skill, writer, copied_from=source)
        part_of(client, source)
        with queries_of() as page:
            part_of(client, source)
        numbers.append(len(page))

    assert numbers[0] == numbers[1]


def test_what_is_kept_while_typing_remembers_where_it_began(as_user: Any, skill: Skill, source: Descriptor, writer: User) -> None:
    client, uid = as_user(writer), uuid.uuid4()
    page = client.get(reverse("write"), {"from": str(source.uid), "skill": skill.code})
    typed = {"uid": str(uid), "skill": skill.code, "copied_from": page.context["hidden"].copied_from, "criterion_name": "Clean bench"}

    client.post(reverse("scratch"), typed)
    taken_up = client.get(reverse("write"), {"uid": str(uid)})
    assert taken_up.context["hidden"].copied_from == str(source.uid)
    section = WSOSSectionFactory.create()
    client.post(reverse("scratch"), typed | {"score1": "Tidy", "wsos_section": str(section.uid), "change": "0"})
    client.post(reverse("write"), typed | {"score1": "Tidy", "wsos_section": str(section.uid), "change": "1"})

    assert Descriptor.objects.get(uid=uid).copied_from == source
