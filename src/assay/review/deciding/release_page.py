"""What the page before a release shows: who is told what, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property

from assay.accounts.models import User
from assay.descriptors.models import Batch
from assay.notifications.mails import render
from assay.review.deciding.notice_kinds import kind_of, mail_of
from assay.review.deciding.reading import waiting_in
from assay.review.deciding.rows import Held, look
from assay.review.freeze import Freeze, frozen
from assay.review.models import PendingDecision, Release
from assay.review.notice_kinds import MAILS
from assay.review.notices import told_of


@dataclass
class ReleasePage:
    """The decisions of one Skill Advisor on a batch, before they are released."""

    batch: Batch
    reader: User
    held: Held
    waiting: Sequence[PendingDecision]
    at: datetime

    @cached_property
    def mine(self) -> list[PendingDecision]:
        """Return the reader's own decisions."""
        return [one for one in self.waiting if one.by_id == self.reader.pk]

    @property
    def others(self) -> list[PendingDecision]:
        """Return what other Skill Advisors decided: theirs to release."""
        return [one for one in self.waiting if one.by_id != self.reader.pk]

    @cached_property
    def ready(self) -> list[PendingDecision]:
        """Return what will be released."""
        return [one for one in self.mine if self.held.carries(one)]

    @cached_property
    def left_out(self) -> list[tuple[PendingDecision, str]]:
        """Return what changed since it was decided, each with the reason in words."""
        return [(one, str(self.held.why_left(one).label)) for one in self.mine if not self.held.carries(one)]

    @property
    def groups(self) -> dict[str, list[PendingDecision]]:
        """Return what will be released, by the headings of the mail."""
        return {name: [one for one in self.ready if kind_of(one) == name] for name in ("returned", "reworded", "approved")}

    @cached_property
    def freeze(self) -> Freeze | None:
        """Return the freeze that holds, for which the release needs a reason."""
        return frozen(self.batch.skill, self.at)

    @cached_property
    def recipients(self) -> list[User]:
        """Return who gets the mail."""
        return told_of(self.batch)

    @cached_property
    def mail(self) -> dict[str, str]:
        """Return subject and text of the mail."""
        words: dict[str, Any] = mail_of(Release(batch=self.batch, by=self.reader), self.ready)
        return {part: render(f"{MAILS}/decided/{part}.txt", words).strip() for part in ("subject", "text")}


def release_page(batch: Batch, reader: User, *, at: datetime) -> ReleasePage:
    """Return the page, in a constant number of questions."""
    waiting = waiting_in(batch, reader)
    return ReleasePage(batch, reader, look([one.submission.descriptor_id for one in waiting], reader), waiting, at)
