"""Whatever changes, nobody sees, counts or is offered what is not theirs, at once, even while nobody writes the index."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.accounts.models import User
from assay.descriptors.models import Descriptor, Quality
from assay.descriptors.search import index, indexer, schema
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.reading import every_row, read
from assay.descriptors.search.similar import related, similar
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.history.record import Fact, record
from assay.standards.models import Membership, Role, TeamSees
from assay.standards.roles import forget_roles
from tests.descriptors.search.asking import ask
from tests.descriptors.search.test_rights import World
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = timedelta(days=9)


class Undone(Exception):
    """Ends an example; everything in it is rolled back."""


def may_see(user: User, row: Descriptor, mine: set[tuple[str, int]]) -> bool:
    """Return what the table of rights says, read from docs/workflow.md and not from the code; `mine` are the person's roles and skills."""
    manages, advises = (Role.SCM, row.skill_id) in mine, (Role.SA, row.skill_id) in mine
    oversees = user.access == "SECRETARIAT"
    watches = (Role.SKILL_TEAM, row.skill_id) in mine and row.skill is not None and row.skill.team_sees == TeamSees.IN_REVIEW
    hidden = row.confidential_until is not None and row.confidential_until > timezone.now()
    if user.is_admin or (hidden and not (manages or advises or oversees)):
        return user.is_admin
    if row.batch_status == DRAFT:
        return manages
    if row.batch_status in {PENDING_REVIEW, RETURNED}:
        return manages or advises or oversees or watches
    if row.batch_status is None and row.quality_indicator == Quality.NEEDS_REVIEW:
        return manages or oversees or any(role == Role.SA for role, _skill in mine)
    return True


def changed(row: Descriptor, **fields: object) -> None:
    """Change a row as the actions do: with its event."""
    Descriptor.objects.filter(pk=row.pk).update(change=row.change + 1, **fields)
    record([Fact("descriptor", row.uid, "edited")], by=None, at=NOW)


ROWS: dict[str, Callable[[World, Descriptor], None]] = {
    "becomes confidential": lambda _world, row: changed(row, confidential_until=timezone.now() + LATER),
    "is told": lambda _world, row: changed(row, confidential_until=timezone.now() - LATER),
    "is deleted": lambda world, row: changed(row, deleted_at=NOW, deleted_by=world.decider) if row.batch_status != PENDING_REVIEW else None,
    "is merged": lambda world, row: changed(row, merged_into=world.rows[0]) if row.pk != world.rows[0].pk else None,
    "needs review": lambda _world, row: changed(row, quality_indicator=Quality.NEEDS_REVIEW) if row.batch_status is None else None,
    "moves": lambda world, row: changed(row, skill=world.chance.choice(world.skills)) if row.batch_status is None else None,
    "is withdrawn": lambda _world, row: (
        changed(row, batch_status=DRAFT, batch=None, submitted_at=None) if row.batch_status == PENDING_REVIEW else None
    ),
}
PEOPLE: dict[str, Callable[[World, User], object]] = {
    "loses a role": lambda _world, user: Membership.objects.filter(user=user).delete(),
    "is no admin": lambda _world, user: User.objects.filter(pk=user.pk).update(is_admin=False),
    "leaves the secretariat": lambda _world, user: User.objects.filter(pk=user.pk).update(access="MEMBER"),
    "manages a skill": lambda world, user: Membership.objects.get_or_create(skill=world.skills[0], user=user, role=Role.SCM),
}


@given(seed=st.integers(0, 2**32 - 1), steps=st.lists(st.sampled_from([*ROWS, *PEOPLE]), min_size=1, max_size=8))
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_seen_counted_and_offered_is_what_the_table_says(seed: int, steps: list[str]) -> None:
    with pytest.raises(Undone), transaction.atomic():
        lived(World(random.Random(seed)), steps)  # noqa: S311  chance that can be repeated


def lived(world: World, steps: list[str]) -> None:
    """Change rows and rights while nobody writes the index, look with everybody's eyes, then once more with the index caught up."""
    indexer.catch_up()
    before = {row.pk: row.change for row in world.rows}
    for step in steps:
        if step in ROWS:
            ROWS[step](world, Descriptor.objects.get(pk=world.chance.choice(world.rows).pk))
        else:
            PEOPLE[step](world, world.chance.choice(world.people))
    rows = [row for row in Descriptor.objects.live().select_related("skill") if row.pk in before]
    people = list(User.objects.filter(pk__in=[person.pk for person in world.people]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "LATE", timedelta(days=36_500))
        for person in people:  # what changed is not found yet, and everything else is as the table says
            holds(person, rows, {row.pk for row in rows if row.change != before[row.pk]}, world.chance)
    indexer.catch_up()
    for person in people:
        holds(person, rows, set(), world.chance)
    raise Undone


def holds(user: User, rows: list[Descriptor], changed: set[int], chance: random.Random) -> None:
    """Hold one person's list, counts, near-duplicates and related ones against the table."""
    forget_roles(user)
    mine = set(Membership.objects.filter(user=user).values_list("role", "skill_id"))
    seen = {row.uid for row in rows if may_see(user, row, mine)}
    library = [row for row in rows if row.uid in seen and row.batch_status in {None, APPROVED} and row.amends_id is None]
    found = [row for row in library if row.pk not in changed]
    page = ask(user, size=1000)
    assert not page.degraded
    assert set(page.rows) == {row.uid for row in found}
    assert page.total == len(found)
    assert dict(page.facets["quality"]) == dict(Counter(str(row.quality_indicator) for row in found))
    assert dict(page.facets["skill"]) == dict(Counter(row.skill.code for row in found if row.skill))

    scope, one = Scope.of(user, timezone.now()), chance.choice(rows)
    assert {near.descriptor.uid for near in similar(one.wording, scope)} <= seen
    beside = related(one, scope)
    told = {near.descriptor.uid for near in beside.elsewhere} | {row.uid for row in beside.in_section}
    assert told <= {row.uid for row in library}


def test_every_row_is_of_a_class_that_the_index_knows() -> None:
    World(random.Random(7))  # noqa: S311  chance that can be repeated
    classes = {schema.visibility(row) for row in read(every_row())}
    assert classes <= schema.CLASSES
    assert len(classes) >= 4
