"""Sending a selection: what goes to whom, all or none."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors import actions
from assay.descriptors.amending.actions import propose
from assay.descriptors.models import Batch, Descriptor, Scratch, Submission
from assay.descriptors.states import DRAFT, PENDING_REVIEW
from assay.notifications.models import Notice
from assay.review import actions as review
from assay.standards.models import Skill
from tests.factories import NOW, SkillFactory, WSOSSectionFactory, draft, imported, sa, scm, secretariat, sent

As = Callable[[User], Client]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
URL = "/my-skills/send/"
INCOMPLETE = ("", "Basic styling", "Attractive", "attractive")


def form(*rows: Descriptor, **other: Any) -> dict[str, Any]:
    """Return what the page's form would send."""
    made: dict[str, Any] = {"d": [str(row.uid) for row in rows]}
    for row in rows:
        assert row.skill is not None
        made |= {f"change-{row.uid}": str(row.change), f"batch-{row.skill.code}": made.get(f"batch-{row.skill.code}", str(uuid.uuid4()))}
    return made | other


def returned_one(skill: Skill, author: User, advisor: User) -> Descriptor:
    made = draft(skill, author, name="Returned once")
    sent(made, by=author)
    return review.return_for_changes(descriptor=made, seen=2, comment="2 and 3 are alike.", by=advisor, at=NOW)


def states(*rows: Descriptor) -> list[str | None]:
    """Return the states as they are in the database."""
    return [Descriptor.objects.get(pk=row.pk).batch_status for row in rows]


