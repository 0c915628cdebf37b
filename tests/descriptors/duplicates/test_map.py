"""The map of duplicates: made by the worker, read and decided by administrators."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.actions import edit
from assay.descriptors.alike import Kind, Mapping, NearPair, Remark
from assay.descriptors.duplicates import clusters
from assay.descriptors.duplicates.mapping import ask_for_map
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.duplicates.remarks import keep_beside
from assay.descriptors.models import Descriptor, Quality
from assay.errors import Invalid, NotAllowed
from assay.history.models import Event
from assay.notifications import jobs
from tests.descriptors.search.test_similar import JOINT, PAGE, add, reworded
from tests.factories import NOW, SkillFactory, UserFactory, admin, approved, draft, favourite, sa, scm, sent, told_apart

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
URL = "/admin/duplicates/"
NEARLY = reworded(JOINT, level2="Joints closed without a gap; the grain is not matched")


@pytest.fixture
def boss() -> User:
    return admin(name="The admin")


@pytest.fixture
def joints() -> list[Descriptor]:
    """Return two of the library that are nearly the same, the better one first."""
    return [add(JOINT, quality_indicator=Quality.EXCELLENT), add(NEARLY)]


def make_map(boss: User) -> Mapping:
    mapping = ask_for_map(by=boss, at=NOW)
    jobs.run_due(now=timezone.now())
    mapping.refresh_from_db()
    return mapping


def pairs() -> set[tuple[int, int]]:
    return set(NearPair.objects.values_list("first", "second"))


def listed(client: Client) -> list[list[Descriptor]]:
    return [list(cluster.rows) for cluster in client.get(URL).context["clusters"]]


def form(*rows: Descriptor, do: str, keep: Descriptor | None = None, **other: Any) -> dict[str, Any]:
    """Return what the page of a cluster would send."""
    changes = {f"change-{row.uid}": row.change for row in rows}
    return {"do": do, "keep": str((keep or rows[0]).uid), "d": [str(row.uid) for row in rows]} | changes | other


def test_the_worker_compares_the_library_and_nothing_else(boss: User, joints: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    author = scm(skill)
    draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels)
    sent(draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels), by=author)
    accepted = approved(draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels), by=sa(skill))
    add(JOINT, deleted_at=NOW, deleted_by=boss)
    add(PAGE)

    mapping = make_map(boss)

    first, second = joints
    assert pairs() == {(first.pk, second.pk), (first.pk, accepted.pk)}
    assert mapping.finished_at is not None


def test_a_new_map_takes_the_place_of_the_old_one(boss: User, joints: list[Descriptor]) -> None:
    make_map(boss)
    Descriptor.objects.filter(pk=joints[1].pk).update(deleted_at=NOW, deleted_by=boss)

    make_map(boss)

    assert (Mapping.objects.count(), pairs()) == (1, set())


def test_asking_twice_is_one_work(boss: User, joints: list[Descriptor]) -> None:
    first, second = ask_for_map(by=boss, at=NOW), ask_for_map(by=boss, at=NOW)

    assert first == second
    assert jobs.run_due(now=timezone.now()) == 1


def test_the_page_says_how_far_it_is(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    client = as_user(boss)
    assert "was not compared yet" in client.get(URL).content.decode()

    client.post(URL + "map/")
    assert "will be compared in a moment" in client.get(URL).content.decode()
    Mapping.objects.update(done=30, of=120)
    assert "is being compared: 25 %" in client.get(URL, headers={"HX-Request": "true"}).content.decode()

    jobs.run_due(now=timezone.now())
    assert client.get(URL, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_the_page_shows_what_hangs_together_and_how_near(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    add(PAGE)
    make_map(boss)

    page = as_user(boss).get(URL)

    assert [list(cluster.rows) for cluster in page.context["clusters"]] == [joints]
    assert "Same aspect, level 2 reworded" in page.content.decode()


def test_the_list_needs_as_many_queries_for_three_as_for_one(
    as_user: As, boss: User, joints: list[Descriptor], queries_of: Queries
) -> None:
    client, counts = as_user(boss), []
    for wording in (
        None,
        PAGE,
        reworded(PAGE, name="Third", level0="One two", level1="Three four", level2="Five six", level3="Seven eight"),
    ):
        if wording:
            add(wording)
            add(wording)
        make_map(boss)
        client.get(URL)
        with queries_of() as queries:
            client.get(URL)
        counts.append(len(queries))

    assert counts[0] == counts[-1]


def marks(side: Any) -> list[list[str]]:
    """Return the marked words of level 2, column by column."""
    return [[text for text, differs in cell.pieces if differs] for cell in side.lines[2].cells]


def test_side_by_side_marks_what_differs_on_both_sides(as_user: As, boss: User) -> None:
    for level2 in ("The gap is thin at one end", "The gap is thin at an end", "One gap is thin at one end"):
        add(reworded(JOINT, level2=level2))
    make_map(boss)
    first = Descriptor.objects.get(score2="The gap is thin at one end")

    page = as_user(boss).get(f"{URL}{first.uid}/", {"keep": str(first.uid)})

    assert marks(page.context["side"]) == [["The", "one"], ["an"], ["One"]]
    assert "Same aspect, level 2 reworded" in page.content.decode()
    assert page.content.decode().count("This one stays") == 3


def test_the_better_and_open_one_is_proposed_to_stay(as_user: As, boss: User) -> None:
    hidden = add(JOINT, quality_indicator=Quality.EXCELLENT, confidential_until=timezone.now() + timedelta(days=9))
    plain, liked, good = add(NEARLY), add(NEARLY), add(JOINT, quality_indicator=Quality.EXCELLENT)
    favourite(liked, UserFactory.create())
    make_map(boss)

    assert listed(as_user(boss)) == [[good, hidden, liked, plain]]


def test_the_question_counts_the_favourites_that_follow(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    """Those whose owner starred the one that stays as well wait where they are."""
    stays, gone = joints
    both = UserFactory.create()
    favourite(stays, both)
    favourite(gone, both)
    make_map(boss)
    client, url = as_user(boss), f"{URL}{stays.uid}/"

    assert "follows." not in client.post(url, form(*joints, do="merge")).content.decode()
    favourite(gone, UserFactory.create())
    assert "1 favourite follows." in client.post(url, form(*joints, do="merge")).content.decode()


def test_merging_asks_first_then_merges_and_can_be_undone(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    stays, gone = joints
    favourite(gone, UserFactory.create())
    make_map(boss)
    client, url = as_user(boss), f"{URL}{stays.uid}/"

    question = client.post(url, form(*joints, do="merge")).content.decode()
    assert "1 favourite follows." in question
    assert f"“Mitre joints of the frame” ({stays.skill and stays.skill.code} #{stays.number}) stays as it is." in question
    assert f"#{gone.number}) leaves the library" in question

    page = client.post(url, form(*joints, do="merged"), follow=True)
    assert Descriptor.objects.get(pk=gone.pk).merged_into == stays
    assert page.context["clusters"] == []

    client.post(URL + "undo/", dict(page.context["undo"]["fields"]))
    assert Descriptor.objects.get(pk=gone.pk).merged_into is None
    assert listed(client) == [joints]


def test_the_question_says_what_speaks_against_it(as_user: As, boss: User) -> None:
    good = add(JOINT, quality_indicator=Quality.EXCELLENT)
    hidden = add(JOINT, confidential_until=timezone.now() + timedelta(days=9))
    make_map(boss)

    html = as_user(boss).post(f"{URL}{good.uid}/", form(good, hidden, do="merge", keep=hidden)).content.decode()

    assert "who sees the others now will not see it until then" in html
    assert "Another one of them is of better quality." in html


@pytest.mark.parametrize(("do", "kind"), [("variant", Kind.VARIANT), ("different", Kind.DIFFERENT)])
def test_told_apart_they_are_silent_until_that_is_taken_back(
    as_user: As, boss: User, joints: list[Descriptor], do: str, kind: Kind
) -> None:
    make_map(boss)
    client = as_user(boss)

    page = client.post(f"{URL}{joints[0].uid}/", form(*joints, do=do, reason="Two materials"), follow=True)

    assert [(one.kind, one.reason, one.by) for one in Remark.objects.all()] == [(kind, "Two materials", boss)]
    assert page.context["clusters"] == []
    make_map(boss)
    assert listed(client) == []
    settled = client.get(f"{URL}?tab=apart")
    assert "Two materials" in settled.content.decode()
    client.post(URL + "undo/", dict(page.context["undo"]["fields"]))
    assert listed(client) == [joints]
    assert list(client.get(f"{URL}?tab=apart").context["settled"]) == []


def test_a_decision_about_some_leaves_the_others_open(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    third = add(reworded(JOINT, level0="Gaps can be seen from three metres"))
    make_map(boss)
    client = as_user(boss)

    client.post(f"{URL}{joints[0].uid}/", form(joints[0], third, do="variant"))

    assert {(one.first, one.second) for one in Remark.objects.all()} == {(joints[0], third)}
    assert [set(rows) for rows in listed(client)] == [{*joints, third}]  # through the second one


def test_a_decision_needs_two(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    make_map(boss)
    client, url = as_user(boss), f"{URL}{joints[0].uid}/"

    assert client.post(url, form(joints[0], do="merge")).status_code == 422
    assert client.post(url, form(*joints, do="strange")).status_code == 422
    client.post(url, form(*joints, do="variant"))
    assert client.post(url, form(*joints, do="variant")).status_code == 422


def test_a_refusal_keeps_what_was_chosen_and_typed(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    first, second = joints
    make_map(boss)

    answer = as_user(boss).post(f"{URL}{first.uid}/", form(second, do="variant", reason="Two materials", keep=second))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose the one that stays, and at least one other." in page
    assert 'value="Two materials"' in page
    assert f'name="keep" value="{second.uid}" checked' in page
    assert f'name="d" value="{second.uid}" checked' in page
    assert f'name="d" value="{first.uid}">' in page
    assert not Remark.objects.exists()


def test_another_one_can_be_the_first(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    make_map(boss)

    side = as_user(boss).get(f"{URL}{joints[0].uid}/", {"keep": str(joints[1].uid)}).context["side"]

    assert [column.row for column in side.columns] == joints[::-1]
    assert [[cell.same for cell in line.cells] for line in side.lines] == [[False, True], [False, True], [False, False], [False, True]]


def test_more_than_six_stand_beside_as_links(as_user: As, boss: User) -> None:
    rows = [add(JOINT) for _ in range(8)]
    make_map(boss)

    answer = as_user(boss).get(f"{URL}{rows[0].uid}/")

    assert [column.row for column in answer.context["side"].columns] == rows[:6]
    assert f'href="?keep={rows[7].uid}"' in answer.content.decode()


@pytest.mark.parametrize("tab", ["apart", "merged"])
def test_what_is_settled_needs_as_many_queries_for_three_as_for_one(as_user: As, boss: User, queries_of: Queries, tab: str) -> None:
    client, counts = as_user(boss), []
    for count in (1, 2):
        for _ in range(count):
            pair = [add(JOINT), add(NEARLY)]
            if tab == "apart":
                told_apart(*pair, reason="Two materials", by=boss)
            else:
                merge(survivor=pair[0], seen=pair[0].change, others=[(pair[1], pair[1].change)], by=boss, at=NOW)
        client.get(URL, {"tab": tab})
        with queries_of() as queries:
            page = client.get(URL, {"tab": tab})
        counts.append(len(queries))

    assert len(page.context["settled"]) == 3
    assert counts[0] == counts[1]


def test_side_by_side_needs_as_many_queries_for_four_as_for_two(
    as_user: As, boss: User, joints: list[Descriptor], queries_of: Queries
) -> None:
    client, counts, url = as_user(boss), [], f"{URL}{joints[0].uid}/"
    for count in (0, 2):
        for _ in range(count):
            add(JOINT)
        make_map(boss)
        client.get(url)
        with queries_of() as queries:
            page = client.get(url)
        counts.append(len(queries))

    assert len(page.context["side"].columns) == 4
    assert counts[0] == counts[1]


def test_the_list_has_pages(as_user: As, boss: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "PER_PAGE", 1)
    for wording in (JOINT, PAGE):
        add(wording)
        add(wording)
    make_map(boss)
    client = as_user(boss)

    first, second = client.get(URL), client.get(URL, {"page": "2"})

    assert first.context["pager"]["next"] == f"{URL}?page=2"
    assert second.context["pager"]["previous"] == f"{URL}?page=1"
    assert [len(one.context["clusters"]) for one in (first, second)] == [1, 1]
    assert {cluster.rows[0].criterion_name for one in (first, second) for cluster in one.context["clusters"]} == {
        JOINT.criterion_name,
        PAGE.criterion_name,
    }
    assert client.get(URL, {"page": "99"}).status_code == 200


def test_a_row_that_was_deleted_meanwhile_is_not_in_the_list(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    make_map(boss)
    Descriptor.objects.filter(pk=joints[1].pk).update(deleted_at=NOW, deleted_by=boss)
    client = as_user(boss)

    assert listed(client) == []
    assert client.get(f"{URL}{joints[1].uid}/").status_code == 404


def test_an_outdated_page_is_told(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    make_map(boss)
    sent_form = form(*joints, do="merged")
    Descriptor.objects.filter(pk=joints[1].pk).update(change=7)

    assert as_user(boss).post(f"{URL}{joints[0].uid}/", sent_form).status_code == 409
    assert not Descriptor.objects.filter(merged_into__isnull=False).exists()


@pytest.mark.parametrize("do", ["variant", "different", "merged"])
def test_what_was_reworded_meanwhile_is_shown_and_decided_anew(as_user: As, boss: User, joints: list[Descriptor], do: str) -> None:
    make_map(boss)
    client, url = as_user(boss), f"{URL}{joints[0].uid}/"
    sent_form = form(*joints, do=do, reason="Two materials")
    Descriptor.objects.filter(pk=joints[1].pk).update(change=7, criterion_name="Reworded meanwhile")

    page = client.post(url, sent_form)

    assert (page.status_code, Remark.objects.count(), page.context["reason"]) == (409, 0, "Two materials")
    assert "Reworded meanwhile" in page.content.decode()
    assert f'name="change-{joints[1].uid}" value="7"' in page.content.decode()
    assert client.post(url, sent_form | {f"change-{joints[1].uid}": 7}).status_code == 302


@pytest.mark.parametrize("access", ["SECRETARIAT", "MEMBER"])
def test_the_pages_are_for_administrators(as_user: As, boss: User, joints: list[Descriptor], access: str) -> None:
    make_map(boss)
    client = as_user(UserFactory.create(access=access))

    assert [client.get(url).status_code for url in (URL, f"{URL}{joints[0].uid}/")] == [403, 403]
    assert [client.post(url).status_code for url in (f"{URL}map/", f"{URL}undo/", f"{URL}{joints[0].uid}/")] == [403, 403, 403]


def test_a_cluster_that_is_decided_says_so(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    assert "Nothing is like it" in as_user(boss).get(f"{URL}{joints[0].uid}/").content.decode()


def test_a_reason_is_as_long_as_its_box_counts_it(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    text = "\n".join(["x" * 99] * 9) + "\n" + "y" * 100
    make_map(boss)

    as_user(boss).post(f"{URL}{joints[0].uid}/", form(*joints, do="variant", reason=text.replace("\n", "\r\n")))

    assert (len(text), Remark.objects.get().reason) == (1000, text)


def test_the_reason_of_who_wrote_it_stands_with_the_cluster(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    author = scm(skill, name="The author")
    own = approved(draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels), by=sa(skill))
    keep_beside(descriptor=own, other=joints[0], reason="Ours is about steel", by=author, at=NOW)
    make_map(boss)

    html = as_user(boss).get(f"{URL}{own.uid}/").content.decode()

    assert "Ours is about steel" in html
    assert "The author needs both" in html


def test_remarks_leave_facts_that_only_administrators_read(as_user: As, boss: User, joints: list[Descriptor]) -> None:
    told_apart(*joints, reason="Two materials", by=boss)

    said = "said that these are deliberate variants: “Mitre joints of the frame”, “Mitre joints of the frame”"
    assert Event.objects.filter(subject_type="pair", verb="variant").count() == 1
    assert said in as_user(boss).get("/admin/events/").content.decode()
    assert said not in as_user(UserFactory.create(access="SECRETARIAT")).get("/admin/events/").content.decode()


def test_only_administrators_decide(joints: list[Descriptor]) -> None:
    for person in (UserFactory.create(access="SECRETARIAT"), UserFactory.create()):
        with pytest.raises(NotAllowed):
            told_apart(*joints, by=person)
        with pytest.raises(NotAllowed):
            ask_for_map(by=person, at=NOW)


def test_a_reason_is_given_by_who_may_edit_and_is_not_empty(joints: list[Descriptor]) -> None:
    skill = SkillFactory.create()
    author = scm(skill)
    own = draft(skill, author)
    with pytest.raises(Invalid):
        keep_beside(descriptor=own, other=joints[0], reason="  ", by=author, at=NOW)
    with pytest.raises(NotAllowed):
        keep_beside(descriptor=own, other=joints[0], reason="Because", by=scm(SkillFactory.create()), at=NOW)
    edit(descriptor=own, seen=own.change, wording=JOINT.__class__("Renamed one", own.levels, own.wsos_section_id), by=author, at=NOW)
    assert keep_beside(descriptor=own, other=joints[0], reason=" Because ", by=author, at=NOW).reason == "Because"
