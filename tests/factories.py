"""Rows for tests; what is made here is made by the product's own actions wherever there is one."""

import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from django.utils import timezone

from assay.accounts.models import Access, User
from assay.descriptors import actions
from assay.descriptors.alike import Kind, Remark
from assay.descriptors.collecting.actions import create as create_collection
from assay.descriptors.collecting.favourites import made_for, set_favourite
from assay.descriptors.duplicates.remarks import tell_apart
from assay.descriptors.models import Batch, Category, Collection, CollectionItem, Descriptor, Quality, SavedSearch, Tag
from assay.descriptors.recording import fact_of, fields_of, write_revision
from assay.descriptors.searches.actions import save as save_search
from assay.descriptors.wording import Wording
from assay.exporting.models import Export
from assay.formats import as_json, from_cis
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.history.record import record, take
from assay.importing.actions import apply, settled_by_itself
from assay.importing.columns.actions import keep_raw
from assay.importing.many import files as many
from assay.importing.models import ColumnMapping, Import, Run
from assay.importing.runs.actions import begin
from assay.review import actions as review
from assay.review.guests.actions import Invited, invite
from assay.review.models import Guest, SavedReply
from assay.review.replies.actions import Saying
from assay.review.replies.actions import save as save_reply
from assay.schemes.cycle import Cycle
from assay.schemes.cycles.actions import start as start_cycle
from assay.schemes.cycles.sources import Source
from assay.schemes.models import Scheme
from assay.standards.models import Competition, Deputy, Membership, Role, Sector, Skill, Standard, StandardSection, WSOSSection
from tests.formats import sheets

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"member{n}@example.org")
    email_key = factory.LazyAttribute(lambda user: user.email.casefold())
    name = factory.Sequence(lambda n: f"Member {n}")
    access = Access.MEMBER
    password = "!"


class SectorFactory(factory.django.DjangoModelFactory[Sector]):
    class Meta:
        model = Sector

    name = factory.Sequence(lambda n: f"Sector {n}")


class SkillFactory(factory.django.DjangoModelFactory[Skill]):
    class Meta:
        model = Skill

    code = factory.Sequence(lambda n: f"S{n}")
    name = factory.Sequence(lambda n: f"Skill {n}")
    sector = factory.SubFactory(SectorFactory)


class CompetitionFactory(factory.django.DjangoModelFactory[Competition]):
    class Meta:
        model = Competition

    code = factory.Sequence(lambda n: f"WSC{n}")
    name = factory.Sequence(lambda n: f"Competition {n}")
    first_day = date(2026, 9, 22)
    last_day = date(2026, 9, 27)


class WSOSSectionFactory(factory.django.DjangoModelFactory[WSOSSection]):
    class Meta:
        model = WSOSSection

    name = factory.Sequence(lambda n: f"Section {n}")


class StandardFactory(factory.django.DjangoModelFactory[Standard]):
    class Meta:
        model = Standard

    skill = factory.SubFactory(SkillFactory)
    competition = factory.SubFactory(CompetitionFactory)


