"""Passwords that context gives away."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from assay.accounts.models import User

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
