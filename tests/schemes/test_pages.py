"""The list of schemes and the page of one: everything of the workbook, and the ways to and from it."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.demo.schemes.write import FOLDER
from assay.formats import from_cis
from assay.history.log import readable_by
from assay.history.timeline import timeline_of
from assay.importing.actions import apply, settled_by_itself
from assay.schemes.balance import criterion_lines, section_lines, total_line
from assay.schemes.models import Aspect, Scheme
from tests import factories as make
from tests.formats.sheets import JUDGEMENT, LADDER, MEASURED, SUB

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def shipped() -> Scheme:
    """Return the shipped demonstration scheme, imported."""
    name = "demo2025_09.xlsx"
    book = from_cis.read((FOLDER / name).read_bytes(), name=name)
    skill, competition = make.SkillFactory.create(code="09"), make.CompetitionFactory.create(code="WSC2025")
    choice = settled_by_itself(book, skill=skill, competition=competition)
    return apply(book, sha256="a" * 64, choice=choice, by=None, at=make.NOW)


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_scheme_shows_everything_that_its_workbook_held(shipped: Scheme, as_user: SignIn) -> None:
    words = text_of(as_user(make.sa(shipped.skill)).get(reverse("scheme", args=[shipped.uid])))

    for aspect in Aspect.objects.filter(sub_criterion__scheme=shipped):
        assert " ".join(aspect.description.split()) in words.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    for sub in shipped.sub_criteria.all():
        assert f"{sub} Day {sub.day}" in words
    assert "26 aspects of judgement 39 measured aspects 100.00 marks" in words
    assert "over by 0.25" in words
    assert "under by 0.25" in words
    assert "the command line" in words


def test_its_aspects_lead_to_their_descriptors_and_these_back(shipped: Scheme, as_user: SignIn) -> None:
    client, url = as_user(make.scm(shipped.skill)), reverse("scheme", args=[shipped.uid])
    aspect = Aspect.objects.filter(sub_criterion__scheme=shipped, type="J")[0]
    assert aspect.descriptor is not None
    there = reverse("descriptor", args=[aspect.descriptor.uid])

    assert f'href="{there}"' in client.get(url).content.decode()
    assert f'href="{url}#row-{aspect.row}"' in client.get(there).content.decode()


def test_the_way_back_is_not_there_for_those_who_may_not_go_it(shipped: Scheme, as_user: SignIn) -> None:
    aspect = Aspect.objects.filter(sub_criterion__scheme=shipped, type="J")[0]
    assert aspect.descriptor is not None

    page = as_user(make.scm(make.SkillFactory.create())).get(reverse("descriptor", args=[aspect.descriptor.uid]))

    assert page.status_code == 200
    assert str(shipped.uid) not in page.content.decode()


def test_a_deleted_descriptor_is_no_link(shipped: Scheme, as_user: SignIn) -> None:
    admin = make.admin()
    aspect = Aspect.objects.filter(sub_criterion__scheme=shipped, type="J")[0]
    descriptor = aspect.descriptor
    assert descriptor is not None
    descriptor.deleted_at, descriptor.deleted_by = make.NOW, admin
    descriptor.save()

    page = as_user(admin).get(reverse("scheme", args=[shipped.uid])).content.decode()

    assert reverse("descriptor", args=[descriptor.uid]) not in page


def test_marks_are_told_against_what_the_workbook_declares() -> None:
    book = make.workbook("made.xlsx", SUB, JUDGEMENT, *LADDER, MEASURED, {"D": "M", "E": "Elsewhere", "I": 9, "K": 3})

    sections = [(line.number, line.declared, line.found, line.said) for line in section_lines(book)]

    assert sections == [
        ("1", Decimal(40), Decimal(1), "under by 39.00"),
        ("2", Decimal(60), Decimal("0.5"), "under by 59.50"),
        ("9", None, Decimal(3), "nothing declared"),
    ]
    assert [(line.number, line.said) for line in criterion_lines(book)] == [("A", "under by 95.50")]
    assert total_line(book).said == "under by 95.50"


def test_the_list_is_narrowed_by_skill_and_competition(as_user: SignIn) -> None:
    one, other = make.SkillFactory.create(code="17", name="Web"), make.SkillFactory.create(code="09", name="Software")
    early, late = make.CompetitionFactory.create(code="WSC2022"), make.CompetitionFactory.create(code="WSC2024")
    for skill, competition in ((one, early), (one, late), (other, late)):
        make.scheme(skill, competition)
    client = as_user(make.admin())

    def titles(**query: str) -> set[str]:
        page = client.get(reverse("schemes"), query).content.decode()
        return set(re.findall(r"data-open>([^<]+)</a>", page))

    assert titles() == {"17 Web · WSC2022", "17 Web · WSC2024", "09 Software · WSC2024"}
    assert titles(skill="17") == {"17 Web · WSC2022", "17 Web · WSC2024"}
    assert titles(skill="17", competition="WSC2024") == {"17 Web · WSC2024"}
    assert titles(skill="09", competition="WSC2022") == set()
    assert titles(skill="no such", page="99") == titles()


def test_an_scm_lists_the_schemes_of_their_skill_alone(as_user: SignIn) -> None:
    skill, competition = make.SkillFactory.create(code="17", name="Web"), make.CompetitionFactory.create(code="WSC2024")
    make.scheme(skill, competition)
    make.scheme(make.SkillFactory.create(code="09", name="Software"), competition)
    client = as_user(make.scm(skill))

    page = client.get(reverse("schemes")).content.decode()

    assert "17 Web · WSC2024" in page
    assert "Software" not in page
    assert "1 imported marking scheme" in client.get(reverse("skill", args=["17"])).content.decode()
    assert "imported marking scheme" not in client.get(reverse("skill", args=["09"])).content.decode()


def test_the_list_says_that_it_is_empty_and_what_to_do(as_user: SignIn) -> None:
    skill = make.SkillFactory.create()

    assert "Import a scheme" in as_user(make.admin()).get(reverse("schemes")).content.decode()
    assert "An administrator imports" in as_user(make.sa(skill)).get(reverse("schemes")).content.decode()


@pytest.mark.parametrize("page", ["schemes", "scheme"])
def test_pages_ask_no_more_for_three_rows_than_for_one(
    as_user: SignIn, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]], page: str
) -> None:
    client, skill, counts = as_user(make.admin()), make.SkillFactory.create(), []
    aspects = [{**JUDGEMENT, "E": f"Aspect {number}"} for number in range(3)]

    for rows in (aspects[:1], aspects):
        book = make.workbook("made.xlsx", SUB, *(row for aspect in rows for row in (aspect, *LADDER)))
        made = [make.scheme(skill, make.CompetitionFactory.create(), book=book) for _ in rows]
        with queries_of() as queries:
            client.get(reverse("schemes") if page == "schemes" else reverse("scheme", args=[made[0].uid]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_import_is_told_to_those_who_may_open_the_scheme() -> None:
    skill = make.SkillFactory.create(code="17", name="Web")
    writer = make.scm(skill)
    scheme = make.scheme(skill, make.CompetitionFactory.create(code="WSC2024"), by=writer, as_drafts=True)

    told = {
        who: [moment.sentence for moment in timeline_of("import", scheme.uid, user)]
        for who, user in {"scm": writer, "sa": make.sa(skill)}.items()
    }

    assert told == {"scm": [f"{writer} imported it into 1 draft"], "sa": []}
    assert readable_by(writer).filter(subject_type="import").exists()
    assert not readable_by(make.sa(skill)).filter(subject_type="import").exists()
