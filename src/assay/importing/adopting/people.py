"""Take people over: one account an address, roles as access, passwords as the hashes that they are."""

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from assay.accounts.actions import fact_of
from assay.accounts.details import LONGEST_EMAIL, LONGEST_NAME
from assay.accounts.models import Access, User
from assay.importing.adopting.account import End
from assay.importing.adopting.layout import PASSWORDS, USER
from assay.importing.adopting.plan import Work
from assay.importing.adopting.reading import Reading
from assay.importing.adopting.source import Row
from assay.names import name_key

if TYPE_CHECKING:
    from assay.importing.adopting.models import Adopted

ACCESS = {
    "Pending": Access.PENDING,
    "SA": Access.MEMBER,
    "SCM": Access.MEMBER,
    "SkillTeam": Access.MEMBER,
    "Secretariat": Access.SECRETARIAT,
}
BY_REACH: list[str] = [Access.PENDING, Access.MEMBER, Access.SECRETARIAT]
BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
# Verifying one takes a second and more from 15 on: it would hold up whoever else signs in.
MOST_ROUNDS = 14
NOWHERE = "adopted.invalid"


@dataclass
class People:
    """The accounts by their numbers there; those that are new are written at the end."""

    work: Work
    by_row: dict[str, User] = field(default_factory=dict)
    by_key: dict[str, User] = field(default_factory=dict)
    by_uid: dict[uuid.UUID, User] = field(default_factory=dict)
    new: list[User] = field(default_factory=list)
    twice: set[str] = field(default_factory=set)
    untouched: set[str] = field(default_factory=set)

    def of(self, row: str | None) -> User | None:
        """Return the account of a person there, or None."""
        return self.by_row.get(row) if row else None


def take_people(rows: Sequence[Row], work: Work) -> People:
    """Make the accounts that are not here, in the order in which they were made there; return all."""
    known = list(User.objects.all())
    people = People(work, by_key={one.email_key: one for one in known}, by_uid={one.uid: one for one in known})
    people.untouched = work.ledger.untouched(USER)
    counted = Counter(name_key(Reading(row).text("email")) for row in rows)
    people.twice = {key for key, number in counted.items() if number > 1}
    for row in sorted(rows, key=lambda row: (str(row.get("createdAt") or ""), str(row["id"]))):
        take(Reading(row), people)
    User.objects.bulk_create(people.new)
    work.ledger.tell(*(fact_of(person, "added") for person in people.new))
    return people


def take(row: Reading, people: People) -> None:
    """Find or make one account, and write its line."""
    before = people.work.ledger.found(USER, row.id)
    here = people.by_uid[before.uid] if before else people.by_key.get(name_key(row.text("email")))
    if here is None:
        make(row, people)
    elif before is None:
        meet(row, here, people)
    else:
        people.by_row[row.id] = here
        again(row, before, people)


def make(row: Reading, people: People) -> None:
    """Make one account; it is written with all others."""
    person = person_of(row, people)
    people.new.append(person)
    people.by_row[row.id] = people.by_key[person.email_key] = people.by_uid[person.uid] = person
    people.work.ledger.enter(USER, row.id, person.uid, digest=row.digest)
    end = End.MADE if person.is_active else End.ASIDE
    people.work.account.put(USER, row.id, called(row), end, why=row.flaws, notes=row.notes)


def called(row: Reading) -> str:
    """Return what a person is called in the account."""
    return row.short("email", LONGEST_EMAIL) or row.short("name", LONGEST_NAME)


def meet(row: Reading, here: User, people: People) -> None:
    """Use the account that has the address already: of this run, or from before, which stays as it is."""
    people.by_row[row.id] = here
    if here in people.new:
        row.notes.append(_("Another row has the same address: they are one account."))
        here.access = max(here.access, access_of(row), key=BY_REACH.index)
    else:
        row.notes.append(_("The address has an account here, which stays as it is: name, access and password."))
        if not here.has_access:
            row.notes.append(_("That account has no access here."))
    people.work.ledger.enter(USER, row.id, here.uid, digest=row.digest, ours=False)
    people.work.account.put(USER, row.id, called(row), End.KEPT, notes=row.notes)


