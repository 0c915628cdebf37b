"""Gathers a selection: loads what was found once more by the person's right, some hundred rows at a time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from assay.descriptors.chips import chip
from assay.descriptors.library.cards import FACTS
from assay.descriptors.library.readable import first_readable
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.states import APPROVED, Quality, source_in_words
from assay.descriptors.wording import LEVEL_LABELS
from assay.exporting import parts
from assay.exporting.measured import examples_for
from assay.exporting.wanted import Asker, Found, seen
from assay.formats import selection as out
from assay.formats.table import Writer
from assay.standards.models import Skill, Standard
from assay.standards.roles import roles_of

AT_A_TIME = 500
Progress = Callable[[int], None]


def untold(_done: int) -> None:
    """Tell nobody how far it is."""


def gather(found: Found, asker: Asker, writer: Writer, *, tell: Progress = untold) -> out.Selection:
    """Return what a writer needs, as far as the person may see it now; `tell` hears how many rows are done."""
    rows: list[out.Descriptor] = []
    for start in range(0, len(found.uids), AT_A_TIME):
        rows += some(found.uids[start : start + AT_A_TIME], found, asker, with_history=writer.with_history)
        tell(len(rows))
    numbered = standard_for(found, asker)
    return out.Selection(
        title=found.title,
        made_at=asker.now,
        address=settings.BASE_URL + found.back,
        descriptors=tuple(rows),
        uid=str(found.uid or ""),
        skill=parts.skill(found.skill) if found.skill else None,
        competition=parts.competition(found.competition) if found.competition else None,
        standard=parts.standard(numbered) if numbered else None,
        book=found.book,
        examples=examples_for(found.skill, asker) if writer.with_examples and found.has_examples and found.skill else None,
        words=words(),
    )


def some(uids: Sequence[UUID], found: Found, asker: Asker, *, with_history: bool) -> list[out.Descriptor]:
    """Return some rows in the order of their uids, in a constant number of queries."""
    rows: Any = seen(asker).filter(uid__in=uids).select_related("skill__sector", "sector", "wsos_section")
    rows = rows.annotate(section_number=FACTS["section_number"])
    rows = list(rows.prefetch_related("tags", "categories", "also_useful_for", "origins__competition"))
    told = histories(rows, asker) if with_history else {}
    made = {row.uid: descriptor(row, told.get(row.pk, ()), found.notes.get(row.uid, "")) for row in rows}
    return [made[uid] for uid in uids if uid in made]


def histories(rows: Sequence[Descriptor], asker: Asker) -> Mapping[int, tuple[out.Revision, ...]]:
    """Return the revisions that are the person's to read, by the descriptor's primary key, oldest first."""
    first, uids = first_readable(rows, asker.user), {row.pk: row for row in rows}
    found: dict[int, list[out.Revision]] = {}
    for one in Revision.objects.filter(descriptor__in=uids).select_related("wsos_section").order_by("number"):
        readable = first[one.descriptor_id]
        if readable is not None and one.number >= readable:
            one.descriptor = uids[one.descriptor_id]
            found.setdefault(one.descriptor_id, []).append(parts.revision(one))
    return {key: tuple(told) for key, told in found.items()}


def descriptor(row: Any, history: tuple[out.Revision, ...], note: str) -> out.Descriptor:
    """Return a row."""
    is_library = row.batch_status in (None, APPROVED) and row.amends_id is None
    return out.Descriptor(
        uid=str(row.uid),
        number=row.number,
        address=settings.BASE_URL + reverse("descriptor", args=[row.uid]),
        name=row.criterion_name,
        levels=row.levels,
        skill=row.skill and parts.skill(row.skill),
        section=row.wsos_section and parts.section(row.wsos_section, row.section_number),
        quality=out.Choice(row.quality_indicator, str(Quality(row.quality_indicator).label)),
        status=out.Choice(row.batch_status or "", str(chip(row.batch_status, row.quality_indicator)["label"]) if row.batch_status else ""),
        revision_uid=str(parts.revision_uid(row)),
        revision=row.version,
        updated_at=row.updated_at,
        approved_at=row.reviewed_at if row.batch_status == APPROVED else None,
        is_library=is_library,
        sector=str(row.sector or ""),
        code=row.code,
        source=out.Choice(row.source, source_in_words(row.source)),
        language=row.language,
        tags=tuple(sorted(tag.name for tag in row.tags.all())),
        categories=tuple(sorted(category.name for category in row.categories.all())),
        also_useful_for=tuple(sorted(other.code for other in row.also_useful_for.all())),
        origins=tuple(map(parts.origin, row.origins.all())),
        history=history,
        note=note,
    )


def standard_for(found: Found, asker: Asker) -> Standard | None:
    """Return the standard that numbers the sections: of the skill whose thing it is, else of the one that the person manages."""
    skill = found.skill
    if found.uid is None or skill is None:
        managed = roles_of(asker.user).scm
        skill = Skill.objects.get(pk__in=managed) if len(managed) == 1 else skill
    if skill is None:
        return None
    standards = list(skill.standards.select_related("competition", "skill__sector").order_by("-competition__first_day"))
    meant = [each for each in standards if each.competition == found.competition]
    return next(iter([*meant, *standards]), None)


def words() -> out.Words:
    """Return what things are called in the reader's language."""
    zero, one, two, three = map(str, LEVEL_LABELS)
    return out.Words(
        levels=(zero, one, two, three),
        skill=_("Skill"),
        section=_("WSOS section"),
        quality=_("Quality"),
        status=_("Status"),
        code=_("Code"),
        source=_("Source"),
        tags=_("Tags"),
        revision=_("Revision"),
        note=_("Note"),
        outside=_("Outside the standard"),
        **words_of_documents(),
    )


def words_of_documents() -> dict[str, str]:
    """Return what stands in documents that are printed."""
    return {
        "guide": _("Standards and Assessment Guide"),
        "booklet": _("Booklet of descriptors"),
        "translation": _("Translation sheet"),
        "measurement": _("Measurement examples"),
        "judgement": _("Judgement"),
        "aspect": _("Aspect"),
        "section_of_td": _("WSOS section as per TD"),
        "points": _("Points"),
        "descriptor": _("Descriptor"),
        "requirement": _("Requirement"),
        "resource": _("Resource"),
        "original": _("Original"),
        "english": _("English"),
        "translated": _("Translation"),
        "not_for_competitors": _("Not for Competitors"),
        "no_font": _(
            "No font of the server that made this file has some of its characters; a box stands for each of them. The Word file shows them:"
        ),
    }
