"""The descriptors of my skills, by where they stand."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors import actions
from assay.descriptors.amending.actions import propose
from assay.descriptors.models import Descriptor
from assay.descriptors.writing.my_skills import writes
from assay.review import actions as review
from assay.standards.models import Skill, WSOSSection
from tests.factories import NOW, SkillFactory, UserFactory, admin, draft, imported, sa, scm, secretariat, sent

As = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
URL = "/my-skills/"


def in_every_state(skill: Skill, author: User, section: WSOSSection, advisor: User) -> dict[str, Descriptor]:
    """Return one descriptor of each tab."""
    made = {
        name: draft(skill, author, section=section, name=f"In {name}") for name in ("drafts", "returned", "pending", "approved", "deleted")
    }
    for name in ("returned", "pending", "approved"):
        sent(made[name], by=author)
    review.return_for_changes(descriptor=made["returned"], seen=2, comment="Say what is seen.", by=advisor, at=NOW)
    edits = replace(made["approved"].wording, criterion_name="In approved, reworded")
    review.approve(descriptor=made["approved"], seen=2, by=advisor, at=NOW, edits=edits)
    actions.delete(descriptor=made["deleted"], seen=1, by=author, at=NOW)
    return made


def amending(skill: Skill, author: User, section: WSOSSection) -> Descriptor:
    """Return a draft that amends a library row of its own."""
    target = imported(skill, wsos_section=section)
    return propose(uid=uuid.uuid4(), target=target, by=author, at=NOW)


@pytest.mark.parametrize("tab", ["drafts", "returned", "pending", "approved", "deleted"])
def test_each_tab_lists_its_state_and_all_are_counted(as_user: As, skill: Skill, author: User, section: WSOSSection, tab: str) -> None:
    made = in_every_state(skill, author, section, sa(skill))

    page = as_user(author).get(URL, {"tab": tab})

    assert [row.descriptor for row in page.context["rows"]] == [made[tab]]
    assert [one["count"] for one in page.context["tabs"]] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("tab", ["drafts", "returned", "pending", "approved", "deleted"])
def test_three_rows_cost_the_queries_of_one(
    as_user: As, skill: Skill, author: User, section: WSOSSection, *, tab: str, queries_of: Queries
) -> None:
    client, advisor = as_user(author), sa(skill)
    in_every_state(skill, author, section, advisor)
    client.get(URL, {"tab": tab})
    with queries_of() as one:
        client.get(URL, {"tab": tab})
    for _ in range(2):
        in_every_state(skill, author, section, advisor)

    with queries_of() as three:
        page = client.get(URL, {"tab": tab})

    assert len(page.context["rows"]) == 3
    assert len(three) == len(one)


def test_amendments_among_the_drafts_cost_no_more(
    as_user: As, skill: Skill, author: User, section: WSOSSection, queries_of: Queries
) -> None:
    client = as_user(author)

    def listed() -> tuple[int, int]:
        with queries_of() as queries:
            page = client.get(URL, {"tab": "drafts"})
        assert page.content.decode().count("Amends #") == len(page.context["rows"])
        return len(page.context["rows"]), len(queries)

    amending(skill, author, section)
    listed()
    one = listed()
    for _ in range(2):
        amending(skill, author, section)

    assert listed() == (3, one[1])


def test_a_returned_one_shows_comment_and_answer(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    made = in_every_state(skill, author, section, sa(skill, name="The advisor"))["returned"]
    client = as_user(author)
    before = client.get(URL, {"tab": "returned"})

    actions.reply_to_return(descriptor=made, seen=made.change, reply="As seen on the bench", by=author, at=NOW)
    after = client.get(URL, {"tab": "returned"})

    assert all(text in before.content.decode() for text in ("Say what is seen.", "The advisor", "Not answered yet"))
    assert after.context["rows"][0].answered == "Replied"


def test_changed_wording_is_marked_and_leads_to_what_changed(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    made = in_every_state(skill, author, section, sa(skill))["approved"]

    html = as_user(author).get(URL, {"tab": "approved"}).content.decode()

    assert f"{reverse('edit', args=[made.uid])}#reworded" in html


def test_a_deputy_sees_all_and_written_by_me_is_a_filter(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    deputy = scm(skill)
    draft(skill, author, section=section)
    own = draft(skill, deputy, section=section, name="By the deputy")
    client = as_user(deputy)

    everything, mine = client.get(URL), client.get(URL, {"mine": "1"})

    assert everything.context["total"] == 2
    assert [row.descriptor for row in mine.context["rows"]] == [own]
    assert [tab["count"] for tab in mine.context["tabs"]] == [1, 0, 0, 0, 0]


def test_names_are_found_whatever_their_case(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    found = draft(skill, author, section=section, name="Übersicht der Seite")
    draft(skill, author, section=section, name="Navigation")

    page = as_user(author).get(URL, {"q": "ÜBERSICHT"})

    assert [row.descriptor for row in page.context["rows"]] == [found]


def test_a_skill_is_a_filter_when_there_are_several(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    other = SkillFactory.create(code="09")
    other.memberships.create(user=author, role="SCM")
    author.__dict__.pop("_roles", None)
    draft(skill, author, section=section)
    in_other = draft(other, author, section=section, name="In the other")

    page = as_user(author).get(URL, {"skill": "09"})

    assert [row.descriptor for row in page.context["rows"]] == [in_other]
    assert page.context["write_url"].endswith("?skill=09")


def test_another_skill_s_rows_are_never_there(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    elsewhere = SkillFactory.create(code="X1")
    draft(elsewhere, scm(elsewhere), section=section)

    page = as_user(author).get(URL, {"skill": "X1"})

    assert page.context["total"] == 0


def test_pages_of_twenty_or_more(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    for number in range(21):
        draft(skill, author, section=section, name=f"Number {number}", at=NOW + timedelta(minutes=number))
    client = as_user(author)

    first, last = client.get(URL), client.get(URL, {"page": "2"})

    assert (len(first.context["rows"]), len(last.context["rows"])) == (20, 1)
    assert first.context["pager"]["summary"] == "1 to 20 of 21"
    assert client.get(URL, {"page": "99"}).status_code == 200
    for size, shown in ((50, 21), (100, 21), (7, 20)):
        page = client.get(URL, {"per": size})
        assert len(page.context["rows"]) == shown
        assert [one["label"] for one in page.context["pager"]["sizes"]] == ["20", "50", "100"]
    assert "per=50" in client.get(URL, {"per": 50}).context["tabs"][1]["url"]


@pytest.mark.parametrize("name", ["tab", "skill", "mine", "q", "page", "per"])
@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "9" * 40, "🦄", "-1", "' --"])
def test_no_address_is_a_fault(as_user: As, author: User, name: str, value: str) -> None:
    assert as_user(author).get(URL, {name: value}).status_code == 200


@pytest.mark.parametrize("tab", ["drafts", "returned", "pending", "approved", "deleted"])
def test_an_empty_tab_says_what_comes_here(as_user: As, author: User, tab: str) -> None:
    page = as_user(author).get(URL, {"tab": tab})

    assert str(page.context["tab"].hint) in page.content.decode()


def test_someone_without_a_skill_learns_what_this_is(as_user: As, skill: Skill) -> None:
    for person in (sa(skill), secretariat(), admin(), UserFactory.create()):
        page = as_user(person).get(URL)
        assert page.status_code == 200
        assert "Skill Competition Managers write" in page.content.decode()
        assert not writes(person)
    assert writes(scm(skill))


def test_delete_can_be_undone(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    made = draft(skill, author, section=section)
    client = as_user(author)

    gone = client.post(reverse("delete_draft", args=[made.uid]), {"change": "1"}, follow=True)
    undo = gone.context["undo"]
    again = client.get(URL)
    client.post(undo["url"], dict(undo["fields"]))

    made.refresh_from_db()
    assert gone.context["total"] == 0
    assert again.context["undo"] is None
    assert (made.deleted_at, made.change) == (None, 3)


def test_what_changed_meanwhile_is_not_deleted(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    made = draft(skill, author, section=section)

    response = as_user(author).post(reverse("delete_draft", args=[made.uid]), {"change": "7"})

    made.refresh_from_db()
    assert response.status_code == 409
    assert made.deleted_at is None


def test_others_neither_delete_nor_restore(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    made = in_every_state(skill, author, section, sa(skill))
    client = as_user(sa(skill))

    assert client.post(reverse("delete_draft", args=[made["returned"].uid]), {"change": "3"}).status_code == 403
    assert client.post(reverse("delete_draft", args=[made["drafts"].uid]), {"change": "1"}).status_code == 404
    assert client.post(reverse("restore_draft", args=[made["deleted"].uid]), {"change": "2"}).status_code == 404