def person_of(row: Reading, people: People) -> User:
    """Return a new account, not saved yet; closed where its address is none, so that what they wrote keeps its author."""
    email, name = row.short("email", LONGEST_EMAIL + 1), row.short("name", LONGEST_NAME)
    if not is_address(email):
        row.flaws.append(_("“%(email)s” is no e-mail address: the account is closed until it has one.") % {"email": email[:60]})
        nowhere = f"{hashlib.sha256(row.id.encode()).hexdigest()[:16]}@{NOWHERE}"
        return User(email=nowhere, email_key=nowhere, name=name or email[:LONGEST_NAME], is_active=False, password=make_password(None))
    key = name_key(email)
    return User(email=email, email_key=key, name=name, access=access_of(row), password=password_of(row, one_of_several=key in people.twice))


def is_address(email: str) -> bool:
    """Return whether an account can have this address."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return max(len(email), len(name_key(email))) <= LONGEST_EMAIL


def access_of(row: Reading) -> str:
    """Return what a role there reaches here; an unknown one nothing."""
    role = row.text("role")
    if role not in ACCESS:
        row.notes.append(_("The role “%(role)s” is not known here: the account waits for one.") % {"role": role[:40]})
    return ACCESS.get(role, Access.PENDING)


def password_of(row: Reading, *, one_of_several: bool) -> str:
    """Return the hash as it is verified here; none where it cannot be, or where it is not sure whose it is."""
    found = next((row.text(column) for column in PASSWORDS if row.text(column)), "")
    match = BCRYPT.fullmatch(found)
    if one_of_several:
        row.notes.append(_("Several rows have this address, so no password is taken over: it signs in by a code in a mail."))
    elif match and int(match[1]) <= MOST_ROUNDS:
        return f"bcrypt${found.replace('$2y$', '$2b$')}"
    elif found:
        row.notes.append(_("The password is no bcrypt hash that can be verified here: it signs in by a code in a mail."))
    else:
        row.notes.append(_("There is no password: it signs in by a code in a mail."))
    return make_password(None)


def again(row: Reading, before: "Adopted", people: People) -> None:
    """Bring an account up to date whose row was changed there, where nobody changed it here."""
    person, work = people.by_uid[before.uid], people.work
    if before.digest == row.digest or before.change is None:
        work.account.put(USER, row.id, called(row), End.KEPT)
    elif why := obstacle(row, person, people):
        work.account.put(USER, row.id, called(row), End.DIFFERS, why=[why])
    else:
        changes = changes_of(row, person)
        update(person, changes, work)
        work.ledger.renew(before, digest=row.digest)
        work.account.put(USER, row.id, called(row), End.CHANGED if changes else End.KEPT, notes=row.notes)


def obstacle(row: Reading, person: User, people: People) -> str:
    """Return why an account does not follow its row, or an empty text; addresses are changed by people alone."""
    if row.id not in people.untouched:
        return _("It was changed there and here.")
    key = name_key(row.text("email"))
    if key != person.email_key or key in people.twice:
        return _("It has another address there now: change it on the page of the account.")
    return ""


def update(person: User, changes: Mapping[str, str], work: Work) -> None:
    """Write what was changed, and tell it; a password is no fact."""
    for name, value in changes.items():
        setattr(person, name, value)
    if changes:
        person.save(update_fields=[*changes])
    if told := sorted(changes.keys() & {"name", "access"}):
        work.ledger.tell(fact_of(person, "changed", fields=told))


def changes_of(row: Reading, person: User) -> dict[str, str]:
    """Return the fields that the row has other than the account; a password only until the first sign-in here."""
    found = {"name": row.short("name", LONGEST_NAME), "access": access_of(row)}
    if person.password.startswith("bcrypt$") and person.last_login is None:
        found["password"] = password_of(row, one_of_several=False)
    return {name: value for name, value in found.items() if getattr(person, name) != value}
