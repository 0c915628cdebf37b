"""Similar descriptors beside what is written: shown, explained, used instead, and never in the way."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.alike import Kind, Remark
from assay.descriptors.duplicates.remarks import latest_remarks, pair_of, take_back
from assay.descriptors.models import CollectionItem, Descriptor, Scratch
from assay.descriptors.search import indexer
from assay.standards.models import Skill, WSOSSection
from tests.descriptors.search.test_similar import JOINT, PAGE, add, reworded
from tests.factories import NOW, SkillFactory, admin, draft, imported, sa, scm, sent, starred, told_apart

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
ASK = "/my-skills/similar/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def joint() -> Descriptor:
    return add(JOINT)


@pytest.fixture
def typed(form: Form) -> Form:
    """Return the form with a wording that is nearly the one of the library."""
    near = reworded(JOINT, level2="Joints closed without a gap; the grain is not matched")
    levels = {f"score{n}": text for n, text in enumerate(near.levels)}
    return lambda **other: form(**({"criterion_name": near.criterion_name} | levels | other))


def own_of(skill: Skill, author: User, section: WSOSSection) -> Descriptor:
    return draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels, section=section)


def test_what_is_typed_is_compared_and_nothing_is_written(as_user: As, author: User, joint: Descriptor, typed: Form) -> None:
    indexer.catch_up()

    answer = as_user(author).post(ASK, typed(), headers=HTMX)

    html = answer.content.decode()
    assert "1 similar descriptor" in html
    assert "Same aspect, level 2 reworded" in html
    assert f"/library/{joint.uid}/" in html
    assert 'id="similar-chip" hx-swap-oob="true"' in html
    assert not Scratch.objects.exists()


def test_nothing_is_swapped_while_the_answer_stays_the_same(as_user: As, author: User, joint: Descriptor, typed: Form) -> None:
    client = as_user(author)
    first = client.post(ASK, typed(), headers=HTMX)
    shown = first.context["beside"].signature

    assert client.post(ASK, typed(shown=shown, score0=JOINT.levels[0] + "!"), headers=HTMX).status_code == 204
    assert client.post(ASK, typed(shown=shown, score0="Something else"), headers=HTMX).status_code == 200


@pytest.mark.parametrize("name", ["", "One two"])
def test_too_few_words_are_similar_to_nothing(as_user: As, author: User, form: Form, name: str) -> None:
    imported(name="One two", levels=("", "", "", ""))
    page = as_user(author).post(ASK, form(criterion_name=name, **{f"score{n}": "" for n in range(4)}), headers=HTMX)
    assert list(page.context["beside"].entries) == []


def test_only_what_the_writer_may_open_is_suggested(as_user: As, author: User, typed: Form) -> None:
    hidden = add(JOINT, confidential_until=timezone.now() + timedelta(days=3))
    elsewhere = SkillFactory.create()
    foreign = draft(elsewhere, scm(elsewhere), name=JOINT.criterion_name, levels=JOINT.levels)
    indexer.catch_up()

    html = as_user(author).post(ASK, typed(), headers=HTMX).content.decode()

    assert str(hidden.uid) not in html
    assert str(foreign.uid) not in html


def test_the_page_shows_it_without_scripts(as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor) -> None:
    own = own_of(skill, author, section)

    page = as_user(author).get(f"/my-skills/{own.uid}/")

    assert [entry.row for entry in page.context["beside"].open] == [joint]
    assert "Word for word the same" in page.content.decode()
    assert f'href="/collections/add/?d={joint.uid}"' in page.content.decode()


def test_who_goes_on_with_another_one_is_told(as_user: As, author: User, joint: Descriptor, typed: Form) -> None:
    page = as_user(author).post("/my-skills/write/", typed(another="1"), follow=True)

    saved = Descriptor.objects.get(batch_status="DRAFT")
    html = page.content.decode()
    assert "1 similar descriptor is there already." in html
    assert f"/my-skills/{saved.uid}/#similar" in html


def test_a_save_is_never_stopped(as_user: As, author: User, joint: Descriptor, typed: Form) -> None:
    assert as_user(author).post("/my-skills/write/", typed()).status_code == 302
    assert Descriptor.objects.filter(batch_status="DRAFT").count() == 1


def test_both_are_kept_with_a_reason(as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor) -> None:
    own = own_of(skill, author, section)
    client = as_user(author)

    answer = client.post(f"/my-skills/{own.uid}/keep-beside/{joint.uid}/", {"reason": "Ours is of steel"})

    assert answer.headers["Location"] == f"/my-skills/{own.uid}/"
    said = Remark.objects.get()
    assert ({said.first, said.second}, said.kind, said.reason, said.by) == ({own, joint}, Kind.BESIDE, "Ours is of steel", author)
    beside = client.get(f"/my-skills/{own.uid}/").context["beside"]
    assert ([entry.row for entry in beside.open], [entry.row for entry in beside.explained]) == ([], [joint])


def test_a_reason_given_without_leaving_the_page_renews_the_list(
    as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor
) -> None:
    own = own_of(skill, author, section)

    answer = as_user(author).post(f"/my-skills/{own.uid}/keep-beside/{joint.uid}/", {"reason": "Steel"}, headers=HTMX)

    assert "1 similar one, needed beside it" in answer.content.decode()


def test_what_was_told_apart_is_silent(as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor) -> None:
    own = own_of(skill, author, section)
    told_apart(joint, own, kind=Kind.DIFFERENT, by=admin())

    assert list(as_user(author).get(f"/my-skills/{own.uid}/").context["beside"].entries) == []


def test_what_an_administrator_told_apart_stays_so(
    as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor
) -> None:
    own = own_of(skill, author, section)
    (told,) = told_apart(joint, own, by=admin())
    client, url = as_user(author), f"/my-skills/{own.uid}/keep-beside/{joint.uid}/"

    page = client.post(url, {"reason": "Ours is of steel"}, follow=True)

    assert latest_remarks([own.pk])[pair_of(own.pk, joint.pk)] == told
    assert "told them apart already" in page.content.decode()
    assert list(client.get(f"/my-skills/{own.uid}/").context["beside"].entries) == []


def test_a_reason_is_not_lost_where_an_administrator_tells_them_apart(
    as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor
) -> None:
    before, after, client = own_of(skill, author, section), own_of(skill, author, section), as_user(author)

    def say_why(own: Descriptor) -> None:
        client.post(f"/my-skills/{own.uid}/keep-beside/{joint.uid}/", {"reason": "Ours is of steel"})

    say_why(before)
    told = [*told_apart(joint, before, by=admin()), *told_apart(joint, after, by=admin())]
    say_why(after)
    for one in told:
        take_back(remark=one, by=admin(), at=NOW)

    for own in (before, after):
        explained = client.get(f"/my-skills/{own.uid}/").context["beside"].explained
        assert [(entry.row, entry.remark.reason) for entry in explained] == [(joint, "Ours is of steel")]


def test_using_it_instead_asks_then_puts_ones_own_aside(
    as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor
) -> None:
    own, client = own_of(skill, author, section), as_user(author)
    url = f"/my-skills/{own.uid}/use-instead/{joint.uid}/"

    assert f"(#{own.number}) is deleted; it can be restored under My skills" in client.get(url).content.decode()
    answer = client.post(url, {"change": own.change})

    own.refresh_from_db()
    assert answer.headers["Location"] == f"/library/{joint.uid}/"
    assert own.deleted_at is not None
    assert starred(author) == [joint]


def test_using_it_instead_of_words_that_are_no_draft_forgets_them(as_user: As, skill: Skill, author: User, joint: Descriptor) -> None:
    uid = uuid.uuid4()
    Scratch.objects.create(user=author, skill=skill, descriptor_uid=uid, data={"fields": {}}, updated_at=NOW)
    client, url = as_user(author), f"/my-skills/{uid}/use-instead/{joint.uid}/"

    assert "What you typed and did not save is discarded." in client.get(url).content.decode()
    client.post(url)

    assert not Scratch.objects.exists()
    assert starred(author) == [joint]


def test_what_is_with_the_advisor_is_not_put_aside(
    as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor
) -> None:
    own = own_of(skill, author, section)
    sent(own, by=author)

    answer = as_user(author).post(f"/my-skills/{own.uid}/use-instead/{joint.uid}/", {"change": own.change})

    assert answer.status_code == 409
    assert not CollectionItem.objects.exists()


def test_what_one_may_not_see_is_not_there(as_user: As, skill: Skill, author: User, section: WSOSSection) -> None:
    own, hidden = own_of(skill, author, section), add(JOINT, confidential_until=timezone.now() + timedelta(days=3))
    client = as_user(author)

    for way in ("keep-beside", "use-instead"):
        assert client.post(f"/my-skills/{own.uid}/{way}/{hidden.uid}/", {"reason": "Because", "change": own.change}).status_code == 404


def test_others_have_no_say_in_it(as_user: As, skill: Skill, author: User, section: WSOSSection, joint: Descriptor) -> None:
    own = own_of(skill, author, section)
    for person in (sa(skill), scm(SkillFactory.create()), admin()):
        client = as_user(person)
        for way in ("keep-beside", "use-instead"):
            assert client.post(f"/my-skills/{own.uid}/{way}/{joint.uid}/", {"reason": "Because"}).status_code in {403, 404}
    assert not Remark.objects.exists()


def test_three_similar_ones_cost_the_queries_of_one(
    as_user: As, skill: Skill, author: User, joint: Descriptor, queries_of: Queries
) -> None:
    own, client, counts = draft(skill, author, name=JOINT.criterion_name, levels=JOINT.levels), as_user(author), []
    for wordings in ([], [JOINT, JOINT, PAGE]):
        for wording in wordings:
            add(wording)
        indexer.catch_up()
        client.get(f"/my-skills/{own.uid}/")
        with queries_of() as queries:
            page = client.get(f"/my-skills/{own.uid}/")
        counts.append((len(page.context["beside"].open), len(queries)))

    assert [found for found, _count in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]
