"""What an account is made of, tidied and checked before anything is written."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from assay.accounts.models import Access, User
from assay.errors import Invalid
from assay.names import name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 120
LONGEST_EMAIL = 254


@dataclass(frozen=True)
class Details:
    """The fields of an account that an administrator decides."""

    email: str
    name: str = ""
    access: str = Access.MEMBER
    is_admin: bool = False
    is_active: bool = True

    @classmethod
    def of(cls, user: User) -> "Details":
        """Return the account as it stands."""
        return cls(user.email, user.name, user.access, user.is_admin, user.is_active)

    def tidied(self) -> "Details":
        """Return it without white space at the ends and between words."""
        return replace(self, email=self.email.strip(), name=" ".join(self.name.split()))

    @property
    def email_key(self) -> str:
        """Return what the address is compared by."""
        return name_key(self.email)

    def fields(self) -> "Mapping[str, Any]":
        """Return the model's fields."""
        return self.__dict__ | {"email_key": self.email_key}


def check(details: Details, *, besides: User | None = None) -> None:
    """Raise Invalid with a message per field unless an account can be made of `details`; `besides` may have its address."""
    problems: dict[str, str] = {}
    if len(details.name) > LONGEST_NAME:
        problems["name"] = _("Use a name of at most 120 characters.")
    if details.access not in Access.values:
        problems["access"] = _("Choose one of the kinds of access.")
    if problem := email_problem(details, besides):
        problems["email"] = problem
    if problems:
        raise Invalid(" ".join(problems.values()), problems)


def email_problem(details: Details, besides: User | None) -> str:
    """Return what is wrong with the address, or an empty text."""
    try:
        validate_email(details.email)
    except ValidationError:
        return _("This is not an e-mail address.")
    if max(len(details.email), len(details.email_key)) > LONGEST_EMAIL:
        return _("Use an e-mail address of at most 254 characters.")
    same = User.objects.filter(email_key=details.email_key)
    taken = same.exclude(pk=besides.pk) if besides else same
    return _("There is already an account with this e-mail address.") if taken.exists() else ""
