"""The upload page: who may, what is refused and how it is said, what waits."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.formats.guard import LARGEST_UPLOAD
from assay.importing.actions import forget_old
from assay.importing.models import WAITS, Import
from assay.notifications import loop
from assay.standards.models import StandardSection
from tests import factories as make
from tests.formats import hostile
from tests.formats.sheets import workbook
from tests.importing.conftest import Upload

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_a_workbook_that_was_read_waits_at_an_address_of_its_own(use: StandardSection, as_user: SignIn, post_file: Upload) -> None:
    by = make.scm(use.standard.skill)

    answer = post_file(as_user(by), name="../../etc/09_made_WSC2026.xlsx")

    found = Import.objects.get()
    assert answer.headers["Location"] == reverse("import", args=[found.uid])
    assert (found.file, found.skill, found.competition) == ("09_made_WSC2026.xlsx", use.standard.skill, use.standard.competition)
    assert found.uploaded_by == by
    assert not Descriptor.objects.exists()


def test_htmx_is_sent_on_to_the_preview(use: StandardSection, as_user: SignIn, post_file: Upload) -> None:
    answer = post_file(as_user(make.admin()), headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == reverse("import", args=[Import.objects.get().uid])


def test_a_form_that_comes_twice_is_one_upload(use: StandardSection, as_user: SignIn, post_file: Upload) -> None:
    client, uid = as_user(make.admin()), uuid.uuid4()

    first, second = (post_file(client, uid=uid).headers["Location"] for _ in range(2))

    assert first == second
    assert Import.objects.count() == 1


def test_somebody_elses_uid_is_not_taken_over(use: StandardSection, sign_in: SignIn, post_file: Upload) -> None:
    uid = uuid.uuid4()

    post_file(sign_in(make.admin()), uid=uid)
    post_file(sign_in(make.scm(use.standard.skill)), uid=uid)

    assert Import.objects.count() == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b"Skill,Aspect\n17,Home page", "This is not an Excel workbook (.xlsx)."),
        (b"x" * (LARGEST_UPLOAD + 1), "a workbook may have at most 5 MB."),
        (b"x" * (LARGEST_UPLOAD + 2_000_000), "a workbook may have at most 5 MB."),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_a_sentence(as_user: SignIn, post_file: Upload, data: bytes, said: str) -> None:
    answer = post_file(as_user(make.admin()), data)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_at_all_is_said(as_user: SignIn) -> None:
    answer = as_user(make.admin()).post(reverse("imports"), {"uid": str(uuid.uuid4())})

    assert answer.status_code == 422
    assert "Choose the workbook first." in answer.content.decode()


@pytest.mark.parametrize("name", ["bomb", "laughs", "external_entity", "far_corners", "deep_xml"])
def test_a_hostile_file_is_refused_and_nothing_is_kept(as_user: SignIn, post_file: Upload, name: str) -> None:
    answer = post_file(as_user(make.admin()), getattr(hostile, name)())

    assert answer.status_code == 422
    assert "Nothing was imported" in answer.content.decode()
    assert not Import.objects.exists()


def test_another_layout_leads_to_its_columns_with_what_was_looked_for_and_found(as_user: SignIn, post_file: Upload) -> None:
    rubric = workbook({"Kriterien": {1: {"A": "Nr.", "B": "Kriterium", "C": "Punkte"}, 2: {"A": 1, "B": "Sauberkeit", "C": 10}}})
    client = as_user(make.admin())
    answer = client.get(post_file(client, rubric, name="rubric.xlsx").headers["Location"], follow=True)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "The sheet “Kriterien” does not have the layout of a CIS marking scheme." in page
    assert "Headers looked for: Sub Criterion ID, " in page
    assert "Headers found: Nr., Kriterium, Punkte." in page


@pytest.mark.parametrize(
    ("person", "status"),
    [("admin", 200), ("scm", 200), ("sa", 403), ("secretariat", 403), ("team", 403)],
)
def test_administrators_and_scms_import(as_user: SignIn, person: str, status: int) -> None:
    skill = make.SkillFactory.create()
    people = {
        "admin": make.admin,
        "scm": lambda: make.scm(skill),
        "sa": lambda: make.sa(skill),
        "secretariat": make.secretariat,
        "team": lambda: make.member("SKILL_TEAM", skill),
    }

    answer = as_user(people[person]()).get(reverse("imports"))  # type: ignore[no-untyped-call]

    assert answer.status_code == status


def test_one_sees_ones_own_uploads_and_an_administrator_all(sign_in: SignIn) -> None:
    skill = make.SkillFactory.create()
    one, other = make.scm(skill), make.scm(skill)
    make.uploaded(skill, by=one, file="of one.xlsx")
    make.uploaded(skill, by=other, file="of other.xlsx")

    pages = [sign_in(person).get(reverse("imports")).content.decode() for person in (one, other, make.admin())]

    assert [("of one.xlsx" in page, "of other.xlsx" in page) for page in pages] == [(True, False), (False, True), (True, True)]


def test_an_scm_finds_the_way_from_my_skills(as_user: SignIn) -> None:
    page = as_user(make.scm(make.SkillFactory.create())).get(reverse("my_skills")).content.decode()

    assert f'href="{reverse("imports")}"' in page


def test_the_first_page_of_an_administrator_names_what_waits(as_user: SignIn) -> None:
    skill = make.SkillFactory.create()
    found = make.uploaded(skill, by=make.scm(skill), file="waits.xlsx")

    page = as_user(make.admin()).get("/").content.decode()

    assert "waits.xlsx" in page
    assert reverse("import", args=[found.uid]) in page


def test_the_first_page_of_an_administrator_names_a_run_once(as_user: SignIn) -> None:
    run = make.run(by=make.scm(make.SkillFactory.create()), one=b"x", two=b"x")

    page = as_user(make.admin()).get("/").content.decode()

    assert "2 workbooks of a run" in page
    assert reverse("import_run", args=[run.uid]) in page
    assert "one.xlsx" not in page


def test_the_list_asks_no_more_for_three_than_for_one(
    as_user: SignIn, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    client, counts = as_user(make.admin()), []

    for number in (1, 2):
        for _ in range(number):
            skill = make.SkillFactory.create()
            by = make.scm(skill)
            make.uploaded(skill, by=by)
            made = make.scheme(skill, make.CompetitionFactory.create())
            make.uploaded(skill, by=by, scheme=made, applied_at=make.NOW, competition=made.competition)
        with queries_of() as queries:
            client.get(reverse("imports"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_waited_seven_days_is_forgotten_every_hour() -> None:
    skill = make.SkillFactory.create()
    by, now = make.scm(skill), timezone.now()
    old = make.uploaded(skill, by=by, at=now - WAITS)
    young = make.uploaded(skill, by=by, at=now - WAITS + timedelta(minutes=5))
    made = make.scheme(skill, make.CompetitionFactory.create())
    imported = make.uploaded(skill, by=by, at=now - WAITS, scheme=made, applied_at=now)

    assert forget_old in loop.HOURLY
    loop.tidy(now - loop.TIDIED_EVERY)

    assert set(Import.objects.all()) == {young, imported}
    assert old not in {young, imported}
