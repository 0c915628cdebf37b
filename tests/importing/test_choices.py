"""Choosing on the preview: by row, by group, one label alone; the choices outlive errors, days and changes of what they are about."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.curating.actions import Sorting, curate
from assay.descriptors.models import Descriptor, Quality
from assay.importing.models import Effect, Import
from assay.review.invariants import broken
from assay.schemes.models import Scheme
from assay.standards.models import StandardSection
from tests import factories as make
from tests.importing.books import JOINTS, LOG, PALETTE, THREE, Words, book, bring_in, named, row_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
OWN = Words("Something of its own", ("None", "Some", "Most", "Every"))
LATER = (JOINTS.but(level1="Closed, with gaps under a millimetre"), PALETTE.but(level0="They clash"), LOG, OWN)


@pytest.fixture
def found(use: StandardSection) -> Import:
    """Return a later version that waits, two of its aspects changed, one the same, one new."""
    by = make.admin()
    bring_in(use, book(*THREE), by)
    return make.uploaded(use.standard.skill, by=by, competition=use.standard.competition, book=book(*LATER))


def url_of(found: Import) -> str:
    return reverse("import", args=[found.uid])


def form(use: StandardSection, **changes: str) -> dict[str, str]:
    known = {"skill": use.standard.skill.code, "competition": use.standard.competition.code, "section_1": str(use.section.uid)}
    return known | {"section_2": "none"} | changes


def chosen(answer: Any) -> list[str]:
    return [line.value.partition(":")[0] for line in answer.context["looked"].lines]


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_page_proposes_says_what_differs_and_counts(use: StandardSection, as_user: SignIn, found: Import) -> None:
    answer = as_user(found.uploaded_by).get(url_of(found))

    assert chosen(answer) == ["update", "update", "link", "create"]
    words = words_of(answer)
    for text in ("Changed since an earlier import 2", f"differs in G{row_of(0) + 2}", "2 get a new wording.", "Update #1 as revision 2"):
        assert text in words
    assert [(one["value"], one["count"]) for one in answer.context["looked"].filters] == [
        ("", 4),
        ("changed", 2),
        ("new", 1),
        ("identical", 1),
    ]


def test_one_label_alone_is_shown_and_the_others_keep_what_was_chosen(use: StandardSection, as_user: SignIn, found: Import) -> None:
    client = as_user(found.uploaded_by)

    answer = client.post(url_of(found), form(use, **{f"do-{row_of(3)}": "skip", "show": "changed"}))

    assert answer.headers["Location"] == f"{url_of(found)}?label=changed#aspects"
    shown = client.get(url_of(found), {"label": "changed"})
    assert [len(group.lines) for group in shown.context["looked"].groups] == [2]
    assert chosen(shown) == ["update", "update", "link", "skip"]
    client.post(f"{url_of(found)}?label=changed", form(use))
    assert sorted(Effect.objects.filter(scheme=Scheme.objects.latest("pk")).values_list("became", flat=True)) == [
        "LINKED",
        "REWORDED",
        "REWORDED",
        "SKIPPED",
    ]


@pytest.mark.parametrize(("do", "then"), [("link", "link"), ("create", "create"), ("skip", "skip"), ("update", "update"), ("", "update")])
def test_a_whole_group_is_chosen_for_at_once(use: StandardSection, as_user: SignIn, found: Import, do: str, then: str) -> None:
    client = as_user(found.uploaded_by)

    answer = client.post(url_of(found), form(use, **{f"do-{row_of(0)}": "skip", "all-changed": do, "set": "changed"}))

    assert answer.status_code == 302
    assert chosen(client.get(url_of(found))) == [then, then, "link", "create"]
    assert Scheme.objects.count() == 1


def test_choices_are_kept_while_one_chooses_and_for_the_next_day(use: StandardSection, as_user: SignIn, found: Import) -> None:
    client = as_user(found.uploaded_by)
    data = form(use, quality=Quality.EXCELLENT, section_1="none", **{f"do-{row_of(0)}": "link:" + str(named(JOINTS.name).uid)})

    answer = client.post(url_of(found), data, headers={"X-Autosave": "1"})

    assert (answer.status_code, answer.content.decode()) == (200, "Your choices are kept.")
    again = client.get(url_of(found))
    assert chosen(again)[0] == "link"
    assert [again.context["form"][name].value() for name in ("quality", "section_1")] == [Quality.EXCELLENT, "none"]
    assert Scheme.objects.count() == 1


def test_choices_for_one_skill_are_none_for_another(use: StandardSection, as_user: SignIn, found: Import) -> None:
    client, other = as_user(found.uploaded_by), make.SkillFactory.create()
    client.post(url_of(found), form(use, show="", **{f"do-{row_of(3)}": "skip"}))

    answer = client.get(url_of(found), {"skill": other.code})

    assert set(chosen(answer)) == {"create"}


def test_an_error_keeps_every_choice(use: StandardSection, as_user: SignIn, found: Import) -> None:
    answer = as_user(found.uploaded_by).post(url_of(found), form(use, section_1="no such", **{f"do-{row_of(0)}": "skip"}))

    assert (answer.status_code, chosen(answer)) == (422, ["skip", "update", "link", "create"])


def test_what_was_changed_since_the_choice_is_asked_about_again(use: StandardSection, as_user: SignIn, found: Import) -> None:
    client, row = as_user(found.uploaded_by), named(JOINTS.name)
    client.post(url_of(found), form(use, show="", **{f"do-{row_of(0)}": f"update:{row.uid}:{row.change}"}))
    curate(descriptor=row, seen=row.change, by=found.uploaded_by, at=make.NOW, sorting=Sorting(quality=Quality.EXCELLENT))

    answer = client.post(url_of(found), form(use))

    assert answer.status_code == 409
    assert "What you chose for one aspect is not possible any more" in words_of(answer)
    line = answer.context["looked"].lines[0]
    assert (line.lost, line.value) == (True, f"update:{row.uid}:{row.change}")
    assert Scheme.objects.count() == 1
    assert client.post(url_of(found), form(use, **{f"do-{row_of(0)}": line.value})).status_code == 302
    assert named(JOINTS.name).version == 2
    assert broken() == []


def test_the_result_lists_what_became_of_each_with_links(use: StandardSection, as_user: SignIn, found: Import) -> None:
    client = as_user(found.uploaded_by)
    client.post(url_of(found), form(use, **{f"do-{row_of(1)}": "skip"}))

    page = client.get(url_of(found))

    words = words_of(page)
    for text in ("1 descriptor is in the library.", "1 has a new wording.", "1 was there already.", "1 aspect of judgement became none."):
        assert text in words
    for row in Descriptor.objects.exclude(criterion_name=PALETTE.name):
        assert reverse("descriptor", args=[row.uid]) in page.content.decode()
    assert [(group.title.split()[0], len(group.lines)) for group in page.context["result"].groups] == [
        ("Made", 1),
        ("Updated", 1),
        ("There", 1),
        ("Left", 1),
    ]


def test_the_preview_asks_no_more_for_three_that_changed_than_for_one(
    use: StandardSection, as_user: SignIn, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    by, counts = make.admin(), []
    bring_in(use, book(*THREE), by)
    client = as_user(by)
    for count in (1, 3):
        words = [one.but(level0=f"{one.levels[0]} at once") for one in THREE[:count]]
        found = make.uploaded(use.standard.skill, by=by, competition=use.standard.competition, book=book(*words))
        client.get(url_of(found))
        with queries_of() as queries:
            client.get(url_of(found))
        counts.append(len(queries))

    assert counts[0] == counts[1]
