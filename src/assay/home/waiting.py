"""What waits for a person, by what they are: a constant number of questions for any number of rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.due import by_due_date
from assay.descriptors.models import Batch, Descriptor
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.importing.models import Import, Run
from assay.notifications.models import Job, JobState
from assay.review.batches import waiting_to_decide
from assay.review.deciding.reading import decisions_visible_to
from assay.schemes.cycle import Cycle
from assay.schemes.cycles.listing import Progress, progress_of
from assay.schemes.models import Scheme
from assay.standards.models import Membership, Role, Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One thing that waits: a link in words, what is known of it, and how long it has been there."""

    label: str
    url: str
    fact: str = ""
    quote: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Part:
    """A part of the home page; `more` leads to all of it."""

    title: str
    lines: list[Line]
    url: str
    more: str
    nothing: str


def for_scm(user: "User") -> list[Part]:
    """Return what came back, what was not sent, and what is with the Skill Advisors."""
    mine = Descriptor.objects.editable_by(user).live().select_related("skill", "reviewer")
    url = reverse("my_skills")
    returned = mine.filter(batch_status=RETURNED).order_by("reviewed_at")
    drafts = mine.filter(batch_status=DRAFT).order_by("-updated_at")
    return [
        Part(
            _("Returned to you"),
            [
                Line(row.criterion_name, edit_url(row), str(row.reviewer), row.review_comment or "", row.reviewed_at)
                for row in returned[:SHOWN]
            ],
            f"{url}?tab=returned",
            _("All returned"),
            _("Nothing was returned."),
        ),
        Part(
            _("Drafts not sent"),
            [Line(row.criterion_name, edit_url(row), str(row.skill), "", row.updated_at) for row in drafts[:SHOWN]],
            f"{url}?tab=drafts",
            _("All drafts"),
            _("No draft waits. Write one, or start from a good one in the library."),
        ),
        Part(
            _("With the Skill Advisor"),
            [batch_line(batch) for batch in open_batches(roles_of(user).scm)],
            f"{url}?tab=pending",
            _("All that is with the Skill Advisor"),
            _("No batch is with a Skill Advisor."),
        ),
    ]


def edit_url(row: Descriptor) -> str:
    """Return where a draft or returned one is edited."""
    return reverse("edit", args=[row.uid])


def open_batches(skills: Iterable[int] | None) -> list[Batch]:
    """Return batches with something undecided, what is due first on top; None means of every skill."""
    pending = Count("descriptors", filter=Q(descriptors__batch_status=PENDING_REVIEW))
    batches = Batch.objects.select_related("skill", "sent_by").annotate(pending=pending).filter(pending__gt=0)
    return list((batches if skills is None else batches.filter(skill__in=list(skills))).order_by(*by_due_date())[:SHOWN])


def batch_line(batch: Batch) -> Line:
    """Return a batch in words, with how long it has been with the Skill Advisor."""
    pending: int = batch.pending  # type: ignore[attr-defined]  # annotated by open_batches
    undecided = ngettext("%(n)d undecided", "%(n)d undecided", pending) % {"n": pending}
    days = (timezone.now() - batch.sent_at).days
    if days:
        age = ngettext("with the Skill Advisor for %(n)d day", "with the Skill Advisor for %(n)d days", days) % {"n": days}
    else:
        age = _("with the Skill Advisor since today")
    fact = " · ".join(part for part in (batch.skill.name, undecided, age, batch.due_in_words) if part)
    return Line(_("Batch %(number)s") % {"number": batch}, reverse("batch", args=[batch.uid]), fact)


def for_sa(user: "User") -> list[Part]:
    """Return what this Skill Advisor has decided and not released, and what waits for a decision, what is due first on top."""
    rounds = (
        waiting_to_decide(user).select_related("descriptor__skill", "descriptor__batch").order_by(*by_due_date("batch__"), "pk")[:SHOWN]
    )
    rows = [one.descriptor for one in rounds]
    lines = [Line(row.criterion_name, reverse("review", args=[row.uid]), skill_and_due(row), "", row.submitted_at) for row in rows]
    return [
        Part(
            _("To review"),
            [*to_release(user), *lines],
            reverse("review_queue"),
            _("The whole queue"),
            _("Nothing waits for your decision."),
        )
    ]


def to_release(user: "User") -> list[Line]:
    """Return the batches with decisions of the person's own that nobody else sees yet."""
    mine = Q(submissions__pending_decisions__in=decisions_visible_to(user).filter(by=user, release=None, left_out_at=None))
    found = Batch.objects.filter(mine).select_related("skill").annotate(kept=Count("submissions__pending_decisions", filter=mine))
    return [release_line(batch) for batch in found.order_by(*by_due_date(), "pk")[:SHOWN]]


def release_line(batch: Batch) -> Line:
    """Return how many decisions on a batch wait to be released."""
    kept: int = batch.kept  # type: ignore[attr-defined]  # annotated by to_release
    said = ngettext(
        "%(n)d decision on batch %(batch)s is not released yet", "%(n)d decisions on batch %(batch)s are not released yet", kept
    )
    fact = " · ".join(part for part in (str(batch.skill), batch.due_in_words) if part)
    return Line(said % {"n": kept, "batch": batch}, reverse("release", args=[batch.uid]), fact)


