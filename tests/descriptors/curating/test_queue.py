"""The curation page: what needs review by import, any search, one action on many rows, and the way back."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.curating.actions import Sorting, curate
from assay.descriptors.models import Descriptor, Origin, Quality
from assay.descriptors.search import indexer
from assay.history.models import Event
from assay.review.invariants import broken
from assay.standards.models import Skill
from tests.descriptors.curating.forms import URL, chosen
from tests.descriptors.search.asking import ask
from tests.factories import NOW, CategoryFactory, SkillFactory, TagFactory, UserFactory, approved, draft, imported, sa, scm, secretariat

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
ALL = {"show": "all"}


def came(skill: Skill, name: str, *, file: str, days: int = 0, **fields: Any) -> Descriptor:
    """Return a row of an import some days ago."""
    row = imported(skill, name=name, created_at=NOW - timedelta(days=days), **({"quality_indicator": Quality.NEEDS_REVIEW} | fields))
    Origin.objects.create(descriptor=row, system="cis", external_id=str(row.uid), file=file)
    return row


def groups(answer: Any) -> list[tuple[str, int, int, list[str]]]:
    """Return title, how many of how many need review, and names of each group."""
    return [(one.title, one.count, one.of, [str(card["name"]) for card in one.cards]) for one in answer.context["listing"].groups]


def shown(answer: Any) -> list[str]:
    return sorted(str(card["name"]) for group in answer.context["listing"].groups for card in group.cards)


def undo_of(client: Client) -> dict[str, str]:
    """Return the fields of the undo that the page offers."""
    return dict(client.get(URL).context["undo"]["fields"])


def test_the_queue_is_by_import_the_newest_first_as_it_stood_in_the_file(as_user: As, skill: Skill, curator: User) -> None:
    came(skill, "Old", file="a.xlsx", days=9)
    came(skill, "First", file="b.xlsx")
    came(skill, "Second", file="b.xlsx")
    came(skill, "Complete", file="b.xlsx", quality_indicator=Quality.REFERENCE)
    imported(skill, name="By hand", source="Manual", quality_indicator=Quality.NEEDS_REVIEW, created_at=NOW - timedelta(days=20))

    page = as_user(curator).get(URL)

    assert groups(page) == [
        ("WSC2024 · b.xlsx", 2, 3, ["First", "Second"]),
        ("WSC2024 · a.xlsx", 1, 1, ["Old"]),
        ("Manual", 1, 1, ["By hand"]),
    ]
    assert [(str(tab["label"]), tab["count"]) for tab in page.context["listing"].tabs] == [("Needs review", 4), ("All", 5), ("Deleted", 0)]
    assert "1 of 5 are judged" in page.content.decode()


def test_any_search_of_the_library_finds_rows_to_act_on(as_user: As, skill: Skill, curator: User) -> None:
    tag, author = TagFactory.create(name="colour"), scm(skill)
    wanted = imported(skill, name="Layout of the pages", levels=("", "White space is used", "", ""))
    wanted.tags.add(tag)
    imported(SkillFactory.create(), name="Joints")
    approved(draft(skill, author, name="Approved one"), by=sa(skill))
    draft(skill, author, name="Draft")
    client = as_user(curator)

    assert shown(client.get(URL, ALL)) == ["Approved one", "Joints", "Layout of the pages"]
    for asked in ({"q": '"white space"'}, {"q": "tag:colour"}, {"tag": str(tag.uid)}, {"quality": "REFERENCE", "skill": "17"}):
        assert shown(client.get(URL, ALL | asked)) == ["Layout of the pages"], asked
    assert shown(client.get(URL, {"quality": "GOOD"})) == ["Approved one"]  # a quality asks for more than the queue
    nothing = client.get(URL, ALL | {"q": "joints", "skill": "17"})
    assert "Nothing with all of: joints" in nothing.content.decode()


@pytest.mark.parametrize(
    ("show", "says"), [("queue", "Nothing needs review"), ("all", "No descriptors yet"), ("deleted", "Nothing was deleted")]
)
def test_an_empty_list_says_why(as_user: As, curator: User, show: str, says: str) -> None:
    assert says in as_user(curator).get(URL, {"show": show}).content.decode()


def test_htmx_gets_the_list_alone(as_user: As, skill: Skill, curator: User) -> None:
    imported(skill, name="Layout")

    page = as_user(curator).get(URL, ALL | {"q": "layout"}, headers={"HX-Request": "true"})

    assert "<html" not in page.content.decode()
    assert page.headers["HX-Push-Url"] == f"{URL}?show=all&q=layout"


def sorted_as(row: Descriptor) -> tuple[Any, ...]:
    """Return everything that a bulk action may change."""
    row = Descriptor.objects.get(pk=row.pk)
    names = [sorted(one.name for one in related.all()) for related in (row.tags, row.categories)]
    return (row.quality_indicator, row.code, row.deleted_at is None, *names, row.batch_status, row.version)


def test_every_action_is_undone_exactly(as_user: As, skill: Skill, curator: User) -> None:
    category = CategoryFactory.create(name="Design")
    rows = [imported(skill, name=f"Aspect {n}", code=f"A{n}") for n in range(2)]
    rows.append(approved(draft(skill, scm(skill), name="Approved"), by=sa(skill)))
    rows[0].tags.add(TagFactory.create(name="colour"))
    rows[0].categories.add(CategoryFactory.create(name="Concept"))
    client, before = as_user(curator), [sorted_as(row) for row in rows]

    for do, more in (
        ("quality:EXCELLENT", {}),
        (f"category:{category.uid}", {}),
        ("category:", {}),
        ("tag", {"tag": "Clean  air"}),
        ("untag", {"tag": "COLOUR"}),
        ("delete", {}),
    ):
        rows = list(Descriptor.objects.order_by("pk"))
        client.post(URL, chosen(do, *rows, **more))
        assert [sorted_as(row) for row in rows] != before, do
        undone = client.post(f"{URL}undo/", undo_of(client))
        assert undone.status_code == 302
        assert [sorted_as(row) for row in rows] == before, do

    assert broken() == []


def test_each_button_does_what_it_says(as_user: As, skill: Skill, curator: User) -> None:
    row, category = imported(skill), CategoryFactory.create(name="Design")
    client = as_user(curator)
    for do, more in (("quality:GOOD", {}), (f"category:{category.uid}", {}), ("tag", {"tag": "Clean  air"}), ("tag", {"tag": "colour"})):
        row.refresh_from_db()
        client.post(URL, chosen(do, row, **more))
    row.refresh_from_db()
    client.post(URL, chosen("untag", row, tag="CLEAN air"))

    assert sorted_as(row) == ("GOOD", "", True, ["colour"], ["Design"], None, 1)
    assert Event.objects.filter(subject=row.uid, verb="curated").count() == 5


def test_an_undo_is_refused_where_a_row_changed_meanwhile(as_user: As, skill: Skill, curator: User) -> None:
    rows = [imported(skill, name=f"Aspect {n}") for n in range(2)]
    client = as_user(curator)
    client.post(URL, chosen("quality:GOOD", *rows))
    undo = undo_of(client)
    curate(descriptor=Descriptor.objects.get(pk=rows[1].pk), seen=2, by=curator, at=NOW, sorting=Sorting(Quality.EXCELLENT))

    refused = client.post(f"{URL}undo/", undo)

    assert refused.status_code == 409
    assert "one was changed meanwhile: “Aspect 1”" in refused.content.decode()
    assert [row.quality_indicator for row in Descriptor.objects.order_by("pk")] == ["GOOD", "EXCELLENT"]


def test_a_double_click_acts_and_undoes_once(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill)
    client = as_user(curator)
    for _ in range(2):
        client.post(URL, chosen("tag", row, tag="colour"))
    undo = undo_of(client)

    answers = [client.post(f"{URL}undo/", undo).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Event.objects.filter(subject=row.uid, verb="curated").count() == 2


def test_an_undo_belongs_to_the_session_that_acted(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill)
    client = as_user(curator)
    client.post(URL, chosen("quality:GOOD", row))
    undo = undo_of(client)
    stranger = Client()
    stranger.force_login(UserFactory.create(is_admin=True))

    for token in (undo["token"], str(uuid.uuid4()), "nonsense"):
        assert stranger.post(f"{URL}undo/", {"token": token}).status_code == 409

    assert Descriptor.objects.get().quality_indicator == "GOOD"


def test_where_one_row_is_stale_nothing_is_done_and_the_others_stay_chosen(as_user: As, skill: Skill, curator: User) -> None:
    rows = [imported(skill, name=f"Aspect {n}") for n in range(3)]
    form = chosen("delete", *rows)
    curate(descriptor=rows[1], seen=1, by=curator, at=NOW, sorting=Sorting(Quality.GOOD))

    refused = as_user(curator).post(f"{URL}?show=all", form)

    ticked = [str(card["name"]) for group in refused.context["listing"].groups for card in group.cards if card["select"]["checked"]]
    assert refused.status_code == 409
    assert "Nothing was done, because one was changed meanwhile: “Aspect 1”" in refused.content.decode()
    assert sorted(ticked) == ["Aspect 0", "Aspect 2"]
    assert not Descriptor.objects.exclude(deleted_at=None).exists()


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"do": "quality:GOOD"}, "Nothing was chosen"),
        ({"do": "quality:GOOD", "row": ["nonsense"]}, "Nothing was chosen"),
        ({"do": "quality:BEST"}, "Choose what to do"),
        ({"do": "category:nonsense"}, "not there any more"),
        ({"do": "tag", "tag": "one, two"}, "Type one tag"),
        ({"do": "tag", "tag": ""}, "Type one tag"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_changes(as_user: As, skill: Skill, curator: User, form: dict[str, Any], says: str) -> None:
    row = imported(skill)
    rows = [] if "Nothing" in says else [f"{row.uid}:1"]

    refused = as_user(curator).post(URL, {"row": rows} | form)

    assert refused.status_code == 422
    assert says in refused.content.decode()
    assert Descriptor.objects.get().change == 1


def test_more_than_a_page_holds_is_refused(as_user: As, skill: Skill, curator: User) -> None:
    rows = [f"{uuid.uuid4()}:1" for _ in range(101)]

    assert as_user(curator).post(URL, {"do": "delete", "row": rows}).status_code == 422


def test_an_advisor_sees_and_sorts_what_was_imported_for_their_skill(as_user: As, skill: Skill, advisor: User, curator: User) -> None:
    own = imported(skill, name="Own")
    others = [imported(SkillFactory.create(), name="Of another"), imported(skill, name="Made here", created_by=curator)]
    decided = approved(draft(skill, scm(skill), name="Approved"), by=advisor)
    client = as_user(advisor)

    page = client.get(URL, ALL)
    allowed = client.post(URL, chosen("quality:EXCELLENT", own))

    assert shown(page) == ["Own"]
    assert 'value="delete"' not in page.content.decode()
    assert allowed.status_code == 302
    for row in (*others, decided):
        assert client.post(URL, chosen("quality:EXCELLENT", own, row)).status_code == 403
    own.refresh_from_db()
    assert client.post(URL, chosen("delete", own)).status_code == 403
    assert [row.quality_indicator for row in Descriptor.objects.order_by("pk")] == ["EXCELLENT", "REFERENCE", "REFERENCE", "GOOD"]


def test_an_advisor_is_offered_no_tag_of_what_they_may_not_see(as_user: As, skill: Skill, advisor: User, curator: User) -> None:
    author, elsewhere = scm(skill), SkillFactory.create()
    theirs = imported(skill, quality_indicator=Quality.NEEDS_REVIEW)
    theirs.tags.add(TagFactory.create(name="colour"))
    draft(skill, author).tags.add(TagFactory.create(name="module seven"))
    draft(elsewhere, scm(elsewhere)).tags.add(TagFactory.create(name="module eight"))
    editor = reverse("library_edit", args=[theirs.uid])

    offered = [as_user(advisor).get(url).context for url in (URL, editor)]
    everything = as_user(curator).get(URL).context["listing"].known_tags

    assert offered[0]["listing"].known_tags == offered[1]["known_tags"] == ["colour"]
    assert everything == ["colour", "module eight", "module seven"]


def test_the_page_is_for_curators(as_user: As, skill: Skill) -> None:
    for person in (scm(skill), secretariat(), UserFactory.create()):
        assert as_user(person).get(URL).status_code == 403


def test_a_row_that_is_not_there_for_a_person_is_not_found(as_user: As, skill: Skill, curator: User) -> None:
    row = draft(skill, scm(skill))

    assert as_user(curator).post(URL, chosen("delete", row)).status_code == 404


def test_deleted_ones_are_listed_and_restored(as_user: As, skill: Skill, curator: User) -> None:
    row = imported(skill, name="Deleted")
    client = as_user(curator)
    client.post(URL, chosen("delete", row))
    row.refresh_from_db()

    page = client.get(URL, {"show": "deleted"})
    client.post(f"{URL}?show=deleted", chosen("restore", row))

    assert shown(page) == ["Deleted"]
    assert Descriptor.objects.get().deleted_at is None


@pytest.mark.parametrize("show", ["queue", "all", "deleted"])
def test_three_rows_cost_the_queries_of_one(as_user: As, skill: Skill, curator: User, show: str, queries_of: Queries) -> None:
    gone = {"deleted_at": NOW, "deleted_by": curator} if show == "deleted" else {}

    def one_more(number: int) -> None:
        row = came(SkillFactory.create(), f"Aspect {number}", file=f"{number}.xlsx", days=number, **gone)
        row.tags.add(TagFactory.create())
        row.categories.add(CategoryFactory.create())

    client = as_user(curator)
    one_more(1)
    client.get(URL, {"show": show})
    with queries_of() as one:
        client.get(URL, {"show": show})
    one_more(2)
    one_more(3)

    with queries_of() as three:
        page = client.get(URL, {"show": show})

    assert len(shown(page)) == 3
    assert len(three) == len(one)


def test_the_search_index_follows(as_user: As, skill: Skill, curator: User) -> None:
    row, reader = imported(skill), UserFactory.create()
    indexer.catch_up()
    client = as_user(curator)
    client.post(URL, chosen("tag", row, tag="colour"))
    assert ask(reader, "tag:colour").total == 0  # what changed is left out until it is read again
    assert ask(reader).total == 0

    indexer.catch_up()

    assert ask(reader, "tag:colour").rows == [row.uid]
    row.refresh_from_db()
    client.post(URL, chosen("delete", row))
    assert ask(reader, "tag:colour").total == 0
