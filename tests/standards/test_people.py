"""People administration: who may, what happens, and what it costs."""

import itertools
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assay.accounts.models import Access, User
from assay.history.models import Event
from assay.standards.models import Membership, Role
from assay.standards.roles import roles_of
from tests.factories import SkillFactory, UserFactory, admin, member, sa, scm, secretariat

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


def facts() -> list[tuple[str, uuid.UUID]]:
    return list(Event.objects.order_by("position").values_list("verb", "subject"))


def account(person: User, **changes: Any) -> dict[str, Any]:
    """Return the account form as it stands, with changes; a box that is not ticked is not sent."""
    fields = {
        "name": person.name,
        "email": person.email,
        "access": person.access,
        "is_admin": person.is_admin,
        "is_active": person.is_active,
    } | changes
    return {name: "on" if value is True else value for name, value in fields.items() if value is not False}


class TestWhoMay:
    KINDS = ("SKILL_TEAM", "SCM", "SA", "SECRETARIAT", "ADMIN")

    @pytest.fixture
    def of_kind(self) -> Callable[[str], User]:
        skill = SkillFactory.create()
        others = {"SECRETARIAT": secretariat, "ADMIN": admin}
        return lambda kind: others[kind]() if kind in others else member(kind, skill)

    @pytest.mark.parametrize(("kind", "path"), list(itertools.product(KINDS, ["", "add/", "{uid}/"])))
    def test_pages_are_read_by_secretariat_and_admins(self, as_user: AsUser, of_kind: Callable[[str], User], kind: str, path: str) -> None:
        client = as_user(of_kind(kind))
        someone = UserFactory.create()

        status = client.get("/people/" + path.format(uid=someone.uid)).status_code

        assert status == (200 if kind in {"SECRETARIAT", "ADMIN"} else 403)

    @pytest.mark.parametrize("kind", KINDS)
    def test_only_admins_change_people(self, as_user: AsUser, of_kind: Callable[[str], User], kind: str) -> None:
        skill, someone = SkillFactory.create(), UserFactory.create()
        role = Membership.objects.create(user=someone, skill=skill, role=Role.SA)
        client = as_user(of_kind(kind))

        statuses = [
            client.post(f"/people/{someone.uid}/", account(someone, name="Changed")).status_code,
            client.post(f"/people/{someone.uid}/roles/", {"skill": skill.code, "role": "SCM"}).status_code,
            client.post(f"/people/{someone.uid}/roles/{role.uid}/remove/").status_code,
        ]

        assert statuses == ([302] * 3 if kind == "ADMIN" else [403] * 3)
        assert Event.objects.count() == (3 if kind == "ADMIN" else 0)

    def test_anonymous_signs_in_first(self, client: Client) -> None:
        assert client.get("/people/").url == "/sign-in/?next=/people/"

    def test_secretariat_sees_no_form_that_it_may_not_send(self, as_user: AsUser) -> None:
        someone = scm(SkillFactory.create())

        page = as_user(secretariat()).get(f"/people/{someone.uid}/").content.decode()

        assert 'name="access"' not in page
        assert "Remove" not in page


