"""Taking an import back: who may, what goes, what stays because it was used, and that the file may come again."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors import actions
from assay.descriptors.alike import Kind
from assay.descriptors.amending.actions import propose
from assay.descriptors.coached import Dismissal
from assay.descriptors.collecting.actions import add
from assay.descriptors.curating.actions import put_away
from assay.descriptors.duplicates.remarks import said
from assay.descriptors.models import Descriptor, Scratch
from assay.errors import DomainError, NotAllowed, Stale
from assay.history.timeline import timeline_of
from assay.importing.actions import ImportedBefore, apply, settled_by_itself
from assay.importing.models import Effect, Import
from assay.importing.undoing import TakingBack, undo
from assay.importing.used import Use
from assay.review.invariants import broken
from assay.schemes.models import Aspect, Scheme
from assay.standards.models import StandardSection
from tests import factories as make
from tests.importing.books import JOINTS, LOG, PALETTE, THREE, book, bring_in, looked_at, named

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LATER = make.NOW + timedelta(hours=1)


def live() -> set[str]:
    return set(Descriptor.objects.live().values_list("criterion_name", flat=True))


def test_everything_that_it_made_goes_and_can_be_restored(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    row = named(LOG.name)

    undo(scheme=scheme, by=by, at=LATER)

    assert live() == set()
    assert (scheme.undone_at, scheme.undone_by) == (LATER, by)
    assert not Aspect.objects.exclude(descriptor=None).exists()
    row.refresh_from_db()
    actions.restore(descriptor=row, seen=row.change, by=by, at=LATER)
    assert live() == {LOG.name}
    assert broken() == []


def test_an_undone_file_counts_as_not_imported(use: StandardSection) -> None:
    by, read = make.admin(), book(*THREE)
    choice = settled_by_itself(read, skill=use.standard.skill, competition=use.standard.competition)
    first = apply(read, sha256="a" * 64, choice=choice, by=by, at=make.NOW)
    with pytest.raises(ImportedBefore):
        apply(read, sha256="a" * 64, choice=choice, by=by, at=make.NOW)

    undo(scheme=first, by=by, at=LATER)
    assert [row.label.value for row in looked_at(use, read, by).rows] == ["new"] * 3
    second = apply(read, sha256="a" * 64, choice=choice, by=by, at=LATER)

    assert second != first
    assert live() == {words.name for words in THREE}
    assert broken() == []


def test_what_it_only_linked_stays_as_it_is(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(JOINTS), by)
    before = Descriptor.objects.values().get()

    scheme = bring_in(use, book(JOINTS), by)
    undo(scheme=scheme, by=by, at=LATER)

    assert Descriptor.objects.values().get() == before
    assert [one.sub_criterion.scheme == scheme for one in Aspect.objects.filter(descriptor=None)] == [True]


def test_an_earlier_import_stands_when_a_later_one_is_undone(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(*THREE), by)
    later = bring_in(use, book(JOINTS.but(level0="Gaps"), PALETTE), by)
    assert named(JOINTS.name).score0 == "Gaps"

    undo(scheme=later, by=by, at=LATER)

    row = named(JOINTS.name)
    assert (row.score0, row.version, row.origins.count()) == (JOINTS.levels[0], 3, 1)
    assert [moment.sentence for moment in timeline_of("descriptor", row.uid, by)][1:] == [
        f"{by} imported a new wording of it",
        f"{by} undid an import, so that it reads as before",
    ]
    assert [one.label.value for one in looked_at(use, book(*THREE), by).rows] == ["identical"] * 3


def test_an_earlier_import_is_undone_around_what_a_later_one_uses(use: StandardSection) -> None:
    by = make.admin()
    first = bring_in(use, book(*THREE), by)
    bring_in(use, book(JOINTS, PALETTE.but(level0="They clash")), by)

    back = TakingBack(first, by)
    assert {one.descriptor and one.descriptor.criterion_name: back.uses_of(one) for one in back.kept} == {
        JOINTS.name: [Use.LINKED],
        PALETTE.name: [Use.CHANGED, Use.LINKED],
    }
    undo(scheme=first, by=by, at=LATER)

    assert live() == {JOINTS.name, PALETTE.name}
    assert broken() == []


def use_it(how: Use, row: Descriptor, by: User, other: User) -> None:
    """Use a draft in one way."""
    assert row.skill is not None
    if how is Use.CHANGED:
        actions.edit(descriptor=row, seen=row.change, wording=row.wording, by=other, at=LATER, details=actions.Details(tags=("wood",)))
    elif how is Use.TYPED:
        Scratch.objects.create(user=other, skill=row.skill, descriptor_uid=row.uid, data={}, updated_at=LATER)
    elif how is Use.COPIED:
        copied = {
            "skill": row.skill,
            "wording": replace(row.wording, criterion_name="Joints of a chair"),
            "by": other,
            "at": LATER,
            "copied_from": row,
        }
        actions.create(uid=uuid.uuid4(), **copied)  # type: ignore[arg-type]
    elif how is Use.CYCLE:
        cycle = make.cycle(row.skill, make.CompetitionFactory.create(), by=other)
        cycle.choices.create(descriptor=row, version=1, decision="KEEP", by=other, at=LATER)
    elif how is Use.LINKED:
        scheme = make.scheme(row.skill, make.CompetitionFactory.create(), by=other, as_drafts=True)
        Aspect.objects.filter(sub_criterion__scheme=scheme, type="J").update(descriptor=row)
    elif how is Use.FAVOURITE:
        make.favourite(row, other)
    elif how is Use.COLLECTED:
        add(collection=make.collection(row.skill, by=other), rows=[row], by=other, at=LATER)
    elif how is Use.COMPARED:
        said([(row, make.imported(row.skill))], kind=Kind.BESIDE, reason="Ours is of steel", by=other, at=LATER)
    elif how is Use.ANSWERED:
        Dismissal.objects.create(descriptor=row, rule="vague-word", field="level1", words_key="a" * 64, reason="Meant", by=other, at=LATER)


@pytest.mark.parametrize("how", [use for use in Use if use not in {Use.GONE, Use.AMENDED}])
def test_what_was_used_stays_and_says_why(use: StandardSection, how: Use) -> None:
    skill = use.standard.skill
    by, other = make.scm(skill), make.scm(skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    use_it(how, named(JOINTS.name), by, other)

    undo(scheme=scheme, by=by, at=LATER)

    kept = Effect.objects.exclude(kept_for="").get()
    assert (kept.descriptor, kept.kept_for, kept.aspect.descriptor) == (named(JOINTS.name), how.value, named(JOINTS.name))
    assert live() & {words.name for words in THREE} == {JOINTS.name}
    assert broken() == []


def test_what_is_in_review_stays(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    make.sent(named(JOINTS.name), by=by)
    make.approved(named(LOG.name), by=make.sa(use.standard.skill))

    undo(scheme=scheme, by=by, at=LATER)

    assert live() == {JOINTS.name, LOG.name}
    assert broken() == []


def test_what_is_amended_keeps_the_words_that_the_amendment_was_begun_from(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(*THREE), by)
    scheme = bring_in(use, book(JOINTS.but(level0="Gaps"), PALETTE.but(level0="They clash"), LOG), by)
    propose(uid=uuid.uuid4(), target=named(JOINTS.name), by=make.scm(use.standard.skill), at=LATER)

    undo(scheme=scheme, by=by, at=LATER)

    assert (named(JOINTS.name).score0, named(PALETTE.name).score0) == ("Gaps", PALETTE.levels[0])
    assert Effect.objects.exclude(kept_for="").get().kept_for == Use.AMENDED
    assert broken() == []


def test_what_is_deleted_already_is_neither_kept_nor_deleted_again(use: StandardSection) -> None:
    by = make.admin()
    scheme = bring_in(use, book(*THREE), by)
    row = named(JOINTS.name)
    put_away(rows=[(row, row.change)], by=by, at=make.NOW, deleted=True)

    undo(scheme=scheme, by=by, at=LATER)

    assert live() == set()
    assert [len(TakingBack(scheme, by).kept), Effect.objects.exclude(kept_for="").get().kept_for] == [0, "gone"]
    assert broken() == []


def test_ones_own_favourites_are_no_reason_to_keep_a_row(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(JOINTS), by, as_drafts=True)
    make.favourite(named(JOINTS.name), by)

    undo(scheme=scheme, by=by, at=LATER)

    assert live() == set()


@pytest.mark.parametrize(
    ("who", "of_drafts", "of_library"),
    [("importer", True, False), ("other scm", False, False), ("sa", False, False), ("secretariat", False, False), ("admin", True, True)],
)
def test_who_may_undo(use: StandardSection, who: str, *, of_drafts: bool, of_library: bool) -> None:
    skill = use.standard.skill
    importer = make.scm(skill)
    people = {
        "importer": lambda: importer,
        "other scm": lambda: make.scm(skill),
        "sa": lambda: make.sa(skill),
        "secretariat": make.secretariat,
        "admin": make.admin,
    }
    drafts, library = bring_in(use, book(JOINTS), importer, as_drafts=True), bring_in(use, book(PALETTE), None)
    by = people[who]()  # type: ignore[no-untyped-call]

    for scheme, may in ((drafts, of_drafts), (library, of_library)):
        if may:
            assert undo(scheme=scheme, by=by, at=LATER).undone_by == by
        else:
            with pytest.raises(NotAllowed):
                undo(scheme=scheme, by=by, at=LATER)
            assert Scheme.objects.standing().filter(pk=scheme.pk).exists()


def test_an_scm_who_left_the_skill_does_not_undo(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(JOINTS), by, as_drafts=True)
    by.memberships.all().delete()

    with pytest.raises(NotAllowed):
        undo(scheme=scheme, by=User.objects.get(pk=by.pk), at=LATER)


def test_a_repeat_shows_the_first_result_and_another_person_is_told(use: StandardSection) -> None:
    by, other = make.admin(), make.admin()
    scheme = bring_in(use, book(JOINTS), by)

    first, again = (undo(scheme=scheme, by=by, at=LATER) for _ in range(2))

    assert first == again
    with pytest.raises(DomainError, match=f"{by} has undone"):
        undo(scheme=scheme, by=other, at=LATER)
    assert broken() == []


def test_what_moved_since_the_question_is_asked_about_again(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    client, url = as_user(by), reverse("import_undo", args=[scheme.uid])
    seen = client.get(url).context["result"].back.seal
    make.favourite(named(JOINTS.name), make.scm(use.standard.skill))

    answer = client.post(url, {"seen": seen})

    assert answer.status_code == 409
    assert "was used or changed meanwhile" in answer.content.decode()
    assert len(live()) == 3
    assert client.post(url, {"seen": answer.context["result"].back.seal}).status_code == 302
    assert live() == {JOINTS.name}
    with pytest.raises(Stale):
        undo(scheme=bring_in(use, book(PALETTE), by, as_drafts=True), by=by, at=LATER, seen="another")


def uploaded(use: StandardSection, by: User, scheme: Scheme) -> Import:
    return make.uploaded(use.standard.skill, by=by, competition=scheme.competition, scheme=scheme, applied_at=make.NOW, document={})


def words_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_pages_lead_to_the_undo_say_what_it_does_and_what_it_did(use: StandardSection, as_user: SignIn) -> None:
    by = make.scm(use.standard.skill)
    scheme = bring_in(use, book(*THREE), by, as_drafts=True)
    found, client = uploaded(use, by, scheme), as_user(by)
    make.favourite(named(JOINTS.name), make.scm(use.standard.skill))
    url, page = reverse("import_undo", args=[scheme.uid]), reverse("import", args=[found.uid])

    for place in (page, reverse("imports"), reverse("scheme", args=[scheme.uid])):
        assert url in words_of(client.get(place))
    question = words_of(client.get(url))
    for text in ("2 descriptors are deleted.", "1 stays, because it was used or changed.", "somebody else&#x27;s favourite"):
        assert text in question
    answer = client.post(url, {"seen": ""})

    assert answer.headers["Location"] == page
    told = words_of(client.get(page))
    assert "This import was undone" in told
    assert "somebody else&#x27;s favourite" in told
    assert url not in told
    assert url not in words_of(client.get(reverse("imports")))
    assert "The import of this scheme was undone" in words_of(client.get(reverse("scheme", args=[scheme.uid])))
    assert scheme.file not in words_of(client.get(reverse("schemes")))
    assert client.get(url).headers["Location"] == page


def test_an_undone_scheme_is_in_no_list_and_gives_no_measured_aspects(use: StandardSection, as_user: SignIn) -> None:
    by = make.admin()
    scheme = make.scheme(use.standard.skill, use.standard.competition, by=by)
    assert Aspect.objects.measured_for(by, now=LATER).exists()

    undo(scheme=scheme, by=by, at=LATER)

    assert not Aspect.objects.measured_for(by, now=LATER).exists()
    assert "imported marking scheme" not in words_of(as_user(by).get(reverse("skill", args=[use.standard.skill.code])))
    assert [moment.sentence for moment in timeline_of("import", scheme.uid, by)] == [
        f"{by} imported it with 1 descriptor",
        f"{by} undid the import of it: 1 taken back, 0 kept",
    ]


def test_undoing_asks_as_much_for_three_as_for_one(use: StandardSection, as_user: SignIn, queries_of: Any) -> None:
    by = make.admin()
    client, counts = as_user(by), []
    for words in (THREE[:1], THREE):
        scheme = bring_in(use, book(*(one.but(name=f"{one.name} {len(words)}") for one in words)), by)
        found = uploaded(use, by, scheme)
        for url in (reverse("import", args=[found.uid]), reverse("import_undo", args=[scheme.uid])):
            client.get(url)
            with queries_of() as queries:
                client.get(url)
            counts.append(len(queries))

    assert counts[:2] == counts[2:]
