"""The run as a whole: totals, rehearsal, again, changes on either side, what comes out in the product, and a seeded crowd of rows."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from assay.accounts.models import Access, User
from assay.descriptors.actions import edit
from assay.descriptors.models import CollectionItem, Descriptor, Submission
from assay.descriptors.search import indexer
from assay.descriptors.states import Outcome
from assay.descriptors.wording import Wording
from assay.errors import Invalid, NotAllowed
from assay.history.timeline import timeline_of
from assay.importing.adopting.account import Account, End
from assay.importing.adopting.actions import Adopting, adopt, rehearse
from assay.importing.adopting.models import Adopted
from assay.importing.adopting.plan import Choice
from assay.importing.adopting.source import connected, read
from assay.notifications.jobs import run_due
from assay.notifications.models import Job
from assay.review.actions import approve, return_for_changes
from assay.review.invariants import broken
from assay.standards.models import Membership, Role, Skill
from tests import factories as make
from tests.importing.adopting.conftest import HASHERS, Take, quiet
from tests.importing.adopting.tracker import PASSWORD, SENT, STATES, Tracker, fill, tracker_on

pytestmark = pytest.mark.django_db


def everything() -> dict[str, int]:
    """Return how many rows each of our tables has."""
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name.partition("_")[0] in OURS]
    found = {}
    for name in names:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608  our own tables
            found[name] = cursor.fetchone()[0]
    return found


OURS = {"accounts", "descriptors", "history", "importing", "notifications", "review", "standards"}


def of(row: str) -> Descriptor:
    return Descriptor.objects.get(origins__system="tracker", origins__external_id=row)


def ends(account: Account) -> Counter[End]:
    return Counter(line.end for line in account.lines)


def person(name: str) -> User:
    return User.objects.get(email_key=f"{name}@tracker.example.org")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_crowd_of_rows_each_has_one_end_and_every_invariant_holds(server: str, take: Take, seed: int) -> None:
    make.SkillFactory.create(code="09", name="Software Applications Development")
    with tracker_on(server) as tracker:
        counted = fill(tracker, seed)

        account = take(tracker)
        assert {table: sum(numbers.values()) for table, numbers in account.totals().items()} == counted
        assert len({(line.table, line.row) for line in account.lines}) == sum(counted.values())
        assert all(line.why for line in account.lines if line.end in {End.ASIDE, End.LEFT_OUT, End.DIFFERS})
        assert Descriptor.objects.count() == counted["Descriptor"]
        assert broken() == []

        before = everything()
        again = take(tracker)
        assert again.changes_nothing
        assert everything() == before


def test_a_rehearsal_tells_the_same_and_writes_nothing(tracker: Tracker, take: Take, boss: User) -> None:
    for state in STATES:
        tracker.descriptor(state)
    before = everything()

    told = rehearse(adopting=Adopting(read(tracker.url, quiet), Choice(), boss), at=make.NOW, progress=quiet)

    assert everything() == before
    assert take(tracker).lines == told.lines


def test_only_an_administrator_takes_over(tracker: Tracker, web: Skill) -> None:
    source = read(tracker.url, quiet)
    for by in (make.secretariat(), make.sa(web), make.scm(web)):
        with pytest.raises(NotAllowed):
            adopt(adopting=Adopting(source, Choice(), by), at=make.NOW, progress=quiet)
    assert not Adopted.objects.exists()


# Again, after a change


def test_what_was_changed_there_is_followed_where_nobody_changed_it_here(tracker: Tracker, take: Take) -> None:
    draft, pending, other = (tracker.descriptor(state) for state in ("DRAFT", "PENDING_REVIEW", "PENDING_REVIEW"))
    returned = tracker.descriptor("RETURNED")
    take(tracker)
    tracker.change("Descriptor", draft, batchStatus="PENDING_REVIEW", **SENT | {"batchId": "b7"})
    tracker.change(
        "Descriptor", pending, batchStatus="APPROVED", score2="Better words", wasModifiedDuringApproval=True, **STATES["APPROVED"]
    )
    tracker.change("Descriptor", other, batchStatus="DRAFT", batchId=None, submittedAt=None)
    tracker.change("Descriptor", returned, batchStatus="PENDING_REVIEW", reviewerId=None, reviewedAt=None, batchId="b8")

    account = take(tracker)

    assert ends(account)[End.CHANGED] == 4
    rounds = {row: list(of(row).submissions.values_list("round", "outcome")) for row in (draft, pending, other, returned)}
    assert rounds == {
        draft: [(1, None)],
        pending: [(1, Outcome.APPROVED)],
        other: [(1, Outcome.WITHDRAWN)],
        returned: [(1, Outcome.RETURNED), (2, None)],
    }
    one = of(pending)
    sent = Submission.objects.get(descriptor=one)
    assert (one.version, one.score2, sent.version_sent, sent.version_decided) == (2, "Better words", 1, 2)
    assert broken() == []
    assert take(tracker).changes_nothing


def test_what_was_changed_here_stays_and_is_told(tracker: Tracker, take: Take) -> None:
    row, decided = tracker.descriptor("DRAFT"), tracker.descriptor("PENDING_REVIEW")
    take(tracker)
    mine = of(row)
    wording = Wording("Words of here", mine.levels, mine.wsos_section_id)
    edit(descriptor=mine, seen=mine.change, wording=wording, by=person("scm"), at=make.NOW)
    approve(descriptor=of(decided), seen=1, by=person("sa"), at=make.NOW)
    for one in (row, decided):
        tracker.change("Descriptor", one, criterionName="Words of there")

    account = take(tracker)

    assert {line.row: line.end for line in account.of("Descriptor")} == {row: End.DIFFERS, decided: End.DIFFERS}
    assert {of(row).criterion_name, of(decided).criterion_name} == {"Words of here", f"Home page design {decided}"}
    assert broken() == []


def test_a_row_that_is_mended_there_leaves_its_place_aside(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("APPROVED", wsosSectionId=None)
    take(tracker)
    tracker.change("Descriptor", row, wsosSectionId="w1")
    take(tracker)
    assert (of(row).batch_status, of(row).quality_indicator) == ("APPROVED", "GOOD")
    assert broken() == []


def test_a_touch_is_no_change(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("DRAFT")
    take(tracker)
    tracker.change("Descriptor", row, updatedAt="2026-12-01")
    assert take(tracker).changes_nothing


def test_people_and_roles_follow_the_tracker(tracker: Tracker, take: Take, web: Skill) -> None:
    take(tracker)
    tracker.change("Skill", "s17", saId="office")
    tracker.change("User", "new", role="SA", name="Newer")
    tracker.change("User", "team", email="moved@tracker.example.org")

    account = take(tracker)

    assert set(Membership.objects.filter(skill=web).values_list("user__name", "role")) == {("Office", Role.SA), ("Scm", Role.SCM)}
    assert (person("new").name, person("new").access) == ("Newer", Access.MEMBER)
    assert person("team").email == "team@tracker.example.org"
    assert {line.row: line.end for line in account.of("User") if line.end != End.KEPT} == {"new": End.CHANGED, "team": End.DIFFERS}
    assert take(tracker).lines[-1].end == End.KEPT


def test_a_role_that_was_ended_here_stays_ended(tracker: Tracker, take: Take) -> None:
    take(tracker)
    Membership.objects.filter(role=Role.SA).delete()
    take(tracker)
    assert not Membership.objects.filter(role=Role.SA).exists()


def test_a_favourite_that_was_let_go_here_stays_gone(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("APPROVED")
    tracker.insert("DescriptorFavorite", {"userId": "team", "descriptorId": row})
    take(tracker)
    CollectionItem.objects.all().delete()
    assert take(tracker).changes_nothing
    assert not CollectionItem.objects.exists()


def test_what_is_gone_there_stays_and_is_told(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("DRAFT")
    take(tracker)
    tracker.sql('DELETE FROM "Descriptor"')
    assert take(tracker).gone == [row]
    assert of(row).deleted_at is None


# In the product


def test_a_person_signs_in_by_the_page_with_the_password_that_they_had(tracker: Tracker, take: Take, client: Client, settings: Any) -> None:
    settings.PASSWORD_HASHERS = HASHERS
    take(tracker)

    answer = client.post("/sign-in/", {"login": "scm@tracker.example.org", "password": PASSWORD})

    assert (answer.status_code, client.session.get("_auth_user_id")) == (302, str(person("scm").pk))
    assert person("scm").password.startswith("argon2$")
    assert take(tracker).changes_nothing


def test_what_was_taken_over_is_found_and_rights_hold(tracker: Tracker, take: Take, as_user: Any) -> None:
    rows = {state: tracker.descriptor(state, criterionName=f"Zeppelin {state}") for state in STATES}
    aside = tracker.descriptor("APPROVED", criterionName="Zeppelin aside", reviewerId="scm")
    take(tracker)
    indexer.catch_up()

    def found(who: User) -> set[str]:
        page = as_user(who).get("/library/", {"q": "zeppelin"}).content.decode()
        return {name for name in (*map(str, STATES), "aside") if f"Zeppelin</mark> {name}" in page or f"Zeppelin {name}" in page}

    assert found(person("team")) == {"None", "APPROVED"}
    assert {"None", "APPROVED", "aside"} <= found(person("sa"))
    for who, opens in (("team", {None, "APPROVED"}), ("sa", set(STATES) - {"DRAFT"}), ("scm", set(STATES)), ("new", set())):
        visible = set(Descriptor.objects.visible_to(person(who)).values_list("origins__external_id", flat=True)) - {aside}
        assert visible == {rows[state] for state in opens}


def test_work_goes_on_where_it_stood(tracker: Tracker, take: Take, as_user: Any) -> None:
    first, second = tracker.descriptor("PENDING_REVIEW"), tracker.descriptor("PENDING_REVIEW")
    take(tracker)
    scm, sa = person("scm"), person("sa")

    approve(descriptor=of(first), seen=1, by=sa, at=make.NOW)
    return_for_changes(descriptor=of(second), seen=1, comment="Say what can be seen.", by=sa, at=make.NOW)
    again = of(second)
    make.sent(again, by=scm, reply="Done.")

    assert [one.batch_status for one in (of(first), of(second))] == ["APPROVED", "PENDING_REVIEW"]
    assert broken() == []
    for who, path in ((sa, "/review/"), (scm, "/my-skills/"), (sa, f"/batches/{again.batch.uid}/"), (scm, f"/library/{again.uid}/")):
        assert as_user(who).get(path).status_code in {200, 302}


def test_the_coach_reads_it_afterwards_and_nobody_gets_a_mail(tracker: Tracker, take: Take, mailoutbox: list[Any]) -> None:
    row = tracker.descriptor("APPROVED")
    take(tracker)
    assert set(Job.objects.values_list("kind", flat=True)) == {"coach"}
    run_due(now=make.NOW)
    assert of(row).revisions.get().findings.edition
    assert mailoutbox == []


def test_the_timeline_tells_it_to_everyone_who_may_open_it(tracker: Tracker, take: Take, boss: User) -> None:
    row = tracker.descriptor("APPROVED")
    take(tracker)
    for who in ("team", "scm", "sa"):
        told = timeline_of("descriptor", of(row).uid, person(who))
        assert [one.sentence for one in told] == [f"{boss} took it over from the tracker"]


# The source


def test_what_is_no_tracker_is_said_in_a_sentence(server: str, tracker: Tracker) -> None:
    with pytest.raises(Invalid, match=r'no table "User"'):
        read(f"{server}?schema=elsewhere", quiet)
    tracker.sql('ALTER TABLE "Descriptor" DROP COLUMN "batchId", DROP COLUMN score2')
    with pytest.raises(Invalid, match=r'missing: "Descriptor"."batchId", "Descriptor"."score2"'):
        read(tracker.url, quiet)


NOWHERE = ("mysql://host/name", "nonsense", "postgres://127.0.0.1:1/nowhere", "postgres://nobody_at_all@127.0.0.1:5432/no_such_database")


@pytest.mark.parametrize("url", NOWHERE)
def test_an_address_where_nothing_answers_is_said_in_a_sentence(url: str) -> None:
    with pytest.raises(Invalid, match=r"address must begin|could not be read"):
        read(url, quiet)


def test_what_is_not_read_is_told(tracker: Tracker, take: Take) -> None:
    tracker.sql('CREATE TABLE "Comment" (id text); INSERT INTO "Comment" VALUES (1); ALTER TABLE "User" ADD phone text DEFAULT 5')
    assert take(tracker).beside == [
        "The table “Comment” is not read; it has 1 rows.",
        "The column “User.phone” is not read; 5 rows have something in it.",
    ]


def test_numbers_and_types_are_read_whatever_they_are(server: str, take: Take) -> None:
    with tracker_on(server) as tracker:
        tracker.sql('ALTER TABLE "User" ALTER id TYPE int USING 1; ALTER TABLE "Descriptor" ALTER "createdById" TYPE int USING 1')
        tracker.insert("User", {"id": 7, "email": "seven@tracker.example.org", "role": "SCM"})
        tracker.insert("WSOSSection", {"id": "w1", "name": "Design"})
        tracker.descriptor(id="d", skillNames=["17"], createdById=7)
        take(tracker)
    assert of("d").created_by == person("seven")


def test_the_source_cannot_be_written(tracker: Tracker) -> None:
    with pytest.raises(Invalid, match="read-only"), connected(tracker.server) as connection:
        connection.execute("CREATE TABLE x ()")
