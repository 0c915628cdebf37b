"""Rows, totals, counts and completions are those of the rows that the person may open: from the index and from the database."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Category, Descriptor, Quality, Tag
from assay.descriptors.recording import fact_of
from assay.descriptors.search import index, indexer
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.completing import offers
from assay.descriptors.search.names import Names
from assay.descriptors.search.query import understand
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.history.record import record
from assay.review import actions as review
from assay.standards.models import Membership, Role, Skill, TeamSees
from tests.descriptors.search.asking import ask
from tests.factories import (
    NOW,
    SkillFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    approved,
    draft,
    imported,
    member,
    sa,
    scm,
    secretariat,
    sent,
)

pytestmark = pytest.mark.django_db
WORDS = ("layout", "colour", "joint", "finish", "service")
LEVELS = ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout")
STATES = [None, None, APPROVED, APPROVED, DRAFT, PENDING_REVIEW, RETURNED]


class World:
    """Rows in every state, and people of every kind, made by chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.skills = [SkillFactory.create(team_sees=chance.choice(list(TeamSees))) for _ in range(3)]
        self.sections = [WSOSSectionFactory.create() for _ in range(3)]
        self.tags = [Tag.objects.create(name=f"tag {n}") for n in range(3)]
        self.categories = [Category.objects.create(name=f"category {n}") for n in range(2)]
        self.decider = UserFactory.create()
        self.people = [self.person() for _ in range(8)] + [UserFactory.create(is_admin=True), UserFactory.create()]
        self.batches = {skill.pk: Batch.objects.create(skill=skill, number=1, sent_by=self.decider, sent_at=NOW) for skill in self.skills}
        self.rows = [self.row() for _ in range(60)]

    def row(self) -> Descriptor:
        pick = self.chance.choice
        skill = pick(self.skills)
        state = pick(STATES)
        fields = self.workflow(state, skill) | {
            "confidential_until": pick([None, None, timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=9)]),
            "source": pick(["WSC2024", "SCM"]),
            "wsos_section": pick(self.sections),
            "updated_at": NOW - timedelta(days=pick([0, 40, 400])),
            "levels": (LEVELS[0], *(pick(["", text]) for text in LEVELS[1:])),
        }
        if state != PENDING_REVIEW and self.chance.random() < 0.1:
            fields |= {"deleted_at": NOW, "deleted_by": self.decider}
        if self.chance.random() < 0.1:
            fields |= self.aside(state)
        made = imported(skill, name=f"{pick(WORDS)} and {pick(WORDS)}", **fields)
        made.tags.set(self.chance.sample(self.tags, self.chance.randrange(3)))
        made.categories.set(self.chance.sample(self.categories, self.chance.randrange(2)))
        return made

    def aside(self, state: str | None) -> dict[str, Any]:
        target = Descriptor.objects.filter(amendments=None).order_by("pk").first()
        amendment = state is not None and target is not None and self.chance.random() < 0.5
        return {"amends": target, "amends_version": 1} if amendment else {"merged_into": target}

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
        for skill in self.chance.sample(self.skills, self.chance.randrange(3)):
            Membership.objects.create(skill=skill, user=user, role=self.chance.choice(list(Role)))
        return user

    def question(self) -> "Question":
        """Return one of very many questions."""
        pick = self.chance.choice
        chosen: dict[str, frozenset[str]] = {}
        for one in (
            {"skill": frozenset({self.skills[0].code})},
            {"quality": frozenset({"GOOD", "NEEDS_REVIEW"})},
            {"tag": frozenset({str(self.tags[0].uid)})},
            {"status": frozenset(self.chance.sample([APPROVED, DRAFT, PENDING_REVIEW, RETURNED], pick([1, 2])))},
        ):
            chosen |= one if pick(range(3)) == 0 else {}
        return Question(pick(["", *WORDS]), tuple(name for name in FIELDS if pick(range(len(FIELDS))) == 0), chosen)