class TestList:
    def test_queries_do_not_grow_with_people(self, as_user: AsUser, queries_of: Any) -> None:
        client = as_user(admin())
        counts = []
        for rows in (1, 2):
            for _ in range(rows):
                scm(SkillFactory.create())
            client.get("/people/")
            with queries_of() as queries:
                client.get("/people/")
            counts.append(len(queries))

        assert counts[0] == counts[1]

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["Admin", "Closed", "Newcomer", "SA of 17", "SCM of 09"]),
            ("q=SCM+of", ["SCM of 09"]),
            ("q=NEWCOMER@", ["Newcomer"]),
            ("role=SA", ["SA of 17"]),
            ("role=SA&skill=09", []),
            ("skill=09", ["SCM of 09"]),
            ("role=NONE", ["Admin", "Closed", "Newcomer"]),
            ("role=ADMIN", ["Admin"]),
            ("access=PENDING", ["Newcomer"]),
            ("access=CLOSED", ["Closed"]),
            ("skill=99", ["Admin", "Closed", "Newcomer", "SA of 17", "SCM of 09"]),
        ],
    )
    def test_filters(self, as_user: AsUser, query: str, names: list[str]) -> None:
        scm(SkillFactory.create(code="09"), name="SCM of 09")
        sa(SkillFactory.create(code="17"), name="SA of 17")
        UserFactory.create(name="Newcomer", email="Newcomer@example.org", email_key="newcomer@example.org", access=Access.PENDING)
        UserFactory.create(name="Closed", is_active=False)

        response = as_user(admin(name="Admin")).get(f"/people/?{query}")

        assert [person.name for person in response.context["people"]] == names

    def test_pages_follow_each_other_without_gap(self, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("assay.standards.people.PAGE", 2)
        client = as_user(admin(name="Admin"))
        for name in ("Same", "Same", "Other", "Last"):
            UserFactory.create(name=name)
        seen, path = [], "/people/"
        while path:
            response = client.get(path)
            seen += [person.pk for person in response.context["people"]]
            path = response.context["pager"]["next"] and "/people/" + response.context["pager"]["next"]

        assert sorted(seen) == sorted(User.objects.values_list("pk", flat=True))
        assert len(seen) == 5

    @pytest.mark.parametrize("after", ["nonsense", "00000000-0000-4000-8000-000000000000"])
    def test_nonsense_in_the_address_is_the_first_page(self, as_user: AsUser, after: str) -> None:
        assert len(as_user(admin()).get("/people/", {"after": after}).context["people"]) == 1


class TestChange:
    def test_one_event_without_names(self, as_user: AsUser) -> None:
        someone = UserFactory.create(name="Before")

        response = as_user(admin()).post(f"/people/{someone.uid}/", account(someone, name="After", email="After@example.org"))

        someone.refresh_from_db()
        event = Event.objects.get()
        assert response.status_code == 302
        assert (someone.name, someone.email, someone.email_key) == ("After", "After@example.org", "after@example.org")
        assert (event.verb, event.data) == ("changed", {"fields": ["email", "name"]})
        assert event.state_after == {"access": "MEMBER", "is_admin": False, "is_active": True}

    def test_nothing_changed_writes_nothing(self, as_user: AsUser) -> None:
        someone = UserFactory.create()

        as_user(admin()).post(f"/people/{someone.uid}/", account(someone))

        assert facts() == []

    def test_an_address_in_use_is_refused_beside_its_field(self, as_user: AsUser) -> None:
        someone = UserFactory.create()
        UserFactory.create(email="taken@example.org")

        response = as_user(admin()).post(f"/people/{someone.uid}/", account(someone, email="TAKEN@example.org"))

        assert response.status_code == 422
        assert response.context["form"].errors["email"] == ["There is already an account with this e-mail address."]
        assert facts() == []

    def test_no_other_field_can_be_sent(self, as_user: AsUser) -> None:
        someone = UserFactory.create()

        forbidden = {"password": "x", "uid": str(uuid.uuid4()), "sessions_epoch": 7}

        as_user(admin()).post(f"/people/{someone.uid}/", account(someone) | forbidden)

        assert User.objects.filter(pk=someone.pk, uid=someone.uid, password=someone.password, sessions_epoch=0).exists()

    def test_deactivation_ends_sessions_for_good(self, as_user: AsUser) -> None:
        someone, boss = UserFactory.create(), admin()
        theirs = Client()
        theirs.force_login(someone)
        client = as_user(boss)

        client.post(f"/people/{someone.uid}/", account(someone, is_active=False))
        assert theirs.get("/me/").status_code == 302
        client.post(f"/people/{someone.uid}/", account(someone, is_active=True))

        assert theirs.get("/me/").status_code == 302
        assert [verb for verb, _ in facts()] == ["deactivated", "reactivated"]

    @pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}])
    def test_the_last_administrator_stays(self, as_user: AsUser, change: dict[str, bool]) -> None:
        boss = admin()
        admin(is_active=False)

        response = as_user(boss).post(f"/people/{boss.uid}/", account(boss, **change))

        assert response.status_code == 409
        assert User.objects.filter(pk=boss.pk, is_admin=True, is_active=True).exists()

    def test_one_of_two_administrators_may_leave(self, as_user: AsUser) -> None:
        boss = admin()
        admin()

        as_user(boss).post(f"/people/{boss.uid}/", account(boss, is_admin=False))

        assert User.objects.filter(is_admin=True).count() == 1


