"""Sign in by e-mail, whatever its case."""

from allauth.account.auth_backends import AuthenticationBackend

from assay.accounts.models import User
from assay.names import name_key


class ByEmail(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth compares lower-cased addresses; ours are compared by their key."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Return the account of the address where the password is right."""
        user = User.objects.filter(email_key=name_key(email)).first()
        found: User | None = self._check_password(user, password)
        return found