# What can be typed besides words, and what it says of a row in plain Python.
FIELDS: dict[str, Callable[[Descriptor, User], bool]] = {
    "status:draft": lambda row, _: row.batch_status == DRAFT,
    "status:sa": lambda row, _: row.batch_status == PENDING_REVIEW,
    "has:level2": lambda row, _: bool(row.score2),
    "lacks:level2": lambda row, _: not row.score2,
    "has:4levels": lambda row, _: all(row.levels),
    "lacks:tag": lambda row, _: not row.tags.all(),
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

    def asks_status(self, besides: str) -> bool:
        return any(one.startswith("status:") for one in self.fields) or ("status" in self.chosen and besides != "status")

    def fits(self, row: Descriptor, user: User, besides: str) -> bool:
        values = values_of(row)
        chosen = all(values[name] & wanted for name, wanted in self.chosen.items() if name != besides)
        states = [FIELDS[one](row, user) for one in self.fields if one.startswith("status:")]  # alternatives: a row has one at most
        others = all(FIELDS[one](row, user) for one in self.fields if not one.startswith("status:"))
        return chosen and self.word in row.criterion_name and others and (not states or any(states))


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
    def of(cls, user: User, rows: list[Descriptor]) -> "Eyes":
        there = [row for row in rows if row.deleted_at is None and row.merged_into_id is None]
        return cls(user, [row for row in there if user.has_perm("descriptors.view", row)])

    def reached(self, *, with_work: bool) -> list[Descriptor]:
        listed = [row for row in self.rows if row.batch_status in (None, APPROVED) and row.amends_id is None]
        return listed + [row for row in self.rows if with_work and row.batch_status in (DRAFT, PENDING_REVIEW, RETURNED)]

    def find(self, question: Question, besides: str = "") -> list[Descriptor]:
        with_work = besides == "status" or question.asks_status(besides)
        return [row for row in self.reached(with_work=with_work) if question.fits(row, self.user, besides)]

    def count(self, question: Question, facet: str) -> dict[str, int]:
        return dict(Counter(value for row in self.find(question, facet) for value in values_of(row)[facet]))


@pytest.mark.parametrize(("indexed", "many"), [(True, 50_000), (True, 1), (False, 1)], ids=["index", "index of many", "database"])
@pytest.mark.parametrize("seed", range(3))
def test_everything_shown_counted_and_completed_is_what_the_person_may_open(
    seed: int, indexed: bool, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assay.descriptors.search.index.MANY", many)
    world = World(random.Random(seed))  # noqa: S311  chance that can be repeated
    if indexed:
        indexer.catch_up()
    rows = list(Descriptor.objects.select_related("skill__sector", "wsos_section").prefetch_related("tags", "categories"))
    for user in world.people:
        eyes, facets = Eyes.of(user, rows), Scope.of(user, timezone.now()).facets
        for question in [Question("", ()), *(world.question() for _ in range(5))]:
            page = ask(user, question.typed, chosen=question.chosen, size=1000)

            right = {row.uid for row in eyes.find(question)}
            assert page.degraded is not indexed
            assert (page.total, set(page.rows)) == (len(right), right), question
            assert {facet: dict(page.facets[facet]) for facet in facets} == {facet: eyes.count(question, facet) for facet in facets}, (
                question
            )
            assert page.facets.keys() == set(facets)
        completed_rightly(eyes, world.chance.choice(["", *WORDS]))


def completed_rightly(eyes: Eyes, word: str) -> None:
    """Hold what the search box offers against the rows."""
    scope = Scope.of(eyes.user, timezone.now())
    for fields, facet in product(((), ("status:draft",)), ("skill", "section", "source", "tag", "status")):
        counts = eyes.count(Question(word, fields), facet) if facet in scope.facets else {}
        labels = Names().labels({facet: counts})[facet]
        typed = " ".join([word, *fields, f"{facet}:"])
        offered = offers(typed, len(typed), scope, lambda rest: understand(rest, scope).as_query())
        assert {(offer.label, offer.hint) for offer in offered} == {(labels[value], str(count)) for value, count in counts.items()}, typed


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "database"])
def test_a_status_is_a_filter_for_those_who_see_what_is_written_or_reviewed(indexed: bool) -> None:
    skill, watched = SkillFactory.create(), SkillFactory.create(team_sees=TeamSees.IN_REVIEW)
    team = member("SKILL_TEAM", watched)
    writer, other, decider = scm(skill), scm(watched), sa(skill)
    draft(skill, writer)
    for one in (skill, watched):
        sent(draft(one, scm(one)), by=scm(one))
    returned = draft(skill, writer)
    sent(returned, by=writer)
    review.return_for_changes(descriptor=returned, seen=returned.change, comment="Tell 2 and 3 apart.", by=decider, at=NOW)
    approved(draft(skill, writer), by=decider)
    imported(skill)
    if indexed:
        indexer.catch_up()
    everything = {"DRAFT": 1, "PENDING_REVIEW": 2, "RETURNED": 1, "APPROVED": 1}

    for user, counts in (
        (writer, {"DRAFT": 1, "PENDING_REVIEW": 1, "RETURNED": 1, "APPROVED": 1}),
        (decider, {"PENDING_REVIEW": 1, "RETURNED": 1, "APPROVED": 1}),
        (other, {"PENDING_REVIEW": 1, "APPROVED": 1}),
        (team, {"PENDING_REVIEW": 1, "APPROVED": 1}),
        (secretariat(), everything | {"DRAFT": 0}),
        (admin(), everything),
    ):
        page = ask(user)
        assert page.total == 2
        assert page.facets["status"] == {status: count for status, count in counts.items() if count}
        for status in ("DRAFT", "PENDING_REVIEW", "RETURNED", "APPROVED"):
            assert ask(user, chosen={"status": frozenset({status})}).total == ask(user, f"status:{status}").total == counts.get(status, 0)
    outsider = UserFactory.create()
    assert "status" not in ask(outsider).facets
    assert [ask(outsider, f"status:{status}").total for status in ("draft", "pending", "returned", "approved")] == [0, 0, 0, 1]


def test_what_changed_since_the_index_was_written_is_neither_shown_nor_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "LATE", timedelta(days=36_500))
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
