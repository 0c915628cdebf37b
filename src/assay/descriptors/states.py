"""The states of the workflow, and the table of what may become what."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Quality(models.TextChoices):
    """How far a descriptor may be relied on."""

    EXCELLENT = "EXCELLENT", _("Exemplary")
    GOOD = "GOOD", _("Approved")
    REFERENCE = "REFERENCE", _("Reference")
    NEEDS_REVIEW = "NEEDS_REVIEW", _("Needs review")


class BatchStatus(models.TextChoices):
    """Where a descriptor stands in the workflow; imported and admin-made ones have none (NULL)."""

    DRAFT = "DRAFT", _("Draft")
    PENDING_REVIEW = "PENDING_REVIEW", _("With the Skill Advisor")
    APPROVED = "APPROVED", _("Approved")
    RETURNED = "RETURNED", _("Returned")


DRAFT, PENDING_REVIEW, APPROVED, RETURNED = BatchStatus

# Read as: a descriptor may become <key> only from one of <values>.
MAY_BECOME: dict[BatchStatus, frozenset[BatchStatus]] = {
    PENDING_REVIEW: frozenset({DRAFT, RETURNED}),  # submit, submit again, recall
    APPROVED: frozenset({PENDING_REVIEW}),  # approve
    RETURNED: frozenset({PENDING_REVIEW}),  # return, withdraw from a later round
    DRAFT: frozenset({PENDING_REVIEW}),  # withdraw from the first round
}


class Outcome(models.TextChoices):
    """How a submission ended."""

    APPROVED = "APPROVED", _("Approved")
    RETURNED = "RETURNED", _("Returned")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


# The way in of what did not come with a competition's scheme, as it is stored, and as people read it.
SOURCES = {"Manual": _("Manual"), "SCM": _("SCM")}


def source_in_words(source: str) -> str:
    """Return a source as people read it; a competition's code is its own word."""
    return str(SOURCES.get(source, source))
