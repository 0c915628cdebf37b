"""A workbook in a layout nobody foresaw: its columns are assigned by hand, and remembered."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.errors import NotAllowed
from assay.formats import as_json, raw
from assay.formats.by_hand import guessed, likely_header
from assay.history.models import Event
from assay.importing.actions import forget_old
from assay.importing.columns.actions import assign, forget_mapping
from assay.importing.models import WAITS, ColumnMapping, Import, RawRows
from assay.standards.models import StandardSection
from tests import factories as make
from tests.accounts.test_nasty_values import NASTY, encoded
from tests.formats.sheets import workbook
from tests.importing.conftest import Upload

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
COLUMNS = {"column-0": "id", "column-1": "description", "column-2": "score", "column-3": "extra", "column-4": "mark"}
FORM = {"sheet": "0", "header": "3", "guessed_below": "3"} | COLUMNS


def url_of(found: Import) -> str:
    return reverse("import_columns", args=[found.uid])


def descriptions(found: Import) -> list[tuple[str, str]]:
    found.refresh_from_db()
    return [(aspect.type, aspect.description) for aspect in as_json.load(found.document).aspects]


def test_an_unknown_layout_leads_to_its_columns(as_user: SignIn, post_file: Upload) -> None:
    client = as_user(make.admin())
    answer = post_file(client, workbook(make.RUBRIC), name="rubric.xlsx")

    page = client.get(answer.headers["Location"], follow=True)

    assert page.redirect_chain == [(url_of(Import.objects.get()), 302)]
    text = page.content.decode()
    assert "The sheet “Kriterien” does not have the layout of a CIS marking scheme." in text
    assert "Headers found: Nr., Kriterium, Stufe, Beschreibung, Punkte." in text
    assert "Stufe 1 ist zu sehen" in text


def test_columns_are_guessed_from_headers_and_values() -> None:
    (sheet,) = make.refusal_of().sheets

    assert likely_header(sheet) == 3
    assert guessed(sheet, 3) == {"id": 0, "description": 1, "score": 2, "extra": 3, "mark": 4}


def test_what_would_be_read_is_shown_and_nothing_written(as_user: SignIn) -> None:
    by = make.admin()
    found = make.uploaded_raw(by=by)

    page = as_user(by).post(url_of(found), FORM | {"look": "1"})

    assert page.status_code == 200
    read = page.context["page"]
    assert [(one["label"], one["value"]) for one in read.counts] == [
        ("aspects", "2"),
        ("of judgement", "1"),
        ("level texts", "4"),
        ("incomplete", "0"),
    ]
    assert [example.aspect.description for example in read.examples] == ["Sauberkeit"]
    assert not ColumnMapping.objects.exists()
    assert Import.objects.get().document == {}


def test_assigned_columns_go_on_to_the_ordinary_preview(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    found, client = make.uploaded_raw(by=by), as_user(by)

    answer = client.post(url_of(found), FORM)

    assert answer.headers["Location"] == reverse("import", args=[found.uid])
    assert descriptions(found) == [("J", "Sauberkeit"), ("M", "Anzahl der Felder")]
    assert found.skill == use.standard.skill
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"Its columns are read as {by} assigned them below the same headers." in page
    assert url_of(found) in page
    mapping = ColumnMapping.objects.get()
    assert (mapping.columns, mapping.assigned_by) == ({"id": 0, "description": 1, "score": 2, "extra": 3, "mark": 4}, by)
    assert mapping.headers["extra"] == "D Beschreibung"
    event = Event.objects.get(subject=mapping.uid)
    assert (event.subject_type, event.verb, event.data) == ("columns", "columns_assigned", {"columns": 5})


def test_it_is_imported_as_every_other_one(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    found, client = make.uploaded_raw(by=by), as_user(by)
    client.post(url_of(found), FORM)

    client.post(reverse("import", args=[found.uid]), {"skill": "09", "competition": "WSC2026", "quality": "", "confidential_until": ""})

    found.refresh_from_db()
    assert found.scheme
    assert found.scheme.layout == "hand"
    (made,) = found.scheme.sub_criteria.get().aspects.filter(type="J")
    assert made.descriptor
    assert made.descriptor.score3 == "Stufe 3 ist zu sehen"
    assert client.get(url_of(found)).status_code == 302


def test_a_later_workbook_with_these_headers_is_read_without_asking(sign_in: SignIn, post_file: Upload) -> None:
    first, other = make.admin(name="Ada First"), make.scm(make.SkillFactory.create())
    sign_in(first).post(url_of(make.uploaded_raw(by=first)), FORM)
    moved = {"Notes": {1: {"A": "x"}}, "Andere": {number + 4: row for number, row in make.RUBRIC["Kriterien"].items()}}

    client = sign_in(other)
    page = client.get(post_file(client, workbook(moved), name="later.xlsx").headers["Location"])

    found = Import.objects.get(file="later.xlsx")
    assert page.status_code == 200
    assert descriptions(found) == [("J", "Sauberkeit"), ("M", "Anzahl der Felder")]
    assert "Its columns are read as Ada First assigned them below the same headers." in page.content.decode()
    assert (found.raw.sheet, found.raw.header) == (1, 7)
    assert ColumnMapping.objects.count() == 1


def test_columns_may_be_changed_and_the_change_is_remembered(as_user: SignIn) -> None:
    by = make.admin()
    found, client = make.uploaded_raw(by=by), as_user(by)
    client.post(url_of(found), FORM)

    client.post(url_of(found), FORM | {"column-0": "", "column-4": "requirement"})

    assert ColumnMapping.objects.get().columns == {"description": 1, "score": 2, "extra": 3, "requirement": 4}
    assert [event.verb for event in Event.objects.filter(subject_type="columns")] == ["columns_assigned"] * 2
    assert 'value="requirement" selected' in client.get(url_of(found)).content.decode()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"column-1": ""}, "Say which column holds the descriptions of the aspects."),
        ({"column-4": "score"}, "Column C holds “Score (0 to 3)” already."),
        ({"header": "9", "guessed_below": "9"}, "With these columns no aspect is found."),
    ],
)
def test_what_stops_it_is_said_with_everything_that_was_chosen(as_user: SignIn, changed: dict[str, str], said: str) -> None:
    by = make.admin()
    found = make.uploaded_raw(by=by)

    answer = as_user(by).post(url_of(found), FORM | {"column-3": "level3"} | changed)

    page = answer.content.decode()
    assert (answer.status_code, said in page, 'value="level3" selected' in page) == (422, True, True)
    assert not ColumnMapping.objects.exists()


def test_another_row_of_headers_is_guessed_anew_where_nobody_chose(as_user: SignIn) -> None:
    by = make.admin()
    found = make.uploaded_raw(by=by)

    answer = as_user(by).post(url_of(found), FORM | {"header": "1", "column-4": "section", "look": "1"})

    page = answer.context["page"]
    assert (page.header, page.chosen[1], page.chosen[4]) == (1, "", "section")


def test_htmx_gets_what_depends_on_the_choices(as_user: SignIn) -> None:
    by = make.admin()
    found = make.uploaded_raw(by=by)

    text = as_user(by).post(url_of(found), FORM, headers={"HX-Request": "true"}).content.decode()

    assert text.strip().startswith('<div class="two" id="read">')
    assert not ColumnMapping.objects.exists()


@pytest.mark.parametrize("name", ["sheet", "header", "guessed_below", "column-1", "column-2"])
def test_the_page_answers_nonsense(as_user: SignIn, name: str) -> None:
    by = make.admin()
    found, client = make.uploaded_raw(by=by), as_user(by)

    for value in NASTY:
        body = urlencode({field: encoded(typed) for field, typed in (FORM | {name: value}).items()})
        answer = client.post(url_of(found), body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500
        assert client.get(f"{url_of(found)}?sheet={quote(encoded(value[:4000]))}").status_code == 200


def test_an_scm_sees_nobody_elses_and_others_nothing(sign_in: SignIn) -> None:
    skill = make.SkillFactory.create()
    found = make.uploaded_raw(by=make.scm(skill))

    answers = [sign_in(person).get(url_of(found)).status_code for person in (make.scm(skill), make.sa(skill), make.admin())]

    assert answers == [404, 403, 200]
    with pytest.raises(NotAllowed):
        assign(found=found, sheet=0, header=3, columns={"description": 1}, by=make.scm(skill), at=make.NOW)


def test_administrators_list_mappings_and_forget_them(sign_in: SignIn) -> None:
    admin, scm = make.admin(), make.scm(make.SkillFactory.create())
    found, client = make.uploaded_raw(by=scm), sign_in(admin)
    sign_in(scm).post(url_of(found), FORM)
    mapping = ColumnMapping.objects.get()
    url = reverse("column_mapping_forget", args=[mapping.uid])

    listed = client.get(reverse("column_mappings")).content.decode()
    answers = [sign_in(scm).get(reverse("column_mappings")).status_code, client.get(url).status_code, client.post(url).status_code]

    assert "D Beschreibung" in listed
    assert url in listed
    assert answers == [403, 200, 302]
    assert not ColumnMapping.objects.exists()
    assert RawRows.objects.get().mapping is None
    assert Event.objects.latest("position").verb == "columns_forgotten"
    assert "None yet" in client.get(reverse("column_mappings")).content.decode()
    with pytest.raises(NotAllowed):
        forget_mapping(uid=mapping.uid, by=scm, at=make.NOW)


def test_a_repeat_forgets_once() -> None:
    forget_mapping(uid=uuid.uuid4(), by=make.admin(), at=make.NOW)

    assert not Event.objects.exists()


def test_lists_ask_no_more_for_three_than_for_one(
    as_user: SignIn, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    by = make.admin()
    client, counts = as_user(by), []

    def rubric(number: int) -> dict[str, dict[int, Any]]:
        return {"Kriterien": make.RUBRIC["Kriterien"] | {3: {"B": f"Kriterium {number}", "C": "Stufe", "D": "Text", "E": "Punkte"}}}

    for number in (1, 2, 3):
        found = make.uploaded_raw(by=make.admin(), rubric=rubric(number))
        assign(found=found, sheet=0, header=3, columns={"description": 1, "score": 2, "extra": 3}, by=found.uploaded_by, at=make.NOW)
        if number != 2:
            with queries_of() as queries:
                client.get(reverse("column_mappings"))
                client.get(reverse("imports"))
            counts.append(len(queries))

    assert counts[0] == counts[1]


def test_rows_are_forgotten_after_seven_days_with_the_upload_or_after_it() -> None:
    by = make.admin()
    old, young = make.uploaded_raw(by=by, at=make.NOW - WAITS), make.uploaded_raw(by=by, at=make.NOW - WAITS + timedelta(hours=1))
    scheme = make.scheme(make.SkillFactory.create(), make.CompetitionFactory.create())
    imported = make.uploaded_raw(by=by, at=make.NOW - WAITS)
    Import.objects.filter(pk=imported.pk).update(scheme=scheme, applied_at=make.NOW)

    forget_old(now=make.NOW)

    assert set(Import.objects.all()) == {young, imported}
    assert [rows.found for rows in RawRows.objects.all()] == [young]
    assert old not in Import.objects.all()


def test_rows_beyond_the_bounds_are_not_kept_and_the_upload_is_refused(as_user: SignIn, post_file: Upload) -> None:
    long = {1: {"A": "Nr.", "B": "Was"}} | {n: {"A": n, "B": "x"} for n in range(2, raw.MOST_ROWS + 3)}

    alone = post_file(as_user(make.admin()), workbook({"Long": long}))
    beside = make.refusal_of({"Long": long} | make.RUBRIC)

    assert (alone.status_code, Import.objects.count()) == (422, 0)
    assert [(sheet.name, bool(sheet.rows)) for sheet in beside.sheets] == [("Long", False), ("Kriterien", True)]
