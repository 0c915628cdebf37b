"""Amendments on the pages: proposed, written, sent, compared, decided; and every revision at its own address."""

import uuid
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.amending.actions import propose
from assay.descriptors.curating.actions import curate
from assay.descriptors.duplicates.merging import merge
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.review import actions
from assay.standards.models import TeamSees, WSOSSection
from tests.factories import NOW, WSOSSectionFactory, approved, draft, imported, sent
from tests.review.cast import Cast, SignIn, decision, page, wording_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in() -> SignIn:
    """A browser of their own for everybody."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def target(cast: Cast) -> Descriptor:
    return approved(draft(cast.skill, cast.scm), by=cast.sa)


def reworded(row: Descriptor, text: str = "Works on a phone, too") -> Wording:
    return replace(row.wording, levels=(*row.levels[:3], text))


def amendment(cast: Cast, row: Descriptor, text: str = "Works on a phone, too") -> Descriptor:
    because = "3 said too little."
    return propose(uid=uuid.uuid4(), target=row, wording=reworded(row, text), because=because, by=cast.scm, at=NOW)


def curated(cast: Cast, row: Descriptor, text: str) -> Descriptor:
    row.refresh_from_db()
    return curate(descriptor=row, seen=row.change, wording=replace(row.wording, levels=(text, *row.levels[1:])), by=cast.admin, at=NOW)


def test_only_its_scms_are_offered_to_propose(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    offered = {
        name for name in ("scm", "sa", "admin", "other_scm", "team") if "Propose an amendment" in text(signed_in, cast, name, target)
    }

    assert offered == {"scm"}


def text(signed_in: SignIn, cast: Cast, name: str, row: Descriptor) -> str:
    return signed_in(getattr(cast, name)).get(page("descriptor", row.uid)).content.decode()


def test_it_begins_with_the_librarys_wording_and_its_difference_is_there(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    client, key = signed_in(cast.scm), uuid.uuid4()
    client.get(page("amend", target.uid))

    answer = client.post(page("amend", target.uid), {"key": key, "because": "3 said too little."}, follow=True)

    made = Descriptor.objects.get(uid=key)
    assert (made.wording, made.amends_because) == (target.wording, "3 said too little.")
    shown = answer.content.decode()
    assert f"Amends #{target.number}" in shown
    assert "3 said too little." in shown
    assert "It says what the library says" in shown
    typed = {**wording_of(made), "wsos_section": str(made.wsos_section.uid if made.wsos_section else ""), "score3": "Also on a phone"}
    beside = client.post(page("amend_beside", made.uid), typed).content.decode()
    assert "1 change to the library" in beside
    assert "<ins>" in beside


def test_saving_keeps_tags_and_code(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one, client = amendment(cast, target), signed_in(cast.scm)
    Descriptor.objects.filter(pk=one.pk).update(code="B2.1")

    form = client.get(page("edit", one.uid)).content.decode()

    assert 'type="hidden" name="code" value="B2.1"' in form
    assert "Save and write another" not in form


def test_a_second_one_is_refused_and_the_first_is_named(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    first = amendment(cast, target)
    client = signed_in(cast.scm)
    shown = client.get(page("amend", target.uid)).content.decode()
    answer = client.post(page("amend", target.uid), {"key": uuid.uuid4(), "because": "Mine is better."})

    assert answer.status_code == 409
    for where in (shown, answer.content.decode()):
        assert f"SCM of 17 has begun #{first.number}" in where
        assert page("edit", first.uid) in where
    assert "Mine is better." in answer.content.decode()
    assert "An amendment is being written" in client.get(page("descriptor", target.uid)).content.decode()


def test_an_open_one_is_named_to_those_who_may_see_it(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one = amendment(cast, target)
    assert "An amendment is being" not in text(signed_in, cast, "sa", target)
    sent(one, by=cast.scm)

    assert "An amendment is being reviewed" in text(signed_in, cast, "sa", target)
    assert "An amendment is being" not in text(signed_in, cast, "team", target)
    cast.skill.team_sees = TeamSees.IN_REVIEW
    cast.skill.save()
    assert "An amendment is being reviewed" in text(signed_in, cast, "team", target)


def test_what_a_draft_needs_and_the_row_lacks_is_asked_for(cast: Cast, signed_in: SignIn) -> None:
    row, section, key = imported(cast.skill, levels=("", "", "", "")), WSOSSectionFactory.create(), uuid.uuid4()
    client = signed_in(cast.scm)
    refused = client.post(page("amend", row.uid), {"key": key, "because": "It has no levels."})
    assert refused.status_code == 422
    assert "It has no levels." in refused.content.decode()

    client.post(page("amend", row.uid), {"key": key, "wsos_section": section.uid, "score1": "Works as the brief says"})

    made = Descriptor.objects.get(uid=key)
    assert (made.score1, made.wsos_section) == ("Works as the brief says", WSOSSection.objects.get(pk=section.pk))


def test_it_is_marked_wherever_it_is_listed(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one = amendment(cast, target)
    client, words = signed_in(cast.scm), f"Amends #{target.number}"
    assert words in client.get(page("my_skills")).content.decode()
    assert words in client.get(page("send") + f"?d={one.uid}").content.decode()
    batch = sent(one, by=cast.scm)

    advisor = signed_in(cast.sa)
    assert f"amends #{target.number}" in advisor.get(page("batch", batch.uid)).content.decode()
    review = advisor.get(page("review", one.uid)).content.decode()
    assert f"Amendment of #{target.number}" in review
    assert "3 said too little." in review
    assert "In the library" in review


def test_the_review_asks_the_same_number_of_questions_of_the_database(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    client, counts = signed_in(cast.sa), []
    others = [approved(draft(cast.skill, cast.scm, name=f"Another aspect {n}"), by=cast.sa) for n in range(3)]
    for rows in ([target], others):
        batch = sent(*(amendment(cast, row) for row in rows), by=cast.scm)
        client.get(page("batch", batch.uid))
        with CaptureQueriesContext(connection) as queries:
            client.get(page("batch", batch.uid))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_changed_target_is_compared_and_approved_over(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    curated(cast, target, "Nothing to see")
    client = signed_in(cast.sa)
    assert "was changed since this amendment was begun" in client.get(page("review", one.uid)).content.decode()

    better = wording_of(one, score2="Attractive in most parts")
    refused = client.post(page("review", one.uid), decision(one, "approve", **better))

    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Not styled" in shown
    assert "Nothing" in shown
    assert 'value="Attractive in most parts"' in shown
    assert f'name="over" value="{target.version}"' in shown
    client.post(page("review", one.uid), decision(one, "approve", **better, over=target.version))
    target.refresh_from_db()
    assert (target.score0, target.score2, target.score3) == ("Not styled", "Attractive in most parts", "Works on a phone, too")


def test_a_newer_change_is_compared_again(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    curated(cast, target, "Nothing to see")
    curated(cast, target, "Nothing at all to see")

    answer = signed_in(cast.sa).post(page("review", one.uid), decision(one, "approve", over=2))

    assert answer.status_code == 409
    assert 'name="over" value="3"' in answer.content.decode()


def test_changed_wording_is_answered_with_what_was_sent(cast: Cast, signed_in: SignIn) -> None:
    row = draft(cast.skill, cast.scm)
    said = row.wording
    row = approved(row, by=cast.sa, edits=reworded(row, "Polished on the pages that were asked for"))
    client = signed_in(cast.scm)
    changes = client.get(page("changes", row.uid, 1)).content.decode()
    assert "This changes the meaning" in changes
    assert "This changes the meaning" not in signed_in(cast.sa).get(page("changes", row.uid, 1)).content.decode()

    asked, key = {"of": row.uid, "round": 1}, uuid.uuid4()
    assert "It begins with what was sent" in client.get(page("amend", row.uid), asked).content.decode()
    assert client.post(page("amend", row.uid), {**asked, "key": key, "because": " "}).status_code == 422
    client.post(page("amend", row.uid), {**asked, "key": key, "because": "All pages are meant, not some."})

    made = Descriptor.objects.get(uid=key)
    assert (made.wording, made.amends) == (said, row)
    sent(made, by=cast.scm)
    assert "All pages are meant, not some." in signed_in(cast.sa).get(page("review", made.uid)).content.decode()


def test_a_round_of_another_descriptor_is_not_there(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    other = approved(draft(cast.skill, cast.scm, name="Another aspect"), by=cast.sa)

    assert signed_in(cast.scm).get(page("amend", target.uid), {"of": other.uid, "round": 1}).status_code == 404


def test_the_history_says_by_whom_it_was_amended(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    one = amendment(cast, target)
    sent(one, by=cast.scm)
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())

    own, other = text(signed_in, cast, "scm", target), text(signed_in, cast, "stranger", target)
    assert "was amended by SCM of 17, approved by SA of 17" in own
    assert "SA of 17 approved an amendment of" in other
    assert "SCM of 17" not in other
    assert f"Amendment #{one.number}" not in other
    assert "Works on a phone, too" in other
    assert f"became a revision of #{target.number}" in signed_in(cast.scm).get(page("edit", one.uid)).content.decode()


def test_every_revision_is_read_and_cited_at_its_address(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    curated(cast, target, "Nothing to see")
    client = signed_in(cast.stranger)
    first, second = (client.get(page("revision", target.uid, n)).content.decode() for n in (1, 2))

    assert "Not styled" in first
    assert "See revision 2, the current one" in first
    assert f"“Home page design”, #{target.number}, revision 1, " in first
    assert f"http://testserver{page('revision', target.uid, 1)}" in first
    assert "Nothing to see" in second
    assert "the current one" in second
    assert client.get(page("revision", target.uid, 3)).status_code == 404
    assert page("revision", target.uid, 2) in client.get(page("descriptor", target.uid)).content.decode()


def test_what_was_sent_is_for_those_who_see_reviews(cast: Cast, signed_in: SignIn) -> None:
    row = draft(cast.skill, cast.scm)
    row = approved(row, by=cast.sa, edits=reworded(row))

    found = {
        name: signed_in(getattr(cast, name)).get(page("revision", row.uid, 1)).status_code for name in ("scm", "sa", "team", "stranger")
    }

    assert found == {"scm": 200, "sa": 200, "team": 404, "stranger": 404}
    assert signed_in(cast.stranger).get(page("revision", row.uid, 2)).status_code == 200


def test_a_merged_one_forwards(cast: Cast, target: Descriptor, signed_in: SignIn) -> None:
    gone = imported(cast.skill, name="The same again")
    merge(survivor=target, seen=target.change, others=[(gone, gone.change)], by=cast.admin, at=NOW)

    answer = signed_in(cast.stranger).get(page("revision", gone.uid, 1))

    assert answer.headers["Location"] == page("descriptor", target.uid)
