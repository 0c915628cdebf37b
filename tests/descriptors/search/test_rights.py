"""Rows, totals, counts and completions are those of the rows that the person may open: from the index and from the database."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Category, Descriptor, Quality, Tag
from assay.descriptors.recording import fact_of
from assay.descriptors.search import answer, indexer
from assay.descriptors.search.analysis import words
from assay.descriptors.search.asked import LEVEL_FIELDS, TEXT_FIELDS, Query, Scope
from assay.descriptors.search.completing import offers
from assay.descriptors.search.names import labels
from assay.descriptors.search.query import understand
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.history.record import record
from assay.standards.models import Membership, Role, Skill, TeamSees
from tests.descriptors.search.asking import ask
from tests.factories import NOW, SkillFactory, UserFactory, WSOSSectionFactory, imported, scm

pytestmark = pytest.mark.django_db
WORDS = ("layout", "colour", "joint", "finish", "service")
LEVELS = ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout")
STATES = [None, None, APPROVED, APPROVED, DRAFT, PENDING_REVIEW, RETURNED]
ENGINES = pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])


class World:
    """Rows in every state, and people of every kind, made by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.skills = [SkillFactory.create(team_sees=chance.choice(list(TeamSees))) for _ in range(2)]
        self.sections = [WSOSSectionFactory.create() for _ in range(2)]
        self.tags = [Tag.objects.create(name=f"tag {n}") for n in range(2)]
        self.categories = [Category.objects.create(name=f"category {n}") for n in range(2)]
        self.decider = UserFactory.create()
        self.people = [self.person() for _ in range(3)] + [UserFactory.create(is_admin=True), UserFactory.create()]
        self.batches = {skill.pk: Batch.objects.create(skill=skill, number=1, sent_by=self.decider, sent_at=NOW) for skill in self.skills}
        self.rows = [self.row() for _ in range(30)]

    def row(self) -> Descriptor:
        pick = self.chance.choice
        skill, state = pick(self.skills), pick(STATES)
        fields = self.workflow(state, skill) | {
            "confidential_until": pick([None, None, timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=9)]),
            "source": pick(["WSC2024", "SCM"]),
            "wsos_section": pick(self.sections),
            "updated_at": NOW - timedelta(days=pick([0, 40, 400])),
            "levels": (LEVELS[0], *(pick(["", text]) for text in LEVELS[1:])),
        }
        if state != PENDING_REVIEW and pick(range(9)) == 0:
            fields |= {"deleted_at": NOW, "deleted_by": self.decider}
        if pick(range(9)) == 0:
            fields |= {pick(["amends", "merged_into"]): Descriptor.objects.first()}
        made = imported(skill, name=f"{pick(WORDS)} and {pick(WORDS)}", **fields)
        made.tags.set(self.chance.sample(self.tags, pick(range(3))))
        made.categories.set(self.chance.sample(self.categories, pick(range(2))))
        return made

    def workflow(self, state: str | None, skill: Skill) -> dict[str, Any]:
        if state is None:
            return {"quality_indicator": self.chance.choice(list(Quality))}
        writer = self.chance.choice(self.people)
        fields: dict[str, Any] = {"batch_status": state, "created_by": writer, "quality_indicator": Quality.NEEDS_REVIEW}
        if state != DRAFT:
            fields |= {"batch": self.batches[skill.pk], "submitted_at": NOW}
        if state in {APPROVED, RETURNED}:
            fields |= {"reviewer": self.decider, "reviewed_at": NOW, "review_comment": "Tell 2 and 3 apart."}
        return fields | ({"quality_indicator": self.chance.choice([Quality.GOOD, Quality.EXCELLENT])} if state == APPROVED else {})

    def person(self) -> User:
        user = UserFactory.create(access=self.chance.choice([Access.MEMBER, Access.MEMBER, Access.SECRETARIAT]))
        for skill in self.chance.sample(self.skills, self.chance.choice(range(3))):
            Membership.objects.create(skill=skill, user=user, role=self.chance.choice(list(Role)))
        return user

    def question(self) -> "Question":
        """Return one of very many questions."""
        pick = self.chance.choice
        chosen: dict[str, frozenset[str]] = pick(
            [{}, {"skill": frozenset({self.skills[0].code})}, {"quality": frozenset({"GOOD", "NEEDS_REVIEW"})}]
        )
        chosen = chosen | pick([{}, {}, {"tag": frozenset({str(self.tags[0].uid)})}])
        chosen = chosen | pick([{}, {"status": frozenset({"DRAFT"})}, {"status": frozenset({"RETURNED", "APPROVED", "PENDING_REVIEW"})}])
        fields = [name for name in FIELDS if pick(range(len(FIELDS))) == 0]
        return Question(pick(["", *WORDS]), tuple(fields), chosen)


