"""What an aspect is to the library: new, identical, changed since an earlier import, nearly there, incomplete, repeated."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext

from assay.accounts.models import User
from assay.descriptors.curating.actions import curate
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from assay.formats import from_cis
from assay.importing.choice import Do
from assay.importing.labels import Label
from assay.review.invariants import broken
from assay.standards.models import StandardSection
from tests import factories as make
from tests.importing.books import JOINTS, LOG, PALETTE, THREE, Words, book, bring_in, looked_at, named, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["admin", "scm"])
def importer(request: pytest.FixtureRequest, use: StandardSection) -> tuple[User, bool]:
    """Return who imports, and whether into drafts."""
    return (make.admin(), False) if request.param == "admin" else (make.scm(use.standard.skill), True)


def labels(use: StandardSection, *words: Words, by: User, as_drafts: bool = False) -> list[tuple[str, list[str]]]:
    return [(row.label.value, row.cells) for row in looked_at(use, book(*words), by, as_drafts=as_drafts).rows]


def test_a_later_version_shows_exactly_the_cells_that_changed(use: StandardSection, importer: tuple[User, bool]) -> None:
    by, as_drafts = importer
    bring_in(use, book(*THREE), by, as_drafts=as_drafts)
    later = (JOINTS.but(level1="Closed, with gaps under a millimetre"), PALETTE, LOG.but(name="Search for the cause of a fault"))

    found = labels(use, *later, by=by, as_drafts=as_drafts)

    assert found == [("changed", [f"G{row_of(0) + 2}"]), ("identical", []), ("changed", [f"E{row_of(2)}"])]


def test_a_real_later_version_shows_exactly_the_two_cells_that_changed(samples: Path, use: StandardSection) -> None:
    earlier, final = (
        from_cis.read((samples / name).read_bytes(), name=name) for name in ("es2023_17_earlier.xlsx", "es2023_17_final.xlsx")
    )
    by = make.admin()
    bring_in(use, earlier, by)

    rows = looked_at(use, final, by).rows

    changed = [row for row in rows if row.label is Label.CHANGED]
    assert [cell for row in changed for cell in row.cells] == ["G26", "E58"]
    assert {row.label for row in rows if row not in changed} == {Label.IDENTICAL}
    assert [row.proposed.partition(":")[0] for row in changed] == ["update", "update"]
    made = Descriptor.objects.count()
    bring_in(use, final, by)
    assert Descriptor.objects.count() == made
    assert named("Pricing page design").version == 2
    assert broken() == []


def test_aspects_that_moved_to_other_rows_are_found_again(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(*THREE), by)
    added = Words("Something of its own", ("None", "Some", "Most", "Every"))

    found = labels(use, added, LOG.but(level3="A test fails because of it, then passes"), JOINTS, PALETTE, by=by)

    assert found == [("new", []), ("changed", [f"G{row_of(1) + 4}"]), ("identical", []), ("identical", [])]


def test_another_section_alone_is_a_change(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(JOINTS), by)
    assert labels(use, JOINTS.but(section=2), by=by) == [("changed", [f"I{row_of(0)}"])]


def test_what_was_reworded_here_since_is_not_overwritten_unless_one_says_so(use: StandardSection) -> None:
    by = make.admin()
    bring_in(use, book(*THREE), by)
    for words in (JOINTS.but(level0="Gaps are visible from two metres"), PALETTE.but(level0="They clash")):
        row = named(words.name)
        curate(descriptor=row, seen=row.change, by=by, at=make.NOW, wording=replace(row.wording, levels=words.levels))

    rows = looked_at(use, book(JOINTS, PALETTE.but(level3="They lead the eye"), LOG), by).rows

    assert [(row.label, row.proposed.partition(":")[0]) for row in rows] == [
        (Label.CHANGED, Do.LINK),
        (Label.CHANGED, Do.LINK),
        (Label.IDENTICAL, Do.LINK),
    ]
    assert "says what it said before" in rows[0].moved_on
    assert "has other words than before" in rows[1].moved_on
    assert [option.do for option in rows[0].options] == [Do.UPDATE, Do.LINK, Do.CREATE, Do.SKIP]


def test_the_same_words_twice_in_a_workbook_are_one_descriptor_unless_one_says_so(use: StandardSection) -> None:
    by = make.admin()

    rows = looked_at(use, book(JOINTS, PALETTE, JOINTS.but(name="MITRE joints of the frame")), by).rows
    scheme = bring_in(use, book(JOINTS, PALETTE, JOINTS), by)

    assert [(row.label, row.repeats) for row in rows] == [(Label.NEW, 0), (Label.NEW, 0), (Label.REPEATS, row_of(0))]
    lines = scheme.sub_criteria.get().aspects.filter(type="J").order_by("row")
    assert [line.descriptor for line in lines] == [named(JOINTS.name), named(PALETTE.name), named(JOINTS.name)]


def test_what_lacks_something_says_what(use: StandardSection) -> None:
    by = make.scm(use.standard.skill)

    whole, partly, bare = looked_at(use, book(JOINTS, LOG.but(level2=""), PALETTE.but(section=None)), by, as_drafts=True).rows

    assert [(row.label, row.lacks) for row in (whole, partly, bare)] == [
        (Label.NEW, ()),
        (Label.INCOMPLETE, ("Level 2 missing",)),
        (Label.INCOMPLETE, ("No section",)),
    ]
    assert [option.do for option in bare.options] == [Do.SKIP]


def test_what_is_nearly_there_in_another_skill_says_of_which_and_how_near(use: StandardSection) -> None:
    other = make.imported(make.SkillFactory.create(), name=JOINTS.name, levels=JOINTS.levels)
    indexer.catch_up()

    row = looked_at(use, book(JOINTS.but(level1="Closed, with gaps under a millimetre")), make.admin()).rows[0]

    assert (row.label, [one.descriptor for one in row.near]) == (Label.NEAR, [other])
    assert re.match("Same aspect, level 1", row.near[0].said)
    assert [option.do for option in row.options] == [Do.LINK, Do.CREATE, Do.SKIP]


def test_an_administrator_is_not_led_to_somebodys_draft(use: StandardSection) -> None:
    make.draft(use.standard.skill, make.scm(use.standard.skill), name=JOINTS.name, levels=JOINTS.levels)
    indexer.catch_up()

    row = looked_at(use, book(JOINTS), make.admin()).rows[0]

    assert (row.label, row.near) == (Label.NEW, ())


def test_the_command_line_compares_as_well(use: StandardSection) -> None:
    bring_in(use, book(*THREE), None)

    bring_in(use, book(JOINTS, PALETTE.but(level0="They clash"), LOG), None)

    assert Descriptor.objects.count() == 3
    assert named(PALETTE.name).score0 == "They clash"
    assert broken() == []


def test_comparing_asks_no_more_for_three_aspects_than_for_one(
    use: StandardSection, queries_of: Callable[[], AbstractContextManager[CaptureQueriesContext]]
) -> None:
    by, counts = make.admin(), []
    bring_in(use, book(*THREE), by)
    changed = [words.but(level0=f"{words.levels[0]} at once") for words in THREE]
    for words in (changed[:1], changed):
        read = book(*words)
        looked_at(use, read, by)
        with queries_of() as queries:
            rows = looked_at(use, read, by).rows
        assert {row.label for row in rows} == {Label.CHANGED}
        counts.append(len(queries))

    assert counts[0] == counts[1]
