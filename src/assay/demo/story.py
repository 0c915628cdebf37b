"""One skill's story in the demonstration: library rows, a decided batch, one half decided, one that waits, and drafts."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assay.accounts.models import User
from assay.demo.content import Item
from assay.descriptors.actions import Details, create, edit
from assay.descriptors.curating.actions import Sorting, curate
from assay.descriptors.curating.adding import Entry, add_to_library
from assay.descriptors.models import Category, Descriptor, Quality
from assay.descriptors.wording import Wording
from assay.review.actions import Row, approve, return_for_changes, submit_batch
from assay.standards.current import confidential_until, current_standard
from assay.standards.models import Skill

Levels = tuple[str, str, str, str]
UNFINISHED = "The open level is to be settled with the Experts; please look at the others."
NOTES = (
    "First set for the new cycle. Please begin with the ones that other skills may use.",
    "Second set, from the workshop in the skill team. I am not sure about the difference between 1 and 2 in some.",
    "The rest, with the ones you sent back. Thank you for the comments.",
)


@dataclass(frozen=True)
class Story:
    """Who takes part, and when it is told."""

    skill: Skill
    items: Sequence[Item]
    scm: User
    sa: User
    admin: User
    now: datetime

    def tell(self) -> None:
        """Let everything happen in its order, through the product's own actions."""
        sections = self.sections()
        self.fill_library(sections)
        self.decided_batch(sections)
        waiting = self.half_decided_batch(sections)
        self.waiting_batch(sections, waiting)
        for item, at in self.of("DRAFT", days=1):
            self.write(item, sections, at=at)

    def sections(self) -> dict[int, int]:
        """Return section number → primary key in the skill's current standard."""
        standard = current_standard(self.skill)
        return dict(standard.sections.values_list("number", "section_id")) if standard else {}

    def of(self, *states: str, days: float) -> Iterator[tuple[Item, datetime]]:
        """Yield the items of some states with the moments at which they are written, from `days` ago on."""
        chosen = [item for item in self.items if item.state in states]
        return ((item, self.now - timedelta(days=days) + timedelta(minutes=7 * n)) for n, item in enumerate(chosen))

    def fill_library(self, sections: dict[int, int]) -> None:
        """Add what stands outside the workflow."""
        codes = {code for item in self.items for code in item.also_useful_for}
        others = {skill.code: skill for skill in Skill.objects.filter(code__in=codes)}
        entries = [
            Entry(
                wording=Wording(item.name, levels(item.levels), sections[item.section]),
                skill=self.skill,
                source="Manual",
                quality=Quality(item.quality),
                code=item.code,
                categories=item.categories,
                tags=item.tags,
                confidential_until=confidential_until(self.skill),
                also_useful_for=tuple(others[code] for code in item.also_useful_for if code in others),
            )
            for item in self.items
            if item.state == "LIBRARY"
        ]
        add_to_library(entries=entries, by=self.admin, at=self.now - timedelta(days=150))

    def write(self, item: Item, sections: dict[int, int], *, at: datetime, name: str = "", texts: Sequence[str] = ()) -> Descriptor:
        """Let the SCM write one, in its final or in an earlier wording."""
        wording = Wording(name or item.name, levels(texts or item.levels), sections[item.section])
        also = tuple(Skill.objects.filter(code__in=item.also_useful_for).values_list("pk", flat=True))
        details = Details(item.code, item.tags, also)
        return create(uid=uuid.uuid4(), skill=self.skill, wording=wording, by=self.scm, at=at, details=details)

    def send(self, rows: Sequence[Descriptor], note: str, *, at: datetime, replies: dict[int, str] | None = None) -> None:
        """Let the SCM send a batch."""
        chosen = [Row(row, row.change, (replies or {}).get(row.pk, ""), as_it_is=UNFINISHED) for row in rows]
        submit_batch(uid=uuid.uuid4(), skill=self.skill, rows=chosen, note=note, by=self.scm, at=at)

    def decided_batch(self, sections: dict[int, int]) -> None:
        """Two months ago: everything was approved, some of it is exemplary since."""
        pairs = [(self.write(item, sections, at=at), item) for item, at in self.of("APPROVED", days=64)]
        if not pairs:
            return
        self.send([row for row, _ in pairs], NOTES[0], at=self.now - timedelta(days=60))
        for n, (row, item) in enumerate(pairs):
            row.refresh_from_db()
            at = self.now - timedelta(days=58) + timedelta(minutes=6 * n)
            approve(descriptor=row, seen=row.change, by=self.sa, at=at)
            sorting = Sorting(quality=Quality(item.quality), categories=tuple(Category.objects.filter(name__in=item.categories)))
            curate(descriptor=row, seen=row.change, by=self.admin, at=at + timedelta(days=5), sorting=sorting)

    def half_decided_batch(self, sections: dict[int, int]) -> list[tuple[Descriptor, Item]]:
        """Three weeks ago: some came back, some were approved with better wording; return those that are sent again."""
        sent: list[tuple[Descriptor, Item]] = []
        for item, at in self.of("APPROVED_REWORDED", "RETURNED", "PENDING_ROUND2", days=24):
            weaker = item.sent or {}
            sent.append(
                (self.write(item, sections, at=at, name=weaker.get("name", ""), texts=weaker.get("levels") or item.before or ()), item)
            )
        if sent:
            self.send([row for row, _ in sent], NOTES[1], at=self.now - timedelta(days=21))
        for n, (row, item) in enumerate(sent):
            self.decide(row, item, at=self.now - timedelta(days=19) + timedelta(minutes=9 * n))
        return [(row, item) for row, item in sent if item.state == "PENDING_ROUND2"]

    def decide(self, row: Descriptor, item: Item, *, at: datetime) -> None:
        """Let the Skill Advisor approve with better wording, or return with the comment."""
        row.refresh_from_db()
        if item.comment:
            return_for_changes(descriptor=row, seen=row.change, comment=item.comment, by=self.sa, at=at)
        else:
            better = Wording(item.name, levels(item.levels), row.wsos_section_id)
            approve(descriptor=row, seen=row.change, by=self.sa, at=at, edits=better)

    def waiting_batch(self, sections: dict[int, int], again: list[tuple[Descriptor, Item]]) -> None:
        """Three days ago: new ones, and the returned ones revised."""
        rows = [self.write(item, sections, at=at) for item, at in self.of("PENDING", days=5)]
        replies = {}
        for row, item in again:
            row.refresh_from_db()
            better = Wording(item.name, levels(item.levels), row.wsos_section_id)
            edit(descriptor=row, seen=row.change, wording=better, by=self.scm, at=self.now - timedelta(days=4))
            replies[row.pk] = item.reply
            rows.append(row)
        if rows:
            self.send(rows, NOTES[2], at=self.now - timedelta(days=3), replies=replies)


def levels(texts: Sequence[str]) -> Levels:
    """Return four texts as the wording wants them."""
    return (texts[0], texts[1], texts[2], texts[3])
