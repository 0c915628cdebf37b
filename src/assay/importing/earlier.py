"""What earlier imports of a skill made of their aspects, and which of these an aspect of a new workbook continues."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assay.descriptors.models import Descriptor
from assay.descriptors.querysets import Descriptors
from assay.descriptors.search.likeness import Weigh, likeness, parts_of
from assay.formats.scheme import Aspect
from assay.importing.existing import wording_of
from assay.importing.models import Became, Effect
from assay.names import name_key
from assay.standards.models import Skill


@dataclass(frozen=True)
class Earlier:
    """An aspect of an earlier import: where it stood, the key of what the workbook said, and the descriptor that stands for it."""

    descriptor: Descriptor
    code: str
    sub: str
    name: str
    section: int | None
    said: str
    competition: str
    row: int

    @property
    def reworded_here(self) -> bool:
        """Return whether the descriptor says something else than that workbook did."""
        return self.descriptor.wording_key != self.said


def earlier_of(skill: Skill, rows: Descriptors) -> list[Earlier]:
    """Return the aspects of the skill's imports that stand, the latest first, one for each descriptor among `rows`, in two queries."""
    effects = Effect.objects.filter(scheme__skill=skill, scheme__undone_at=None, aspect__descriptor__isnull=False)
    told = effects.exclude(became=Became.SKIPPED).order_by("-scheme__imported_at", "-scheme_id", "pk")
    columns = ("aspect__code", "aspect__sub_criterion__code", "aspect__description", "aspect__section_number", "said")
    found: dict[int, tuple[object, ...]] = {}
    for pk, *values in told.values_list("aspect__descriptor", *columns, "scheme__competition__code", "aspect__row"):
        found.setdefault(pk, tuple(values))
    known = rows.in_bulk(list(found))
    return [Earlier(known[pk], *values) for pk, values in found.items() if pk in known]  # type: ignore[arg-type]  # as the columns are


@dataclass
class Matching:
    """Finds for each aspect the earlier one that it continues, each at most once: by its words, its name, its place and its likeness."""

    aspects: Sequence[Aspect]
    earlier: Sequence[Earlier]
    found: dict[int, Earlier] = field(default_factory=dict)

    @cached_property
    def keys(self) -> dict[int, str]:
        """Return the keys of the wordings."""
        return {aspect.row: wording_of(aspect).key for aspect in self.aspects}

    @property
    def left(self) -> tuple[list[Aspect], list[Earlier]]:
        """Return what is not matched yet, on both sides."""
        taken = {one.descriptor.pk for one in self.found.values()}
        return [one for one in self.aspects if one.row not in self.found], [one for one in self.earlier if one.descriptor.pk not in taken]

    def run(self, weigh: Weigh[str]) -> None:
        """Match from the surest sign to the least sure one."""
        self.by(lambda one: self.keys[one.row], lambda one: one.descriptor.wording_key, alone=False)
        self.by(lambda one: self.keys[one.row], lambda one: one.said, alone=False)
        self.by(lambda one: (one.sub_criterion, name_key(one.description)), lambda one: (one.sub, name_key(one.name)))
        self.by(lambda one: name_key(one.description), lambda one: name_key(one.name))
        self.by_likeness(lambda one: one.code, lambda one: one.code, weigh)
        self.by_likeness(lambda one: one.sub_criterion, lambda one: one.sub, weigh)

    def by(self, mine: Callable[[Aspect], Hashable], theirs: Callable[[Earlier], Hashable], *, alone: bool = True) -> None:
        """Match those of an equal sign; `alone`: only where one on either side has it."""
        aspects, earlier = self.left
        having = grouped(earlier, theirs)
        counts = Counter(map(mine, aspects))
        for aspect in aspects:
            sign = mine(aspect)
            others = having.get(sign, [])
            if sign and others and not (alone and (counts[sign] > 1 or len(others) > 1)):
                self.found[aspect.row] = others.pop(0)

    def by_likeness(self, mine: Callable[[Aspect], str], theirs: Callable[[Earlier], str], weigh: Weigh[str]) -> None:
        """Match those of an equal sign that are near in words, the nearest first."""
        aspects, earlier = self.left
        having = grouped(earlier, theirs)
        near = [
            (alike.rank, aspect.row, one)
            for aspect in aspects
            for one in (having.get(mine(aspect), ()) if mine(aspect) else ())
            if (alike := likeness(parts_of(wording_of(aspect)), parts_of(one.descriptor.wording), weigh)).is_near
        ]
        self.take(near)

    def take(self, near: Iterable[tuple[float, int, Earlier]]) -> None:
        """Match pairs, the nearest first, each side once."""
        taken = {one.descriptor.pk for one in self.found.values()}
        for _rank, row, one in sorted(near, key=lambda pair: (-pair[0], pair[1], pair[2].descriptor.pk)):
            if row not in self.found and one.descriptor.pk not in taken:
                self.found[row] = one
                taken.add(one.descriptor.pk)


def grouped(earlier: Iterable[Earlier], sign: Callable[[Earlier], Hashable]) -> Mapping[Hashable, list[Earlier]]:
    """Return them by their sign, in their order."""
    found: dict[Hashable, list[Earlier]] = defaultdict(list)
    for one in earlier:
        found[sign(one)].append(one)
    return found
