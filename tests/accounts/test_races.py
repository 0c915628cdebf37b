"""Two people at once: one wins, nothing happens twice."""

import pytest

from assay.accounts.actions import accept_invitation, change_person, hashed
from assay.accounts.details import Details
from assay.accounts.models import Invitation, User
from assay.errors import DomainError
from assay.history.models import Event
from tests.factories import NOW, UserFactory, admin
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_administrators_who_remove_each_other_leave_one() -> None:
    one, two = admin(), admin()

    def demote(who: User, by: User) -> User:
        return change_person(person=who, to=Details(who.email, who.name, who.access), by=by, at=NOW)

    ends = at_once(lambda: demote(one, two), lambda: demote(two, one))

    assert User.objects.filter(is_admin=True, is_active=True).count() == 1
    assert sorted(isinstance(end, DomainError) for end in ends) == [False, True]
    assert Event.objects.count() == 1


def test_an_invitation_accepted_twice_at_once_is_accepted_once() -> None:
    person = UserFactory.create(name="")
    Invitation.objects.create(
        user=person, email_key=person.email_key, token_hash=hashed("token"), sent_at=NOW, expires_at=NOW.replace(year=NOW.year + 1)
    )

    ends = at_once(*[lambda name=name: accept_invitation(token="token", name=name, password="", at=NOW) for name in ("One", "Two")])

    assert sorted(isinstance(end, DomainError) for end in ends) == [False, True]
    assert Event.objects.count() == 1
