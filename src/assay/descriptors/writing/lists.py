"""The descriptors of one's skills, by where they stand."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.flaws import flaws_of
from assay.descriptors.models import Descriptor, Scratch, Submission
from assay.descriptors.posted import seen_of, text_of
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED, Outcome
from assay.descriptors.writing.scratch import not_yet, scratches_of
from assay.names import name_key
from assay.standards.current import section_numbers
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from assay.accounts.models import User

SIZES = (20, 50, 100)


@dataclass(frozen=True)
class Tab:
    """One state as a tab: its rows, their order, what an empty one says."""

    label: Promise
    rows: Q
    order: str
    nothing: Promise
    hint: Promise


TABS = {
    "drafts": Tab(
        gettext_lazy("Drafts"),
        Q(batch_status=DRAFT, deleted_at=None),
        "-updated_at",
        gettext_lazy("No drafts"),
        gettext_lazy("What you write stays here, for the Skill Competition Managers of the skill alone, until it is sent."),
    ),
    "returned": Tab(
        gettext_lazy("Returned"),
        Q(batch_status=RETURNED, deleted_at=None),
        "reviewed_at",
        gettext_lazy("Nothing was returned"),
        gettext_lazy("What a Skill Advisor sends back comes here with the comment. Edit it or reply, then send it again."),
    ),
    "pending": Tab(
        gettext_lazy("With the Skill Advisor"),
        Q(batch_status=PENDING_REVIEW, deleted_at=None),
        "submitted_at",
        gettext_lazy("Nothing is with the Skill Advisor"),
        gettext_lazy("Choose drafts or returned ones and send them together. Until it is decided, each can be withdrawn."),
    ),
    "approved": Tab(
        gettext_lazy("Approved"),
        Q(batch_status=APPROVED, deleted_at=None),
        "-reviewed_at",
        gettext_lazy("Nothing is approved yet"),
        gettext_lazy("Approved descriptors are in the library for everyone. Where the Skill Advisor changed words, you see which."),
    ),
    "deleted": Tab(
        gettext_lazy("Deleted"),
        Q(deleted_at__isnull=False),
        "-deleted_at",
        gettext_lazy("Nothing is deleted"),
        gettext_lazy("Deleted drafts stay here and can be restored."),
    ),
}
SENDABLE = ("drafts", "returned")


@dataclass(frozen=True)
class Filters:
    """What the address asks for; whatever makes no sense is left out."""

    tab: str
    skill: Skill | None
    mine: bool
    words: str
    page: int = 1
    size: int = SIZES[0]

    def query(self, **other: Any) -> str:
        """Return the address of this list with some parts changed; another tab begins at its first page."""
        parts = {"tab": self.tab, "skill": self.skill.code if self.skill else "", "mine": "1" if self.mine else "", "q": self.words}
        parts |= {"per": self.size if self.size != SIZES[0] else ""} | other
        return reverse("my_skills") + "?" + urlencode({name: value for name, value in parts.items() if value})


def filters_of(data: "QueryDict", skills: Iterable[Skill]) -> Filters:
    """Read the address."""
    tab, size = data.get("tab", ""), seen_of(data.get("per"))
    return Filters(
        tab if tab in TABS else next(iter(TABS)),
        next((skill for skill in skills if skill.code == data.get("skill")), None),
        data.get("mine") == "1",
        " ".join(text_of(data.get("q", "")).split())[:100],
        seen_of(data.get("page")) or 1,
        size if size in SIZES else SIZES[0],
    )


def rows_for(user: "User", filters: Filters) -> QuerySet[Descriptor]:
    """Return what people wrote in this person's skills, in any state, as far as the filters let it through."""
    rows = Descriptor.objects.editable_by(user).filter(merged_into=None)
    if filters.skill:
        rows = rows.filter(skill=filters.skill)
    if filters.mine:
        rows = rows.filter(created_by=user)
    if filters.words:
        wanted = name_key(filters.words)
        # Compared here, since SQLite knows no case outside ASCII; a person's skills hold some hundred names.
        rows = rows.filter(pk__in=[pk for pk, name in rows.values_list("pk", "criterion_name") if wanted in name_key(name)])
    return rows


def counts(rows: QuerySet[Descriptor]) -> dict[str, int]:
    """Return how many rows each tab has."""
    return rows.aggregate(**{name: Count("pk", filter=tab.rows) for name, tab in TABS.items()})


@dataclass(frozen=True)
class Row:
    """A descriptor of the list with what its card says."""

    descriptor: Descriptor
    section_number: int | None
    unsaved: bool
    answered: str
    flaws: list[str]


def page_of(rows: QuerySet[Descriptor], filters: Filters) -> Page[Descriptor]:
    """Return the page that was asked for, or the last one there is."""
    tab = TABS[filters.tab]
    wanted = rows.filter(tab.rows).select_related("skill", "wsos_section", "batch__skill", "reviewer", "created_by", "deleted_by", "amends")
    return Paginator(wanted.order_by(tab.order, "pk"), filters.size).get_page(filters.page)


def cards(page: Iterable[Descriptor], user: "User") -> list[Row]:
    """Return rows with what their cards say, in a constant number of queries."""
    found = list(page)
    numbers = section_numbers({row.skill_id for row in found if row.skill_id})
    unsaved = set(scratches_of(user).filter(descriptor_uid__in=[row.uid for row in found]).values_list("descriptor_uid", flat=True))
    versions = versions_returned(found)
    return [
        Row(
            row,
            numbers.get((row.skill_id or 0, row.wsos_section_id or 0)),
            row.uid in unsaved,
            answer_of(row, versions.get(row.pk)),
            flaws_of(row.wording),
        )
        for row in found
    ]


def versions_returned(rows: Iterable[Descriptor]) -> dict[int, int | None]:
    """Return, per returned descriptor, the version that was returned last."""
    returned = [row.pk for row in rows if row.batch_status == RETURNED]
    if not returned:
        return {}
    found = Submission.objects.filter(descriptor__in=returned, outcome=Outcome.RETURNED).order_by("round")
    return dict(found.values_list("descriptor", "version_decided"))


def answer_of(row: Descriptor, returned: int | None) -> str:
    """Return how a return is answered so far, or an empty text."""
    if returned is None:
        return ""
    edited = row.version > returned
    if edited and row.reply:
        return _("Edited and replied")
    return _("Edited") if edited else _("Replied") if row.reply else ""


@dataclass(frozen=True)
class Unfinished:
    """Words that are kept and are no draft yet."""

    uid: uuid.UUID
    skill: Skill
    name: str
    state: str
    scratch: Scratch


def unfinished(user: "User") -> list[Unfinished]:
    """Return what this person began and what each still needs."""
    kept = list(scratches_of(user).filter(skill__in=roles_of(user).scm).select_related("skill"))
    known = set(Descriptor.objects.filter(uid__in=[one.descriptor_uid for one in kept]).values_list("uid", flat=True)) if kept else set()
    return [
        Unfinished(one.descriptor_uid, one.skill, one.data["fields"]["criterion_name"], not_yet(one.data["fields"]), one)
        for one in kept
        if one.descriptor_uid not in known
    ]


def waiting_for_author(user: "User") -> QuerySet[Descriptor]:
    """Return the returned ones that wait in the person's skills: their number stands beside My skills."""
    return Descriptor.objects.editable_by(user).live().filter(batch_status=RETURNED)
