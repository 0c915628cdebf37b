"""Totals, rows and counts are those of the rows that the person may open: from the index and from the database."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Category, Descriptor, Quality, Tag
from assay.descriptors.recording import fact_of
from assay.descriptors.search import indexer
from assay.descriptors.search.asked import FACETS, Scope
from assay.descriptors.search.query import understand
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.history.record import record
from assay.standards.models import Membership, Role, Skill
from tests.descriptors.search.asking import ask
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, imported, scm

pytestmark = pytest.mark.django_db
WORDS = ("layout", "colour", "joint", "finish", "service")


class World:
    """Rows in every state, and people of every kind, made by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.skills = [SkillFactory.create() for _ in range(3)]
        self.sections = [WSOSSectionFactory.create() for _ in range(3)]
        self.tags = [Tag.objects.create(name=f"tag {n}") for n in range(3)]
        self.categories = [Category.objects.create(name=f"category {n}") for n in range(2)]
        self.writer, self.decider = UserFactory.create(), UserFactory.create()
        self.batches = {skill.pk: Batch.objects.create(skill=skill, number=1, sent_by=self.writer, sent_at=NOW) for skill in self.skills}
        self.rows = [self.row() for _ in range(60)]
        self.people = [self.person() for _ in range(7)] + [UserFactory.create(is_admin=True)]

    def row(self) -> Descriptor:
        pick = self.chance.choice
        skill = pick(self.skills)
        state = pick([None, None, APPROVED, APPROVED, DRAFT, PENDING_REVIEW, RETURNED])
        fields = self.workflow(state, skill) | {
            "confidential_until": pick([None, None, timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=9)]),
            "source": pick(["WSC2024", "SCM"]),
            "wsos_section": pick(self.sections),
        }
        if state != PENDING_REVIEW and self.chance.random() < 0.1:
            fields |= {"deleted_at": NOW, "deleted_by": self.writer}
        if self.chance.random() < 0.1:
            fields |= {pick(["amends", "merged_into"]): Descriptor.objects.first()}
        made = imported(skill, name=f"{pick(WORDS)} and {pick(WORDS)}", **fields)
        made.tags.set(self.chance.sample(self.tags, self.chance.randrange(3)))
        made.categories.set(self.chance.sample(self.categories, self.chance.randrange(2)))
        return made

    def workflow(self, state: str | None, skill: Skill) -> dict[str, Any]:
        if state is None:
            return {"quality_indicator": self.chance.choice(list(Quality))}
        fields: dict[str, Any] = {"batch_status": state, "created_by": self.writer, "quality_indicator": Quality.NEEDS_REVIEW}
        if state != DRAFT:
            fields |= {"batch": self.batches[skill.pk], "submitted_at": NOW}
        if state in {APPROVED, RETURNED}:
            fields |= {"reviewer": self.decider, "reviewed_at": NOW, "review_comment": "Tell 2 and 3 apart."}
        return fields | ({"quality_indicator": self.chance.choice([Quality.GOOD, Quality.EXCELLENT])} if state == APPROVED else {})

    def person(self) -> User:
        user = UserFactory.create(access=self.chance.choice([Access.MEMBER, Access.MEMBER, Access.SECRETARIAT]))
        for skill in self.chance.sample(self.skills, self.chance.randrange(3)):
            Membership.objects.create(skill=skill, user=user, role=self.chance.choice(list(Role)))
        return user


def library() -> list[tuple[Descriptor, dict[str, set[str]]]]:
    """Return what the library lists, with the values of its filters."""
    rows = Descriptor.objects.filter(deleted_at=None, merged_into=None, amends=None).select_related("skill__sector", "wsos_section")
    return [(row, values_of(row)) for row in rows.prefetch_related("tags", "categories") if row.batch_status in (None, APPROVED)]


def values_of(row: Descriptor) -> dict[str, set[str]]:
    assert row.skill
    assert row.wsos_section
    return {
        "skill": {row.skill.code},
        "sector": {str(row.skill.sector.uid)},
        "category": {str(one.uid) for one in row.categories.all()},
        "section": {str(row.wsos_section.uid)},
        "quality": {str(row.quality_indicator)},
        "source": {row.source},
        "tag": {str(one.uid) for one in row.tags.all()},
    }


def fits(values: dict[str, set[str]], chosen: dict[str, frozenset[str]]) -> bool:
    return all(values[name] & wanted for name, wanted in chosen.items())


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
@pytest.mark.parametrize("seed", range(3))
def test_everything_shown_and_counted_is_what_the_person_may_open(seed: int, indexed: bool) -> None:
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated
    world = World(chance)
    if indexed:
        indexer.catch_up()
    listed = library()
    for user in world.people:
        word = chance.choice(["", *WORDS])
        picked = chance.choice([{}, {"skill": frozenset({world.skills[0].code})}, {"quality": frozenset({"GOOD", "NEEDS_REVIEW"})}])
        picked = picked | chance.choice([{}, {"tag": frozenset({str(world.tags[0].uid)})}])

        page = ask(user, f"{word} ", chosen=picked, size=1000)

        seen = [(row, values) for row, values in listed if word in row.criterion_name and user.has_perm("descriptors.view", row)]
        right = {row.uid for row, values in seen if fits(values, picked)}
        assert page.degraded is not indexed
        assert (page.total, set(page.rows)) == (len(right), right)
        for facet in FACETS:
            others = {name: values for name, values in picked.items() if name != facet}
            counted = Counter(value for _row, values in seen if fits(values, others) for value in values[facet])
            assert dict(page.facets[facet]) == dict(counted), facet


def test_what_changed_since_the_index_was_written_is_neither_shown_nor_counted() -> None:
    reader, skill = UserFactory.create(), SkillFactory.create()
    kept, hidden = imported(skill, name="Kept"), imported(skill, name="Now confidential")
    indexer.catch_up()
    Descriptor.objects.filter(pk=hidden.pk).alter(seen=1, confidential_until=timezone.now() + timedelta(days=1))
    hidden.refresh_from_db()
    record([fact_of(hidden, "curated")], by=None, at=NOW)

    before = ask(reader)
    indexer.catch_up()
    after = ask(reader)

    for page in (before, after):
        assert not page.degraded
        assert (page.total, page.rows, page.facets["skill"]) == (1, [kept.uid], {skill.code: 1})


def test_a_confidential_row_is_found_again_once_its_time_has_come() -> None:
    imported(SkillFactory.create(), confidential_until=timezone.now() + timedelta(days=1))
    indexer.catch_up()
    reader = UserFactory.create()
    assert ask(reader).total == 0

    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert ask(reader).total == 1


def test_a_tag_that_only_hidden_rows_carry_is_like_none_at_all() -> None:
    skill, reader = SkillFactory.create(), UserFactory.create()
    confidential = imported(skill, confidential_until=timezone.now() + timedelta(days=1))
    confidential.tags.add(Tag.objects.create(name="module seven"))
    theirs = [understand(typed, Scope.of(reader, timezone.now())) for typed in ("tag:seven", "tag:nothing")]
    own = understand("tag:seven", Scope.of(scm(skill), timezone.now()))

    assert [found.fixed for found in theirs] == [[("tag", frozenset())]] * 2
    assert [found.sentences for found in theirs] == [["There is no tag “seven” here."], ["There is no tag “nothing” here."]]
    assert own.sentences == []
