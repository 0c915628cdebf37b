"""docs/workflow.md says what the code does, table by table."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.module_loading import import_string

from assay.accounts.models import Access, User
from assay.descriptors import actions as writing
from assay.descriptors.models import Descriptor, Quality, Submission
from assay.descriptors.states import MAY_BECOME, BatchStatus
from assay.errors import NotAllowed
from assay.history.log import readable_by
from assay.history.models import Event
from assay.history.sentences import SENTENCES
from assay.history.views import may_read
from assay.review import actions
from assay.review.talk.actions import Words, comment
from assay.review.talk.reading import comments_visible_to
from assay.standards.models import Skill, TeamSees
from tests.factories import NOW, SkillFactory, UserFactory, admin, deputised, draft, imported, member, sa, scm, secretariat, sent

PAGE = Path(__file__).parents[1] / "docs" / "workflow.md"
COLUMNS = ["no access", "skill team", "SCM, own", "SCM, other", "SA, own", "deputy", "SA, other", "secretariat", "admin"]
DESCRIPTOR_TABLES = (Descriptor, Submission, Event)


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading, without its head."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def states(cell: str) -> set[BatchStatus]:
    """Return the states that a cell names."""
    return {BatchStatus(name) for name in cell.split(", ")} if cell not in ("–", "same") else set()


def test_may_become_is_the_table() -> None:
    assert {BatchStatus(to): states(from_) for to, from_ in table("What may become what")} == {
        to: set(from_) for to, from_ in MAY_BECOME.items()
    }


def test_every_transition_names_an_action_and_a_verb_with_a_sentence() -> None:
    for name, _who, _from, _to, verb, _needs in table("Transitions"):
        assert callable(import_string(name.strip("`")))
        assert ("descriptor", verb) in SENTENCES


def test_the_transitions_are_exactly_the_possible_moves() -> None:
    moves = {(to, from_) for _name, _who, before, after, *_rest in table("Transitions") for to in states(after) for from_ in states(before)}

    assert moves == {(to, from_) for to, sources in MAY_BECOME.items() for from_ in sources}


def test_every_constraint_is_on_the_page_and_nothing_else() -> None:
    said = {name.strip("`") for name, _meaning in table("Always true")}
    kept = {constraint.name for model in DESCRIPTOR_TABLES for constraint in model._meta.constraints}

    assert said == kept


@pytest.mark.django_db
@pytest.mark.either_engine
def test_the_rights_are_the_table() -> None:
    found = {line: {column: answer(line, column) for column in COLUMNS} for line in CASES}
    page = {line: {column: cell == "✓" for column, cell in zip(COLUMNS, cells, strict=True)} for line, *cells in table("Who may")}

    assert found == page


def answer(line: str, column: str) -> bool:
    """Ask the code: a skill of its own for every cell, so that no right leaks from another."""
    skill = SkillFactory.create()
    return CASES[line](person(column, skill), skill)


def person(column: str, skill: Skill) -> User:
    """Return somebody of a column."""
    other = SkillFactory.create()
    return {
        "no access": lambda: UserFactory.create(access=Access.PENDING),
        "skill team": lambda: member("SKILL_TEAM", skill),
        "SCM, own": lambda: scm(skill),
        "SCM, other": lambda: scm(other),
        "SA, own": lambda: sa(skill),
        "deputy": lambda: deputised(skill, absent=sa(skill), person=scm(other)).person,
        "SA, other": lambda: sa(other),
        "secretariat": secretariat,
        "admin": admin,
    }[column]()


def pending(skill: Skill) -> Descriptor:
    manager = scm(skill)
    one = draft(skill, manager)
    sent(one, by=manager)
    return one


def returned(skill: Skill) -> Descriptor:
    one = pending(skill)
    return actions.return_for_changes(descriptor=one, seen=one.change, comment="2 and 3 are alike.", by=sa(skill), at=NOW)


def approved(skill: Skill) -> Descriptor:
    one = pending(skill)
    return actions.approve(descriptor=one, seen=one.change, by=sa(skill), at=NOW)


def deleted(skill: Skill) -> Descriptor:
    manager = scm(skill)
    one = draft(skill, manager)
    return writing.delete(descriptor=one, seen=one.change, by=manager, at=NOW)


def watched(skill: Skill) -> Descriptor:
    Skill.objects.filter(pk=skill.pk).update(team_sees=TeamSees.IN_REVIEW)
    return pending(skill)


def sees(make: Callable[[Skill], Descriptor]) -> Callable[[User, Skill], bool]:
    """Ask rule and queryset, which must agree."""

    def ask(user: User, skill: Skill) -> bool:
        row = make(skill)
        by_rule = user.has_perm("descriptors.view", Descriptor.objects.get(pk=row.pk))
        assert by_rule == Descriptor.objects.visible_to(user).filter(pk=row.pk).exists()
        assert not Descriptor.objects.visible_to(AnonymousUser()).filter(pk=row.pk).exists()
        return by_rule

    return ask


def may(permission: str, make: Callable[[Skill], object]) -> Callable[[User, Skill], bool]:
    return lambda user, skill: user.has_perm(permission, make(skill))


def decides(user: User, skill: Skill) -> bool:
    row = pending(skill)
    try:
        actions.approve(descriptor=row, seen=row.change, by=user, at=NOW)
    except NotAllowed:
        return False
    return True


def reads_the_log(user: User, skill: Skill) -> bool:
    pending(skill)
    return may_read(user) and readable_by(user).filter(skill=skill.uid, verb="submitted").exists()


def reads_to_reviewers(user: User, skill: Skill) -> bool:
    row, advisor = watched(skill), sa(skill)
    comment(uid=uuid.uuid4(), descriptor=row, words=Words("Between us.", to_reviewers=True), by=advisor, at=NOW)
    return comments_visible_to(user).exists()


def confidential(skill: Skill) -> Descriptor:
    return imported(skill, confidential_until=timezone.now() + timedelta(days=1))


CASES: dict[str, Callable[[User, Skill], bool]] = {
    "see: imported, reference": sees(imported),
    "see: approved": sees(approved),
    "see: imported, confidential": sees(confidential),
    "see: imported, needs review": sees(lambda skill: imported(skill, quality_indicator=Quality.NEEDS_REVIEW)),
    "see: draft": sees(lambda skill: draft(skill, scm(skill))),
    "see: pending": sees(pending),
    "see: returned": sees(returned),
    "see: pending, where the team sees reviews": sees(watched),
    "see: deleted draft": sees(deleted),
    "comments and wording before approval": may("descriptors.see_review", pending),
    "write comments on what is in review": may("review.comment", pending),
    "the same, where the team sees reviews": may("review.comment", watched),
    "comments to reviewers only": reads_to_reviewers,
    "create": may("descriptors.write_in", lambda skill: skill),
    "edit, delete, restore": may("descriptors.edit", returned),
    "submit": may("descriptors.submit", returned),
    "withdraw": may("descriptors.withdraw", pending),
    "propose an amendment": may("descriptors.amend", approved),
    "approve, return": decides,
    "curate an imported one": may("descriptors.curate", imported),
    "curate an approved one": may("descriptors.curate", approved),
    "add, merge, delete in the library": may("descriptors.administer", approved),
    "event log of the skill": reads_the_log,
}