class StandardSectionFactory(factory.django.DjangoModelFactory[StandardSection]):
    class Meta:
        model = StandardSection

    standard = factory.SubFactory(StandardFactory)
    section = factory.SubFactory(WSOSSectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    weight = 10


class CategoryFactory(factory.django.DjangoModelFactory[Category]):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Category {n}")


class TagFactory(factory.django.DjangoModelFactory[Tag]):
    class Meta:
        model = Tag

    name = factory.Sequence(lambda n: f"tag {n}")


def member(role: str, skill: Skill, **fields: Any) -> User:
    """Return a person with one role in one skill: "SCM", "SA" or "SKILL_TEAM"."""
    user = UserFactory.create(**fields)
    Membership.objects.create(skill=skill, user=user, role=Role(role))
    return user


def scm(skill: Skill, **fields: Any) -> User:
    """Return a Skill Competition Manager of the skill."""
    return member("SCM", skill, **fields)


def sa(skill: Skill, **fields: Any) -> User:
    """Return a Skill Advisor of the skill."""
    return member("SA", skill, **fields)


def deputised(skill: Skill, *, absent: User, person: User, **fields: Any) -> Deputy:
    """Return a deputy who acts since yesterday, until tomorrow."""
    now = timezone.now()
    days = {"starts_at": fields.pop("start", now - timedelta(days=1)), "ends_at": fields.pop("end", now + timedelta(days=1))}
    return Deputy.objects.create(skill=skill, absent=absent, person=person, named_by=absent, named_at=now, **days, **fields)


def admin(**fields: Any) -> User:
    """Return an administrator."""
    return UserFactory.create(is_admin=True, **fields)


def secretariat(**fields: Any) -> User:
    """Return someone of the secretariat."""
    return UserFactory.create(access=Access.SECRETARIAT, **fields)


def imported(
    skill: Skill | None = None, *, name: str = "Home page design", levels: tuple[str, str, str, str] | None = None, **fields: Any
) -> Descriptor:
    """Return a library row that came with a marking scheme, with its revision and its event."""
    section = fields.pop("wsos_section", None)
    wording = Wording(name, levels or ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout"), section and section.pk)
    made = {
        "source": "WSC2024",
        "quality_indicator": Quality.REFERENCE,
        "sector": skill and skill.sector,
        "created_at": NOW,
        "updated_at": NOW,
    }
    row = Descriptor.objects.create(number=take("descriptors"), skill=skill, **(made | fields_of(wording) | fields))
    write_revision(row, author=None, at=NOW)
    record([fact_of(row, "imported")], by=None, at=NOW)
    return row


def draft(skill: Skill, by: User, *, name: str = "Home page design", at: datetime = NOW, **fields: Any) -> Descriptor:
    """Return a draft that an SCM wrote."""
    section = fields.pop("section", None) or WSOSSectionFactory.create()
    levels = fields.pop("levels", ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout"))
    return actions.create(uid=uuid.uuid4(), skill=skill, wording=Wording(name, levels, section.pk), by=by, at=at, **fields)


def sent(*drafts: Descriptor, by: User, note: str = "", reply: str = "", at: datetime = NOW) -> Batch:
    """Return the batch in which an SCM sent these."""
    rows = [review.Row(one, one.change, reply, as_it_is="The rest is agreed with the Experts.") for one in drafts]
    skill = drafts[0].skill
    assert skill is not None
    batch = review.submit_batch(uid=uuid.uuid4(), skill=skill, rows=rows, note=note, by=by, at=at)
    for one in drafts:
        one.refresh_from_db()
    return batch


def approved(one: Descriptor, *, by: User, edits: Wording | None = None, at: datetime = NOW) -> Descriptor:
    """Return a draft after an SA approved it."""
    assert one.created_by is not None
    sent(one, by=one.created_by, at=at)
    return review.approve(descriptor=one, seen=one.change, by=by, at=at, edits=edits)


def workbook(name: str = "made.xlsx", *rows: sheets.Row, **options: Any) -> Workbook:
    """Return a small scheme that was read: one judgement aspect with four levels and a measured one, or the given rows."""
    return replace(sheets.read(*(rows or (sheets.SUB, sheets.JUDGEMENT, *sheets.LADDER, sheets.MEASURED)), **options), file=name)


def uploaded(skill: Skill | None, *, by: User, competition: Competition | None = None, at: datetime = NOW, **fields: Any) -> Import:
    """Return a workbook that was read and waits."""
    book = fields.pop("book", None) or workbook()
    known = {"file": book.file, "sha256": uuid.uuid4().hex * 2, "document": as_json.dump(book)}
    return Import.objects.create(skill=skill, competition=competition, uploaded_by=by, uploaded_at=at, **(known | fields))


def run(*, by: User, at: datetime = NOW, **files: bytes) -> Run:
    """Return a run of workbooks that are still to be read: their contents by name, without the ending."""
    sources = [many.Source(f"{name}.xlsx", len(content), lambda content=content: content) for name, content in files.items()]  # type: ignore[misc]  # a default binds the value
    return begin(uid=uuid.uuid4(), sources=sources, by=by, at=at)


RUBRIC: dict[str, dict[int, sheets.Row]] = {
    "Kriterien": {
        1: {"A": "Rubrik"},
        3: {"A": "Nr.", "B": "Kriterium", "C": "Stufe", "D": "Beschreibung", "E": "Punkte"},
        4: {"A": "A1", "B": "Sauberkeit", "E": 2},
        **{5 + n: {"C": n, "D": f"Stufe {n} ist zu sehen"} for n in range(4)},
        9: {"B": "Anzahl der Felder", "E": 1},
    }
}


def refusal_of(rubric: dict[str, dict[int, sheets.Row]] = RUBRIC) -> UnreadableWorkbook:
    """Return what is said of a workbook in a layout nobody foresaw, with its rows."""
    try:
        from_cis.read(sheets.workbook(rubric), name="rubric.xlsx")
    except UnreadableWorkbook as refusal:
        return refusal
    raise AssertionError(rubric)


def uploaded_raw(*, by: User, at: datetime = NOW, rubric: dict[str, dict[int, sheets.Row]] = RUBRIC) -> Import:
    """Return a workbook in a layout nobody foresaw that waits for its columns."""
    found = Import(file="rubric.xlsx", sha256=uuid.uuid4().hex * 2, uploaded_by=by, uploaded_at=at)
    return keep_raw(found, refusal_of(rubric))


def column_mapping(*, by: User, at: datetime = NOW) -> ColumnMapping:
    """Return what is remembered of the columns below a row of headers."""
    said = {"headers": {"description": "Kriterium"}, "columns": {"description": 1}}
    return ColumnMapping.objects.create(fingerprint=uuid.uuid4().hex * 2, assigned_by=by, assigned_at=at, **said)


def scheme(skill: Skill, competition: Competition, *, by: User | None = None, at: datetime = NOW, **options: Any) -> Scheme:
    """Return an imported scheme; `as_drafts=True` makes drafts of `by`."""
    book = options.pop("book", None) or workbook()
    choice = settled_by_itself(book, skill=skill, competition=competition)
    return apply(book, sha256=uuid.uuid4().hex * 2, choice=choice, by=by, at=at, **options)


def collection(skill: Skill, *, by: User) -> Collection:
    """Return a collection of a skill's people."""
    return create_collection(uid=uuid.uuid4(), name="Ready", skill=skill, by=by, at=NOW)


def saved_search(name: str = "Ready to use", question: str = "quality=GOOD", *, by: User, at: datetime = NOW) -> SavedSearch:
    """Return a question to the library that a person saved."""
    return save_search(uid=uuid.uuid4(), name=name, question=question, by=by, at=at)


def guest(batch: Batch, *, by: User, email: str = "", days: int = 7, sees_confidential: bool = False, at: datetime | None = None) -> Guest:
    """An invitation by mail to read one batch, until the end of a day; by default of somebody who has no account."""
    now = at or timezone.now()
    invited = Invited(email or f"guest-{uuid.uuid4().hex[:8]}@example.com", "Guest", now.date() + timedelta(days=days), sees_confidential)
    return invite(uid=uuid.uuid4(), batch=batch, invited=invited, by=by, at=now)


def saved_reply(name: str = "Not observable", text: str = "What would one see?", *, by: User, skill: Skill | None = None) -> SavedReply:
    """A text to write again; with a skill it is shared by its Skill Advisors."""
    return save_reply(uid=uuid.uuid4(), saying=Saying(name, text, skill), by=by)


def cycle(skill: Skill, competition: Competition, *, by: User) -> Cycle:
    """Return a new cycle that starts from an imported scheme."""
    source = Source(skill, competition, scheme(skill, CompetitionFactory.create()), 1)
    return start_cycle(uid=uuid.uuid4(), source=source, competition=competition, by=by, at=NOW)


def export(*, by: User, at: datetime = NOW) -> Export:
    """Return a file that a person asked for and that is not made yet."""
    return Export.objects.create(by=by, format="csv", question="as=csv&of=library", title="Library", total=1, asked_at=at)


def favourite(row: Descriptor, by: User, *, at: datetime = NOW) -> None:
    """Let a person keep a descriptor at hand."""
    set_favourite(descriptor=row, by=by, at=at, on=True)


def starred(by: User) -> list[Descriptor]:
    """Return a person's favourites in their order, with those that they may not open."""
    return [item.descriptor for item in CollectionItem.objects.starred_by(by).select_related("descriptor")]


def starred_behind(by: User, *rows: Descriptor, note: str = "") -> None:
    """Write favourites whatever the person's rights and what became of the rows, as earlier versions let happen."""
    mine = made_for(by, NOW)
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=mine, descriptor=row, place=row.pk, note=note, added_at=NOW) for row in rows
    )


def told_apart(*rows: Descriptor, by: User, kind: Kind = Kind.VARIANT, reason: str = "", at: datetime = NOW) -> list[Remark]:
    """Let an administrator say of descriptors, as they stand, that they are no duplicates."""
    seen = dict(Descriptor.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "change"))
    return tell_apart(rows=rows, seen=seen, kind=kind, reason=reason, by=by, at=at)