class TestRoles:
    def test_a_role_is_one_event_of_the_skill(self, as_user: AsUser) -> None:
        someone, skill = UserFactory.create(), SkillFactory.create()
        client = as_user(admin())

        for _ in range(2):
            client.post(f"/people/{someone.uid}/roles/", {"skill": skill.code, "role": "SCM", "title": "Chief Expert"})

        event = Event.objects.get()
        assert (event.verb, event.skill, event.data) == ("role_given", skill.uid, {"role": "SCM"})
        assert Membership.objects.get().title == "Chief Expert"

    def test_a_role_given_again_with_another_title_changes_the_title(self, as_user: AsUser) -> None:
        skill = SkillFactory.create()
        someone = scm(skill)

        as_user(admin()).post(f"/people/{someone.uid}/roles/", {"skill": skill.code, "role": "SCM", "title": "Deputy"})

        assert Membership.objects.get().title == "Deputy"
        assert [verb for verb, _ in facts()] == ["role_titled"]

    @pytest.mark.parametrize("fields", [{"skill": "99", "role": "SCM"}, {"role": "SCM"}, {"skill": "09", "role": "KING"}, {}])
    def test_what_does_not_exist_is_refused(self, as_user: AsUser, fields: dict[str, str]) -> None:
        SkillFactory.create(code="09")
        someone = UserFactory.create()

        assert as_user(admin()).post(f"/people/{someone.uid}/roles/", fields).status_code == 422
        assert facts() == []

    def test_a_removed_role_ends_at_the_next_request(self, as_user: AsUser) -> None:
        skill = SkillFactory.create()
        someone = sa(skill)
        role = Membership.objects.get()
        client = as_user(admin())

        for _ in range(2):
            assert client.post(f"/people/{someone.uid}/roles/{role.uid}/remove/").status_code == 302

        assert roles_of(User.objects.get(pk=someone.pk)).sa == frozenset()
        assert [verb for verb, _ in facts()] == ["role_removed"]

    def test_a_role_is_not_removed_through_another_person(self, as_user: AsUser) -> None:
        sa(SkillFactory.create())
        role = Membership.objects.get()

        response = as_user(admin()).post(f"/people/{UserFactory.create().uid}/roles/{role.uid}/remove/")

        assert response.status_code == 404
        assert Membership.objects.filter(pk=role.pk).exists()

    def test_history_reads_as_sentences(self, as_user: AsUser) -> None:
        someone, skill = UserFactory.create(name="Newcomer"), SkillFactory.create(code="09", name="Software")
        client = as_user(admin(name="Admin"))
        client.post(f"/people/{someone.uid}/roles/", {"skill": "09", "role": "SCM"})
        client.post(f"/people/{someone.uid}/", account(someone, access="SECRETARIAT", name="Newer"))

        told = [moment.sentence for moment in client.get(f"/people/{someone.uid}/").context["timeline"]]

        assert told == ["Admin changed the access, the name of Newer", "Admin made Newer Skill Competition Manager of 09 Software"]
        assert skill.code == "09"


def test_demonstration_says_roles_in_words(client: Client, settings: Any) -> None:
    settings.DEMO = True
    scm(SkillFactory.create(code="09", name="Software Applications Development"), email="scm@example.org")

    assert "SCM of 09 Software Applications Development" in client.get("/sign-in/").content.decode()
