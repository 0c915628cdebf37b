"""Signing in and out, and passwords: allauth's views, with our pages, our policies and one page for both ways in."""

from http import HTTPStatus
from typing import Any

from allauth.account import views as allauth_views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assay.accounts.demo import demo_accounts
from assay.accounts.forms import SignIn
from assay.accounts.mails import post_nowhere
from assay.web.access import anyone, open_to, signed_in


class SignInPage(allauth_views.LoginView):  # type: ignore[misc]  # allauth has no types
    """E-mail and password, or a code; in a demonstration also its accounts."""

    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the accounts of the demonstration; outside of one there is nothing to add."""
        known: dict[str, Any] = super().get_context_data(**kwargs)
        return known | {"demo_accounts": demo_accounts()} if settings.DEMO else known


class SendCode(allauth_views.RequestLoginCodeView):  # type: ignore[misc]  # allauth has no types
    """The second button of the sign-in page: it takes the address of the same form."""

    template_name = "accounts/sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the one page that asks."""
        del args, kwargs
        query = request.GET.urlencode()
        return redirect(reverse("account_login") + ("?" + query if query else ""))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Take the address from the field of the sign-in form."""
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs | {"data": {"email": self.request.POST.get("login", "")}}

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the code; for an unknown address do the same work and send nothing."""
        if form._user is None:  # noqa: SLF001  allauth's own way to hand the account on
            post_nowhere("accounts/mails/sign_in_code", at=timezone.now())
        sent: HttpResponse = super().form_valid(form)
        return sent

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the sign-in form again, with what is wrong beside the address."""
        typed = self.request.POST.get("login", "")
        page = SignIn(initial={"login": typed}, request=self.request)
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=page, problems=form.errors.get("email")))
        return answer


class AskForReset(allauth_views.PasswordResetView):  # type: ignore[misc]  # allauth has no types
    """Ask for a link that sets a new password."""

    template_name = "accounts/password_reset.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Send the link; for an unknown address do the same work and send nothing."""
        sent: HttpResponse = super().form_valid(form)
        if not form.users and sent.status_code == HTTPStatus.FOUND:
            post_nowhere("accounts/mails/password_reset", at=timezone.now())
        return sent


sign_in = open_to(anyone)(SignInPage.as_view())
send_code = open_to(anyone)(SendCode.as_view())
enter_code = open_to(anyone)(allauth_views.ConfirmLoginCodeView.as_view(template_name="accounts/enter_code.html"))
sign_out = open_to(anyone)(allauth_views.LogoutView.as_view(template_name="accounts/sign_out.html"))
closed = open_to(anyone)(allauth_views.AccountInactiveView.as_view(template_name="accounts/closed.html"))
password_reset = open_to(anyone)(AskForReset.as_view())
password_reset_sent = open_to(anyone)(allauth_views.PasswordResetDoneView.as_view(template_name="accounts/password_reset_sent.html"))
password_reset_from_link = open_to(anyone)(
    allauth_views.PasswordResetFromKeyView.as_view(template_name="accounts/password_reset_from_link.html")
)
password_reset_done = open_to(anyone)(allauth_views.PasswordResetFromKeyDoneView.as_view(template_name="accounts/password_reset_done.html"))
password_change = open_to(signed_in)(allauth_views.PasswordChangeView.as_view(template_name="accounts/password_change.html"))
password_set = open_to(signed_in)(allauth_views.PasswordSetView.as_view(template_name="accounts/password_change.html"))
