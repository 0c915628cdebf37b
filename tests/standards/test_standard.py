import uuid
from decimal import Decimal
from typing import Any

import pytest

from assay.errors import Invalid, NotAllowed, Stale
from assay.history.models import Event
from assay.standards.models import Standard
from assay.standards.standard.actions import Use, save_standard, uses_of
from assay.standards.standard.missing import hints, stops
from tests.factories import (
    NOW,
    CompetitionFactory,
    SkillFactory,
    StandardSectionFactory,
    UserFactory,
    WSOSSectionFactory,
    admin,
    member,
    sa,
    scm,
    secretariat,
)

pytestmark = pytest.mark.django_db


def save(uses: list[Use], **given: Any) -> Standard:
    known = {"uid": uuid.uuid4(), "seen": 0, "complete": False, "at": NOW}
    if "skill" not in given:
        known["skill"] = SkillFactory.create()
    if "competition" not in given:
        known["competition"] = CompetitionFactory.create()
    return save_standard(uses=uses, **{"by": admin(), **known, **given})


def use(number: int, weight: str | None = None, **texts: str) -> Use:
    return Use(number, WSOSSectionFactory.create().pk, Decimal(weight) if weight else None, **texts)


@pytest.mark.parametrize("person", [scm, sa])
def test_scms_and_sas_write_the_standard_of_their_skill(person: Any) -> None:
    skill = SkillFactory.create()

    standard = save([use(1, "40"), use(2, "60")], skill=skill, by=person(skill), complete=True)

    assert (standard.is_complete, standard.change, standard.sections.count()) == (True, 1, 2)
    event = Event.objects.get()
    assert (event.subject, event.verb, event.change, event.skill) == (standard.uid, "created", 1, skill.uid)


def test_others_may_not() -> None:
    skill = SkillFactory.create()
    others = [scm(SkillFactory.create()), sa(SkillFactory.create()), member("SKILL_TEAM", skill), secretariat(), UserFactory.create()]

    for person in others:
        with pytest.raises(NotAllowed):
            save([use(1)], skill=skill, by=person)


def test_an_incomplete_one_can_be_saved() -> None:
    standard = save([use(1), use(2, "30")])

    assert not standard.is_complete
    assert [kept.weight for kept in standard.sections.all()] == [None, Decimal(30)]


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([], "no sections"),
        (["40", None], "1 section has no weight. The weights add to 40: 60 are missing."),
        (["40", "59.75"], "The weights add to 99.75: 0.25 are missing."),
        (["60", "60"], "The weights add to 120: 20 too many."),
    ],
)
def test_it_is_not_complete_before_the_weights_add_to_100(weights: list[str | None], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        save([use(n, weight) for n, weight in enumerate(weights, start=1)], complete=True)

    assert said in refused.value.fields["complete"]
    assert not Standard.objects.exists()


def test_weights_of_two_places_add_exactly() -> None:
    assert stops([Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]) == []


def test_numbers_and_sections_stand_once() -> None:
    same = use(1)

    for uses in ([use(1), use(1)], [same, Use(2, same.section)]):
        with pytest.raises(Invalid):
            save(uses)


def test_rows_are_kept_by_number_with_lists_tidied() -> None:
    standard = save([use(2, know="  a \n\n b  c "), use(1)])

    assert [kept.number for kept in standard.sections.all()] == [1, 2]
    assert standard.sections.get(number=2).know == "a\nb c"


def test_a_change_counts_and_is_recorded() -> None:
    standard = save([use(1)])

    changed = save([use(1), use(2)], skill=standard.skill, competition=standard.competition, seen=1)

    assert (changed.pk, changed.uid, changed.change) == (standard.pk, standard.uid, 2)
    assert [event.verb for event in Event.objects.all()] == ["created", "changed"]


def test_a_save_that_changes_nothing_writes_nothing() -> None:
    uses = [use(1, "40"), use(2)]
    standard = save(uses)

    again = save(uses, skill=standard.skill, competition=standard.competition, seen=1)

    assert again.change == 1
    assert Event.objects.count() == 1


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_what_somebody_else_saved_is_not_written_over(seen: int) -> None:
    standard = save([use(1)])
    theirs = [use(1, "20")]
    where = {"skill": standard.skill, "competition": standard.competition}
    save(theirs, seen=1, **where)

    with pytest.raises(Stale) as refused:
        save([use(1, "30")], seen=seen, **where)

    assert refused.value.found == standard
    assert uses_of(standard) == theirs


def test_hints_name_gaps_and_sections_that_ask_nothing() -> None:
    rows = [StandardSectionFactory.build(number=number, know=know) for number, know in ((1, "a"), (3, ""))]

    assert hints(rows) == ["Number 2 is not used.", "1 section does not say what it asks."]
