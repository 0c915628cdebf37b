"""`assay user`: what it says and how it ends."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assay.__main__ import main
from assay.accounts.models import Access, User
from assay.history.models import Event
from assay.notifications.models import Job
from tests.factories import SkillFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a touchstone and nine needles"


def user(*arguments: str) -> str:
    said = io.StringIO()
    call_command("user", *arguments, stdout=said)
    return said.getvalue()


def test_create_prints_a_password_that_works() -> None:
    said = user("create", "Admin@example.org", "--name", "Administrator", "--admin")

    person = User.objects.get(email_key="admin@example.org")
    password = said.split("Password, shown this once: ")[1].strip()
    assert (person.name, person.is_admin, person.access) == ("Administrator", True, Access.MEMBER)
    assert person.check_password(password)


def test_create_reads_a_password_and_prints_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))

    said = user("create", "sa@example.org", "--password-stdin")

    assert said == "Created sa@example.org.\n"
    assert User.objects.get().check_password(PASSWORD)


def test_create_gives_roles() -> None:
    for code in ("09", "17"):
        SkillFactory.create(code=code)

    user("create", "scm@example.org", "--scm", "09", "--scm", "17", "--sa", "17", "--team", "09")

    roles = User.objects.get().memberships.order_by("role", "skill__code").values_list("role", "skill__code")
    assert list(roles) == [("SA", "17"), ("SCM", "09"), ("SCM", "17"), ("SKILL_TEAM", "09")]
    assert Event.objects.filter(actor=None).count() == 5


def test_invite_sends_a_mail_and_again_another() -> None:
    user("invite", "scm@example.org", "--secretariat")
    user("invite", "SCM@example.org")

    assert User.objects.get().access == Access.SECRETARIAT
    assert Job.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["create", "taken@example.org"], "already an account"),
        (["create", "TAKEN@example.org"], "already an account"),
        (["create", "nonsense"], "not an e-mail address"),
        (["create", "scm@example.org", "--scm", "99"], "no skill with the code 99"),
        (["invite", "taken@example.org"], "needs no invitation"),
    ],
)
def test_refusals_say_why_and_write_nothing(arguments: list[str], reason: str) -> None:
    UserFactory.create(email="taken@example.org", last_login="2026-03-14T00:00Z")

    with pytest.raises(CommandError, match=reason) as refusal:
        user(*arguments)

    assert refusal.value.returncode == 1
    assert User.objects.count() == 1
    assert not Event.objects.exists()


def test_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))

    with pytest.raises(CommandError, match="too short"):
        user("create", "sa@example.org", "--password-stdin")

    assert not User.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["delete", "x@example.org"], ["create"], ["create", "x@example.org", "--king"]])
def test_misunderstood_commands_end_with_2(arguments: list[str], capsys: Any) -> None:
    with pytest.raises(SystemExit) as end:
        main(["user", *arguments])

    assert end.value.code == 2
    assert "usage: assay user" in capsys.readouterr().err


def test_help_names_what_can_be_done(capsys: Any) -> None:
    with pytest.raises(SystemExit) as end:
        main(["user", "create", "--help"])

    said = capsys.readouterr().out
    assert end.value.code == 0
    assert "usage: assay user create" in said
    assert "--password-stdin" in said
