"""What must always be true of a descriptor, as the database holds it (numbers: the invariants of docs/workflow.md)."""

from django.db import models
from django.db.models import F, Q

from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, BatchStatus, Quality


def check(name: str, condition: Q) -> models.CheckConstraint:
    """Return a named check."""
    return models.CheckConstraint(condition=condition, name=name)


def unset(*fields: str) -> Q:
    """Return the condition that all `fields` are NULL."""
    return Q(**{f"{field}__isnull": True for field in fields})


def filled(*fields: str) -> Q:
    """Return the condition that none of `fields` is NULL; every branch says so, since a NULL passes a check."""
    return Q(**{f"{field}__isnull": False for field in fields})


def unless(state: Q, condition: Q) -> Q:
    """Return: the row is not in `state` (NULL included), or `condition` holds."""
    return Q(batch_status__isnull=True) | ~state | condition


REVIEW = ("reviewer", "reviewed_at", "review_comment")
SENT = ("batch", "submitted_at")
ANY_LEVEL = Q(score0__length__gt=0) | Q(score1__length__gt=0) | Q(score2__length__gt=0) | Q(score3__length__gt=0)
OPEN_STATES = (DRAFT, PENDING_REVIEW, RETURNED)

LIBRARY: list[models.BaseConstraint] = [
    check("descriptor_quality_known", Q(quality_indicator__in=Quality.values)),
    check("descriptor_deleted_by_someone", unset("deleted_at", "deleted_by") | filled("deleted_at", "deleted_by")),
    check("descriptor_name_length", Q(criterion_name__length__gte=1, criterion_name__length__lte=300)),
    check("descriptor_counts_from_one", Q(version__gte=1, change__gte=1)),
]

WORKFLOW: list[models.BaseConstraint] = [
    check("descriptor_status_known", Q(batch_status__isnull=True) | Q(batch_status__in=BatchStatus.values)),
    # 1
    check(
        "descriptor_outside_workflow",
        filled("batch_status") | (unset("batch_status", *SENT, *REVIEW, "reply") & Q(was_modified_during_approval=False)),
    ),
    # 2
    check("descriptor_in_workflow", unset("batch_status") | (filled("created_by", "skill", "wsos_section") & ANY_LEVEL)),
    # 3
    check("descriptor_draft", unless(Q(batch_status=DRAFT), unset(*SENT, *REVIEW))),
    # 4
    check("descriptor_pending", unless(Q(batch_status=PENDING_REVIEW), filled(*SENT) & unset(*REVIEW, "deleted_at"))),
    # 5
    check(
        "descriptor_decided",
        unless(
            Q(batch_status__in=[APPROVED, RETURNED]), filled(*SENT, "reviewer", "reviewed_at", "created_by") & ~Q(reviewer=F("created_by"))
        ),
    ),
    check(
        "descriptor_returned_with_comment",
        unless(Q(batch_status=RETURNED), filled("review_comment") & Q(review_comment__length__gte=1)),
    ),
    check("descriptor_reply_to_a_return", unset("reply") | (filled("batch_status") & Q(batch_status=RETURNED))),
    # 6
    check("descriptor_open_needs_review", unless(Q(batch_status__in=OPEN_STATES), Q(quality_indicator=Quality.NEEDS_REVIEW))),
    check("descriptor_approved_is_good", unless(Q(batch_status=APPROVED), ~Q(quality_indicator=Quality.NEEDS_REVIEW))),
    # 12
    check(
        "descriptor_amendment",
        (unset("amends", "amends_version") & Q(amends_because=""))
        | (filled("amends", "amends_version", "batch_status") & unset("copied_from") & Q(amends_version__gte=1)),
    ),
]

ONE_AMENDMENT = models.UniqueConstraint(
    name="descriptor_one_open_amendment",
    fields=["amends"],
    condition=Q(amends__isnull=False, batch_status__in=OPEN_STATES, deleted_at__isnull=True),
)
