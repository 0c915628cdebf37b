"""The map as the administrator reads it: what hangs together and nobody has decided about yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet

from assay.descriptors.alike import SILENT, Kind, Mapping, NearPair, Remark
from assay.descriptors.chips import Chip, chip_of
from assay.descriptors.contrast import Contrast, Piece, contrast_of, pieces_beside_first
from assay.descriptors.duplicates.finding import Pair, clusters_of
from assay.descriptors.duplicates.remarks import LATEST_KIND, latest_remarks
from assay.descriptors.library.cards import confidential
from assay.descriptors.models import Descriptor
from assay.descriptors.search.fallback import RELIABLE
from assay.descriptors.search.in_words import in_words
from assay.descriptors.states import Quality, source_in_words
from assay.descriptors.wording import Level

PER_PAGE = 20
MOST_COLUMNS = 6  # side by side
STARRED = Q(in_collections__collection__is_favourites=True)


def latest_map() -> Mapping | None:
    """Return the map that counts, or None before the first one."""
    return Mapping.objects.exclude(finished_at=None).order_by("-pk").first()


def map_in_work() -> Mapping | None:
    """Return the one that the worker is making, or will make."""
    return Mapping.objects.filter(finished_at=None).order_by("-pk").first()


def open_pairs() -> QuerySet[NearPair]:
    """Return the near pairs of the map whose rows are both there still and about which nobody has decided."""
    latest = latest_map()
    if latest is None:
        return NearPair.objects.none()
    there = {f"{end}__{column}": None for end in ("first", "second") for column in ("deleted_at", "merged_into")}
    undecided = Q(said=None) | ~Q(said__in=SILENT)
    return NearPair.objects.filter(mapping=latest, **there).annotate(said=LATEST_KIND).filter(undecided)


@dataclass(frozen=True)
class Cluster:
    """Descriptors that hang together, the one that should stay first."""

    rows: Sequence[Descriptor]
    rank: float

    @property
    def shown(self) -> Sequence[Descriptor]:
        """Return what stands side by side."""
        return self.rows[:MOST_COLUMNS]

    @property
    def others(self) -> Sequence[Descriptor]:
        """Return what does not fit beside them."""
        return self.rows[MOST_COLUMNS:]

    @property
    def skills(self) -> list[str]:
        """Return the codes of the skills, each once."""
        return sorted({row.skill.code for row in self.rows if row.skill})

    @cached_property
    def said(self) -> str:
        """Return how the second one compares with the first."""
        return compared(self.rows[0], self.rows[1])


def compared(one: Descriptor, other: Descriptor) -> str:
    """Return how two rows compare, in words."""
    return in_words(one.wording, other.wording, lambda _stem: 1.0)


def page_of_clusters(number: int) -> Page[Any]:
    """Return a page of the clusters, the nearest first."""
    found = open_pairs().order_by().values("cluster").annotate(best=Max("rank"), pairs=Count("pk")).order_by("-best", "cluster")
    return Paginator(found, PER_PAGE).get_page(number)


def clusters_on(page: Iterable[dict[str, Any]]) -> list[Cluster]:
    """Return the clusters of a page; one that a decision has cut into pieces is several now."""
    numbers = [entry["cluster"] for entry in page]
    return clusters(open_pairs().filter(cluster__in=numbers))


def clusters(pairs: Iterable[NearPair]) -> list[Cluster]:
    """Return what hangs together through some pairs, the nearest first."""
    plain = [Pair(pair.first_id, pair.second_id, pair.rank) for pair in pairs]
    members: dict[int, list[int]] = defaultdict(list)
    for pk, cluster in (leaders := clusters_of(plain)).items():
        members[cluster].append(pk)
    ranks: dict[int, float] = defaultdict(float)
    for pair in plain:
        ranks[leaders[pair.first]] = max(ranks[leaders[pair.first]], pair.rank)
    rows = (
        Descriptor.objects.select_related("skill", "wsos_section")
        .annotate(keeping=Count("in_collections", filter=STARRED))
        .in_bulk(list(leaders))
    )
    found = [Cluster(sorted((rows[pk] for pk in pks), key=worth), ranks[cluster]) for cluster, pks in members.items()]
    return sorted(found, key=lambda cluster: (-cluster.rank, cluster.rows[0].pk))


def worth(row: Descriptor) -> tuple[int, bool, int, int]:
    """Return what to sort by so that the one that should stay comes first: reliable, open to all, liked, old."""
    return RELIABLE[Quality(row.quality_indicator)], row.confidential_until is not None, -getattr(row, "keeping", 0), row.pk


def cluster_of(row: Descriptor) -> Cluster | None:
    """Return what hangs together with a row, or None where nothing does any more."""
    latest = latest_map()
    near = NearPair.objects.filter(mapping=latest)
    number = (near.filter(first=row) | near.filter(second=row)).values_list("cluster", flat=True).first() if latest else None
    if number is None:
        return None
    return next((one for one in clusters(open_pairs().filter(cluster=number)) if row in one.rows), None)


@dataclass(frozen=True)
class Cell:
    """One text beside the same one of the others, with what differs; `same` is one that reads as the first."""

    of: str
    pieces: Sequence[Piece]
    same: bool


@dataclass(frozen=True)
class Line:
    """One level of all descriptors."""

    level: Level
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """One descriptor side by side with the others; `meant` is ticked."""

    row: Descriptor
    stays: Descriptor
    meant: bool
    name: Cell

    @property
    def is_first(self) -> bool:
        """Return whether the others are compared with it."""
        return self.row == self.stays

    @property
    def said(self) -> str:
        """Return how it compares with the first one."""
        return compared(self.stays, self.row)

    @property
    def source(self) -> str:
        """Return where it came from, as people read it."""
        return source_in_words(self.row.source)

    @property
    def contrast(self) -> Contrast:
        """Return its levels beside each other."""
        return contrast_of(self.row.wording)

    @property
    def chip(self) -> Chip:
        """Return its quality."""
        return chip_of(self.row)

    @property
    def locked(self) -> str:
        """Return until when it is confidential."""
        return confidential(self.row.confidential_until)


@dataclass
class SideBySide:
    """A cluster with the one that stays as the first column; of those that are `left_out`, nothing is decided."""

    cluster: Cluster
    stays: Descriptor
    left_out: Collection[Descriptor] = ()

    @cached_property
    def rows(self) -> list[Descriptor]:
        """Return the columns' rows."""
        return [self.stays, *(row for row in self.cluster.rows if row != self.stays)][:MOST_COLUMNS]

    @property
    def columns(self) -> list[Column]:
        """Return the heads."""
        names = self.cells([row.criterion_name for row in self.rows])
        return [Column(row, self.stays, row not in self.left_out, name) for row, name in zip(self.rows, names, strict=True)]

    @property
    def lines(self) -> list[Line]:
        """Return the four levels."""
        return [Line(level, self.cells([row.levels[level.number] for row in self.rows])) for level in self.stays.ladder]

    def cells(self, texts: Sequence[str]) -> list[Cell]:
        """Return a text of each row with what tells it from the first, and the first from the others."""
        beside = zip(self.rows, texts, pieces_beside_first(texts), strict=True)
        return [Cell(short(row), pieces, text == texts[0] and row != self.stays) for row, text, pieces in beside]

    @cached_property
    def reasons(self) -> list[Remark]:
        """Return why those who wrote them need both."""
        among = {row.pk for row in self.cluster.rows}
        said = latest_remarks(among).values()
        return [one for one in said if one.kind == Kind.BESIDE and {one.first_id, one.second_id} <= among]


def short(row: Descriptor) -> str:
    """Return what a descriptor is called where there is little room."""
    return f"{row.skill.code} #{row.number}" if row.skill else f"#{row.number}"
