"""Who is asked first, and who is told when a batch is long past its due date; off unless a skill switches it on."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch
from assay.standards.deputies.acting import Advisor, advisors_in
from assay.standards.models import EscalateTo, Skill


def asked(skill: Skill, advisors: Sequence[Advisor], *, able: Collection[int]) -> list[User]:
    """Return whom a skill asks among those who are able (primary keys): all, or where it passes on to others, one and their deputies."""
    found = [one for one in advisors if one.person.pk in able]
    if skill.escalate_after is None or skill.escalate_to != EscalateTo.OTHERS:
        return unique(found)
    own = sorted((one for one in found if one.absent is None), key=lambda one: (one.person.pk != skill.asked_first_id, one.order))
    if not own:
        return unique(found)
    first = own[0].person
    return unique(one for one in found if first in (one.person, one.absent))


def unique(advisors: Iterable[Advisor]) -> list[User]:
    """Return the people, each once."""
    return unique_people(one.person for one in advisors)


def unique_people(people: Iterable[User]) -> list[User]:
    """Return the people, each once, in their order."""
    return list(dict.fromkeys(people))


def asked_of(skill: Skill, *, but: User) -> list[User]:
    """Return whom a skill tells of what `but` sends."""
    advisors = advisors_in([skill.pk])
    return asked(skill, advisors, able={one.person.pk for one in advisors} - {but.pk})


def escalates_on(batch: Batch) -> date | None:
    """Return from which day on somebody else is told, or None."""
    days = batch.skill.escalate_after
    return batch.due_on + timedelta(days=days) if batch.due_on is not None and days is not None else None


def secretariat() -> list[User]:
    """Return the secretariat; where there is none, the administrators."""
    active = User.objects.filter(is_active=True)
    return list(active.filter(access=Access.SECRETARIAT)) or list(active.filter(is_admin=True))