# What can be typed besides words, and what it says of a row in plain Python.
FIELDS: dict[str, Callable[[Descriptor, User], bool]] = {
    "status:draft": lambda row, _: row.batch_status == DRAFT,
    "status:sa": lambda row, _: row.batch_status == PENDING_REVIEW,
    "has:level2": lambda row, _: bool(row.score2),
    "lacks:level2": lambda row, _: not row.score2,
    "has:4levels": lambda row, _: all(row.levels),
    "lacks:4levels": lambda row, _: not all(row.levels),
    "updated:>2026-01": lambda row, _: row.updated_at >= datetime(2026, 2, 1, tzinfo=NOW.tzinfo),
    "updated:<2026": lambda row, _: row.updated_at < datetime(2026, 1, 1, tzinfo=NOW.tzinfo),
    "by:me": lambda row, user: row.created_by_id == user.pk,
    "-joint": lambda row, _: "joint" not in row.criterion_name,
    "level3:polished": lambda row, _: "Polished" in row.score3,
}


@dataclass(frozen=True)
class Question:
    """A word, fields, and filters of the page."""

    word: str
    fields: tuple[str, ...]
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def typed(self) -> str:
        return " ".join([self.word, *self.fields, ""])

    def asks_status(self, besides: str = "") -> bool:
        return any(one.startswith("status:") for one in self.fields) or ("status" in self.chosen and besides != "status")

    def fits(self, row: Descriptor, user: User) -> bool:
        return self.word in row.criterion_name and all(FIELDS[one](row, user) for one in self.fields)

    def chooses(self, row: Descriptor, besides: str = "") -> bool:
        values = values_of(row)
        return all(values[name] & wanted for name, wanted in self.chosen.items() if name != besides)


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
        "status": {str(row.batch_status)} if row.batch_status else set(),
        "tag": {str(one.uid) for one in row.tags.all()},
    }


@dataclass(frozen=True)
class Eyes:
    """What a person may open, one row after the other."""

    user: User
    rows: list[Descriptor]

    @classmethod
    def of(cls, user: User) -> "Eyes":
        rows = Descriptor.objects.select_related("skill__sector", "wsos_section").prefetch_related("tags", "categories")
        there = [row for row in rows if row.deleted_at is None and row.merged_into_id is None]
        return cls(user, [row for row in there if user.has_perm("descriptors.view", row)])

    def reached(self, *, with_work: bool) -> list[Descriptor]:
        listed = [row for row in self.rows if row.batch_status in (None, APPROVED) and row.amends_id is None]
        return listed + [row for row in self.rows if with_work and row.batch_status in (DRAFT, PENDING_REVIEW, RETURNED)]

    def find(self, question: Question, besides: str = "", *, for_status: bool = False) -> list[Descriptor]:
        with_work = for_status or question.asks_status(besides)
        return [row for row in self.reached(with_work=with_work) if question.fits(row, self.user) and question.chooses(row, besides)]

    def count(self, question: Question, facet: str) -> dict[str, int]:
        rows = self.find(question, facet, for_status=facet == "status")
        return dict(Counter(value for row in rows for value in values_of(row)[facet]))


