"""Passwords that context gives away, and hashes that were made elsewhere."""

from typing import TYPE_CHECKING

import bcrypt
from django.contrib.auth.hashers import BCryptPasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from assay.accounts.models import User

READ_BY_BCRYPT = 72
CONTEXT_WORDS = ("assay", "worldskills", "euroskills", "descriptor", "skilladvisor", "competition")


class ContextWordsValidator:
    """Refuse a password that is little more than a word of this field."""

    def validate(self, password: str, user: "User | None" = None) -> None:
        """Raise ValidationError where fewer than eight characters remain without context words."""
        del user
        rest = password.casefold()
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if rest != password.casefold() and len(rest) < 8:  # noqa: PLR2004  what remains must still be worth guessing
            raise ValidationError(self.get_help_text(), code="password_context")

    def get_help_text(self) -> str:
        """Say the rule."""
        return _("The password must not be built on words such as “worldskills” or “assay”.")


class AdoptedHasher(BCryptPasswordHasher):
    """Verify a bcrypt hash that was taken over; the first sign-in makes it argon2.

    Where such hashes are made, what follows 72 bytes is ignored; the library that verifies them here refuses it instead.
    """

    def encode(self, password: str | bytes, salt: str | bytes) -> str:
        """Return the hash of what bcrypt reads of a password."""
        read = (password.encode() if isinstance(password, str) else password)[:READ_BY_BCRYPT]
        made = bcrypt.hashpw(read, salt.encode("ascii") if isinstance(salt, str) else salt)
        return f"{self.algorithm}${made.decode('ascii')}"
