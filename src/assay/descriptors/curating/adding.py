"""Put descriptors into the library, or many drafts at once, without the workflow: by an administrator or an import."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.actions import LONGEST_NAME, SHORTEST_NAME, tag_named, validate
from assay.descriptors.coaching.storing import store
from assay.descriptors.curating.actions import NOT_AN_ADMIN, validate_library
from assay.descriptors.models import Category, Descriptor, Origin, Quality, Revision, Term
from assay.descriptors.recording import conflict, fact_of, fields_of
from assay.descriptors.states import DRAFT
from assay.descriptors.wording import Wording
from assay.errors import Invalid, NotAllowed
from assay.history.record import record, take
from assay.names import name_key
from assay.standards.models import Competition, Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

T = TypeVar("T", bound=Term)


@dataclass(frozen=True)
class CameFrom:
    """Where an entry was read: unique by (system, external_id)."""

    system: str
    external_id: str
    competition: Competition | None = None
    file: str = ""
    sheet: str = ""
    criterion: str = ""
    sub_criterion: str = ""
    row: int | None = None
    raw: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A descriptor to add; `quality` None means: REFERENCE with all four levels, else NEEDS_REVIEW.

    With `amends` it is an amendment of that library row, which the caller holds (`hold_targets`), and `because` says why.
    """

    wording: Wording
    skill: Skill | None
    source: str
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    quality: Quality | None = None
    code: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    also_useful_for: tuple[Skill, ...] = ()
    confidential_until: datetime | None = None
    came_from: CameFrom | None = None
    amends: Descriptor | None = None
    because: str = ""

    @property
    def starting_quality(self) -> Quality:
        """Return the chosen quality, or the one that the completeness of the ladder gives."""
        return self.quality or (Quality.REFERENCE if self.wording.is_complete else Quality.NEEDS_REVIEW)


@transaction.atomic
def add_to_library(*, entries: Sequence[Entry], by: "User | None", at: datetime) -> list[Descriptor]:
    """Add rows outside the workflow; `by` None is the command line. Raises Invalid, NotAllowed."""
    if by is not None:
        require(by, "descriptors.administer", otherwise=_("Only an administrator adds to the library directly."))
    return add(entries, by=by, at=at)


@transaction.atomic
def add_one(*, entry: Entry, by: "User", at: datetime) -> Descriptor:
    """Add a row that an administrator wrote; the same uid from the same person again is the same row. Raises Invalid, Stale, NotAllowed."""
    require(by, "descriptors.administer", otherwise=_(NOT_AN_ADMIN))
    wording = entry.wording.tidied()
    validate_library(wording, needs_section=False, shortest=SHORTEST_NAME)
    found = Descriptor.objects.filter(uid=entry.uid).first()
    if found is None:
        return add([replace(entry, wording=wording)], by=by, at=at)[0]
    if found.created_by_id == by.pk and found.wording == wording:
        return found
    raise conflict(found)


def check_drafts(entries: Sequence[Entry], *, by: "User | None") -> None:
    """Raise NotAllowed or Invalid unless `by` may write these drafts and each can be one."""
    if by is None:
        raise NotAllowed(_("Drafts are written by a person: name the Skill Competition Manager."))
    for skill in {entry.skill for entry in entries}:
        require(by, "descriptors.write_in", skill, otherwise=_("Only a Skill Competition Manager of this skill imports its drafts."))
    for entry in entries:
        validate(entry.wording, shortest=1)


def add(entries: Sequence[Entry], *, by: "User | None", at: datetime) -> list[Descriptor]:
    """Write rows and their events."""
    rows = write_new(entries, by=by, at=at, as_drafts=False)
    record([fact_of(row, "added") for row in rows], by=by, at=at)
    return rows


def write_new(entries: Sequence[Entry], *, by: "User | None", at: datetime, as_drafts: bool) -> list[Descriptor]:
    """Write rows, first revisions, origins and sorting, a constant number of statements for any number of rows; events are the caller's."""
    for entry in entries:
        if not 1 <= len(entry.wording.criterion_name) <= LONGEST_NAME:
            raise Invalid(_("“%(name)s” is not a name of 1 to 300 characters.") % {"name": entry.wording.criterion_name})
    first = take("descriptors", len(entries)) if entries else 0
    rows = [row_of(entry, number=first + n, by=by, at=at, as_drafts=as_drafts) for n, entry in enumerate(entries)]
    Descriptor.objects.bulk_create(rows)
    revisions = Revision.objects.bulk_create(revision_of(row, author=by if as_drafts else None, at=at) for row in rows)
    store(list(zip(rows, revisions, strict=True)), are_new=True)
    pairs = list(zip(rows, entries, strict=True))
    Origin.objects.bulk_create(origin_of(row, entry.came_from) for row, entry in pairs if entry.came_from)
    sort(pairs)
    return rows


def row_of(entry: Entry, *, number: int, by: "User | None", at: datetime, as_drafts: bool) -> Descriptor:
    """Return the row of an entry, not saved yet."""
    return Descriptor(
        uid=entry.uid,
        number=number,
        skill=entry.skill,
        sector=entry.skill.sector if entry.skill else None,
        source=entry.source,
        code=entry.code,
        quality_indicator=Quality.NEEDS_REVIEW if as_drafts else entry.starting_quality,
        batch_status=DRAFT if as_drafts else None,
        created_by=by if as_drafts or entry.came_from is None else None,
        created_at=at,
        updated_at=at,
        confidential_until=entry.confidential_until,
        amends=entry.amends,
        amends_version=entry.amends.version if entry.amends else None,
        amends_because=entry.because,
        **fields_of(entry.wording),
    )


def revision_of(row: Descriptor, *, author: "User | None", at: datetime) -> Revision:
    """Return the first revision of a row, not saved yet."""
    kept = {name: value for name, value in fields_of(row.wording).items() if name != "wording_key"}
    return Revision(descriptor=row, number=1, author=author, at=at, **kept)


def origin_of(row: Descriptor, came_from: CameFrom) -> Origin:
    """Return where a row was read, not saved yet."""
    return Origin(descriptor=row, **vars(came_from))


def sort(pairs: Sequence[tuple[Descriptor, Entry]]) -> None:
    """Give rows their tags, categories and other skills."""
    tags = {name_key(name): tag_named(name) for _row, entry in pairs for name in entry.tags}
    wanted = {name_key(name) for _row, entry in pairs for name in entry.categories}
    known = Category.objects.select_related("merged_into").filter(name_key__in=wanted)
    categories = {category.name_key: category.merged_into or category for category in known}
    tagged, sorted_in, also = Descriptor.tags.through, Descriptor.categories.through, Descriptor.also_useful_for.through
    tagged.objects.bulk_create(tagged(descriptor=row, tag=tag) for row, entry in pairs for tag in named(entry.tags, tags))
    sorted_in.objects.bulk_create(
        sorted_in(descriptor=row, category=category) for row, entry in pairs for category in named(entry.categories, categories)
    )
    also.objects.bulk_create(also(descriptor=row, skill=skill) for row, entry in pairs for skill in dict.fromkeys(entry.also_useful_for))


def named(names: Sequence[str], known: Mapping[str, T]) -> list[T]:
    """Return those of the names that are known, each once."""
    return list(dict.fromkeys(known[key] for key in map(name_key, names) if key in known))
