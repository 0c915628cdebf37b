"""Collections: whose they are, what readers see of them, their order, notes and copies."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.collecting import actions
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Collection, CollectionItem, Descriptor
from assay.standards.models import Membership, Skill
from tests.factories import NOW, SkillFactory, UserFactory, admin, deputised, draft, member, sa, scm

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def collection_of(owner: User, rows: list[Descriptor], **known: Any) -> Collection:
    made = actions.create(uid=uuid.uuid4(), name=known.get("name", "Ready"), skill=known.get("skill"), by=owner, at=NOW)
    actions.add(collection=made, rows=rows, by=owner, at=NOW)
    return made


def names(client: Client, found: Collection) -> list[str]:
    return [row.criterion_name for row in client.get(f"/collections/{found.uid}/").context["reading"].rows]


def do(client: Client, found: Collection, verb: str, **data: Any) -> Any:
    return client.post(f"/collections/{found.uid}/", {"do": verb, **data})


def test_somebody_elses_uid_is_not_taken_over(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    theirs = collection_of(owner, rows)

    answer = as_user(scm(SkillFactory.create())).post("/collections/", {"uid": str(theirs.uid), "name": "Other"})

    assert answer["Location"] != f"/collections/{theirs.uid}/"
    assert sorted(Collection.objects.values_list("name", flat=True)) == ["Other", "Ready"]


def test_a_collection_is_made_once_however_often_the_form_comes(as_user: Any, owner: User) -> None:
    client, form = as_user(owner), {"uid": str(uuid.uuid4()), "name": "  Ready   for C ", "skill": ""}

    first, second = client.post("/collections/", form), client.post("/collections/", form)

    assert first["Location"] == second["Location"] == f"/collections/{form['uid']}/"
    assert Collection.objects.get().name == "Ready for C"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_that_is_none_is_said_beside_the_field(as_user: Any, owner: User, name: str) -> None:
    answer = as_user(owner).post("/collections/", {"name": name})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Collection.objects.exists()


def test_only_scm_and_sa_make_one_for_a_skill(as_user: Any, skill: Skill) -> None:
    assert as_user(sa(skill)).post("/collections/", {"name": "Ours", "skill": skill.code}).status_code == 302
    assert as_user(member("SKILL_TEAM", skill)).post("/collections/", {"name": "Ours", "skill": skill.code}).status_code == 404


@pytest.mark.parametrize(
    ("who", "answers"),
    [
        (scm, ((404, 404), (200, 302), (200, 403))),
        (sa, ((404, 404), (200, 302), (200, 403))),
        (lambda skill: member("SKILL_TEAM", skill), ((404, 404), (200, 403), (200, 403))),
        (lambda _skill: scm(SkillFactory.create()), ((404, 404), (404, 404), (200, 403))),
        (lambda _skill: admin(), ((404, 404), (200, 302), (200, 403))),
    ],
)
def test_who_reads_and_who_changes(as_user: Any, skill: Skill, owner: User, who: Any, answers: Any) -> None:
    own, ours, link = collection_of(owner, []), collection_of(owner, [], skill=skill), collection_of(owner, [])
    actions.share(collection=link, on=True, by=owner, at=NOW)
    client = as_user(who(skill))

    for found, (read, changed) in zip((own, ours, link), answers, strict=True):
        assert client.get(f"/collections/{found.uid}/").status_code == read
        assert do(client, found, "rename", name="Other").status_code == changed


def test_a_collection_of_a_skill_is_shut_to_its_maker_whose_role_ended(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor]
) -> None:
    found, client = collection_of(owner, rows[:1], skill=skill), as_user(owner)
    assert client.get(f"/collections/{found.uid}/").status_code == 200

    Membership.objects.filter(user=owner).delete()

    assert client.get(f"/collections/{found.uid}/").status_code == 404
    assert client.get(f"/export/file/?of=collection&id={found.uid}&as=csv").status_code == 404
    assert do(client, found, "rename", name="Mine").status_code == 404


def test_a_collection_of_a_skill_is_shut_to_a_deputy_whose_days_are_over(as_user: Any, skill: Skill) -> None:
    deputy = UserFactory.create()
    days = deputised(skill, absent=sa(skill), person=deputy)
    found, client = collection_of(deputy, [], skill=skill), as_user(deputy)
    assert client.get(f"/collections/{found.uid}/").status_code == 200

    days.ends_at = timezone.now() - timedelta(hours=1)
    days.save()

    assert client.get(f"/collections/{found.uid}/").status_code == 404


def test_a_reader_sees_only_what_they_may_open_and_no_number_tells_of_more(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor]
) -> None:
    found = collection_of(owner, [draft(skill, owner, name="Secret draft"), rows[0]])
    actions.share(collection=found, on=True, by=owner, at=NOW)

    page = as_user(scm(SkillFactory.create())).get(f"/collections/{found.uid}/").content.decode()

    assert "Secret draft" not in page
    assert "1 descriptor" in page
    assert names(as_user(owner), found) == ["Secret draft", "Aspect 0"]


def test_order_notes_and_taking_out(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found, client = collection_of(owner, rows), as_user(owner)

    do(client, found, "move", descriptor=rows[3].uid, to="0")
    do(client, found, "move", descriptor=rows[0].uid, to="99")
    do(client, found, "remove", descriptor=rows[1].uid)
    do(client, found, "note", descriptor=rows[2].uid, note=" Use for module C ")

    assert names(client, found) == ["Aspect 3", "Aspect 2", "Aspect 0"]
    assert [item.note for item in client.get(f"/collections/{found.uid}/").context["reading"].items] == ["", "Use for module C", ""]


def test_a_step_passes_what_the_reader_sees_and_leaves_the_rest_where_it_is(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor]
) -> None:
    other = SkillFactory.create()
    hidden = draft(other, scm(other), name="Not theirs")
    found, client = collection_of(owner, [rows[0], hidden, rows[1]]), as_user(owner)
    CollectionItem.objects.filter(descriptor=hidden).update(note="Stays")

    do(client, found, "down", descriptor=rows[0].uid, to="0")

    assert names(client, found) == ["Aspect 1", "Aspect 0"]
    assert list(found.items.values_list("descriptor__criterion_name", flat=True)) == ["Aspect 1", "Not theirs", "Aspect 0"]


@pytest.mark.parametrize("verb", ["up", "down", "remove", "note"])
def test_no_button_loses_the_note_that_stands_beside_it(as_user: Any, owner: User, rows: list[Descriptor], verb: str) -> None:
    found, client = collection_of(owner, rows[:3]), as_user(owner)

    do(client, found, verb, descriptor=rows[1].uid, to="1", note="Typed and not sent")
    if verb == "remove":
        undo = client.get(f"/collections/{found.uid}/").context["taken_out"]
        assert names(client, found) == ["Aspect 0", "Aspect 2"]
        do(client, found, "put back", **undo)
        assert names(client, found) == ["Aspect 0", "Aspect 1", "Aspect 2"]

    assert found.items.get(descriptor=rows[1]).note == "Typed and not sent"


def test_a_note_is_kept_while_it_is_typed(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found, client = collection_of(owner, rows[:1]), as_user(owner)
    form = {"do": "note", "descriptor": rows[0].uid, "to": "0", "note": "Half a sent"}

    answer = client.post(f"/collections/{found.uid}/", form, headers={"X-Autosave": "1"})

    assert answer.json() == {"text": "The note is kept.", "fields": {"was": "Half a sent"}}
    assert found.items.get().note == "Half a sent"


@pytest.mark.parametrize("verb", ["up", "down", "remove", "note"])
def test_a_page_from_before_leaves_a_colleagues_note_alone(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor], verb: str
) -> None:
    found, client = collection_of(owner, rows[:3], skill=skill), as_user(sa(skill))
    actions.annotate(collection=found, descriptor=rows[1].uid, note="Of a colleague", by=owner, at=NOW)

    do(client, found, verb, descriptor=rows[1].uid, to="1", was="", note="")
    if verb == "remove":
        do(client, found, "put back", **client.get(f"/collections/{found.uid}/").context["taken_out"])

    assert found.items.get(descriptor=rows[1]).note == "Of a colleague"


@pytest.mark.parametrize("verb", ["up", "down", "remove", "note"])
def test_two_notes_on_one_descriptor_are_shown_both_and_one_chooses(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor], verb: str
) -> None:
    found, client = collection_of(owner, rows[:3], skill=skill), as_user(sa(skill))
    actions.annotate(collection=found, descriptor=rows[1].uid, note="Of a colleague", by=owner, at=NOW)

    answer = do(client, found, verb, descriptor=rows[1].uid, to="1", was="", note="Of mine")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<blockquote>Of a colleague</blockquote>" in page
    assert ">Of mine</textarea>" in page
    assert list(found.items.values_list("descriptor__criterion_name", "note")) == [
        ("Aspect 0", ""),
        ("Aspect 1", "Of a colleague"),
        ("Aspect 2", ""),
    ]
    assert '<input type="hidden" name="was" value="Of a colleague">' in page
    do(client, found, "note", descriptor=rows[1].uid, to="1", was="Of a colleague", note="Of both")
    assert found.items.get(descriptor=rows[1]).note == "Of both"


def test_while_one_types_a_changed_note_is_told_in_a_sentence(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found = collection_of(owner, rows[:1])
    actions.annotate(collection=found, descriptor=rows[0].uid, note="In another window", by=owner, at=NOW)
    form = {"do": "note", "descriptor": rows[0].uid, "to": "0", "was": "", "note": "In this one"}

    answer = as_user(owner).post(f"/collections/{found.uid}/", form, headers={"X-Autosave": "1"})

    said = "This note was changed meanwhile. Press “Keep the note” to see both."
    assert (answer.status_code, answer.content.decode()) == (409, said)
    assert found.items.get().note == "In another window"


def test_what_was_sent_without_an_answer_is_no_other_persons_note(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found = collection_of(owner, rows[:1])
    actions.annotate(collection=found, descriptor=rows[0].uid, note="Half a\nsent", by=owner, at=NOW)

    answer = do(as_user(owner), found, "note", descriptor=rows[0].uid, to="0", was=["", "Half a\r\nsent"], note="Half a\r\nsentence")

    assert answer.status_code == 302
    assert found.items.get().note == "Half a\nsentence"


@pytest.mark.parametrize("verb", ["up", "down", "remove", "note"])
def test_a_note_on_what_was_taken_out_meanwhile_is_not_lost(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor], verb: str
) -> None:
    found, client = collection_of(owner, rows[:3], skill=skill), as_user(sa(skill))
    actions.remove(collection=found, descriptor=rows[1].uid, by=owner, at=NOW)

    answer = do(client, found, verb, descriptor=rows[1].uid, to="1", was="", note="Of mine")
    assert answer.status_code == 409
    assert "“Aspect 1” was taken out while you wrote" in answer.content.decode()
    assert ">Of mine</textarea>" in answer.content.decode()
    do(client, found, "put back", descriptor=rows[1].uid, to=str(answer.context["to"]), note="Of mine")

    assert names(client, found) == ["Aspect 0", "Aspect 1", "Aspect 2"]
    assert found.items.get(descriptor=rows[1]).note == "Of mine"


def test_what_is_put_back_twice_keeps_both_notes(as_user: Any, skill: Skill, owner: User, rows: list[Descriptor]) -> None:
    found, client = collection_of(owner, rows[:1], skill=skill), as_user(sa(skill))

    same = do(client, found, "put back", descriptor=rows[0].uid, to="0", note="Of before")
    assert (same.status_code, found.items.get().note) == (302, "Of before")
    other = do(client, found, "put back", descriptor=rows[0].uid, to="0", note="Of mine")

    assert other.status_code == 409
    assert ">Of mine</textarea>" in other.content.decode()
    assert found.items.get().note == "Of before"


@pytest.fixture
def merged(owner: User, rows: list[Descriptor]) -> tuple[Collection, Callable[[], None]]:
    """A collection of the first three, and what merges the second of them into the fourth."""
    found = collection_of(owner, rows[:3])

    def go() -> None:
        stays, gone = (Descriptor.objects.get(pk=rows[n].pk) for n in (3, 1))
        merge(survivor=stays, seen=stays.change, others=[(gone, gone.change)], by=admin(), at=NOW)

    return found, go


@pytest.mark.parametrize(
    ("verb", "order"), [("note", [0, 3, 2]), ("up", [3, 0, 2]), ("down", [0, 2, 3]), ("move", [0, 3, 2]), ("remove", [0, 2])]
)
def test_a_page_from_before_a_merge_changes_what_it_became(
    as_user: Any, rows: list[Descriptor], merged: Any, verb: str, order: list[int]
) -> None:
    (found, go), client = merged, as_user(merged[0].owner)
    go()

    answer = do(client, found, verb, descriptor=rows[1].uid, to="1", was="", note="Typed meanwhile")

    assert answer.status_code == 302
    assert names(client, found) == [f"Aspect {n}" for n in order]
    if verb != "remove":
        assert found.items.get(descriptor=rows[3]).note == "Typed meanwhile"


@pytest.mark.parametrize("first", [True, False])
def test_what_was_taken_out_is_put_back_as_what_it_became(
    as_user: Any, owner: User, rows: list[Descriptor], merged: Any, first: bool
) -> None:
    """The merge comes before it is taken out on an older page, or between that and the undo."""
    (found, go), client = merged, as_user(owner)
    if first:
        go()
    do(client, found, "remove", descriptor=rows[1].uid, to="1", was="", note="Precious")
    undo = client.get(f"/collections/{found.uid}/").context["taken_out"]
    if not first:
        go()

    answer = do(client, found, "put back", **undo)

    assert answer.status_code == 302
    assert names(client, found) == ["Aspect 0", "Aspect 3", "Aspect 2"]
    assert found.items.get(descriptor=rows[3]).note == "Precious"


def test_what_became_something_closed_is_as_if_it_were_not_there(as_user: Any, owner: User, rows: list[Descriptor], merged: Any) -> None:
    (found, go), client = merged, as_user(owner)
    go()
    Descriptor.objects.filter(pk=rows[3].pk).update(skill=SkillFactory.create(), confidential_until=timezone.now() + timedelta(days=9))

    answer = do(client, found, "note", descriptor=rows[1].uid, to="1", was="", note="Typed meanwhile")

    assert answer.status_code == 409
    assert ">Typed meanwhile</textarea>" in answer.content.decode()
    assert str(rows[3].uid) not in answer.content.decode()
    assert found.items.get(descriptor=rows[3]).note == ""


@pytest.mark.parametrize(("verb", "order"), [("up", [1, 0, 2]), ("down", [0, 2, 1]), ("remove", [0, 2]), ("note", [0, 1, 2])])
def test_a_note_that_was_joined_beyond_its_length_stops_no_button(
    as_user: Any, owner: User, rows: list[Descriptor], verb: str, order: list[int]
) -> None:
    """The undo of a merge joins notes."""
    found, client, note = collection_of(owner, rows[:3]), as_user(owner), "x" * (actions.LONGEST_NOTE + 3)
    found.items.filter(descriptor=rows[1]).update(note=note)

    assert do(client, found, verb, descriptor=rows[1].uid, to="1", was=note, note=note).status_code == 302

    undo = client.get(f"/collections/{found.uid}/").context["taken_out"]
    assert names(client, found) == [f"Aspect {n}" for n in order]
    if undo:
        assert do(client, found, "put back", **undo).status_code == 302
    assert found.items.get(descriptor=rows[1]).note == note
    assert do(client, found, "note", descriptor=rows[1].uid, was=note, note=note + "!").status_code == 422


@pytest.mark.parametrize("data", [{"do": "note", "note": "Written over"}, {"do": "up", "note": "Written over"}, {"do": "remove"}])
def test_what_one_may_not_open_is_as_if_it_were_not_there(
    as_user: Any, skill: Skill, owner: User, rows: list[Descriptor], data: dict[str, str]
) -> None:
    other = SkillFactory.create()
    Membership.objects.create(skill=other, user=owner, role="SCM")
    hidden, elsewhere = draft(other, owner, name="Secret draft"), draft(other, owner, name="Secret too")
    found, client = collection_of(owner, [hidden, rows[0]], skill=skill), as_user(sa(skill))
    actions.annotate(collection=found, descriptor=hidden.uid, note="For the owner", by=owner, at=NOW)

    inside, outside = (
        client.post(f"/collections/{found.uid}/", data | {"descriptor": str(row.uid), "to": "1"}) for row in (hidden, elsewhere)
    )

    assert found.items.get(descriptor=hidden).note == "For the owner"
    assert inside.status_code == outside.status_code
    assert "Secret draft" not in inside.content.decode()


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_a_note_is_as_long_as_its_box_counts_it(as_user: Any, owner: User, rows: list[Descriptor], end: str) -> None:
    found, client = collection_of(owner, rows[:1]), as_user(owner)
    text = "\n".join(["x" * 99] * 9) + "\n" + "y" * 100

    assert do(client, found, "note", descriptor=rows[0].uid, to="0", note=text.replace("\n", end)).status_code == 302
    assert (len(text), found.items.get().note) == (1000, text)
    assert do(client, found, "note", descriptor=rows[0].uid, to="0", was=text, note=f"{text}y".replace("\n", end)).status_code == 422


@pytest.mark.parametrize(
    "data", [{"do": "nonsense"}, {"do": "move", "to": "far"}, {"do": "move", "to": "--5"}, {"do": "up"}, {"do": "put back", "to": "0"}, {}]
)
def test_what_no_form_asks_for_is_not_there(as_user: Any, owner: User, data: dict[str, str]) -> None:
    assert as_user(owner).post(f"/collections/{collection_of(owner, []).uid}/", data).status_code == 404


def test_delete_offers_its_undo(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found, client = collection_of(owner, rows, name="Gone"), as_user(owner)

    page = client.post(f"/collections/{found.uid}/", {"do": "delete"}, follow=True).content.decode()
    assert "“Gone” is deleted." in page
    assert "This collection is deleted" in client.get(f"/collections/{found.uid}/").content.decode()
    do(client, found, "restore")

    assert names(client, found) == [row.criterion_name for row in rows]


@pytest.mark.parametrize("who", [sa, scm, lambda _skill: admin()])
def test_whoever_deletes_a_collection_of_a_skill_can_undo_it(as_user: Any, skill: Skill, owner: User, who: Any) -> None:
    found, client = collection_of(owner, [], skill=skill, name="Gone"), as_user(who(skill))

    do(client, found, "delete")
    assert "This collection is deleted" in client.get(f"/collections/{found.uid}/").content.decode()
    assert do(client, found, "restore").status_code == 302

    assert names(client, found) == []


def test_a_deleted_collection_is_not_there_for_those_who_could_not_restore_it(as_user: Any, skill: Skill, owner: User) -> None:
    found = collection_of(owner, [], skill=skill)
    actions.share(collection=found, on=True, by=owner, at=NOW)
    actions.put_away(collection=found, deleted=True, by=owner, at=NOW)

    for who in (member("SKILL_TEAM", skill), scm(SkillFactory.create())):
        assert as_user(who).get(f"/collections/{found.uid}/").status_code == 404


def test_adding_from_anywhere_twice_adds_once(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found, client = collection_of(owner, rows[:1]), as_user(owner)
    data = {"d": [str(rows[0].uid), str(rows[2].uid)], "collection": str(found.uid)}

    first = client.post("/collections/add/", data, follow=True).content.decode()
    second = client.post("/collections/add/", data, follow=True).content.decode()

    assert "1 descriptor added to “Ready”." in first
    assert "It was in “Ready” already." in second
    assert names(client, found) == ["Aspect 0", "Aspect 2"]


def test_adding_to_a_new_one_or_to_one_of_others(as_user: Any, owner: User, skill: Skill, rows: list[Descriptor]) -> None:
    others = collection_of(scm(skill), [])
    client, uid = as_user(owner), str(rows[0].uid)

    assert client.post("/collections/add/", {"d": uid, "collection": "", "name": ""}).status_code == 422
    assert client.post("/collections/add/", {"d": uid, "collection": str(others.uid)}).status_code == 404
    made = client.post("/collections/add/", {"d": uid, "collection": "", "name": "Fresh"}, follow=True)

    assert [row.uid for row in made.context["reading"].rows] == [rows[0].uid]


def test_adding_in_place_answers_in_the_dialog(as_user: Any, owner: User, rows: list[Descriptor]) -> None:
    found, client, htmx = collection_of(owner, [], name="Ready"), as_user(owner), {"HX-Request": "true"}
    uid = str(rows[0].uid)
    link = f'href="/collections/add/?d={uid}" hx-get="/collections/add/?d={uid}" hx-target="#collecting" data-dialog="collecting"'
    assert link in client.get("/library/").content.decode()
    assert '<dialog id="collecting"' in client.get("/library/").content.decode()

    form = client.get(f"/collections/add/?d={uid}", headers=htmx).content.decode()
    refused = client.post("/collections/add/", {"d": uid, "collection": "", "name": ""}, headers=htmx)
    added = client.post("/collections/add/", {"d": uid, "collection": str(found.uid)}, headers=htmx).content.decode()

    assert "<html" not in form
    assert 'hx-post="/collections/add/"' in form
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
    assert "1 descriptor added to “Ready”." in added
    assert f'href="/collections/{found.uid}/"' in added
    assert names(client, found) == ["Aspect 0"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("cis", ("\t\t\tJ\tAspect 2\t", "Copied 10 rows: paste into column A of the CIS sheet.")),
        ("text", ("Aspect 2\n0 Below standard: none\n", "Copied 2 aspects with their levels as text.")),
        ("markdown", ("### Aspect 2\n", "Copied 2 aspects with their levels as Markdown.")),
    ],
)
def test_several_are_copied_in_their_order(as_user: Any, owner: User, rows: list[Descriptor], kind: str, found: tuple[str, str]) -> None:
    begins, said = found
    query = {"as": kind, "d": [str(rows[2].uid), str(rows[0].uid)]}

    answer = as_user(owner).get("/copy/", query, headers={"Accept": "text/plain"})

    text = answer.content.decode()
    assert text.startswith(begins)
    assert text.index("Aspect 2") < text.index("Aspect 0")
    assert unquote(answer["X-Copied"]).startswith(said)


def test_what_one_may_not_open_is_not_copied(as_user: Any, skill: Skill, owner: User, rows: list[Descriptor]) -> None:
    hidden, client = draft(skill, owner, name="Secret draft"), as_user(scm(SkillFactory.create()))

    both = client.get("/copy/", {"as": "text", "d": [str(hidden.uid), str(rows[0].uid)]}, headers={"Accept": "text/plain"})

    assert "Secret draft" not in both.content.decode()
    assert client.get("/copy/", {"as": "text", "d": str(hidden.uid)}).status_code == 404


def test_queries_do_not_grow(as_user: Any, owner: User, rows: list[Descriptor], queries_of: Queries) -> None:
    client, one, three = as_user(owner), collection_of(owner, rows[:1]), collection_of(owner, rows[:3])
    client.get(f"/collections/{one.uid}/")

    with queries_of() as few:
        client.get(f"/collections/{one.uid}/")
    with queries_of() as many:
        client.get(f"/collections/{three.uid}/")
    assert len(few) == len(many)

    with queries_of() as two_listed:
        client.get("/collections/")
    for name in ("More", "Still more"):
        collection_of(owner, rows, name=name)
    with queries_of() as four_listed:
        client.get("/collections/")
    assert len(two_listed) == len(four_listed)