def skill_and_due(row: Descriptor) -> str:
    """Return of which skill it is, and until when its batch should be decided."""
    return " · ".join(part for part in (str(row.skill), row.batch.due_in_words if row.batch else "") if part)


def for_overseer() -> list[Part]:
    """Return the open batches of all skills, and where nobody can write or decide."""
    return [
        Part(
            _("Open batches"),
            [batch_line(batch) for batch in open_batches(None)],
            reverse("review_queue"),
            _("All open batches"),
            _("No batch is with a Skill Advisor."),
        ),
        Part(
            _("Skills without people"),
            [*without(Role.SA, _("no Skill Advisor")), *without(Role.SCM, _("no Skill Competition Manager"))][: SHOWN * 2],
            reverse("standards"),
            _("All skills"),
            _("Every skill that is in use has its people."),
        ),
    ]


def without(role: Role, fact: str) -> list[Line]:
    """Return skills in use (someone is a member) that have nobody active in a role."""
    people = Membership.objects.filter(skill=OuterRef("pk"), user__is_active=True)
    used = Skill.objects.filter(Exists(people)).exclude(Exists(people.filter(role=role)))
    return [Line(str(skill), reverse("skill", args=[skill.code]), fact) for skill in used[:SHOWN]]


def for_admin() -> list[Part]:
    """Return imports and runs that wait, what is to be curated, and mails that could not be delivered."""
    imports = Import.objects.waiting().filter(run=None).select_related("uploaded_by")[:SHOWN]
    runs = Run.objects.waiting()[:SHOWN]
    curate = Descriptor.objects.in_library().filter(quality_indicator="NEEDS_REVIEW").count()
    dead = Job.objects.filter(state=JobState.DEAD).count()
    lines = [Line(row.file, reverse("import", args=[row.uid]), _("read, not imported yet"), "", row.uploaded_at) for row in imports]
    lines += [Line(run_words(run), reverse("import_run", args=[run.uid]), _("not imported yet"), "", run.uploaded_at) for run in runs]
    if curate:
        said = ngettext("%(n)d library descriptor needs review", "%(n)d library descriptors need review", curate) % {"n": curate}
        lines.append(Line(said, reverse("curation")))
    if dead:
        lines.append(
            Line(ngettext("%(n)d mail was not delivered", "%(n)d mails were not delivered", dead) % {"n": dead}, reverse("mail_jobs"))
        )
    return [Part(_("To look after"), lines, reverse("imports"), _("Imports"), _("Nothing needs your attention."))]


def run_words(run: Run) -> str:
    """Return how many workbooks of a run wait."""
    waits: int = run.waits  # type: ignore[attr-defined]  # annotated by waiting()
    return ngettext("%(n)d workbook of a run", "%(n)d workbooks of a run", waits) % {"n": waits}


def for_renewal(user: "User") -> list[Part]:
    """Return the cycles that are under way, and for an SCM the way to begin one where an earlier scheme waits for it."""
    cycles = Cycle.objects.visible_to(user).filter(competition__last_day__gte=timezone.localdate())
    shown = list(cycles.select_related("skill", "competition")[:SHOWN])
    lines = [cycle_line(progress) for progress in progress_of(shown, user)]
    if Scheme.objects.standing().filter(skill__in=roles_of(user).scm, skill__cycles=None).exists():
        lines.append(Line(_("Start a cycle"), reverse("cycles"), _("keep, change or drop each aspect of an earlier scheme")))
    return [Part(_("Cycles"), lines, reverse("cycles"), _("All cycles"), "")] if lines else []


def cycle_line(progress: Progress) -> Line:
    """Return a cycle in words, with how far it is."""
    cycle, far = progress.cycle, {"n": progress.decided, "of": progress.of}
    words = _("%(skill)s for %(competition)s") % {"skill": cycle.skill, "competition": cycle.competition}
    return Line(words, reverse("cycle", args=[cycle.uid]), _("%(n)d of %(of)d decided") % far)


def news(user: "User", *, now: datetime) -> tuple[datetime, list[Line]]:
    """Return since when, and what was approved since the person was last here (at least the last two weeks)."""
    since = min(user.looked_at or now, now - timedelta(days=14))
    fresh = Descriptor.objects.visible_to(user).in_library().filter(batch_status=APPROVED, reviewed_at__gt=since)
    rows = fresh.select_related("skill").order_by("-reviewed_at")[:SHOWN]
    return since, [Line(row.criterion_name, reverse("descriptor", args=[row.uid]), str(row.skill), "", row.reviewed_at) for row in rows]


def parts(user: "User") -> list[Part]:
    """Return the parts of the page for everything that the person is."""
    roles = roles_of(user)
    found: list[Part] = []
    if roles.sa:
        found += for_sa(user)
    if roles.scm:
        found += for_scm(user)
    if user.is_admin or user.access == "SECRETARIAT":
        found += for_overseer()
    if user.is_admin:
        found += for_admin()
    return found + for_renewal(user)
