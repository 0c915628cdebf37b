"""Who curates what: administrators the whole library, Skill Advisors what was imported for their skills, nobody else anything."""

from itertools import product

import pytest

from assay.descriptors.curating.actions import Sorting, curate, put_away
from assay.descriptors.curating.adding import Entry, add_one
from assay.descriptors.models import Descriptor, Quality
from assay.descriptors.wording import Wording
from assay.errors import NotAllowed
from assay.history.models import Event
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, admin, approved, draft, imported, member, sa, scm, secretariat, sent

pytestmark = pytest.mark.django_db

STATES = ("imported", "imported elsewhere", "made here", "approved", "deleted", "draft", "pending")
ALLOWED = {
    "admin": {"imported", "imported elsewhere", "made here", "approved", "deleted"},
    "sa": {"imported"},
    "other sa": {"imported elsewhere"},
    "scm": set(),
    "team": set(),
    "secretariat": set(),
}


def in_every_state(skill: Skill, other: Skill) -> dict[str, Descriptor]:
    author = scm(skill)
    pending, decided = draft(skill, author, name="With the SA"), draft(skill, author, name="Decided")
    sent(pending, by=author)
    return {
        "imported": imported(skill),
        "imported elsewhere": imported(other),
        "made here": imported(skill, created_by=admin()),
        "approved": approved(decided, by=sa(skill)),
        "deleted": imported(skill, deleted_at=NOW, deleted_by=admin()),
        "draft": draft(skill, author, name="Draft"),
        "pending": pending,
    }


def test_the_list_of_each_person_is_what_they_may_curate(skill: Skill) -> None:
    other = SkillFactory.create()
    rows = in_every_state(skill, other)
    people = {
        "admin": admin(),
        "sa": sa(skill),
        "other sa": sa(other),
        "scm": scm(skill),
        "team": member("SKILL_TEAM", skill),
        "secretariat": secretariat(),
    }

    for who, state in product(ALLOWED, STATES):
        person, row = people[who], rows[state]
        may = person.has_perm("descriptors.view", row) and person.has_perm("descriptors.curate", row)
        assert may == (state in ALLOWED[who]), (who, state)
        assert Descriptor.objects.curated_by(person).filter(pk=row.pk).exists() == may, (who, state)


@pytest.mark.parametrize("state", STATES)
def test_an_action_asks_for_the_right(skill: Skill, state: str) -> None:
    row = in_every_state(skill, SkillFactory.create())[state]
    before = Event.objects.count()

    for person in (scm(skill), secretariat(), *([] if state in {"imported", "deleted"} else [sa(skill)])):
        with pytest.raises(NotAllowed):
            curate(descriptor=row, seen=row.change, by=person, at=NOW, sorting=Sorting(quality=Quality.GOOD))

    assert Event.objects.count() == before


def test_only_an_administrator_adds_deletes_and_restores(skill: Skill, advisor: object) -> None:
    row = imported(skill)
    entry = Entry(Wording("Home page design", ("", "Basic styling", "", "")), skill, "Manual")
    for person in (sa(skill), scm(skill), secretariat()):
        with pytest.raises(NotAllowed):
            add_one(entry=entry, by=person, at=NOW)
        with pytest.raises(NotAllowed):
            put_away(rows=[(row, row.change)], by=person, at=NOW, deleted=True)

    assert Descriptor.objects.get().deleted_at is None
