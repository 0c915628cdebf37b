"""What is typed is kept, for the person alone, and becomes a draft once it can."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors.models import Descriptor, Scratch
from assay.standards.models import Skill, WSOSSection
from tests.factories import draft, scm, sent

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]
SCRATCH = "/my-skills/scratch/"


def test_first_words_are_kept_and_the_page_says_what_is_missing(as_user: As, author: User, form: Form) -> None:
    typed = form(wsos_section="", score0="", score1="", score2="", score3="")

    response = as_user(author).post(SCRATCH, typed)

    assert response.json() == {"text": "Kept for you, not a draft yet: section and one level missing", "fields": {}}
    assert Scratch.objects.get().data["fields"]["criterion_name"] == "Home page design"
    assert not Descriptor.objects.exists()


def test_it_becomes_a_draft_once_aspect_section_and_one_level_are_there(as_user: As, author: User, form: Form) -> None:
    client, typed = as_user(author), form(score0="", score2="", score3="")
    client.post(SCRATCH, typed | {"wsos_section": ""})

    told = client.post(SCRATCH, typed).json()

    made = Descriptor.objects.get()
    assert told["text"].startswith("Draft saved ")
    assert told["fields"] == {"change": made.change}
    assert str(made.uid) == typed["uid"]
    assert not Scratch.objects.exists()


def test_afterwards_changes_are_kept_and_only_save_writes_them(as_user: As, author: User, form: Form) -> None:
    client, typed = as_user(author), form()
    client.post(SCRATCH, typed)

    told = client.post(SCRATCH, typed | {"change": "1", "score3": "Better"}).json()
    made = Descriptor.objects.get()
    page = client.get(reverse("edit", args=[made.uid]))
    client.post(reverse("write"), typed | {"change": "1", "score3": "Better"})

    assert told["text"].startswith("Unsaved changes kept for you ")
    assert (made.score3, page.context["form"]["score3"].value()) == ("Polished throughout", "Better")
    made.refresh_from_db()
    assert (made.score3, made.version) == ("Better", 2)
    assert not Scratch.objects.exists()


def test_a_new_section_waits_for_save(as_user: As, author: User, form: Form) -> None:
    told = as_user(author).post(SCRATCH, form(wsos_section="new", new_section="Motion design")).json()

    assert "when you save" in told["text"]
    assert not WSOSSection.objects.filter(name="Motion design").exists()


def test_nobody_else_sees_it_not_even_a_deputy(as_user: As, author: User, skill: Skill, form: Form) -> None:
    typed = form(wsos_section="", criterion_name="Secret thoughts")
    as_user(author).post(SCRATCH, typed)

    theirs = as_user(scm(skill))
    pages = [theirs.get("/my-skills/"), theirs.get("/my-skills/write/", {"uid": typed["uid"]})]

    assert all("Secret thoughts" not in page.content.decode() for page in pages)
    theirs.post(f"/my-skills/scratch/{typed['uid']}/discard/")
    assert Scratch.objects.count() == 1


def test_it_is_listed_on_top_to_continue_or_discard(as_user: As, author: User, form: Form) -> None:
    client, typed = as_user(author), form(wsos_section="", also_useful_for=[])
    client.post(SCRATCH, typed)

    listed = client.get("/my-skills/").context["unfinished"]
    page = client.get("/my-skills/write/", {"uid": typed["uid"]})
    asked = client.get(f"/my-skills/scratch/{typed['uid']}/discard/")
    client.post(f"/my-skills/scratch/{typed['uid']}/discard/")

    assert [(one.name, one.state) for one in listed] == [("Home page design", "Kept for you, not a draft yet: section missing")]
    assert page.context["form"]["score3"].value() == "Polished throughout"
    assert str(page.context["hidden"].uid) == typed["uid"]
    assert asked.status_code == 200
    assert not Scratch.objects.exists()


def test_an_empty_form_keeps_nothing(as_user: As, author: User, form: Form) -> None:
    blank = dict.fromkeys(("criterion_name", "wsos_section", "score0", "score1", "score2", "score3"), "")

    assert as_user(author).post(SCRATCH, form(**blank)).json()["text"] == ""
    assert not Scratch.objects.exists()


def test_what_is_too_much_is_said(as_user: As, author: User, form: Form) -> None:
    response = as_user(author).post(SCRATCH, form(score0="x" * 70_000))

    assert response.status_code == 422
    assert response.json()["text"].startswith("Not kept")


def test_changes_of_one_that_was_sent_meanwhile_are_kept(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = draft(skill, author, section=section)
    sent(made, by=author)

    told = as_user(author).post(SCRATCH, form(uid=str(made.uid), change="1", score3="Later words")).json()

    assert "not open for editing" in told["text"]
    assert Scratch.objects.get().data["fields"]["score3"] == "Later words"


def test_discarding_changes_leaves_what_was_saved(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = draft(skill, author, section=section)
    client = as_user(author)
    client.post(SCRATCH, form(uid=str(made.uid), change="1", score3="Later words"))

    response = client.post(f"/my-skills/scratch/{made.uid}/discard/")

    assert response.headers["Location"] == reverse("edit", args=[made.uid])
    assert client.get(response.headers["Location"]).context["form"]["score3"].value() == "Polished throughout"
