"""The accounts of the demonstration: roles, not persons."""

from dataclasses import dataclass

from assay.accounts.models import Access, User
from assay.standards.models import Membership, Role, Skill


@dataclass(frozen=True)
class Account:
    """An account and what it is in which skills (codes)."""

    email: str
    name: str
    scm: tuple[str, ...] = ()
    sa: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    access: Access = Access.MEMBER
    is_admin: bool = False


# Skill codes by the Skill Advisor who looks after them.
ADVISED = {
    "sa-industry@example.org": ("04", "12", "18", "33"),
    "sa-services@example.org": ("28", "29", "34", "35", "41"),
    "sa-digital@example.org": ("39", "40"),
}
ACCOUNTS = (
    Account("scm@example.org", "SCM of 09 and 17", scm=("09", "17")),
    Account("sa@example.org", "SA of 09, 10 and 17", sa=("09", "10", "17")),
    Account("admin@example.org", "Administrator", is_admin=True),
    Account("secretariat@example.org", "Secretariat", access=Access.SECRETARIAT),
    Account("scm-deputy@example.org", "Deputy SCM of 09", scm=("09",)),
    Account("sa-second@example.org", "Second SA of 09", sa=("09",)),
    Account("team@example.org", "Chief Expert of 09", team=("09",)),
    Account("waiting@example.org", "New account, waiting for a role", access=Access.PENDING),
    *(Account(email, f"SA of {', '.join(codes[:-1])} and {codes[-1]}", sa=codes) for email, codes in ADVISED.items()),
)


def create_people(codes: list[str]) -> dict[str, User]:
    """Create the accounts, and one SCM for each skill that has none yet; return them by e-mail."""
    managed = {code for account in ACCOUNTS for code in account.scm}
    others = [Account(f"scm-{code}@example.org", f"SCM of {code}", scm=(code,)) for code in codes if code not in managed]
    skills = {skill.code: skill for skill in Skill.objects.all()}
    return {account.email: create(account, skills) for account in (*ACCOUNTS, *others)}


def create(account: Account, skills: dict[str, Skill]) -> User:
    """Create one account with its memberships."""
    user = User.objects.create_user(account.email, name=account.name, access=account.access, is_admin=account.is_admin)
    roles = {Role.SCM: account.scm, Role.SA: account.sa, Role.SKILL_TEAM: account.team}
    Membership.objects.bulk_create(
        Membership(skill=skills[code], user=user, role=role, title="Chief Expert" if role == Role.SKILL_TEAM else "")
        for role, codes in roles.items()
        for code in codes
        if code in skills
    )
    return user
