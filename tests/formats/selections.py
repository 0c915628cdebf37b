"""Selections that the tests make."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from assay.formats import scheme
from assay.formats.selection import Choice, Competition, Descriptor, Origin, Revision, Section, Selection, Skill, Standard

AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SPACE = UUID("6f1c2d3e-0000-4000-8000-000000000000")
LEVELS = ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout")


def uid(name: str) -> str:
    """The same uid for the same name."""
    return str(uuid5(SPACE, name))


SKILL = Skill(uid("17"), "17", "Web Technologies", "Information and Communication Technology")
COMPETITION = Competition(uid("WSC2026"), "WSC2026", "WorldSkills Shanghai", date(2026, 9, 22))
DESIGN = Section(uid("Design"), "Design", 3, Decimal("60.00"), ("Colour theory",), ("Lay out a page", "Choose a typeface"))
CODE = Section(uid("Code"), "Code", 4, Decimal("40.00"))
STANDARD = Standard(uid("standard"), SKILL, COMPETITION, is_complete=True, sections=(DESIGN, CODE))

FOUR = (scheme.Level(0, "None"), scheme.Level(1, "Some"), scheme.Level(2, "Most"), scheme.Level(3, "All"))
BOOK = scheme.Workbook(
    file="",
    sheet="",
    layout="L1",
    title="17 Web Technologies",
    skill_code="17",
    skill_name="Web Technologies",
    standards_title="",
    sections=(scheme.Section(3, "Design", None),),
    criteria=(scheme.Criterion("A", "Pages", None), scheme.Criterion("B", "Code", None)),
    sub_criteria=(
        scheme.SubCriterion(
            "A1",
            "Home",
            "1",
            "A",
            1,
            (scheme.Aspect("A1", 1, "M", "Logo", extra=("1 cm",), requirement="SVG", section=3, mark=Decimal(1)),),
        ),
        scheme.SubCriterion("A2", "Rest", "1", "A", 2, (scheme.Aspect("A2", 1, "J", "Look", levels=FOUR, section=4, mark=Decimal("0.5")),)),
        scheme.SubCriterion("B1", "Code", "1", "B", 1, (scheme.Aspect("B1", 1, "J", "Names", levels=FOUR),)),
    ),
)


def descriptor(number: int = 1, **known: Any) -> Descriptor:
    """One descriptor of the library."""
    made = Descriptor(
        uid=uid(f"descriptor {number}"),
        number=number,
        address=f"https://assay.example.org/library/{uid(f'descriptor {number}')}/",
        name=f"Home page {number}",
        levels=LEVELS,
        skill=SKILL,
        section=replace(DESIGN, weight=None, know=(), able=()),
        quality=Choice("GOOD", "Approved"),
        status=Choice("APPROVED", "Approved"),
        revision_uid=uid(f"revision {number}"),
        revision=2,
        updated_at=AT,
        approved_at=AT,
        sector=SKILL.sector,
        code="A1.2",
        source=Choice("SCM", "SCM"),
        tags=("css", "layout"),
        categories=("Design",),
        also_useful_for=("09",),
        origins=(Origin("cis", "sha/12", "WSC2024", "17.xlsx", "CIS", "A Design", "A1 Pages", 12),),
        history=(Revision(uid("first"), 1, AT, "Home", ("", "", "", "Nice"), "Design"),),
        note="For module C",
    )
    return replace(made, **known)


def selection(*rows: Descriptor, **known: Any) -> Selection:
    """A selection of some descriptors, of one if none is given."""
    address = "https://assay.example.org/collections/"
    made = Selection("Ready for C", AT, address, rows or (descriptor(),), uid("collection"), SKILL, COMPETITION, STANDARD)
    return replace(made, **known)
