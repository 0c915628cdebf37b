"""What a cycle can start from: an imported scheme of the skill, or what was approved for an earlier competition."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from assay.descriptors.forwarding import ways_from
from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import Descriptors
from assay.descriptors.states import APPROVED
from assay.schemes.cycle import Cycle
from assay.schemes.merged import merged_at, standing
from assay.schemes.models import Aspect, Scheme
from assay.standards.current import current_standard
from assay.standards.models import Competition, Skill

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Source:
    """One thing to start from, with the number of judgement aspects in it."""

    skill: Skill
    competition: Competition
    scheme: Scheme | None
    aspects: int


@dataclass(frozen=True)
class Line:
    """One aspect of the source: the descriptor that the source names, the one that stands for it now, mark and place.

    Mark and place are None and nothing where no scheme says them to the reader. `way` leads from the one to the other; `merged_at` is
    when the latter last changed.
    """

    named: Descriptor
    descriptor: Descriptor
    mark: Decimal | None = None
    stood: str = ""
    way: Sequence[int] = ()
    merged_at: datetime | None = None


def new_competition(skill: Skill) -> Competition | None:
    """Return the competition that a cycle of the skill is for: the one of its current standard."""
    standard = current_standard(skill)
    return standard.competition if standard else None


def sources_of(skill: Skill, reader: "User") -> list[Source]:
    """Return the schemes and earlier competitions of a skill with the aspects of them that the reader may open, the latest first."""
    schemes = Scheme.objects.visible_to(reader).standing().filter(skill=skill).select_related("competition").defer("document")
    judged, approved = judged_in(scheme.pk for scheme in schemes), approved_for([skill.pk])
    seen = readable_of((pk for named in (judged, approved) for pks in named.values() for pk in pks), reader)
    editions, now = Competition.objects.in_bulk(edition for _skill, edition in approved), new_competition(skill)
    found = [Source(skill, scheme.competition, scheme, sum(pk in seen for pk in judged[scheme.pk])) for scheme in schemes]
    found += [
        Source(skill, editions[edition], None, sum(pk in seen for pk in pks))
        for (_skill, edition), pks in approved.items()
        if editions[edition] != now
    ]
    there = (source for source in found if source.aspects)
    return sorted(there, key=lambda source: (source.competition.first_day, source.scheme is not None), reverse=True)


def judged_in(schemes: Iterable[int]) -> defaultdict[int, list[int]]:
    """Return the descriptors that each scheme names, once for each aspect."""
    rows = Aspect.objects.filter(sub_criterion__scheme__in=list(schemes), descriptor__isnull=False)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for scheme, pk in rows.order_by("row", "pk").values_list("sub_criterion__scheme", "descriptor"):
        found[scheme].append(pk or 0)
    return found


def approved_for(skills: Iterable[int]) -> defaultdict[tuple[int, int], list[int]]:
    """Return the descriptors of each skill that were approved for each competition."""
    rows = Descriptor.objects.filter(batch_status=APPROVED, amends=None, deleted_at=None, skill__in=list(skills))
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    sent = rows.filter(batch__competition__isnull=False)  # a skill without a standard sends for no competition
    for skill, edition, pk in sent.order_by("criterion_name", "pk").values_list("skill", "batch__competition", "pk"):
        found[skill or 0, edition or 0].append(pk)
    return found


def readable_of(named: Iterable[int], reader: "User") -> set[int]:
    """Return those of the named descriptors for which something stands that the reader may open."""
    return set(standing(named, Descriptor.objects.live().visible_to(reader).only("pk")))


def lines_of(cycle: Cycle, reader: "User") -> Sequence[Line]:
    """Return the aspects of a cycle's source that the reader may open, in the order of the scheme, else by name.

    What was merged is shown as what it became. Marks and places are the scheme's own: they are for those who may open it.
    """
    seen = Descriptor.objects.live().visible_to(reader).select_related("skill", "sector", "wsos_section").prefetch_related("tags")
    if cycle.scheme_id is None:
        approved = approved_for([cycle.skill_id])[cycle.skill_id, cycle.edition_id or 0]
        return followed([(pk, None, "") for pk in approved], seen)
    opens = reader.has_perm("schemes.view", cycle.scheme)
    aspects = Aspect.objects.filter(sub_criterion__scheme=cycle.scheme_id, descriptor__isnull=False).select_related("sub_criterion")
    return followed(
        [
            (aspect.descriptor_id or 0, aspect.mark if opens else None, str(aspect.sub_criterion).strip() if opens else "")
            for aspect in aspects.order_by("row", "pk")
        ],
        seen,
    )


def followed(named: Sequence[tuple[int, Decimal | None, str]], seen: Descriptors) -> list[Line]:
    """Return the lines of descriptors with their marks and places, each with what stands for it now among those that are seen."""
    ways = ways_from(pk for pk, _mark, _stood in named)
    way_of = {pk: ways.of(pk) for pk, _mark, _stood in named}
    rows = seen.in_bulk({way[-1] for way in way_of.values()})
    merged = Descriptor.objects.in_bulk(way[0] for way in way_of.values() if len(way) > 1) if ways.into else {}
    moments = merged_at(pk for way in way_of.values() for pk in way)
    found = []
    for pk, mark, stood in named:
        way = way_of[pk]
        if row := rows.get(way[-1]):
            at = max((moments[one] for one in way if one in moments), default=None)
            found.append(Line(merged.get(pk, row), row, mark, stood, way, at))
    return found
