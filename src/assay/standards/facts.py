"""The facts that ship with the package: editions of competitions, the skills of WSC2026 and their published standards."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files

from assay.names import name_key


@dataclass(frozen=True)
class Edition:
    """A competition that has been held, or whose days are settled."""

    code: str
    name: str
    first_day: date
    last_day: date
    time_zone: str


@dataclass(frozen=True)
class SkillFact:
    """One skill of WSC2026."""

    code: str
    name: str
    sector: str


@dataclass(frozen=True)
class UseFact:
    """One numbered section of one standard."""

    competition: str
    skill: str
    number: int
    title: str
    weight: Decimal


EDITIONS = (
    Edition("WSC2026", "WorldSkills Shanghai 2026", date(2026, 9, 22), date(2026, 9, 27), "Asia/Shanghai"),
    Edition("ES2025", "EuroSkills Herning 2025", date(2025, 9, 9), date(2025, 9, 13), "Europe/Copenhagen"),
    Edition("WSUK2024", "WorldSkills UK finals 2024", date(2024, 11, 19), date(2024, 11, 22), "Europe/London"),
    Edition("WSC2024", "WorldSkills Lyon 2024", date(2024, 9, 10), date(2024, 9, 15), "Europe/Paris"),
    Edition("ES2023", "EuroSkills Gdańsk 2023", date(2023, 9, 5), date(2023, 9, 9), "Europe/Warsaw"),
    Edition("WSC2022", "WorldSkills Competition 2022 Special Edition", date(2022, 9, 7), date(2022, 11, 26), "UTC"),
    Edition("WSC2019", "WorldSkills Kazan 2019", date(2019, 8, 22), date(2019, 8, 27), "Europe/Moscow"),
)


def rows_of(name: str) -> list[dict[str, str]]:
    """Return the rows of a table in the package."""
    text = files("assay.standards").joinpath("data", name).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def skills() -> list[SkillFact]:
    """Return the 64 skills of WSC2026."""
    return [SkillFact(row["code"], row["name"], row["sector"]) for row in rows_of("skills-2026.csv")]


def uses() -> list[UseFact]:
    """Return the sections of every published standard."""
    return [use_of(row) for row in rows_of("standards.csv")]


def use_of(row: dict[str, str]) -> UseFact:
    """Return one row of the table."""
    title = " ".join(row["section_title"].split())
    return UseFact(row["competition"], row["skill_code"], int(row["section_number"]), title, Decimal(row["weight"]))


def usual_spellings(found: list[UseFact]) -> dict[str, str]:
    """Return comparison key → name: standards differ in capitals only, and the commonest spelling is kept."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for use in found:
        spelt[name_key(use.title)][use.title] += 1
    return {key: names.most_common(1)[0][0] for key, names in spelt.items()}
