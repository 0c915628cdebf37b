"""A Skill Advisor is away: somebody acts for them, in their skills, for some days, and no longer."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assay.accounts.models import Access, User
from assay.descriptors.models import Descriptor
from assay.errors import Invalid, NotAllowed
from assay.history.models import Event
from assay.history.timeline import timeline_of
from assay.notifications.jobs import run_due
from assay.notifications.models import Notice
from assay.review import actions
from assay.standards.backend import WithRoles
from assay.standards.deputies.acting import advisors_in
from assay.standards.deputies.actions import Absence, end_deputy, name_deputy
from assay.standards.models import Deputy, Membership, Role, Skill
from assay.standards.roles import forget_roles, roles_of
from tests.factories import SkillFactory, UserFactory, admin, deputised, draft, sa, scm, sent
from tests.review.cast import Cast, SignIn, decision, page

pytestmark = pytest.mark.django_db
Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def absence(cast: Cast, person: User, **changed: Any) -> Absence:
    today = timezone.localdate()
    return Absence(
        **{"absent": cast.sa, "person": person, "skills": [cast.skill], "first": today, "last": today + timedelta(days=3)} | changed
    )


def test_a_deputy_decides_and_it_is_written_down_for_whom(cast: Cast) -> None:
    deputy, one = UserFactory.create(name="Stand-in"), cast.pending()
    deputised(cast.skill, absent=cast.sa, person=deputy)

    actions.approve(descriptor=one, seen=one.change, by=fresh(deputy), at=timezone.now())

    assert Event.objects.get(verb="approved").data["for"] == str(cast.sa.uid)
    assert timeline_of("descriptor", one.uid, cast.scm)[-1].sentence == "Stand-in for SA of 17 approved it"


def test_what_an_advisor_decides_in_their_own_right_is_for_nobody(cast: Cast) -> None:
    one = cast.pending()
    actions.approve(descriptor=one, seen=one.change, by=cast.sa, at=timezone.now())
    assert "for" not in Event.objects.get(verb="approved").data


def test_a_deputy_does_not_decide_their_own_wording(cast: Cast) -> None:
    one = cast.pending()
    deputised(cast.skill, absent=cast.sa, person=cast.scm)

    with pytest.raises(NotAllowed):
        actions.approve(descriptor=one, seen=one.change, by=fresh(cast.scm), at=timezone.now())


def test_a_right_that_is_lent_is_not_lent_on(cast: Cast) -> None:
    deputy = UserFactory.create()
    deputised(cast.skill, absent=cast.sa, person=deputy)
    for by in (deputy, admin()):
        with pytest.raises(Invalid):
            name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.other_sa, absent=fresh(deputy)), by=by, at=timezone.now())


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    begins=st.integers(-3, 2),
    days=st.integers(1, 5),
    ended=st.booleans(),
    advises=st.booleans(),
    active=st.booleans(),
    access=st.booleans(),
)
def test_the_right_holds_in_these_days_as_long_as_the_absent_one_has_it(
    cast: Cast, *, begins: int, days: int, ended: bool, advises: bool, active: bool, access: bool
) -> None:
    now, skill = timezone.now(), SkillFactory.create()
    absent, person, writer = sa(skill), UserFactory.create(access=Access.MEMBER if access else Access.PENDING), scm(skill)
    start = now + timedelta(days=begins)
    deputised(skill, absent=absent, person=person, start=start, end=start + timedelta(days=days), ended_at=now if ended else None)
    one = draft(skill, writer)
    sent(one, by=writer)
    if not advises:
        Membership.objects.filter(user=absent).delete()
    User.objects.filter(pk=absent.pk).update(is_active=active)
    expected = start <= now < start + timedelta(days=days) and not ended and advises and active and access

    asked, of_request = fresh(person), WithRoles().get_user(person.pk)

    assert of_request is not None
    assert (skill.pk in roles_of(asked).sa) is expected
    assert roles_of(of_request) == roles_of(asked)
    assert asked.has_perm("review.advise", one) is expected
    assert asked.has_perm("descriptors.view", one) is expected
    assert Descriptor.objects.visible_to(asked).filter(pk=one.pk).exists() is expected
    assert (person in [advisor.person for advisor in advisors_in([skill.pk])]) is expected


def test_several_absences_and_memberships_are_one_query(cast: Cast, queries_of: Queries) -> None:
    person, others = scm(SkillFactory.create()), [SkillFactory.create() for _n in range(2)]
    Membership.objects.create(skill=cast.skill, user=person, role=Role.SKILL_TEAM)
    for skill in others:
        deputised(skill, absent=sa(skill), person=person)
        deputised(skill, absent=sa(skill), person=person)

    with queries_of() as queries:
        found = WithRoles().get_user(person.pk)
        assert found is not None
        assert roles_of(found).sa == {skill.pk for skill in others}

    assert len(queries) == 1
    assert roles_of(found) == roles_of(fresh(person))
    assert roles_of(found).own_sa == set()


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("person", {"person": "sa"}),
        ("person", {"person": "closed"}),
        ("person", {"person": "second"}),
        ("skills", {"skills": []}),
        ("skills", {"skills": "other"}),
        ("last", {"last": timedelta(days=-1)}),
        ("last", {"first": timedelta(days=-9), "last": timedelta(days=-8)}),
        ("last", {"last": timedelta(days=400)}),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, field: str, changed: dict[str, Any]) -> None:
    people = {"sa": cast.sa, "closed": UserFactory.create(is_active=False), "second": sa(cast.skill)}
    today = timezone.localdate()
    known = {key: today + value if isinstance(value, timedelta) else value for key, value in changed.items()}
    known |= {"person": people[changed["person"]]} if "person" in changed else {}
    known |= {"skills": [SkillFactory.create()]} if changed.get("skills") == "other" else {}

    with pytest.raises(Invalid) as refused:
        name_deputy(uid=uuid.uuid4(), absence=absence(cast, **({"person": cast.stranger} | known)), by=cast.sa, at=timezone.now())

    assert field in refused.value.fields
    assert not Deputy.objects.exists()


def test_the_same_days_twice_are_refused_and_the_same_form_twice_is_one(cast: Cast) -> None:
    uid = uuid.uuid4()
    for _n in range(2):
        name_deputy(uid=uid, absence=absence(cast, cast.stranger), by=cast.sa, at=timezone.now())
    assert Deputy.objects.count() == 1
    with pytest.raises(Invalid):
        name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.stranger), by=cast.sa, at=timezone.now())


def test_only_the_absent_one_and_administrators_name_and_end(cast: Cast) -> None:
    for by in (cast.scm, cast.other_sa, cast.secretariat, cast.stranger):
        with pytest.raises(NotAllowed):
            name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.other_scm), by=by, at=timezone.now())
    [one] = name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.stranger), by=cast.admin, at=timezone.now())
    with pytest.raises(NotAllowed):
        end_deputy(deputy=one, by=cast.stranger, at=timezone.now())

    for _n in range(2):
        end_deputy(deputy=one, by=cast.sa, at=timezone.now())

    assert roles_of(fresh(cast.stranger)).sa == set()
    assert list(Event.objects.filter(subject=cast.skill.uid).values_list("verb", flat=True)) == ["deputy_named", "deputy_ended"]


def test_the_days_are_those_of_the_absent_person(cast: Cast) -> None:
    User.objects.filter(pk=cast.sa.pk).update(time_zone="Asia/Tokyo")
    cast.sa.refresh_from_db()
    at = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
    days = {"first": date(2026, 6, 2), "last": date(2026, 6, 3)}

    [one] = name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.stranger, **days), by=cast.sa, at=at)

    assert (one.starts_at.isoformat(), one.ends_at.isoformat()) == ("2026-06-02T00:00:00+09:00", "2026-06-04T00:00:00+09:00")


def mails(at: datetime) -> dict[str, str]:
    mail.outbox.clear()
    run_due(now=at)
    return {message.to[0]: str(message.body) for message in mail.outbox}


def test_the_deputy_is_told_once_for_all_skills_and_the_absent_one_where_an_administrator_did_it(cast: Cast) -> None:
    second = SkillFactory.create(code="18", name="Electrical Installations")
    Membership.objects.create(skill=second, user=cast.sa, role=Role.SA)
    at = timezone.now()

    made = name_deputy(uid=uuid.uuid4(), absence=absence(cast, cast.stranger, skills=[cast.skill, second]), by=cast.admin, at=at)

    told = mails(at)
    assert set(told) == {cast.sa.email, cast.stranger.email}
    assert "You decide for SA of 17 in 17 Web Technologies from" in told[cast.stranger.email]
    assert "in 18 Electrical Installations from" in told[cast.stranger.email]
    assert "decides for you in 17 Web Technologies" in told[cast.sa.email]
    end_deputy(deputy=made[0], by=cast.sa, at=at)
    assert list(mails(at)) == [cast.stranger.email]


def test_what_is_mailed_to_the_absent_one_goes_to_the_deputy_too(cast: Cast) -> None:
    deputised(cast.skill, absent=cast.sa, person=cast.stranger)

    sent(draft(cast.skill, cast.scm), by=cast.scm)

    assert {notice.user for notice in Notice.objects.filter(kind="batch_submitted")} == {cast.sa, cast.stranger}


def test_pages_say_who_decides_for_whom(cast: Cast, as_user: SignIn) -> None:
    deputised(cast.skill, absent=cast.sa, person=cast.stranger)
    one = cast.pending()
    assert one.batch is not None
    until = (timezone.now() + timedelta(days=1)).strftime("%-d %B")
    said = f"{cast.stranger} for SA of 17 until {until}"
    client = as_user(cast.scm)
    assert said in client.get(page("batch", one.batch.uid)).content.decode()
    assert said in client.get(page("send") + f"?d={draft(cast.skill, cast.scm).uid}").content.decode()
    assert f"{cast.stranger} decides for SA of 17 from" in client.get(page("skill", "17")).content.decode()


def test_the_deputy_reviews_on_the_pages(cast: Cast, as_user: SignIn) -> None:
    one, client = cast.pending(), as_user(cast.stranger)
    assert client.get(page("review", one.uid)).status_code == 404
    row = deputised(cast.skill, absent=cast.sa, person=cast.stranger)
    assert one.criterion_name in client.get(page("review_queue")).content.decode()
    assert client.post(page("review", one.uid), decision(one, "approve")).status_code == 302
    Deputy.objects.filter(pk=row.pk).update(ended_at=timezone.now())
    assert client.get(page("batch", one.batch and one.batch.uid)).status_code == 404


def form(person: User, *skills: Skill, **changed: Any) -> dict[str, Any]:
    today = timezone.localdate().isoformat()
    known = {"uid": str(uuid.uuid4()), "person": str(person.uid), "skills": [skill.code for skill in skills], "first": today, "last": today}
    return known | changed


def test_an_advisor_names_and_ends_a_deputy_on_the_pages(cast: Cast, as_user: SignIn) -> None:
    client, url = as_user(cast.sa), page("deputy_add")
    assert "17 Web Technologies" in client.get(url).content.decode()
    wrong = client.post(url, form(cast.stranger, cast.skill, last="2020-01-01"))
    assert (wrong.status_code, "before the first" in wrong.content.decode()) == (422, True)
    assert client.post(url, form(cast.stranger, cast.skill)).status_code == 302
    listed = client.get(page("deputies")).content.decode()
    assert f"{cast.stranger} for SA of 17" in listed
    one = Deputy.objects.get()
    assert as_user(cast.other_sa).post(page("deputy_end", one.uid)).status_code == 404
    assert as_user(cast.stranger).post(page("deputy_end", one.uid)).status_code == 403
    assert as_user(cast.sa).post(page("deputy_end", one.uid)).status_code == 302
    one.refresh_from_db()
    assert one.ended_at is not None


def test_an_administrator_chooses_who_is_away(cast: Cast, as_user: SignIn) -> None:
    client, url = as_user(cast.admin), page("deputy_add")
    assert str(cast.sa) in client.get(url).content.decode()
    for_sa = f"{url}?absent={cast.sa.uid}"
    assert client.get(for_sa).status_code == 200
    assert client.post(for_sa, form(cast.stranger, cast.skill)).status_code == 302
    assert Deputy.objects.get().absent == cast.sa
    assert client.post(url, form(cast.stranger, cast.skill)).status_code == 200  # nobody is chosen: it asks


def test_an_advisor_cannot_name_one_for_somebody_else(cast: Cast, as_user: SignIn) -> None:
    second = sa(cast.skill)
    as_user(second).post(f"{page('deputy_add')}?absent={cast.sa.uid}", form(cast.stranger, cast.skill))
    assert Deputy.objects.get().absent == second


def test_the_list_costs_no_query_per_row(cast: Cast, as_user: SignIn, queries_of: Queries) -> None:
    client = as_user(cast.admin)

    def asked() -> int:
        with queries_of() as queries:
            client.get(page("deputies"))
            client.get(page("skill", "17"))
        return len(queries)

    deputised(cast.skill, absent=cast.sa, person=cast.stranger)
    asked()
    few = asked()
    for _n in range(2):
        deputised(cast.skill, absent=cast.sa, person=UserFactory.create())
    assert asked() == few


def test_somebody_who_becomes_an_advisor_acts_in_their_own_right(cast: Cast) -> None:
    deputised(cast.skill, absent=cast.sa, person=cast.stranger)
    Membership.objects.create(skill=cast.skill, user=cast.stranger, role=Role.SA)
    forget_roles(cast.stranger)

    assert roles_of(cast.stranger).lent == set()
    assert [str(one) for one in advisors_in([cast.skill.pk])] == sorted([str(cast.stranger), "SA of 17"])
