"""Measurement aspects are found by words as descriptors are: forms, beginnings, slips; never by what a person may not read."""

import random
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assay.accounts.models import User
from assay.descriptors.search.asked import Scope
from assay.descriptors.search.query import understand
from assay.schemes.measurements.asking import asked
from assay.schemes.measurements.finding import Readable
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.formats.sheets import MEASURED
from tests.schemes.measurements.measuring import scheme_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/library/measurements/"


def scheme(skill: Skill, *descriptions: str, **fields: Any) -> Scheme:
    rows = [MEASURED | {"E": text, "H": ""} for text in descriptions]
    return scheme_of(skill, *rows, **fields)


def listing(client: Client, typed: str, **query: str) -> Any:
    return client.get(URL, {"q": typed, **query}).context["listing"]


def names(client: Client, typed: str, **query: str) -> list[str]:
    return [entry["plain_name"] for entry in listing(client, typed, **query).entries]


def test_a_beginning_finds_no_strangers_and_a_whole_word_only_its_forms(reader: Client, skill: Skill) -> None:
    scheme(skill, "Measuring tools", "Measured twice", "Meaning of colour", "Article in place")

    assert sorted(names(reader, "meas")) == ["Measured twice", "Measuring tools"]
    assert sorted(names(reader, "measure ")) == ["Measured twice", "Measuring tools"]
    assert names(reader, "art ") == []
    assert names(reader, "art") == ["Article in place"]
    assert sorted(names(reader, "-a ")) == ["Article in place", "Meaning of colour", "Measured twice", "Measuring tools"]


def test_a_slip_is_corrected_said_and_can_be_insisted_on(reader: Client, skill: Skill) -> None:
    scheme(skill, "Earthing at each socket", "Label in place")

    page = reader.get(URL, {"q": "earthign "}).content.decode()

    assert "<mark>Earthing</mark> at each socket" in page
    assert (
        '<strong>earthing</strong> · <a href="/library/measurements/?q=earthign+&amp;as_typed=1">search for “earthign” instead</a>' in page
    )
    assert names(reader, "sokcet label") == []
    assert names(reader, "earthing sokcet ") == ["Earthing at each socket"]
    assert names(reader, "earthign ", as_typed="1") == []
    copied = reader.get(f"{URL}copy/", {"q": "earthign ", "as": "text"}, headers={"accept": "text/plain"}).content.decode()
    assert copied.startswith("Earthing at each socket")
    for other in ("arthing ", "-earthign ", '"earthign"', "label "):
        assert listing(reader, other).page.corrected == (), other


def test_no_word_is_corrected_with_one_that_the_person_may_not_read(as_user: SignIn, skill: Skill) -> None:
    scheme(skill, "Bricklaying", confidential_until=timezone.now() + timedelta(days=1))
    scheme(skill, "Plastering", into_drafts=True)
    scheme(skill, "Carpentry", undone_at=timezone.now(), undone_by=make.admin())
    scheme(make.SkillFactory.create(), "Label in place")
    writer = as_user(make.scm(skill))
    assert names(writer, "bricklayign ") == ["Bricklaying"]
    assert names(writer, "plasterign ") == ["Plastering"]

    reader = as_user(make.UserFactory.create())
    for typed in ("bricklayign ", "plasterign ", "carpetnry "):
        assert (listing(reader, typed).page.corrected, names(reader, typed)) == ((), []), typed


def test_what_is_imported_later_is_found_at_once_and_what_is_undone_no_more(reader: Client, skill: Skill) -> None:
    scheme(skill, "Earthing at each socket")
    assert names(reader, "label") == []
    later = scheme(skill, "Label in place")
    assert names(reader, "label") == ["Label in place"]
    Scheme.objects.filter(pk=later.pk).update(undone_at=timezone.now(), undone_by=make.admin())
    assert names(reader, "label") == []
    assert names(reader, "labell ") == []


def test_those_that_say_it_in_their_description_come_first_then_the_latest_competition(reader: Client, skill: Skill) -> None:
    old = scheme(skill, "Label in place", "Nothing here")
    Aspect.objects.filter(sub_criterion__scheme=old, description="Nothing here").update(extra="but a label")
    old.competition.first_day = old.competition.first_day - timedelta(days=700)
    old.competition.save()
    scheme(skill, "Second label", "First socket", "A label, third")

    assert names(reader, "label ") == ["Second label", "A label, third", "Label in place", "Nothing here"]
    assert [names(reader, "", per="20", page=page) for page in ("1", "2")][1] == []


WORDS = ["socket", "label", "earthing", "cable", "torque", "gap", "mortar", "bricks", "flush", "polished"]


@given(seed=st.integers(0, 2**32 - 1))
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_found_counted_and_corrected_comes_from_what_the_person_may_read(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  chance that can be repeated
    skills = make.SkillFactory.create_batch(2)
    later, before = timezone.now() + timedelta(days=9), timezone.now() - timedelta(days=9)
    states: list[dict[str, Any]] = [{}, {"into_drafts": True}, {"confidential_until": later}, {"confidential_until": before}]
    states.append({"undone_at": before, "undone_by": make.admin()})
    for _ in range(4):
        texts = [" ".join(chance.sample(WORDS, 3)) for _ in range(3)]
        scheme(chance.choice(skills), *texts, **chance.choice(states))
    people = [make.scm(skills[0]), make.sa(skills[1]), make.secretariat(), make.admin(), make.UserFactory.create()]
    for person in people:
        seen = [row.description for row in Aspect.objects.measured_for(person, now=timezone.now())]
        readable = Readable.of(person, timezone.now())
        for typed in (f"{chance.choice(WORDS)} ", " ".join(chance.sample(WORDS, 2)) + " ", f"-{chance.choice(WORDS)} "):
            question = asked(understand(typed, Scope.of(person, timezone.now())), {})
            expected = [text for text in seen if all((word.lstrip("-") in text.split()) != word.startswith("-") for word in typed.split())]
            found = readable.matching(question)
            assert found.total({}) == len(expected)
            keys = found.keys(question, 0, 9_999)
            assert sorted(Aspect.objects.filter(pk__in=keys).values_list("description", flat=True)) == sorted(expected)
        slip = re.sub(r"^(.)(.)(.)", r"\1\3\2", chance.choice(WORDS))
        clauses = understand(f"{slip} ", Scope.of(person, timezone.now())).clauses
        meant = [word for _typed, word in readable.meant_by(clauses)]
        assert set(meant) <= {word for text in seen for word in text.split()}
