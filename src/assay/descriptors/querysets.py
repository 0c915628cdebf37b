"""Which descriptors there are, and for whom."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from assay.accounts.models import User
    from assay.descriptors.models import Descriptor  # noqa: F401  used in a quoted type


class Descriptors(models.QuerySet["Descriptor"]):
    """Querysets that speak the domain."""

    def live(self) -> "Descriptors":
        """Leave out deleted and merged ones."""
        return self.filter(deleted_at=None, merged_into=None)