def test_the_page_says_what_goes_to_whom_and_what_looks_incomplete(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    whole, part = draft(skill, author), draft(skill, author, name="Incomplete one", levels=INCOMPLETE)

    page = as_user(author).get(URL, {"d": [str(whole.uid), str(part.uid)]})

    parcel = page.context["parcels"][0]
    assert (parcel.skill, [one.person for one in parcel.advisors]) == (skill, [advisor])
    assert {line.descriptor: line.flaws for line in parcel.lines} == {
        whole: [],
        part: ["Level 0 missing", "Levels 2 and 3 are the same"],
    }
    html = page.content.decode()
    assert f'name="as_it_is-{part.uid}"' in html
    assert f'name="as_it_is-{whole.uid}"' not in html


def test_sending_makes_one_batch_tells_the_advisor_and_says_so(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    rows = draft(skill, author), draft(skill, author, name="The second one")

    response = as_user(author).post(URL, form(*rows, **{"note-17": "B2 first, please"}), follow=True)

    batch = Batch.objects.get()
    html = response.content.decode()
    assert states(*rows) == [PENDING_REVIEW, PENDING_REVIEW]
    assert (batch.note, batch.sent_by, batch.submissions.count()) == ("B2 first, please", author, 2)
    assert "Sent 2 descriptors of 17 Web Technologies to The advisor." in html
    assert f"/batches/{batch.uid}/" in html
    assert [notice.user for notice in Notice.objects.all()] == [advisor]


def test_the_same_form_twice_sends_once(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)
    client, again = as_user(author), form(one)

    codes = [client.post(URL, again).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert (Batch.objects.count(), Submission.objects.count()) == (1, 1)


def test_two_skills_become_two_batches(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    other = SkillFactory.create(code="09", name="Software")
    other.memberships.create(user=author, role="SCM")
    author.__dict__.pop("_roles", None)
    second = sa(other, name="Another advisor")
    rows = draft(skill, author), draft(other, author, name="In the other skill")
    client = as_user(author)

    page = client.get(URL, {"d": [str(row.uid) for row in rows]})
    client.post(URL, form(*rows, **{"note-09": "for 09", "note-17": "for 17"}))

    goes_to = [(parcel.skill.code, [one.person for one in parcel.advisors]) for parcel in page.context["parcels"]]
    assert goes_to == [("09", [second]), ("17", [advisor])]
    assert sorted(Batch.objects.values_list("skill__code", "note")) == [("09", "for 09"), ("17", "for 17")]


def test_one_bad_row_of_two_skills_sends_nothing(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    other = SkillFactory.create(code="09")
    other.memberships.create(user=author, role="SCM")
    author.__dict__.pop("_roles", None)
    rows = draft(skill, author), draft(other, author, name="In the other skill", levels=INCOMPLETE)

    response = as_user(author).post(URL, form(*rows))

    assert response.status_code == 422
    assert not Batch.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_one_foreign_row_refuses_all(as_user: As, skill: Skill, author: User, advisor: User, method: str) -> None:
    elsewhere = SkillFactory.create()
    hidden = draft(elsewhere, scm(elsewhere))
    own = draft(skill, author)

    response = getattr(as_user(author), method)(URL, form(own, hidden))

    assert response.status_code == 404
    assert states(own, hidden) == [DRAFT, DRAFT]


def test_one_that_is_seen_but_not_theirs_refuses_all(as_user: As, skill: Skill, author: User) -> None:
    elsewhere = SkillFactory.create()
    elsewhere.memberships.create(user=author, role="SA")
    author.__dict__.pop("_roles", None)
    foreign = draft(elsewhere, writer := scm(elsewhere))
    sent(foreign, by=writer)
    own = draft(skill, author)

    assert as_user(author).post(URL, form(own, foreign)).status_code == 403
    assert states(own) == [DRAFT]


def test_incomplete_ones_are_sent_only_with_a_reason(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    part = draft(skill, author, levels=INCOMPLETE)
    client = as_user(author)

    why = f"as_it_is-{part.uid}"
    refused = client.post(URL, form(part, **{"note-17": "typed note", why: " no "}))
    explained = client.post(URL, form(part, **{why: " The Experts choose level 0. "}))

    assert refused.status_code == 422
    assert "typed note" in refused.content.decode()
    line = refused.context["parcels"][0].lines[0]
    assert "Say why it should be sent as it is" in line.problem
    assert line.as_it_is == " no "
    assert explained.status_code == 302
    assert Submission.objects.get().as_it_is == "The Experts choose level 0."
    assert states(part) == [PENDING_REVIEW]


def test_an_unanswered_return_is_answered_right_there(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    back = returned_one(skill, author, advisor)
    client = as_user(author)
    page = client.get(URL, {"d": str(back.uid)})

    refused = client.post(URL, form(back))
    answered = client.post(URL, form(back, **{f"reply-{back.uid}": "Level 3 names the edge now"}))

    line = page.context["parcels"][0].lines[0]
    assert (line.needs_answer, line.last.comment) == (True, "2 and 3 are alike.")
    assert (refused.status_code, answered.status_code) == (422, 302)
    assert Submission.objects.get(descriptor=back, round=2).reply == "Level 3 names the edge now"


def test_a_row_that_changed_meanwhile_is_said_and_nothing_is_sent(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one, other = draft(skill, author), draft(skill, author, name="The other one")
    typed = form(one, other, **{"note-17": "typed note"})
    actions.edit(descriptor=one, seen=1, wording=replace(one.wording, criterion_name="By the deputy"), by=scm(skill, name="Deputy"), at=NOW)
    client = as_user(author)

    refused = client.post(URL, typed)
    again = client.post(URL, form(one, other))

    problems = {line.descriptor: line.problem for line in refused.context["parcels"][0].lines}
    assert refused.status_code == 409
    assert "Deputy changed the wording" in problems[one]
    assert (problems[other], Batch.objects.count()) == ("", 1)
    assert "typed note" in refused.content.decode()
    assert again.status_code == 302


def test_one_that_a_deputy_sent_meanwhile_is_left_out_and_said(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one, other = draft(skill, author), draft(skill, author, name="The other one")
    typed = form(one, other)
    sent(one, by=scm(skill))

    response = as_user(author).post(URL, typed)

    assert response.status_code == 409
    assert [row for row, _problem in response.context["closed"]] == [one]
    assert [line.descriptor for line in response.context["parcels"][0].lines] == [other]


def test_without_an_advisor_it_says_that_nobody_can_decide(as_user: As, skill: Skill, author: User) -> None:
    office = secretariat()
    one = draft(skill, author)
    client = as_user(author)

    page = client.get(URL, {"d": str(one.uid)})
    response = client.post(URL, form(one), follow=True)

    assert "Nobody can decide yet" in page.content.decode()
    assert "nobody yet: the secretariat is told" in response.content.decode()
    assert [notice.user for notice in Notice.objects.all()] == [office]


def test_others_can_be_added_and_what_was_typed_stays(as_user: As, skill: Skill, author: User) -> None:
    one, unticked, other = (draft(skill, author, name=name) for name in ("The first one", "Not this one", "The other one"))
    client, shown = as_user(author), [str(one.uid), str(unticked.uid)]

    offered = client.get(URL, {"d": shown}).context["parcels"][0].others
    page = client.post(URL, form(one, shown=shown, add=offered[0]["uid"], **{"note-17": "typed note"}))

    assert [row["name"] for row in offered] == ["The other one"]
    assert page.status_code == 200
    assert {line.descriptor: line.ticked for line in page.context["parcels"][0].lines} == {one: True, unticked: False, other: True}
    assert "typed note" in page.content.decode()
    assert states(one, unticked, other) == [DRAFT, DRAFT, DRAFT]


def test_unsaved_changes_are_said_not_to_be_sent(as_user: As, skill: Skill, author: User) -> None:
    one, other = draft(skill, author, name="The first one"), draft(skill, author, name="The other one")
    Scratch.objects.create(user=author, descriptor_uid=one.uid, skill=skill, data={}, updated_at=NOW)

    page = as_user(author).get(URL, {"d": [str(one.uid), str(other.uid)]})

    assert page.context["unsaved"] == {one.uid}
    assert page.content.decode().count("Your unsaved changes are not sent") == 1


def test_a_skill_stands_for_all_that_can_be_sent(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    rows = {draft(skill, author), returned_one(skill, author, advisor)}
    sent(draft(skill, author, name="Gone already"), by=author)

    page = as_user(author).get(URL, {"skill": "17"})

    assert {line.descriptor for line in page.context["parcels"][0].lines} == rows


@pytest.mark.parametrize("data", [{}, {"skill": "nonesuch"}, {"skill": "\x00"}])
def test_nothing_chosen_says_where_to_choose(as_user: As, author: User, data: dict[str, str]) -> None:
    assert "Nothing is chosen" in as_user(author).get(URL, data).content.decode()


def test_fields_that_the_form_does_not_have_change_nothing(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one = draft(skill, author)

    as_user(author).post(URL, form(one, batch_status="APPROVED", reviewer="1", sent_by="1", quality_indicator="GOOD"))

    one.refresh_from_db()
    assert (one.batch_status, one.reviewer, one.quality_indicator) == (PENDING_REVIEW, None, "NEEDS_REVIEW")


@pytest.mark.parametrize("nasty", ["\x00", "x" * 1_000_000, "🦄\r\n", "9" * 40, "", "' --"])
@pytest.mark.parametrize("field", ["d", "change", "batch", "note", "reply", "as_it_is"])
def test_nothing_that_can_be_typed_is_a_fault(as_user: As, skill: Skill, author: User, advisor: User, *, field: str, nasty: str) -> None:
    back = returned_one(skill, author, advisor)
    name = {
        "change": f"change-{back.uid}",
        "batch": "batch-17",
        "note": "note-17",
        "reply": f"reply-{back.uid}",
        "as_it_is": f"as_it_is-{back.uid}",
    }.get(field, field)

    response = as_user(author).post(URL, form(back, **{name: nasty}))

    assert response.status_code in {200, 302, 404, 409, 422}


def test_somebody_else_s_batch_cannot_be_added_to(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    theirs = sent(draft(skill, deputy := scm(skill)), by=deputy)
    one = draft(skill, author)

    response = as_user(author).post(URL, form(one, **{"batch-17": str(theirs.uid)}))

    assert response.status_code == 409
    assert states(one) == [DRAFT]


def test_three_rows_cost_the_queries_of_one(as_user: As, skill: Skill, author: User, advisor: User, queries_of: Queries) -> None:
    client = as_user(author)
    imported(skill, name="Returned once")
    rows = [returned_one(skill, author, advisor)]
    client.get(URL, {"skill": "17"})
    with queries_of() as one:
        client.get(URL, {"d": [str(row.uid) for row in rows]})
    rows += [returned_one(skill, author, advisor) for _ in range(2)]

    with queries_of() as three:
        client.get(URL, {"d": [str(row.uid) for row in rows]})

    assert len(three) == len(one)


def test_three_amendments_cost_the_queries_of_one(as_user: As, skill: Skill, author: User, queries_of: Queries) -> None:
    client = as_user(author)
    imported(skill, name="Said better")
    rows = [amending(skill, author)]

    def cost() -> int:
        with queries_of() as queries:
            text = client.get(URL, {"d": [str(row.uid) for row in rows]}).content.decode()
        assert all(f"#{row.amends.number}" in text for row in rows if row.amends)
        return len(queries)

    cost()
    one = cost()
    rows += [amending(skill, author) for _ in range(2)]

    assert cost() == one


def amending(skill: Skill, author: User) -> Descriptor:
    """Return a draft that amends a library row of its own."""
    target = imported(skill, wsos_section=WSOSSectionFactory.create())
    wording = replace(target.wording, criterion_name="Said better")
    return propose(uid=uuid.uuid4(), target=target, wording=wording, by=author, at=NOW)


def test_an_unticked_row_stays_at_home_and_stays_on_the_page(as_user: As, skill: Skill, author: User, advisor: User) -> None:
    one, other = draft(skill, author), draft(skill, author, name="The other one", levels=INCOMPLETE)
    client, shown = as_user(author), [str(one.uid), str(other.uid)]

    nothing = client.post(URL, form(one, other, shown=shown, d=[], **{"note-17": "typed note"}))
    one_of_two = client.post(URL, form(one, other, shown=shown, d=[str(one.uid)]))

    assert nothing.status_code == 422
    assert [line.ticked for line in nothing.context["parcels"][0].lines] == [False, False]
    assert "typed note" in nothing.content.decode()
    assert one_of_two.status_code == 302
    assert states(one, other) == [PENDING_REVIEW, DRAFT]
