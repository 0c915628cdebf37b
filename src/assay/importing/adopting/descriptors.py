"""Take descriptors over, with every state that holds here; what does not is put aside for an administrator, with all its texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from assay.descriptors.actions import LONGEST_LEVEL, LONGEST_NAME
from assay.descriptors.models import Category, Descriptor, Origin, Revision, Submission, Tag
from assay.descriptors.recording import fact_of, fields_of
from assay.descriptors.states import APPROVED
from assay.descriptors.wording import Wording
from assay.history.record import take
from assay.importing.adopting.account import End
from assay.importing.adopting.batches import Batches, first_round, take_batches
from assay.importing.adopting.layout import DESCRIPTOR, LEVELS
from assay.importing.adopting.people import People
from assay.importing.adopting.plan import Work
from assay.importing.adopting.reading import Reading, raw_of
from assay.importing.adopting.sections import Sections
from assay.importing.adopting.skills import Skills
from assay.importing.adopting.source import Progress, Row
from assay.importing.adopting.standing import Facts, Standing, standing_of
from assay.importing.adopting.terms import fitting, terms_named
from assay.names import name_key
from assay.standards.current import confidential_until
from assay.standards.models import Skill

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_SOURCE, LONGEST_CODE, LONGEST_LANGUAGE = 40, 32, 12
STEP = 500


@dataclass
class Found:
    """One descriptor there, with everything that it refers to here."""

    reading: Reading
    facts: Facts
    standing: Standing
    others: list[Skill]
    categories: list[str]
    tags: list[str]

    @property
    def name(self) -> str:
        """Return what it is called in the account."""
        return self.facts.wording.criterion_name


@dataclass
class World:
    """What descriptors refer to."""

    work: Work
    people: People
    skills: Skills
    sections: Sections
    hidden: "dict[int, datetime | None]" = field(default_factory=dict)

    def hidden_until(self, skill: Skill | None) -> "datetime | None":
        """Return until when what is written in a skill stays hidden; asked once a skill."""
        if skill is None:
            return None
        if skill.pk not in self.hidden:
            self.hidden[skill.pk] = confidential_until(skill)
        return self.hidden[skill.pk]


def find(row: Row, world: World) -> Found:
    """Read one row and find what it refers to."""
    reading = Reading(row)
    wording = wording_of(reading, world)
    home, others = skills_of(reading, world)
    facts = Facts(
        wording=wording,
        skill=home,
        author=person_of(reading, "createdById", world),
        reviewer=person_of(reading, "reviewerId", world),
        batch=reading.reference("batchId"),
        submitted_at=reading.when("submittedAt"),
        reviewed_at=reading.when("reviewedAt"),
        comment=reading.text("reviewComment").strip(),
        modified=row.get("wasModifiedDuringApproval") is True,
        deleted_at=reading.when("deletedAt"),
    )
    terms = {column: fitting(reading.texts(column)) for column in ("categories", "tags")}
    return Found(reading, facts, standing_of(reading, facts), others, terms["categories"], terms["tags"])


def wording_of(row: Reading, world: World) -> Wording:
    """Return the wording; a name that is missing or too long is a flaw."""
    name = " ".join(row.text("criterionName").split())
    levels = [row.text(column, LONGEST_LEVEL) for column in LEVELS]
    if len(name) > LONGEST_NAME:
        row.flaws.append(_("The name has %(length)d characters; %(longest)d fit.") % {"length": len(name), "longest": LONGEST_NAME})
    if not name:
        row.flaws.append(_("It has no name."))
        name = _("Without a name (%(row)s)") % {"row": row.id}
    section = world.sections.by_row.get(row.reference("wsosSectionId") or "")
    if section is None and row.reference("wsosSectionId"):
        row.notes.append(_("Its WSOS section %(section)s was not taken over.") % {"section": row.reference("wsosSectionId")})
    return Wording(name[:LONGEST_NAME], (levels[0], levels[1], levels[2], levels[3]), section.pk if section else None).tidied()


def skills_of(row: Reading, world: World) -> tuple[Skill | None, list[Skill]]:
    """Return the home skill, which is the first that is named, and those for which it is useful too."""
    named = [(name, world.skills.named(name)) for name in row.texts("skillNames")]
    row.notes += [_("The skill “%(name)s” is not here.") % {"name": name[:80]} for name, skill in named if skill is None]
    home = named[0][1] if named else None
    return home, [skill for skill in dict.fromkeys(skill for _name, skill in named[1:]) if skill is not None and skill is not home]


def person_of(row: Reading, column: str, world: World) -> Any:
    """Return the account of a person that the row names."""
    who = row.reference(column)
    found = world.people.of(who)
    if who and found is None:
        row.notes.append(_("%(column)s names nobody there: %(who)s.") % {"column": column, "who": who})
    return found


def add(found: Sequence[Found], world: World, progress: Progress) -> dict[str, Descriptor]:
    """Write the rows that are new, with revision, origin, round and terms, in few statements; return them by their numbers there."""
    work = world.work
    batches = take_batches([one.facts for one in found if one.standing.is_sent], work)
    first = take("descriptors", len(found)) if found else 0
    rows = [row_of(one, first + n, batches, world) for n, one in enumerate(found)]
    pairs = list(zip(rows, found, strict=True))
    for start in range(0, len(pairs), STEP):
        write(pairs[start : start + STEP], batches, work)
        progress(DESCRIPTOR, min(start + STEP, len(pairs)), len(pairs))
    sort(pairs, work)
    for row, one in pairs:
        work.ledger.enter(DESCRIPTOR, one.reading.id, row.uid, digest=one.reading.digest)
        work.ledger.tell(fact_of(row, "adopted"))
        end = End.ASIDE if one.reading.flaws else End.MADE
        work.account.put(DESCRIPTOR, one.reading.id, one.name, end, why=one.reading.flaws, notes=one.reading.notes)
    return {one.reading.id: row for row, one in pairs}


def write(pairs: "Sequence[tuple[Descriptor, Found]]", batches: Batches, work: Work) -> None:
    """Write some rows with what belongs to each of them alone."""
    Descriptor.objects.bulk_create([row for row, _one in pairs])
    Revision.objects.bulk_create(revision_of(row, one) for row, one in pairs)
    Origin.objects.bulk_create(origin_of(row, one, work) for row, one in pairs)
    sent = [(row, one) for row, one in pairs if one.standing.is_sent]
    Submission.objects.bulk_create(first_round(row, one.facts, one.standing, batches.of(one.facts)) for row, one in sent)


def row_of(one: Found, number: int, batches: Batches, world: World) -> Descriptor:
    """Return the new row, not saved yet."""
    created = one.reading.when("createdAt") or world.work.at
    return Descriptor(
        number=number,
        created_at=created,
        created_by=one.facts.author,
        change=1,
        **columns_of(one, batches, world) | {"updated_at": one.reading.when("updatedAt") or created},
    )


def columns_of(one: Found, batches: Batches, world: World) -> dict[str, Any]:
    """Return the columns that follow the source, for a new row as for one that was taken over before."""
    facts, standing, row = one.facts, one.standing, one.reading
    return {
        "skill": facts.skill,
        "sector": facts.skill.sector if facts.skill else None,
        "source": row.short("source", LONGEST_SOURCE) or ("SCM" if standing.status else "Manual"),
        "code": row.short("code", LONGEST_CODE),
        "language": row.short("language", LONGEST_LANGUAGE) or "en",
        "quality_indicator": standing.quality,
        "batch_status": standing.status,
        "batch": batches.of(facts) if standing.is_sent else None,
        "submitted_at": facts.submitted_at if standing.is_sent else None,
        "reviewer": facts.reviewer if standing.is_decided else None,
        "reviewed_at": facts.reviewed_at if standing.is_decided else None,
        "review_comment": (facts.comment or None) if standing.is_decided else None,
        "was_modified_during_approval": facts.modified and standing.status == APPROVED,
        "confidential_until": world.hidden_until(facts.skill) if row.row.get("batchStatus") else None,
        "deleted_at": facts.deleted_at,
        "deleted_by": world.work.by if facts.deleted_at else None,
        **fields_of(facts.wording),
    }


def revision_of(row: Descriptor, one: Found) -> Revision:
    """Return the only revision that is known, not saved yet."""
    kept = {name: value for name, value in fields_of(row.wording).items() if name != "wording_key"}
    return Revision(descriptor=row, number=row.version, author=one.facts.author, at=row.created_at, **kept)


def origin_of(row: Descriptor, one: Found, work: Work) -> Origin:
    """Return where it came from, with the whole row as it was read; a comment that has its place here stays there alone."""
    return Origin(descriptor=row, system=work.choice.system, external_id=one.reading.id, raw=kept_of(one))


def kept_of(one: Found) -> dict[str, Any]:
    """Return what of a row is kept with its origin."""
    return raw_of(one.reading.row, without=frozenset({"reviewComment"}) if one.standing.is_decided else frozenset())


def sort(pairs: "Sequence[tuple[Descriptor, Found]]", work: Work) -> None:
    """Give rows their categories, tags and other skills."""
    categories = terms_named(Category, (name for _row, one in pairs for name in one.categories), work)
    tags = terms_named(Tag, (name for _row, one in pairs for name in one.tags), work)
    link(Descriptor.categories.through, "category", ((row, categories[name_key(name)]) for row, one in pairs for name in one.categories))
    link(Descriptor.tags.through, "tag", ((row, tags[name_key(name)]) for row, one in pairs for name in one.tags))
    link(Descriptor.also_useful_for.through, "skill", ((row, skill) for row, one in pairs for skill in one.others))


def link(through: Any, column: str, pairs: Iterable[tuple[Descriptor, Any]]) -> None:
    """Write the rows of a relation, each once."""
    through.objects.bulk_create((through(descriptor=row, **{column: other}) for row, other in dict.fromkeys(pairs)), batch_size=STEP)
