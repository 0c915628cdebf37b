"""What an aspect of judgement becomes: whether it can be a descriptor, its wording, and where it stands in the workbook."""

from dataclasses import replace

from assay.descriptors.curating.adding import CameFrom, Entry
from assay.descriptors.wording import Wording
from assay.formats.scheme import Aspect, SubCriterion, Workbook
from assay.history.record import Fact
from assay.importing.choice import Choice
from assay.importing.existing import wording_of
from assay.names import name_key
from assay.schemes.models import Scheme
from assay.standards.models import WSOSSection


def with_new_sections(choice: Choice) -> tuple[dict[int, WSOSSection], list[Fact]]:
    """Return the sections with those that are made now, and the facts of these, to be recorded last.

    They are made in the order of their names, so that two imports do not wait for each other.
    """
    settled, facts = dict(choice.sections), []
    for number, name in sorted(choice.new_sections.items(), key=lambda pair: name_key(pair[1])):
        section, is_new = WSOSSection.objects.select_related("merged_into").get_or_create(name_key=name_key(name), defaults={"name": name})
        settled[number] = section.merged_into or section
        facts += [Fact("section", section.uid, "created")] if is_new else []
    return settled, facts


def can_be_made(aspect: Aspect, choice: Choice, *, as_drafts: bool) -> bool:
    """Return whether a descriptor can be made of an aspect: it needs a name, a draft a section and a level as well."""
    return bool(aspect.description) and (not as_drafts or (choice.has_section(aspect.section) and any(aspect.level_texts)))


def wording_in(aspect: Aspect, choice: Choice, *, otherwise: int | None = None) -> Wording:
    """Return the wording of an aspect with the section that its number means, else the section with the key `otherwise`.

    What is chosen for aspects that name none is for those that are new: what is there keeps its section.
    """
    section = choice.section_of(aspect.section) if aspect.section is not None or otherwise is None else None
    return replace(wording_of(aspect), section=section.pk if section else otherwise)


def entry_of(aspect: Aspect, choice: Choice, came_from: CameFrom) -> Entry:
    """Return the descriptor that a judgement aspect becomes, with everything about its origin."""
    return Entry(
        wording=wording_in(aspect, choice),
        skill=choice.skill,
        source=choice.competition.code,
        quality=choice.quality,
        code=aspect.code[:32],
        confidential_until=choice.confidential_until,
        came_from=came_from,
    )


def origins_of(book: Workbook, scheme: Scheme) -> dict[int, CameFrom]:
    """Return where each aspect of judgement stands, by its row."""
    return {aspect.row: origin_of(aspect, sub, book, scheme) for sub in book.sub_criteria for aspect in sub.aspects if aspect.is_judgement}


def origin_of(aspect: Aspect, sub: SubCriterion, book: Workbook, scheme: Scheme) -> CameFrom:
    """Return where an aspect stands: file, criterion, sub-criterion, row, and its texts as they were read."""
    return CameFrom(
        system="cis",
        external_id=f"{scheme.uid}/{aspect.row}",
        competition=scheme.competition,
        file=book.file[:255],
        sheet=book.sheet[:80],
        criterion=f"{sub.criterion} {book.criterion_name(sub.criterion)}".strip()[:300],
        sub_criterion=f"{sub.id} {sub.name}".strip()[:300],
        row=aspect.row,
        raw={
            "cell": book.cell("description", aspect.row),
            "name": aspect.description_raw,
            "levels": [level.raw for level in aspect.levels],
            "section": aspect.section_raw,
        },
    )
