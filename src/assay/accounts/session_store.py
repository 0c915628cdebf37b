"""Sessions in the database, as Django keeps them, read with a query that is made once."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from assay.web.prepared import asked


class SessionStore(db.SessionStore):
    """One session."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; nothing, and no key any more, where it is not there or over."""
        for (data,) in asked(still_open, str(self.session_key), timezone.now()):
            return dict(self.decode(data))
        self._session_key = None
        return {}


def still_open(key: str, now: datetime) -> QuerySet[Session, tuple[Any, ...]]:
    """Return the data of a session that is not over."""
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")
