"""How allauth behaves here: no sign-up, addresses compared by their key, mails through the outbox, our words."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assay.accounts.mails import Letter, letter, post
from assay.accounts.models import User
from assay.names import name_key

LETTERS = {
    "account/email/login_code": "accounts/mails/sign_in_code",
    "account/email/password_reset_key": "accounts/mails/password_reset",
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by an administrator or an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This e-mail address and password do not belong together. Check both, or ask for a code instead."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "incorrect_code": _("This code is not right. Use the one in the latest mail."),
        "enter_current_password": _("This is not your current password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail into the outbox, to the address on file: what was typed may only look the same."""
        user = User.objects.filter(email_key=name_key(email), is_active=True).first()
        if user is not None:
            post(user.email, self.written(template_prefix, user, context), at=timezone.now(), key=secrets.token_hex(16))

    def written(self, template_prefix: str, user: User, context: dict[str, Any]) -> Letter:
        """Return the letter of one of allauth's mails; KeyError for one that is not ours."""
        known = {"code": context.get("code"), "link": context.get("password_reset_url"), "person": user}
        return letter(LETTERS[template_prefix], known)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Build the link on the configured address: the request's host is the sender's to choose."""
        account, _dash, token = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": account, "key": token})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go back to the person's own settings."""
        del request
        return reverse("preferences")