@contextmanager
def undone() -> Iterator[None]:
    """Take back what an example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def by_chance(examples: int) -> Any:
    """Give a test a chance that can be repeated; a failure is told as it was found, since making it simpler takes minutes."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    phases = [Phase.explicit, Phase.generate]
    quiet: dict[str, Any] = {"deadline": None, "database": None, "suppress_health_check": checks, "phases": phases, "print_blob": True}
    asked = settings(max_examples=examples, **quiet)
    return lambda test: asked(given(chance=st.randoms(use_true_random=False))(test))


@ENGINES
@by_chance(examples=8)
def test_everything_shown_counted_and_completed_is_what_the_person_may_open(indexed: bool, chance: random.Random) -> None:
    with undone():
        world = World(chance)
        if indexed:
            indexer.catch_up()
        for user in world.people:
            eyes = Eyes.of(user)
            for _ in range(3):
                found_rightly(eyes, world.question(), indexed=indexed)
            completed_rightly(eyes, chance.choice(["", *WORDS]), indexed=indexed)


def found_rightly(eyes: Eyes, question: Question, *, indexed: bool) -> None:
    page = ask(eyes.user, question.typed, chosen=question.chosen, size=1000)
    right = {row.uid for row in eyes.find(question)}
    assert page.degraded is not indexed
    assert (page.total, set(page.rows)) == (len(right), right), question
    for facet in Scope.of(eyes.user, NOW).facets:
        assert dict(page.facets[facet]) == eyes.count(question, facet), (question, facet)


def completed_rightly(eyes: Eyes, word: str, *, indexed: bool) -> None:
    scope = Scope.of(eyes.user, timezone.now())
    asked = Question(word, ())
    for facet in ("skill", "section", "source", "tag", "status"):
        counts = eyes.count(asked, facet)
        known = labels({facet: set(counts)})[facet]
        typed = f"{word} {facet}:"
        offered = offers(typed, len(typed), scope, lambda rest: understand(rest, scope).as_query())
        right = {(known[value], str(count)) for value, count in counts.items()} if facet in scope.facets else set()
        assert {(offer.label, offer.hint) for offer in offered} == right, facet
    written = {one for row in eyes.find(asked) for text in (row.criterion_name, *row.levels) for one in words(text)}
    for beginning in ("fi", "po", "la"):
        found = answer.words_beginning(beginning, TEXT_FIELDS, understand(f"{word} ", scope).as_query(), scope)
        assert set(found) == ({one for one in written if one.startswith(beginning)} if indexed else set())
    for level in LEVEL_FIELDS:
        texts = {one for row in eyes.find(asked) for one in words(row.levels[int(level[-1])])}
        found = answer.words_beginning("po", (level,), understand(f"{word} ", scope).as_query(), scope)
        assert set(found) == ({one for one in texts if one.startswith("po")} if indexed else set())


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


@ENGINES
def test_a_confidential_row_is_found_again_once_its_time_has_come(indexed: bool) -> None:
    end = timezone.now() + timedelta(days=9)
    imported(SkillFactory.create(), confidential_until=end)
    if indexed:
        indexer.catch_up()
    reader = UserFactory.create()

    totals = [answer.search(Query(), Scope.of(reader, end + wait)).total for wait in (-timedelta(microseconds=1), timedelta())]

    assert totals == [0, 1]


def test_a_tag_that_only_hidden_rows_carry_is_like_none_at_all() -> None:
    skill, reader = SkillFactory.create(), UserFactory.create()
    confidential = imported(skill, confidential_until=timezone.now() + timedelta(days=1))
    confidential.tags.add(Tag.objects.create(name="module seven"))
    theirs = [understand(typed, Scope.of(reader, timezone.now())) for typed in ("tag:seven", "tag:nothing")]
    own = understand("tag:seven", Scope.of(scm(skill), timezone.now()))

    assert [found.fixed for found in theirs] == [[("tag", frozenset())]] * 2
    assert [found.sentences for found in theirs] == [["There is no tag “seven” here."], ["There is no tag “nothing” here."]]
    assert own.sentences == []
