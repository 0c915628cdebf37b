"""What stands beside the search of descriptors: the map of duplicates, and the search of measurement aspects."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from assay.descriptors.duplicates.mapping import ask_for_map
from assay.notifications import jobs
from assay.schemes.measurements.listing import Measured, MeasuredAddress
from assay.schemes.models import Aspect, Criterion, Scheme, SchemeSection, SubCriterion
from assay.standards.models import Competition, Skill, StandardSection
from benchmarks.search.figures import timed
from benchmarks.search.library import BEGUN, SEED, analyse
from benchmarks.search.ours import person
from benchmarks.search.questions import questions
from benchmarks.search.words import Vocabulary, Writer

A_SCHEME = 120  # measurement aspects of one
STEP = 50  # schemes a transaction


class Home(NamedTuple):
    """A skill, who writes its aspects, and the sections of its standard by their numbers."""

    skill: Skill
    writer: Writer
    sections: dict[int, StandardSection]


def duplicate_map() -> float:
    """Return the milliseconds in which the worker compares the whole library."""
    now = timezone.now()
    ask_for_map(by=person("admin"), at=now)
    return timed(partial(jobs.run_due, now=now))


def fill_measurements(count: int) -> None:
    """Write measurement aspects in schemes of the shipped skills, unless they are there."""
    if Aspect.objects.count() == count:
        return
    vocabulary = Vocabulary(Random(SEED))
    competition = Competition.objects.get(code="WSC2026")
    homes = [Home(skill, Writer(vocabulary), {}) for skill in Skill.objects.all()]
    by_skill = {home.skill.pk: home for home in homes}
    for row in StandardSection.objects.filter(standard__competition=competition).select_related("standard", "section"):
        by_skill[row.standard.skill_id].sections[row.number] = row
    schemes = scheme_sizes(count)
    while step := list(islice(schemes, STEP)):
        with transaction.atomic():
            for number, size in step:
                write_scheme(number, size, homes[number % len(homes)], competition)
    analyse()


def scheme_sizes(count: int) -> Iterator[tuple[int, int]]:
    """Yield number and size of each scheme."""
    for number, first in enumerate(range(0, count, A_SCHEME)):
        yield number, min(A_SCHEME, count - first)


def write_scheme(number: int, size: int, home: Home, competition: Competition) -> None:
    """Save one scheme with one sub-criterion."""
    scheme = Scheme.objects.create(
        skill=home.skill,
        competition=competition,
        file=f"{number}.xlsx",
        sha256=f"{number:064}",
        layout="L1",
        marks=100,
        document={},
        imported_at=BEGUN,
    )
    SchemeSection.objects.bulk_create(
        SchemeSection(scheme=scheme, number=place, name=row.section.name, wsos_section=row.section) for place, row in home.sections.items()
    )
    criterion = Criterion.objects.create(scheme=scheme, letter="A", mark=100)
    sub_criterion = SubCriterion.objects.create(scheme=scheme, criterion=criterion, code="A1", row=1)
    places = sorted(home.sections) or [None]
    Aspect.objects.bulk_create(
        Aspect(
            sub_criterion=sub_criterion,
            type="M",
            description=home.writer.sentence(home.writer.own.draw(4), home.writer.length(8, 0.45, 24)),
            extra=home.writer.sentence(home.writer.own.draw(4), 12) if row % 3 == 0 else "",
            section_number=places[row % len(places)],
            mark=1,
            row=row + 2,
        )
        for row in range(size)
    )


def measurement_pages(rounds: int) -> list[float]:
    """Return the milliseconds of every question: a page of rows, the total and the three filters, with a member's eyes."""
    member = person("member")

    def ask(typed: str) -> Any:
        page = Measured(MeasuredAddress(typed=typed), member, datetime.now(UTC))
        return page.page, page.rows

    asked = [typed for texts in questions().values() for typed in texts]
    return [timed(partial(ask, typed)) for _ in range(rounds) for typed in asked]
