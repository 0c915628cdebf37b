"""The forms of signing in: allauth's, with our words and with addresses compared by their key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.errors import Invalid
from assay.names import name_key


def account_of(email: str) -> User | None:
    """Return the active account of an address, whatever its case."""
    return User.objects.filter(email_key=name_key(email), is_active=True).first()


def password_rules() -> str:
    """Return the rules of passwords as one text."""
    return " ".join(str(rule) for rule in password_validators_help_texts())


rules_text = lazy(password_rules, str)


def say(form: forms.Form, **labels: Any) -> None:
    """Give fields their labels, without placeholders and help that repeat them."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


@contextmanager
def refused_beside_fields(form: forms.Form) -> Iterator[None]:
    """Say what an action refuses beside the field that it is about."""
    try:
        yield
    except Invalid as refusal:
        for name, problem in refusal.fields.items():
            form.add_error(name if name in form.fields else None, problem)


class SignIn(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login=gettext_lazy("E-mail"), password=gettext_lazy("Password"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].error_messages["required"] = gettext_lazy("Type your password, or ask for a code.")

    def clean_login(self) -> str:
        """Return the address's key, so that limits count one address once."""
        return name_key(self.cleaned_data["login"])


class AskForCode(allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """An address to send a one-time code to; unknown ones pass in the same way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = gettext_lazy("Fill in your e-mail: the code is sent to it.")

    def clean_email(self) -> str:
        """Return the address's key and remember its account; raises ValidationError above the limit."""
        email = name_key(self.cleaned_data["email"])
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise get_adapter().validation_error("too_many_login_attempts")
        self._user = account_of(email)
        return email


class EnterCode(allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code from the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, code=gettext_lazy("Code from the mail"))
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class AskForReset(allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """An address to send a reset link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, email=gettext_lazy("E-mail"))

    def clean_email(self) -> str:
        """Return the address's key and remember its account."""
        email = name_key(self.cleaned_data["email"])
        user = account_of(email)
        self.users = [user] if user else []
        return email


class NewPassword:
    """The two fields of a new password in our words; mixed into allauth's forms."""

    fields: dict[str, forms.Field]

    def name_fields(self) -> None:
        """Label the pair and say the rules once."""
        say(self, password1=gettext_lazy("New password"), password2=gettext_lazy("New password again"))  # type: ignore[arg-type]  # mixed into forms
        self.fields["password1"].help_text = rules_text()


class ResetPassword(NewPassword, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    """A new password, after a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()


class SetPassword(NewPassword, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """A first password, for an account that signed in by code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()


class ChangePassword(NewPassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """The current password, and the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_fields()
        say(self, oldpassword=gettext_lazy("Current password"))


class OwnSettings(forms.Form):
    """What people choose for themselves."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), required=False, max_length=64)
    theme = forms.ChoiceField(
        label=gettext_lazy("Appearance"),
        choices=[("", gettext_lazy("As my device says")), ("light", gettext_lazy("Light")), ("dark", gettext_lazy("Dark"))],
        widget=forms.RadioSelect,
        required=False,
    )


class AcceptInvitation(forms.Form):
    """A name, and a password for those who want one."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Without one, you sign in by a code that is sent to your e-mail."),
    )
