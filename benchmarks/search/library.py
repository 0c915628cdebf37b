"""Fill a database with N descriptors, the same ones for the same seed: real rows with revisions, events, sorting and batches."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.db import connection, transaction

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Category, Descriptor, Quality, Revision, Submission, Tag
from assay.descriptors.recording import fact_of, fields_of
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Outcome
from assay.descriptors.wording import Wording
from assay.history.record import record, take
from assay.names import name_key
from assay.standards.models import Membership, Role, Skill, StandardSection
from assay.standards.shipped import load_shipped
from benchmarks.search.words import Vocabulary, Writer, zipf

SEED = 20_260_922
STEP = 2_000  # rows a transaction
BEGUN = datetime(2020, 1, 6, 8, tzinfo=UTC)
SPAN = timedelta(days=1_700)
FAR_AHEAD = datetime(2099, 1, 1, tzinfo=UTC)
SOURCES = ("WSC2019", "WSC2022", "WSC2024", "ES2021", "ES2023", "ES2025", "WSUK2024", "NAT2022", "NAT2023", "NAT2024", "NAT2025", "Manual")
TAGS, CATEGORIES = 800, 24
SCM_SKILLS = ("09", "17")
# (state, quality, how often): what a library looks like after some years.
KINDS: tuple[tuple[str | None, Quality, float], ...] = (
    (None, Quality.REFERENCE, 0.50),
    (None, Quality.NEEDS_REVIEW, 0.14),
    (None, Quality.EXCELLENT, 0.02),
    (APPROVED, Quality.GOOD, 0.24),
    (APPROVED, Quality.EXCELLENT, 0.05),
    (DRAFT, Quality.NEEDS_REVIEW, 0.03),
    (PENDING_REVIEW, Quality.NEEDS_REVIEW, 0.01),
    (RETURNED, Quality.NEEDS_REVIEW, 0.01),
)
CONFIDENTIAL = 0.03

Progress = Callable[[int], None]
Pairs = list[tuple[int, int]]


@dataclass
class People:
    """The accounts that take part; roles, not persons."""

    admin: User
    member: User
    scm: User
    sa: User
    author: User
    decider: User


@dataclass
class World:
    """What rows refer to, and the chance that chooses among it."""

    chance: Random
    people: People
    skills: list[Skill]
    sections: dict[int, list[int]]
    writers: dict[int, Writer]
    batches: dict[int, Batch]
    tags: list[int]
    categories: list[int]
    now: datetime
    tag_weights: list[float] = field(default_factory=lambda: [zipf(rank) for rank in range(1, TAGS + 1)])

    def some(self, rows: list[int], most: int, weights: list[float] | None = None) -> list[int]:
        """Return up to `most` of the rows, the first ones more often."""
        return list(dict.fromkeys(self.chance.choices(rows, weights, k=self.chance.randrange(most + 1))))

    def uid(self) -> uuid.UUID:
        """Return an identifier that the seed decides."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)


def fill(count: int, progress: Progress) -> None:
    """Write `count` descriptors into an empty, migrated database."""
    world = prepare(Random(SEED))
    rows = (row_of(world) for _ in range(count))
    done = 0
    while step := list(islice(rows, STEP)):
        write(world, step)
        done += len(step)
        progress(done)
    analyse()


