"""`assay user`."""

import secrets
import sys
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from assay.accounts.actions import invite_again
from assay.accounts.details import Details
from assay.accounts.models import Access, User
from assay.errors import DomainError
from assay.names import name_key
from assay.standards.models import Role, Skill
from assay.standards.people_actions import NewRole, add_person_with_roles
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Create or invite a person."""

    help = (
        "Create an account with a password, or invite a person by mail. "
        "Exits with 0 when it is done, 1 when it is refused (the reason is on stderr), 2 when the command was not understood."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `create` or `invite`, and who is meant."""
        verbs = parser.add_subparsers(dest="verb", metavar="create|invite", required=True)
        create = verbs.add_parser("create", help="create an account that can sign in at once")
        create.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input, else one is made and printed once"
        )
        invite = verbs.add_parser("invite", help="send an invitation by mail; a person who was invited before gets a new one")
        for each in (create, invite):
            add_person_arguments(each)

    def handle(self, *_: Any, verb: str, **options: Any) -> None:
        """Do it, or say in a sentence why not."""
        try:
            (self.create if verb == "create" else self.invite)(options)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal

    def create(self, options: dict[str, Any]) -> None:
        """Make the account; a generated password is shown this once."""
        given = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else ""
        password = given if options["password_stdin"] else secrets.token_urlsafe(16)
        person = add_person_with_roles(details=details_of(options), roles=roles_of(options), by=None, at=timezone.now(), password=password)
        self.stdout.write(f"Created {person.email}.")
        if not options["password_stdin"]:
            self.stdout.write(f"Password, shown this once: {password}")

    def invite(self, options: dict[str, Any]) -> None:
        """Send an invitation to a new account, or again to one that nobody has used yet."""
        known = User.objects.filter(email_key=name_key(options["email"])).first()
        if known is not None:
            invite_again(person=known, by=None, at=timezone.now())
        else:
            add_person_with_roles(details=details_of(options), roles=roles_of(options), by=None, at=timezone.now(), invited=True)
        self.stdout.write(f"Invited {options['email']}. The mail leaves with the next run of the worker.")


def add_person_arguments(parser: CommandParser) -> None:
    """Take the address, the name, the access and the roles."""
    parser.add_argument("email", metavar="EMAIL", help="the address that the person signs in with")
    parser.add_argument("--name", default="", help="how the person is called on the pages")
    access = parser.add_mutually_exclusive_group()
    access.add_argument("--member", action="store_const", dest="access", const=Access.MEMBER, help="may read the library (the default)")
    access.add_argument("--secretariat", action="store_const", dest="access", const=Access.SECRETARIAT, help="oversees all skills")
    parser.add_argument("--admin", action="store_true", help="administers people, the library and imports")
    parser.add_argument(
        "--scm", action="append", default=[], metavar="CODE", help="Skill Competition Manager of this skill; may be repeated"
    )
    parser.add_argument("--sa", action="append", default=[], metavar="CODE", help="Skill Advisor of this skill; may be repeated")
    parser.add_argument("--team", action="append", default=[], metavar="CODE", help="in the team of this skill; may be repeated")
    parser.set_defaults(access=Access.MEMBER)


def details_of(options: dict[str, Any]) -> Details:
    """Return the account that the command line describes."""
    return Details(options["email"], options["name"], options["access"], options["admin"])


def roles_of(options: dict[str, Any]) -> list[NewRole]:
    """Return the roles that the command line describes."""
    asked = {Role.SCM: options["scm"], Role.SA: options["sa"], Role.SKILL_TEAM: options["team"]}
    return [NewRole(skill, role) for role, codes in asked.items() for skill in skills_of(codes)]


def skills_of(codes: Sequence[str]) -> list[Skill]:
    """Return the skills of the codes; DomainError names the one that does not exist."""
    known = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}
    for code in codes:
        if code not in known:
            raise DomainError(f"There is no skill with the code {code}.")
    return [known[code] for code in codes]
