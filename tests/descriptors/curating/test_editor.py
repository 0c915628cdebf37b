"""One library row: added and edited by an administrator, or by the Skill Advisor of what was imported."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.curating.actions import Sorting, curate
from assay.descriptors.models import Category, Descriptor, Quality, Tag
from assay.descriptors.search import indexer
from assay.history.models import Event
from assay.review.invariants import broken
from assay.standards.current import confidential_until
from assay.standards.models import Skill
from tests.descriptors.curating.forms import URL, chosen, editor
from tests.descriptors.search.asking import ask
from tests.factories import (
    NOW,
    CategoryFactory,
    SkillFactory,
    StandardSectionFactory,
    TagFactory,
    UserFactory,
    approved,
    draft,
    imported,
    sa,
    scm,
    secretariat,
)

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]


def address(row: Descriptor) -> str:
    return reverse("library_edit", args=[row.uid])


def new(**changed: Any) -> dict[str, Any]:
    """Return the fields of a new row."""
    levels = {"score0": "Not styled", "score1": "Basic styling", "score2": "Attractive in parts", "score3": "Polished throughout"}
    return {"uid": str(uuid.uuid4()), "criterion_name": "Home page design", "quality": "REFERENCE", "skill": "17", **levels, **changed}


def test_an_administrator_adds_a_row_to_the_library(as_user: As, skill: Skill, curator: User) -> None:
    section, category = StandardSectionFactory.create(standard__skill=skill).section, CategoryFactory.create()
    other = SkillFactory.create(code="40")
    form = new(wsos_section=str(section.uid), categories=[str(category.uid)], tags="layout, Colour", code="B2", also_useful_for=["40"])
    client = as_user(curator)

    answers = [client.post(reverse("library_new"), form) for _ in range(2)]

    row = Descriptor.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [address(row)] * 2
    assert (str(row.uid), row.batch_status, row.created_by, row.source) == (form["uid"], None, curator, "Manual")
    assert (row.skill, row.sector, row.wsos_section, row.code, row.quality_indicator) == (skill, skill.sector, section, "B2", "REFERENCE")
    assert sorted(tag.name for tag in row.tags.all()) == ["Colour", "layout"]
    assert [*row.categories.all(), *row.also_useful_for.all()] == [category, other]
    assert [event.verb for event in Event.objects.filter(subject=row.uid)] == ["added"]
    assert broken() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"criterion_name": "Home"}, "criterion_name"), ({f"score{n}": "" for n in range(4)}, "score1"), ({"tags": "x" * 61}, "tags")],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    as_user: As, skill: Skill, curator: User, changed: dict[str, str], field: str
) -> None:
    page = as_user(curator).post(reverse("library_new"), new(code="kept") | changed)

    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert page.context["form"]["code"].value() == "kept"
    assert not Descriptor.objects.exists()


def test_an_edit_is_a_revision_and_an_event(as_user: As, skill: Skill, advisor: User) -> None:
    row = imported(skill)

    answer = as_user(advisor).post(address(row), editor(row, score1="Basic styling on all pages", quality="GOOD", tags="layout"))

    row.refresh_from_db()
    assert answer.status_code == 302
    assert (row.score1, row.quality_indicator, row.version, row.change) == ("Basic styling on all pages", "GOOD", 2, 2)
    assert [tag.name for tag in row.tags.all()] == ["layout"]
    assert [event.verb for event in Event.objects.filter(subject=row.uid).order_by("change")] == ["imported", "curated"]


def test_the_same_form_twice_is_one_edit(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill)
    form, client = editor(row, score1="Basic styling on all pages"), as_user(curator)

    answers = [client.post(address(row), form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Descriptor.objects.get().change == 2


def test_an_imported_name_may_stay_as_short_as_it_came(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill, name="SEO")

    assert as_user(curator).post(address(row), editor(row, score1="A title on each page")).status_code == 302


def test_two_at_once_choose_for_each_part(as_user: As, skill: Skill, curator: User, advisor: User) -> None:
    row = imported(skill)
    form = editor(row, score2="Mine", score3="Also mine", tags="layout")
    theirs = Descriptor.objects.get()
    as_user(advisor).post(address(row), editor(theirs, score2="Theirs", quality="GOOD"))
    client = as_user(curator)

    page = client.post(address(row), form)
    again = dict(page.context["hidden"]) | {"keep-score2": "theirs", "keep-score3": "mine"}
    saved = client.post(page.context["action"], again)

    row.refresh_from_db()
    assert (page.status_code, page.context["possible"], saved.status_code) == (409, True, 302)
    assert [moment.sentence for moment in page.context["moments"]] == ["The advisor reworded it in the library"]
    assert [part.name for part in page.context["parts"] if part.differs] == ["score2", "score3"]
    assert (row.score2, row.score3, row.quality_indicator, row.change) == ("Theirs", "Also mine", "GOOD", 3)
    assert [tag.name for tag in row.tags.all()] == ["layout"]


def test_what_a_person_did_not_sort_anew_stays_as_somebody_else_sorted_it(as_user: As, skill: Skill, curator: User) -> None:
    row, category = imported(skill), CategoryFactory.create()
    form = editor(row, code="B2")
    sorting = Sorting(Quality.EXCELLENT, (category,))
    curate(descriptor=Descriptor.objects.get(), seen=1, by=curator, at=NOW, sorting=sorting)
    row.tags.add(TagFactory.create(name="colour"))

    as_user(curator).post(address(row), form | {"change": "2"})

    row.refresh_from_db()
    assert (row.code, row.quality_indicator) == ("B2", "EXCELLENT")
    assert [*row.categories.all(), *(tag.name for tag in row.tags.all())] == [category, "colour"]


def test_one_that_was_reviewed_keeps_its_state_its_section_and_its_skill(as_user: As, skill: Skill, curator: User) -> None:
    row = approved(draft(skill, scm(skill)), by=sa(skill))
    client = as_user(curator)

    page = client.get(address(row))
    without = client.post(address(row), editor(row, wsos_section=""))
    saved = client.post(address(row), editor(row, skill="", quality="EXCELLENT", score3="Polished"))

    changed = Descriptor.objects.get()
    assert "skill" not in page.context["form"].fields
    assert "NEEDS_REVIEW" not in dict(page.context["form"].fields["quality"].choices)
    assert (without.status_code, saved.status_code) == (422, 302)
    assert (changed.batch_status, changed.batch, changed.skill, changed.quality_indicator) == ("APPROVED", row.batch, skill, "EXCELLENT")


def test_a_deleted_one_is_shown_and_restored(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill)
    client = as_user(curator)
    client.post(URL, chosen("delete", row))
    row.refresh_from_db()

    page = client.get(address(row)).content.decode()
    refused = client.post(address(row), editor(row, score1="Other"))
    client.post(f"{URL}?show=deleted", chosen("restore", row))

    assert "The administrator deleted it." in page
    assert refused.status_code == 409
    assert (Descriptor.objects.get().deleted_at, client.get(address(row)).status_code) == (None, 200)


def test_who_may_not_curate_it_is_refused_and_what_is_no_library_row_is_not_there(as_user: As, skill: Skill, curator: User) -> None:
    decided, written = approved(draft(skill, scm(skill)), by=sa(skill)), draft(skill, scm(skill))
    hidden = imported(skill, quality_indicator=Quality.NEEDS_REVIEW)

    assert as_user(sa(skill)).get(address(decided)).status_code == 403
    assert as_user(sa(SkillFactory.create())).get(address(hidden)).status_code == 403
    assert as_user(scm(skill)).get(address(hidden)).status_code == 403
    assert as_user(curator).get(address(written)).status_code == 404


def test_the_way_to_the_editor_is_shown_to_those_who_may(as_user: As, skill: Skill, curator: User, advisor: User) -> None:
    row = imported(skill)
    link = f'href="{address(row)}"'

    for person, sees in ((curator, True), (advisor, True), (scm(skill), False), (sa(SkillFactory.create()), False), (secretariat(), False)):
        page = as_user(person).get(reverse("descriptor", args=[row.uid]))
        assert (link in page.content.decode()) == sees


def test_retired_and_merged_categories_are_not_offered_but_one_that_it_has_stays(as_user: As, skill: Skill, curator: User) -> None:
    row, into = imported(skill), CategoryFactory.create(name="Design")
    retired, unused = CategoryFactory.create(name="Concept", retired_at=NOW), CategoryFactory.create(name="Old", retired_at=NOW)
    merged = CategoryFactory.create(name="Desing", merged_into=into)
    row.categories.add(retired)
    client = as_user(curator)

    offered = [str(box.choice_label) for box in client.get(address(row)).context["form"]["categories"]]
    client.post(address(row), editor(row, categories=[str(into.uid), str(retired.uid)]))
    refused = client.post(address(row), editor(Descriptor.objects.get(), categories=[str(unused.uid), str(merged.uid)]))

    assert offered == ["Concept", "Design"]
    assert set(Category.objects.filter(descriptors=row)) == {into, retired}
    assert refused.status_code == 422


def test_a_tag_that_was_merged_is_typed_as_the_one_that_it_became(as_user: As, skill: Skill, curator: User) -> None:
    row, into = imported(skill), TagFactory.create(name="colour")
    TagFactory.create(name="color", merged_into=into)

    as_user(curator).post(address(row), editor(row, tags="Color, colour"))

    assert list(row.tags.all()) == [into]
    assert Tag.objects.count() == 2


def test_the_search_index_follows_an_edit(as_user: As, skill: Skill, curator: User) -> None:
    row, reader = imported(skill), UserFactory.create()
    indexer.catch_up()

    as_user(curator).post(address(row), editor(row, criterion_name="Navigation of the pages"))

    assert ask(reader, "home ").total == 0
    indexer.catch_up()
    assert ask(reader, "navigation ").rows == [row.uid]


def test_a_row_keeps_a_home_skill(as_user: As, skill: Skill, curator: User) -> None:
    row, stray = imported(skill), imported(None)
    client = as_user(curator)

    refused = client.post(address(row), editor(row, skill=""))
    offered = client.get(address(row)).content.decode(), client.get(address(stray)).content.decode()

    assert (refused.status_code, "skill" in refused.context["form"].errors) == (422, True)
    assert ["No home skill" in page for page in offered] == [False, True]


@pytest.mark.parametrize("confidential", [True, False])
def test_what_is_added_to_a_confidential_skill_is_hidden_as_what_is_written_there(
    as_user: As, skill: Skill, curator: User, *, confidential: bool
) -> None:
    StandardSectionFactory.create(standard__skill=skill)
    Skill.objects.filter(pk=skill.pk).update(confidential=confidential)

    as_user(curator).post(reverse("library_new"), new())

    skill.refresh_from_db()
    assert Descriptor.objects.get().confidential_until == confidential_until(skill)
    assert (Descriptor.objects.get().confidential_until is not None) is confidential