def analyse() -> None:
    """Let the database know what it holds, as a living one does by itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")  # which a page's question would not need
        cursor.execute("ANALYZE")


@transaction.atomic
def prepare(chance: Random) -> World:
    """Make everything but descriptors."""
    load_shipped(at=BEGUN)
    vocabulary = Vocabulary(chance)
    names = [vocabulary.general.draw(2) for _ in range(3 * TAGS)]
    words = list(dict.fromkeys(" ".join(pair).capitalize() for pair in names))
    tags = Tag.objects.bulk_create(Tag(name=name, name_key=name_key(name)) for name in words[:TAGS])
    categories = Category.objects.bulk_create(Category(name=name, name_key=name_key(name)) for name in words[TAGS : TAGS + CATEGORIES])
    skills = list(Skill.objects.select_related("sector"))
    people = people_of({skill.code: skill for skill in skills})
    uses = StandardSection.objects.filter(standard__competition__code="WSC2026").values_list("standard__skill", "section")
    sections: dict[int, list[int]] = {skill.pk: [] for skill in skills}
    for skill, section in uses.order_by("standard__skill", "number"):
        sections[skill].append(section)
    return World(
        chance=chance,
        people=people,
        skills=skills,
        sections=sections,
        writers={skill.pk: Writer(vocabulary) for skill in skills},
        batches={skill.pk: Batch.objects.create(skill=skill, number=1, sent_by=people.author, sent_at=BEGUN) for skill in skills},
        tags=[tag.pk for tag in tags],
        categories=[category.pk for category in categories],
        now=BEGUN + SPAN,
    )


def people_of(skills: dict[str, Skill]) -> People:
    """Make the accounts: an SCM and an SA of two skills, an administrator, a member, and those who wrote and decided."""
    made = {
        name: User.objects.create_user(f"{name}@example.org", name=name, access=Access.MEMBER, is_admin=name == "admin")
        for name in People.__dataclass_fields__
    }
    for name, role in (("scm", Role.SCM), ("sa", Role.SA)):
        Membership.objects.bulk_create(Membership(skill=skills[code], user=made[name], role=role) for code in SCM_SKILLS)
    return People(**made)


def row_of(world: World) -> Descriptor:
    """Return one descriptor, not saved yet."""
    chance = world.chance
    skill = chance.choice(world.skills)
    state, quality, _share = chance.choices(KINDS, [share for *_, share in KINDS])[0]
    name, levels = world.writers[skill.pk].aspect()
    at = BEGUN + SPAN * chance.random()
    return Descriptor(
        uid=world.uid(),
        skill=skill,
        sector=skill.sector,
        source="SCM" if state else chance.choice(SOURCES),
        code=f"{chance.choice('ABCDEFG')}{chance.randrange(1, 9)}.{chance.randrange(1, 20)}" if chance.random() < 0.4 else "",  # noqa: PLR2004
        quality_indicator=quality,
        batch_status=state,
        confidential_until=FAR_AHEAD if chance.random() < CONFIDENTIAL else None,
        created_at=at,
        updated_at=at,
        **workflow(world, skill, state, at),
        **fields_of(Wording(name, levels, chance.choice(world.sections[skill.pk]))),
    )


def workflow(world: World, skill: Skill, state: str | None, at: datetime) -> dict[str, Any]:
    """Return what a state needs beside its name."""
    if state is None:
        return {}
    found: dict[str, Any] = {"created_by": world.people.scm if state == DRAFT else world.people.author}
    if state != DRAFT:
        found |= {"batch": world.batches[skill.pk], "submitted_at": at}
    if state in {APPROVED, RETURNED}:
        found |= {"reviewer": world.people.decider, "reviewed_at": at, "review_comment": "Tell 2 and 3 apart."}
    return found


@transaction.atomic
def write(world: World, rows: list[Descriptor]) -> None:
    """Save rows with their revisions, sorting, submissions and events."""
    first = take("descriptors", len(rows))
    for number, row in enumerate(rows, start=first):
        row.number = number
    Descriptor.objects.bulk_create(rows)
    Revision.objects.bulk_create(revision_of(row) for row in rows)
    tagged, sorted_in = Descriptor.tags.through, Descriptor.categories.through
    tags: Pairs = [(row.pk, tag) for row in rows for tag in world.some(world.tags, 4, world.tag_weights)]
    categories: Pairs = [(row.pk, category) for row in rows for category in world.some(world.categories, 2)]
    tagged.objects.bulk_create(tagged(descriptor_id=row, tag_id=tag) for row, tag in tags)
    sorted_in.objects.bulk_create(sorted_in(descriptor_id=row, category_id=category) for row, category in categories)
    Submission.objects.bulk_create(submission_of(row) for row in rows if row.batch_id)
    record([fact_of(row, "imported") for row in rows], by=None, at=world.now, transaction=world.uid())


def revision_of(row: Descriptor) -> Revision:
    """Return the first revision of a row."""
    kept = {name: value for name, value in fields_of(row.wording).items() if name != "wording_key"}
    return Revision(descriptor=row, number=1, author=row.created_by, at=row.created_at, **kept)


def submission_of(row: Descriptor) -> Submission:
    """Return the round in which a row was sent, decided unless it waits."""
    decided = (
        {} if row.batch_status == PENDING_REVIEW else {"decided_by": row.reviewer, "decided_at": row.reviewed_at, "version_decided": 1}
    )
    outcome = {APPROVED: Outcome.APPROVED, RETURNED: Outcome.RETURNED}.get(row.batch_status)
    return Submission(descriptor=row, batch=row.batch, round=1, version_sent=1, came_from=DRAFT, outcome=outcome, **decided)
