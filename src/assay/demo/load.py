"""Load the demonstration library, once."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from assay.accounts.models import User
from assay.demo.content import HERE, items, lists_of, read
from assay.demo.going_on import go_on
from assay.demo.people import ADVISED, create_people
from assay.demo.story import Story
from assay.descriptors.collecting.actions import annotate
from assay.descriptors.collecting.favourites import made_for, set_favourite
from assay.descriptors.models import Batch, Category, Descriptor, Quality
from assay.importing.actions import apply, settled_by_itself
from assay.importing.actions import read as read_workbook
from assay.notifications.models import Job, JobState, Notice
from assay.review.guests.actions import Invited, invite
from assay.review.replies.actions import Saying, save
from assay.standards.models import Competition, Milestone, Skill, Standard, StandardSection
from assay.standards.shipped import load_shipped

CONFIDENTIAL = "10"
LAST, NEXT = "National championship, last edition", "National championship, next edition"
SCHEME, SCHEME_SKILL = "schemes/demo2025_09.xlsx", "09"
REPLIES = (
    ("Not observable", "What would an Expert see or measure at this level? Please name it."),
    ("Two levels alike", "Two neighbouring levels read alike. What does the higher one show that the lower one does not?"),
)
FAVOURITE_NOTE = "Levels that one can see. A model for the next module."
MILESTONES = (
    ("Scheme drafted", 7, "months"),
    ("Package complete", 4, "months"),
    ("Draft in CIS", 8, "weeks"),
    ("Guide complete", 2, "months"),
)
FREEZES = "Draft in CIS"


def is_loaded() -> bool:
    """Return whether the demonstration library is there."""
    return Competition.objects.filter(name=NEXT).exists()


@transaction.atomic
def load(*, at: datetime, progress: Callable[[str, int, int], None]) -> None:
    """Load everything or nothing; `progress(what, done, of)` is told after each step."""
    codes = list(items())
    progress("skills and standards", 0, len(codes) + 2)
    load_shipped(at=at)
    for category in read("categories.toml")["category"]:
        Category.objects.get_or_create(name=category["name"])
    Skill.objects.filter(code=CONFIDENTIAL).update(confidential=True)
    competitions(codes, today=at.date())
    people = create_people(codes)
    import_scheme(people["admin@example.org"], at=at - timedelta(days=200))
    for done, code in enumerate(codes, start=1):
        progress(f"skill {code}", done, len(codes) + 2)
        tell(code, people, at=at)
    favourites(people["scm@example.org"], at=at)
    saved_replies(people["sa@example.org"])
    invite_guest(people["sa@example.org"], at=at)
    go_on(people, at=at)
    settle_old_mail(at=at)
    progress("done", len(codes) + 2, len(codes) + 2)


def competitions(codes: list[str], *, today: date) -> None:
    """Create one competition behind and one ahead, with the standards of the skills that take part."""
    for name, first in ((LAST, today - timedelta(weeks=46)), (NEXT, today + timedelta(weeks=19))):
        competition = Competition.objects.create(
            code=f"NAT{first.year}", name=name, first_day=first, last_day=first + timedelta(days=3), time_zone="Europe/Zurich"
        )
        Milestone.objects.bulk_create(
            Milestone(competition=competition, name=name, amount=n, unit=unit, freezes=name == FREEZES) for name, n, unit in MILESTONES
        )
        for skill in Skill.objects.filter(code__in=codes):
            copy_standard(skill, competition)


def copy_standard(skill: Skill, competition: Competition) -> None:
    """Give the skill the sections and weights of WSC2026, with the lists where the demonstration has them."""
    model = Standard.objects.get(skill=skill, competition__code="WSC2026")
    standard = Standard.objects.create(skill=skill, competition=competition, is_complete=True)
    lists = lists_of(skill.code)
    StandardSection.objects.bulk_create(
        StandardSection(
            standard=standard,
            section_id=use.section_id,
            number=use.number,
            weight=use.weight,
            know=lists.get(use.number, ("", ""))[0],
            able=lists.get(use.number, ("", ""))[1],
        )
        for use in model.sections.all()
    )


def import_scheme(admin: User, *, at: datetime) -> None:
    """Import the marking scheme that ships with the demonstration, as the one of the last edition."""
    data = (HERE / SCHEME).read_bytes()
    book = read_workbook(data, name=Path(SCHEME).name)
    skill = Skill.objects.select_related("sector").get(code=SCHEME_SKILL)
    competition = Competition.objects.get(name=LAST)
    choice = settled_by_itself(book, skill=skill, competition=competition)
    apply(book, sha256=hashlib.sha256(data).hexdigest(), choice=choice, by=admin, at=at)


def tell(code: str, people: dict[str, User], *, at: datetime) -> None:
    """Tell one skill's story."""
    scm = people["scm@example.org"] if code in {"09", "17"} else people[f"scm-{code}@example.org"]
    advisor = next((email for email, codes in ADVISED.items() if code in codes), "sa@example.org")
    skill = Skill.objects.select_related("sector").get(code=code)
    Story(skill=skill, items=items()[code], scm=scm, sa=people[advisor], admin=people["admin@example.org"], now=at).tell()


def favourites(scm: User, *, at: datetime) -> None:
    """Let the SCM keep a few exemplary ones of other skills at hand, with a note on the first."""
    exemplary = Descriptor.objects.in_library().filter(quality_indicator=Quality.EXCELLENT)
    starred = list(exemplary.exclude(skill__code__in=["09", "17", CONFIDENTIAL])[:4])
    for descriptor in starred:
        set_favourite(descriptor=descriptor, by=scm, at=at, on=True)
    annotate(collection=made_for(scm, at), descriptor=starred[-1].uid, note=FAVOURITE_NOTE, by=scm, at=at)


def saved_replies(sa: User) -> None:
    """Let the Skill Advisor keep what they often say, one of it with the other Skill Advisors of a skill."""
    save(uid=uuid.uuid4(), saying=Saying(*REPLIES[0]), by=sa)
    save(uid=uuid.uuid4(), saying=Saying(*REPLIES[1], Skill.objects.get(code=SCHEME_SKILL)), by=sa)


def invite_guest(sa: User, *, at: datetime) -> None:
    """Let the Skill Advisor invite somebody from outside to the latest batch of the skill that imports."""
    batch = Batch.objects.filter(skill__code=SCHEME_SKILL).latest("number")
    invited = Invited("guest@example.org", "Reviewer from outside", at.date() + timedelta(days=14))
    invite(uid=uuid.uuid4(), batch=batch, invited=invited, by=sa, at=at - timedelta(days=1))


def settle_old_mail(*, at: datetime) -> None:
    """Settle mail that was never meant to be sent: leave the notices of the last week in the bell, and nothing for the worker."""
    Notice.objects.filter(created_at__lt=at - timedelta(days=7)).update(read_at=at)
    Notice.objects.update(mailed_at=at)
    Job.objects.filter(state=JobState.WAITING).update(state=JobState.DONE, finished_at=at)
