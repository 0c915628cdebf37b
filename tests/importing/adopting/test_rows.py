"""What becomes of each kind of row: people, skills, sections, descriptors in every state, favourites."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assay.accounts.models import Access, User
from assay.descriptors.models import Batch, Category, CollectionItem, Descriptor, Origin, Quality, Submission, Tag
from assay.history.models import Event
from assay.importing.adopting.account import Account, End
from assay.notifications.models import Job
from assay.review.invariants import broken
from assay.standards.models import Membership, Role, Skill, WSOSSection
from tests import factories as make
from tests.importing.adopting.conftest import Take
from tests.importing.adopting.tracker import DAY, STATES, Tracker

pytestmark = pytest.mark.django_db


def ends(account: Account, table: str) -> dict[str, End]:
    """Return how each row of a table ended."""
    return {line.row: line.end for line in account.of(table)}


def said(account: Account, row: str) -> str:
    """Return everything that is said of a row."""
    return " ".join(text for line in account.lines if line.row == row for text in (*line.why, *line.notes))


def person(name: str) -> User:
    return User.objects.get(email_key=f"{name}@tracker.example.org")


def of(row: str) -> Descriptor:
    return Descriptor.objects.get(origins__system="tracker", origins__external_id=row)


# People


def test_people_keep_role_name_and_password_and_nobody_gets_a_mail(tracker: Tracker, take: Take, web: Skill) -> None:
    account = take(tracker)

    assert {line.end for line in account.of("User")} == {End.MADE}
    access = {one: person(one).access for one in ("scm", "sa", "team", "office", "new")}
    members = dict.fromkeys(("scm", "sa", "team"), Access.MEMBER)
    assert access == members | {"office": Access.SECRETARIAT, "new": Access.PENDING}
    assert person("scm").password.startswith("bcrypt$$2b$04$")
    assert sorted(Membership.objects.values_list("user__name", "role", "skill__code")) == [("Sa", Role.SA, "17"), ("Scm", Role.SCM, "17")]
    assert not Job.objects.exclude(kind="coach").exists()


def test_one_address_is_one_account_without_a_password_that_may_be_somebody_elses(tracker: Tracker, take: Take) -> None:
    tracker.insert("User", {"id": "again", "email": "SCM@Tracker.Example.org", "role": "Secretariat", "passwordHash": "x"})
    mine = tracker.descriptor(createdById="again")

    account = take(tracker)

    assert ends(account, "User")["again"] == End.KEPT
    assert (person("scm").has_usable_password(), person("scm").access) == (False, Access.SECRETARIAT)
    assert of(mine).created_by == person("scm")


def test_an_account_that_is_here_stays_as_it_is_and_gets_its_roles(tracker: Tracker, take: Take, web: Skill) -> None:
    here = make.UserFactory.create(email="SA@tracker.example.org", name="Here before", access=Access.PENDING)
    before = here.password

    account = take(tracker)

    here.refresh_from_db()
    assert (here.name, here.access, here.password) == ("Here before", Access.PENDING, before)
    assert Membership.objects.filter(user=here, skill=web, role=Role.SA).exists()
    assert ends(account, "User")["sa"] == End.KEPT
    assert "no access" in said(account, "sa") + said(account, "s17")


@pytest.mark.parametrize("email", ["no address", "", "a@b", "x" * 300 + "@example.org"])
def test_who_has_no_address_is_kept_as_a_closed_account_that_stays_the_author(tracker: Tracker, take: Take, email: str) -> None:
    tracker.insert("User", {"id": "odd", "email": email, "name": "Odd", "role": "SCM", "passwordHash": None})
    mine = tracker.descriptor(createdById="odd")

    account = take(tracker)

    author = of(mine).created_by
    assert author is not None
    assert (author.name, author.is_active, author.has_usable_password()) == ("Odd", False, False)
    assert ends(account, "User")["odd"] == End.ASIDE


@pytest.mark.parametrize("found", ["plain", None, "$argon2id$v=19$m=65536", "$2b$31$" + "a" * 53, "$2b$10$short"])
def test_what_is_no_bcrypt_hash_is_no_password(tracker: Tracker, take: Take, found: str | None) -> None:
    tracker.change("User", "scm", passwordHash=found)

    account = take(tracker)

    assert not person("scm").has_usable_password()
    assert "code in a mail" in said(account, "scm")


def test_an_unknown_role_reaches_nothing(tracker: Tracker, take: Take) -> None:
    tracker.change("User", "sa", role="Observer")
    account = take(tracker)
    assert (person("sa").access, person("sa").has_access) == (Access.PENDING, False)
    assert "Observer" in said(account, "sa")


# Skills and sections


@pytest.mark.parametrize(
    ("name", "code", "becomes"),
    [
        ("Web Technologies", None, "17"),
        ("WEB  TECHNOLOGIES", "4", "17"),
        ("17 Web Technologies", None, "17"),
        ("Web Technology", "17", "17"),
        ("17", None, "17"),
        ("Basket Weaving", "17", "T1"),
        ("Basket Weaving", "88", "88"),
        ("88 Basket Weaving", None, "88"),
        ("Basket Weaving", None, "T1"),
    ],
)
def test_a_skill_is_matched_by_name_then_by_number_or_made(tracker: Tracker, take: Take, name: str, code: str | None, becomes: str) -> None:
    tracker.change("Skill", "s17", name=name, code=code)
    mine = tracker.descriptor(skillNames=[name])

    account = take(tracker)

    home = of(mine).skill
    assert home is not None
    assert home.code == becomes
    assert ends(account, "Skill")["s17"] == (End.KEPT if becomes == "17" else End.MADE)
    assert Membership.objects.filter(skill=home).count() == 2


def test_the_administrator_says_which_skill_is_meant(tracker: Tracker, take: Take, web: Skill) -> None:
    tracker.change("Skill", "s17", name="Weaving of webs", code=None)
    mine = tracker.descriptor(skillNames=["weaving OF webs"])
    take(tracker, skills={"weaving of webs": "17"})
    assert of(mine).skill == web


def test_sections_are_matched_whatever_their_case_and_merged_ones_forward(tracker: Tracker, take: Take) -> None:
    kept = make.WSOSSectionFactory.create(name="Design and layout")
    make.WSOSSectionFactory.create(name="DESIGN", merged_into=kept)
    tracker.insert("WSOSSection", {"id": "w3", "name": " work ORGANIZATION and management"}, {"id": "w4", "name": "  "})
    first, second, third = (tracker.descriptor(wsosSectionId=section) for section in ("w1", "w2", "w3"))

    account = take(tracker)

    assert of(first).wsos_section == of(third).wsos_section
    assert of(second).wsos_section == kept
    assert ends(account, "WSOSSection") == {"w1": End.MADE, "w2": End.KEPT, "w3": End.KEPT, "w4": End.LEFT_OUT}
    assert WSOSSection.objects.filter(name_key="work organization and management").count() == 1


# Descriptors


@pytest.mark.parametrize("state", STATES)
def test_each_state_comes_over_as_it_was(tracker: Tracker, take: Take, state: str | None) -> None:
    row = tracker.descriptor(state, tags=["Layout"], categories=["Design"], skillNames=["Web Technologies", "Other", "17"])

    account = take(tracker)

    one = of(row)
    assert ends(account, "Descriptor") == {row: End.MADE}
    assert (one.batch_status, one.criterion_name, one.levels) == (
        state,
        f"Home page design {row}",
        ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout"),
    )
    assert one.quality_indicator == STATES[state].get("qualityIndicator", "NEEDS_REVIEW")
    assert [tag.name for tag in one.tags.all()] == ["Layout"]
    assert [category.name for category in one.categories.all()] == ["Design"]
    assert broken() == []


def test_a_decision_stands_with_its_batch_round_people_and_times(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("RETURNED")

    take(tracker)

    one = of(row)
    round_ = Submission.objects.get(descriptor=one)
    assert (one.submitted_at, one.reviewed_at, one.review_comment) == (DAY, DAY + timedelta(days=2), "Say what can be seen.")
    assert (round_.outcome, round_.decided_by, round_.decided_at, round_.comment) == (
        "RETURNED",
        person("sa"),
        DAY + timedelta(days=2),
        "Say what can be seen.",
    )
    assert (str(round_.batch), round_.batch.sent_by, round_.batch.sent_at) == ("17-01", person("scm"), DAY)


def test_what_was_sent_together_by_one_person_in_one_skill_is_one_batch(tracker: Tracker, take: Take) -> None:
    tracker.insert("User", {"id": "other", "email": "other@tracker.example.org", "role": "SCM"})
    make.SkillFactory.create(code="09", name="Software Applications Development")
    late = {"submittedAt": DAY + timedelta(days=9)}
    for more in ({}, {}, {"createdById": "other"}, {"skillNames": ["09"]}, {"batchId": "b2"} | late):
        tracker.descriptor("PENDING_REVIEW", **more)

    take(tracker)

    assert sorted(batch.submissions.count() for batch in Batch.objects.all()) == [1, 1, 1, 2]
    assert Batch.objects.filter(skill__code="17").order_by("number").last().sent_at == DAY + timedelta(days=9)  # type: ignore[union-attr]
    assert broken() == []


ASIDE: list[tuple[str | None, dict[str, Any], str]] = [
    *itertools.product(["DRAFT", "PENDING_REVIEW", "APPROVED", "RETURNED"], [{"wsosSectionId": None}], ["no WSOS section"]),
    *itertools.product(["DRAFT", "APPROVED"], [{"createdById": None}], ["its author"]),
    *itertools.product(
        ["DRAFT", "RETURNED"], [{"skillNames": []}, {"skillNames": ["No such skill", "Web Technologies"]}], ["first of its skills"]
    ),
    *itertools.product(["DRAFT", "APPROVED"], [dict.fromkeys(("score0", "score1", "score2", "score3"), " ")], ["no level text"]),
    *itertools.product(["PENDING_REVIEW", "APPROVED", "RETURNED"], [{"batchId": None}], ["in no batch"]),
    *itertools.product(["PENDING_REVIEW", "APPROVED"], [{"submittedAt": None}], ["when it was submitted"]),
    *itertools.product(["APPROVED", "RETURNED"], [{"reviewerId": None}], ["who reviewed it"]),
    *itertools.product(["APPROVED", "RETURNED"], [{"reviewedAt": None}, {"reviewedAt": "infinity"}], ["when it was reviewed"]),
    *itertools.product(["APPROVED", "RETURNED"], [{"reviewerId": "scm"}], ["author is its reviewer"]),
    ("RETURNED", {"reviewComment": "  "}, "without a comment"),
    ("PENDING_REVIEW", {"deletedAt": DAY}, "deleted"),
    ("APPROVED", {"qualityIndicator": "NEEDS_REVIEW"}, "in need of review"),
    ("APPROVED", {"qualityIndicator": "POOR"}, "POOR"),
    ("DRAFT", {"batchStatus": "ARCHIVED"}, "ARCHIVED"),
    (None, {"qualityIndicator": None}, "quality"),
    *itertools.product([None, "DRAFT"], [{"criterionName": None}, {"criterionName": " \x01"}], ["no name"]),
    *itertools.product([None, "APPROVED"], [{"criterionName": "x" * 301}], ["301"]),
    *itertools.product([None, "APPROVED"], [{"score3": "x" * 4001}], ["4001"]),
]


@pytest.mark.parametrize(("state", "values", "why"), ASIDE)
def test_what_breaks_a_constraint_is_put_aside_with_the_reason_and_all_its_texts(
    tracker: Tracker, take: Take, state: str | None, values: dict[str, Any], why: str
) -> None:
    row = tracker.descriptor(state, **values)

    account = take(tracker)

    one = of(row)
    assert (ends(account, "Descriptor"), one.batch_status, one.quality_indicator) == ({row: End.ASIDE}, None, Quality.NEEDS_REVIEW)
    assert why in said(account, row)
    raw = Origin.objects.get(descriptor=one).raw
    assert (raw["batchStatus"], raw["criterionName"], raw["score3"]) == tracker.sql(
        'SELECT "batchStatus"::text, "criterionName", score3 FROM "Descriptor" WHERE id = %s', [row]
    )[0]
    assert one.criterion_name
    assert broken() == []


def test_what_a_state_does_not_carry_stays_with_the_origin_and_the_state_stands(tracker: Tracker, take: Take) -> None:
    again = tracker.descriptor("PENDING_REVIEW", reviewerId="sa", reviewedAt=DAY, reviewComment="Of the round before.")
    withdrawn = tracker.descriptor("DRAFT", batchId="b9", submittedAt=DAY)

    account = take(tracker)

    assert [of(row).batch_status for row in (again, withdrawn)] == ["PENDING_REVIEW", "DRAFT"]
    assert of(again).review_comment is None
    assert Origin.objects.get(external_id=again).raw["reviewComment"] == "Of the round before."
    assert "reviewComment" in said(account, again)
    assert "batchId, submittedAt" in said(account, withdrawn)


def test_deleted_ones_stay_deleted(tracker: Tracker, take: Take, boss: User) -> None:
    rows = [tracker.descriptor(state, deletedAt="2026-03-01 10:00:00") for state in (None, "DRAFT", "APPROVED", "RETURNED")]
    take(tracker)
    assert {(of(row).deleted_at, of(row).deleted_by) for row in rows} == {(datetime(2026, 3, 1, 10, tzinfo=UTC), boss)}
    assert broken() == []


def test_the_first_skill_is_home_and_the_others_give_no_right(tracker: Tracker, take: Take, web: Skill) -> None:
    other = make.SkillFactory.create(code="09", name="Software Applications Development")
    row = tracker.descriptor(skillNames=["Software Applications Development", "Web Technologies", "web technologies", "Nothing"])
    account = take(tracker)
    assert (of(row).skill, list(of(row).also_useful_for.all())) == (other, [web])
    assert "Nothing" in said(account, row)


def test_times_without_a_zone_are_utc_and_those_with_one_are_moved(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("APPROVED", submittedAt="2026-02-02 16:00:00+08", reviewedAt="2026-02-03 16:00:00")
    take(tracker)
    assert (of(row).submitted_at, of(row).reviewed_at) == (datetime(2026, 2, 2, 8, tzinfo=UTC), datetime(2026, 2, 3, 16, tzinfo=UTC))


def test_bytes_that_are_no_text_are_seen_and_put_aside(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("APPROVED")
    tracker.sql("""UPDATE "Descriptor" SET score1 = E'caf\\xe9'""")
    account = take(tracker)
    assert (of(row).score1, ends(account, "Descriptor")) == ("caf\ufffd", {row: End.ASIDE})
    assert "bytes" in said(account, row)


def test_html_stays_text_and_control_characters_go(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor(criterionName="<b>A</b>\x1b[0m name", score1="one\r\ntwo\x07")
    take(tracker)
    assert (of(row).criterion_name, of(row).score1) == ("<b>A</b>[0m name", "one\ntwo")


def test_terms_are_one_whatever_their_case_and_new_ones_are_made(tracker: Tracker, take: Take) -> None:
    category = make.CategoryFactory.create(name="Safety")
    row = tracker.descriptor(categories=["SAFETY", "safety", " ", "Design"], tags=["A", "a", "Ａ", "x" * 80])
    take(tracker)
    assert set(of(row).categories.all()) == {category, Category.objects.get(name="Design")}
    assert sorted(Tag.objects.values_list("name_key", flat=True)) == ["a", "x" * 60]


def test_favourites_come_along_and_those_of_nobody_are_told(tracker: Tracker, take: Take) -> None:
    row = tracker.descriptor("APPROVED")
    rows = [{"userId": who, "descriptorId": what} for who, what in (("team", row), ("nobody", row), ("team", "gone"))]
    tracker.insert("DescriptorFavorite", *rows)

    account = take(tracker)

    assert list(CollectionItem.objects.values_list("collection__owner__name", "descriptor")) == [("Team", of(row).pk)]
    assert sorted(line.end for line in account.of("DescriptorFavorite")) == [End.LEFT_OUT, End.LEFT_OUT, End.MADE]


def test_every_fact_is_recorded_once_and_says_who_took_it_over(tracker: Tracker, take: Take, boss: User) -> None:
    row = tracker.descriptor("APPROVED")
    take(tracker)
    facts = Event.objects.filter(subject=of(row).uid)
    assert [(fact.verb, fact.actor, fact.change, fact.state_after["batch_status"]) for fact in facts] == [("adopted", boss, 1, "APPROVED")]
    assert Event.objects.filter(subject_type="adoption").count() == 1
