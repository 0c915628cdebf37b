"""Aspects that are nearly there already: shown with what differs, used instead or explained, and never in the way."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.alike import Kind, Remark
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.descriptors.search.similar import Similar
from assay.importing.models import Import
from assay.review.invariants import broken
from assay.schemes.models import Aspect
from assay.standards.models import StandardSection
from tests import factories as make
from tests.descriptors.search.test_similar import JOINT, add, reworded
from tests.formats.sheets import FIRST_ROW, SUB, Row

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NEAR = reworded(JOINT, level2="Joints closed without a gap; the grain is not matched")
ROWS = (SUB, {"D": "J", "E": JOINT.criterion_name, "I": 1, "K": 1}, *({"F": n, "G": text} for n, text in enumerate(NEAR.levels)))
ROW = FIRST_ROW + 1


@pytest.fixture
def joint() -> Descriptor:
    """Return what is there in another skill."""
    made = add(JOINT)
    indexer.catch_up()
    return made


def waiting(use: StandardSection, by: User, rows: Sequence[Row] = ROWS) -> Import:
    book = make.workbook("made_WSC2026.xlsx", *rows)
    return make.uploaded(use.standard.skill, by=by, competition=use.standard.competition, book=book)


def form(use: StandardSection, **other: Any) -> dict[str, Any]:
    known = {"skill": use.standard.skill.code, "competition": use.standard.competition.code, "section_1": str(use.section.uid)}
    return known | {"section_2": "none"} | other


def page(client: Client, found: Import) -> Any:
    return client.get(reverse("import", args=[found.uid]))


def near_in(answer: Any) -> list[list[Similar]]:
    return [list(row.near) for row in answer.context["looked"].rows]


def test_the_preview_says_what_is_nearly_there_and_what_differs(use: StandardSection, as_user: SignIn, joint: Descriptor) -> None:
    answer = page(as_user(make.admin()), waiting(use, make.admin()))

    html = answer.content.decode()
    assert [[one.descriptor for one in near] for near in near_in(answer)] == [[joint]]
    assert "Nearly there already" in html
    assert "Same aspect, level 2 reworded" in html


def test_only_what_differs_is_shown_and_a_copy_in_another_skill_differs_in_nothing(
    use: StandardSection, as_user: SignIn, joint: Descriptor
) -> None:
    by = make.admin()
    copy = (SUB, ROWS[1], *({"F": n, "G": text} for n, text in enumerate(JOINT.levels)))
    near, same = (waiting(use, by, rows) for rows in (ROWS, copy))
    client = as_user(by)

    shown = [page(client, found).content.decode().partition('id="aspects"')[2] for found in (near, same)]

    assert [f"/library/{joint.uid}/" in part for part in shown] == [True, True]
    assert ["What differs" in part for part in shown] == [True, False]
    assert [shown[0].count(f'data-level="{n}"') for n in (0, 1, 2, 3)] == [1, 1, 2, 1]


def test_the_preview_needs_as_many_queries_for_three_as_for_one(
    use: StandardSection, as_user: SignIn, joint: Descriptor, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    client, counts = as_user(make.admin()), []
    for count in (1, 3):
        book = make.workbook("made.xlsx", SUB, *(ROWS[1:] * count))
        found = make.uploaded(use.standard.skill, by=make.admin(), competition=use.standard.competition, book=book)
        page(client, found)
        with queries_of() as queries:
            answer = page(client, found)
        assert len(near_in(answer)) == count
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_what_the_importer_may_not_open_is_not_suggested(use: StandardSection, as_user: SignIn) -> None:
    writer = make.scm(use.standard.skill)
    add(JOINT, confidential_until=timezone.now() + timedelta(days=3))
    indexer.catch_up()

    assert near_in(page(as_user(writer), waiting(use, writer))) == [[]]


def test_it_is_imported_all_the_same(use: StandardSection, as_user: SignIn, joint: Descriptor) -> None:
    by = make.admin()
    found = waiting(use, by)

    as_user(by).post(reverse("import", args=[found.uid]), form(use, **{f"do-{ROW}": "create"}))

    made = Aspect.objects.get(type="J").descriptor
    assert made not in (None, joint)
    assert not Remark.objects.exists()


def test_the_one_that_is_there_is_used_instead(use: StandardSection, as_user: SignIn, joint: Descriptor) -> None:
    by = make.admin()
    found = waiting(use, by)

    as_user(by).post(reverse("import", args=[found.uid]), form(use, **{f"do-{ROW}": f"link:{joint.uid}"}))

    assert Aspect.objects.get(type="J").descriptor == joint
    assert Descriptor.objects.count() == 1
    assert broken() == []


def test_one_that_the_importer_may_not_open_is_never_used(use: StandardSection, as_user: SignIn) -> None:
    writer, hidden = make.scm(use.standard.skill), add(JOINT, confidential_until=timezone.now() + timedelta(days=3))
    found = waiting(use, writer)

    answer = as_user(writer).post(reverse("import", args=[found.uid]), form(use, **{f"do-{ROW}": f"link:{hidden.uid}"}))

    assert answer.status_code == 409
    assert "not possible any more" in answer.content.decode()
    assert not Aspect.objects.exists()


def test_why_both_are_needed_is_kept_and_stands_on_the_page_before_sending(
    use: StandardSection, as_user: SignIn, joint: Descriptor
) -> None:
    writer = make.scm(use.standard.skill)
    found, client = waiting(use, writer), as_user(writer)

    client.post(reverse("import", args=[found.uid]), form(use, **{f"why-{ROW}": "Ours is of steel"}))

    draft = Aspect.objects.get(type="J").descriptor
    assert draft is not None
    said = Remark.objects.get()
    assert ({said.first, said.second}, said.kind, said.by) == ({draft, joint}, Kind.BESIDE, writer)
    assert "Ours is of steel" in client.get("/my-skills/send/", {"d": str(draft.uid)}).content.decode()
    assert broken() == []


def test_what_was_chosen_stays_where_something_else_is_wrong(use: StandardSection, as_user: SignIn, joint: Descriptor) -> None:
    by = make.admin()
    found = waiting(use, by)
    data = form(use, **{f"do-{ROW}": f"link:{joint.uid}", "section_1": "no such section"})

    answer = as_user(by).post(reverse("import", args=[found.uid]), data)

    assert answer.status_code == 422
    assert [line.decided.target for line in answer.context["looked"].lines] == [joint.uid]
