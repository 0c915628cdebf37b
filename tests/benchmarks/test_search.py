"""The generator writes a sound library, the same one every time, and what is measured can be written down."""

import random

import pytest
from benchmarks.search import ours
from benchmarks.search.figures import Figure, percentiles, read
from benchmarks.search.library import SEED, fill
from benchmarks.search.questions import questions
from benchmarks.search.table import table
from benchmarks.search.words import Vocabulary, Writer

from assay.descriptors.models import Descriptor, Revision
from assay.history.models import Event
from assay.review.invariants import broken

COUNT = 300


@pytest.mark.django_db
def test_the_generated_library_is_sound_and_has_everything() -> None:
    seen: list[int] = []
    fill(COUNT, seen.append)

    assert seen[-1] == Descriptor.objects.count() == Revision.objects.count() == COUNT
    assert Event.objects.filter(subject_type="descriptor").count() == COUNT
    assert broken() == []
    for relation in ("skill", "sector", "wsos_section", "tags", "categories", "batch"):
        assert Descriptor.objects.filter(**{f"{relation}__isnull": False}).exists(), relation
    assert 400 < sum(len(" ".join(row.levels)) for row in Descriptor.objects.all()) / COUNT < 1_200
    assert ours.two_filters()["sector"]


def test_the_same_seed_writes_the_same_texts() -> None:
    def texts() -> list[str]:
        writer = Writer(Vocabulary(random.Random(SEED)))  # noqa: S311  chance that can be repeated
        return [writer.aspect()[0] for _ in range(5)]

    assert texts() == texts()
    assert len(set(texts())) == 5


def test_there_are_thirty_questions_of_five_kinds() -> None:
    asked = questions()

    assert [len(texts) for texts in asked.values()] == [6] * 5
    assert asked == questions()


def test_a_figure_is_a_line_of_json_and_a_row_of_the_table() -> None:
    figures = [
        Figure("search", "assay", "sqlite", 12_000, **percentiles([1.0, 2.0, 9.0])),
        Figure("search", "ts_rank_cd", "postgresql", 12_000, **percentiles([4.0])),
        Figure("page at full load, one process", "assay", "sqlite", 12_000, **percentiles([4.0])),
        Figure("empty page at full load, one process", "assay", "sqlite", 12_000, **percentiles([2.0])),
        Figure("index on disk", "assay", "sqlite", 12_000, value=3.0, unit="MB"),
    ]

    assert [read(figure.line()) for figure in figures] == figures
    text = table(figures, n=12_000, load=0.2)
    assert "| search | assay | sqlite | 2.0 | 8.3 | 8.9 | p99 ≤ 5 | **missed** |" in text
    assert "| search | ts_rank_cd | postgresql | 4.0 | 4.0 | 4.0 |  |  |" in text
    assert "the share is 0.50, the target 0.4 at 12,000 (met)" in text
    assert "| index on disk | sqlite | 3.0 MB |" in text
