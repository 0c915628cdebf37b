"""The table that people read, with the machine, the date, and what was aimed at."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.search.figures import Figure

SIZES = (12_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Target:
    """What is aimed at, in milliseconds, at 12,000, 100,000 and 1,000,000; None where nothing is."""

    p99: tuple[float | None, float | None, float | None] = (None, None, None)
    p50: tuple[float | None, float | None, float | None] = (None, None, None)


SEARCH, FILTERED = Target(p99=(5, 10, 50)), Target(p99=(120, 120, 120))
TARGETS = {
    "search": SEARCH,
    "search as SCM": SEARCH,
    "search, two filters": FILTERED,
    "search as SCM, two filters": FILTERED,
    "page": Target(p99=(25, None, 80), p50=(6, None, None)),
    "near-duplicates": Target(p99=(None, 10, None)),
    "save": Target(p99=(15, 15, 15)),
    "save a draft": Target(p99=(15, 15, 15)),
    "save, then found by its author": Target(p99=(300, 300, 300)),
    "save, then found by all": Target(p99=(1000, 1000, 1000)),
    "index rebuild": Target(p50=(None, 15_000, None)),
}
LEAST_SHARE = 0.4  # pages per second, beside an empty page


def table(found: Sequence[Figure], *, n: int, load: float) -> str:
    """Return the whole page."""
    timed = [figure for figure in found if figure.p50_ms is not None]
    lines = [
        f"# Search at {n:,} descriptors",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · {machine()} · load before: {load:.1f}",
        "",
        "Milliseconds. Rows without a target are there to compare.",
        "",
        "| what | engine | database | p50 | p95 | p99 | target | |",
        "|---|---|---|---:|---:|---:|---|---|",
        *(row(figure) for figure in sorted(timed, key=lambda one: order(one, timed))),
        "",
        *(f"- {share(found, db)}" for db in dict.fromkeys(figure.db for figure in found) if share(found, db)),
        "",
        "| size | database | |",
        "|---|---|---:|",
        *(f"| {one.name} | {one.db} | {one.value:,.1f} {one.unit} |" for one in found if one.value is not None),
        "",
    ]
    return "\n".join(lines)


def order(figure: Figure, found: Sequence[Figure]) -> tuple[int, str, str]:
    """Sort by what is measured, in the order in which it was measured first; what is compared stands together."""
    names = list(dict.fromkeys(one.name for one in found))
    return names.index(figure.name), figure.engine, figure.db


def row(figure: Figure) -> str:
    """Return one line of the table."""
    aim, met = verdict(figure)
    cells = (figure.name, figure.engine, figure.db, number(figure.p50_ms), number(figure.p95_ms), number(figure.p99_ms), aim, met)
    return "| " + " | ".join(cells) + " |"


def number(value: float | None) -> str:
    """Return milliseconds as people read them."""
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.1f}"  # noqa: PLR2004  digits that matter


def verdict(figure: Figure) -> tuple[str, str]:
    """Return the target in words, and whether it is met."""
    target = TARGETS.get(figure.name)
    if target is None or figure.engine != "assay" or figure.n not in SIZES:
        return "", ""
    which = SIZES.index(figure.n)
    aims = {"p50": (target.p50[which], figure.p50_ms), "p99": (target.p99[which], figure.p99_ms)}
    asked = {name: (aim, got) for name, (aim, got) in aims.items() if aim is not None and got is not None}
    said = ", ".join(f"{name} ≤ {aim:g}" for name, (aim, _got) in asked.items())
    return said, "" if not asked else "met" if all(got <= aim for aim, got in asked.values()) else "**missed**"


def share(found: Sequence[Figure], db: str) -> str:
    """Return how many pages a second one process gives, beside empty pages."""
    taken = {one.name: one.p50_ms for one in found if one.db == db and one.engine == "assay" and one.p50_ms}
    page, empty = taken.get("page at full load, one process"), taken.get("empty page at full load, one process")
    if not page or not empty:
        return ""
    verdict = "met" if empty / page >= LEAST_SHARE else "**missed**"
    return (
        f"{db}: one process gives {1000 / page:.0f} library pages a second and {1000 / empty:.0f} empty ones; "
        f"the share is {empty / page:.2f}, the target {LEAST_SHARE} at 12,000 ({verdict})."
    )


def machine() -> str:
    """Return what it ran on."""
    name = next((line.split(":")[1].strip() for line in cpu_lines() if line.startswith("model name")), platform.machine())
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def cpu_lines() -> list[str]:
    """Return what the kernel says of the processors; nothing elsewhere than on Linux."""
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
