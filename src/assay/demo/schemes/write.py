"""Makes the demonstration workbooks of their texts: `python -m assay.demo.schemes.write`."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from assay.formats import as_cis
from assay.formats.preamble import skill_of
from assay.formats.scheme import NO_LEVELS, Aspect, Criterion, Level, Levels, Section, SubCriterion, Workbook

FOLDER = Path(__file__).parent
NAMES = ("demo2025_09",)


def scheme(name: str) -> Workbook:
    """Return the scheme whose text is `<name>.toml`."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    code, skill = skill_of(data["title"])
    book = Workbook(
        file=f"{name}.xlsx",
        sheet="",
        layout="",
        title=data["title"],
        skill_code=code,
        skill_name=skill,
        standards_title=data["standards_title"],
        sections=tuple(Section(s["number"], s["name"], Decimal(s["mark"])) for s in data["section"]),
        criteria=tuple(Criterion(c["letter"], c["name"], Decimal(c["mark"])) for c in data["criterion"]),
        sub_criteria=tuple(_sub(sub, n) for c in data["criterion"] for n, sub in enumerate(c["sub"], start=1)),
    )
    return as_cis.as_written(book)


def write_all() -> None:
    """Write every workbook beside its text."""
    for name in NAMES:
        (FOLDER / f"{name}.xlsx").write_bytes(as_cis.write(scheme(name)))


def _sub(sub: dict[str, Any], position: int) -> SubCriterion:
    aspects = tuple(_aspect(aspect, sub["id"], n) for n, aspect in enumerate(sub["aspect"], start=1))
    return SubCriterion(sub["id"], sub["name"], sub["day"], sub["id"][0], position, aspects)


def _aspect(data: dict[str, Any], sub: str, position: int) -> Aspect:
    return Aspect(
        sub_criterion=sub,
        position=position,
        type=data["type"],
        description=data["description"],
        levels=_levels(data.get("levels")),
        extra=(data["extra"],) if "extra" in data else (),
        requirement=data.get("requirement", ""),
        section=data["section"],
        mark=Decimal(data["mark"]),
    )


def _levels(texts: list[str] | None) -> Levels:
    if texts is None:
        return NO_LEVELS
    zero, one, two, three = (Level(number, text) for number, text in enumerate(texts))
    return zero, one, two, three


if __name__ == "__main__":
    write_all()
