"""How fast near-duplicates are found at 12,000 and 100,000 descriptors, one beside a wording and all for the map.

`python -m benchmarks.bench_duplicates [N …] [--db sqlite,postgresql] [--save]` fills a database of its own with generated descriptors,
one in ten of them a variant of an earlier one, and prints a table; every measurement runs in a process of its own.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SEED = 20_260_922
SIZES = (12_000, 100_000)
SERVER = "postgres://postgres@127.0.0.1:5432"
STEP = 5_000
WORDS = 9_000  # that the generated texts are written with
OWN = 400  # of them a trade uses more than others
TRADES = 60
PLANTED = 0.1
CHECKS = 400
MB = 1_000_000


def main() -> None:
    """Measure every size on every database."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="N", help="how many descriptors (12000 100000)")
    parser.add_argument("--db", default="sqlite,postgresql", help="which databases (sqlite,postgresql)")
    parser.add_argument("--save", action="store_true", help="write the table to benchmarks/duplicates/scale.md as well")
    parser.add_argument("--phase", choices=["fill", "measure"], help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.phase:
        in_this_process(chosen.phase, chosen.sizes[0])
        return
    found = [measured(db, n) for n in chosen.sizes for db in chosen.db.split(",")]
    text = table(found)
    print(text)
    if chosen.save:
        (ROOT / "benchmarks" / "duplicates" / "scale.md").write_text(text, encoding="utf-8")


def measured(db: str, n: int) -> dict[str, Any]:
    """Fill a database of this run's own, measure it, and drop it."""
    name = f"assay_duplicates_{n}"
    if db == "postgresql":
        in_postgres(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
            url = f"{SERVER}/{name}" if db == "postgresql" else ""
            own = {"DJANGO_SETTINGS_MODULE": "assay.settings", "ASSAY_DATA_DIR": folder, "ASSAY_INDEX_DIR": "", "DATABASE_URL": url}
            paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
            for phase in ("fill", "measure"):
                command = [sys.executable, __file__, str(n), "--phase", phase]
                environment = os.environ | own | {"PYTHONPATH": paths}
                done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            return json.loads(done.stdout.splitlines()[-1]) | {"db": db, "n": n}
    finally:
        if db == "postgresql":
            in_postgres(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def in_postgres(*commands: str) -> None:
    """Run commands on the server."""
    import psycopg  # noqa: PLC0415  only where PostgreSQL is measured

    with psycopg.connect(SERVER.replace("postgres://", "postgresql://") + "/postgres", autocommit=True) as connection:
        for command in commands:
            connection.execute(command)  # type: ignore[call-overload]  # built from a number


def in_this_process(phase: str, n: int) -> None:
    """Do one phase with the settings that the environment chooses."""
    import django  # noqa: PLC0415

    django.setup()
    if phase == "fill":
        fill(n)
    else:
        print(json.dumps(measure()))


def generated(n: int) -> Iterator[tuple[str, Any]]:
    """Yield kind and wording: texts of a trade's favourite words among common ones, and variants of earlier texts."""
    from assay.descriptors.wording import Wording  # noqa: PLC0415
    from benchmarks.duplicates.variants import Planting  # noqa: PLC0415

    chance = Random(SEED)
    letters = "abcdefghiklmnoprstuvw"
    words = list(dict.fromkeys("".join(chance.choices(letters, k=chance.randrange(4, 11))) for _ in range(WORDS)))
    weights = [1 / (rank + 2.7) ** 1.05 for rank in range(len(words))]  # Zipf and Mandelbrot
    trades = [chance.sample(words[150:], OWN) for _ in range(TRADES)]
    earlier: list[Wording] = []

    def text(own: list[str], median: int) -> str:
        length = max(2, round(median * chance.lognormvariate(0, 0.45)))
        said = chance.choices(own, k=1 + length // 4) + chance.choices(words, weights, k=length)
        chance.shuffle(said)
        return " ".join(said)[:1000]

    for number in range(n):
        if number > 100 and chance.random() < PLANTED:  # noqa: PLR2004  there must be something to vary
            source = chance.randrange(len(earlier))
            kind, make = chance.choice(list(Planting(chance.choices(earlier, k=3), chance).kinds.items()))
            yield f"{kind}|{source}", make(earlier[source]).tidied()
            continue
        theme = chance.sample(chance.choice(trades), 12)
        low, met, good, best = (text(theme, 14) for _ in range(4))
        earlier.append(Wording(text(theme, 4)[:300], (low, met, good, best)))
        yield f"|{len(earlier) - 1}", earlier[-1]


def fill(n: int) -> None:
    """Write the library with the product's own action; the code says what was planted."""
    from django.core.management import call_command  # noqa: PLC0415

    from assay.descriptors.curating.adding import Entry, add_to_library  # noqa: PLC0415
    from assay.descriptors.models import Quality  # noqa: PLC0415
    from assay.descriptors.search import indexer  # noqa: PLC0415

    call_command("prepare", stdout=sys.stderr)
    rows = generated(n)
    while step := list(islice(rows, STEP)):
        entries = [Entry(wording, None, kind[:40], quality=Quality.REFERENCE) for kind, wording in step]
        add_to_library(entries=entries, by=None, at=datetime.now(UTC))
    indexer.catch_up()


def measure() -> dict[str, Any]:
    """Return what is measured of a filled database."""
    return {"check": checks(), "map": make_map()} | planted_found()


def checks() -> dict[str, float]:
    """Return the percentiles of looking for what is similar to a wording with a word in twelve left out."""
    from django.utils import timezone  # noqa: PLC0415

    from assay.accounts.models import Access, User  # noqa: PLC0415
    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from assay.descriptors.search.asked import Scope  # noqa: PLC0415
    from assay.descriptors.search.similar import similar  # noqa: PLC0415
    from benchmarks.duplicates.variants import Planting  # noqa: PLC0415

    reader = User.objects.create_user("reader@example.org", name="Reader", access=Access.MEMBER)
    chance, scope = Random(SEED + 1), Scope.of(reader, timezone.now())
    last = Descriptor.objects.count()
    rows = Descriptor.objects.filter(number__in=[chance.randrange(1, last + 1) for _ in range(CHECKS)])
    vary = Planting([row.wording for row in rows], chance).replaced(0.0, 1 / 12)
    asked = [vary(row.wording) for row in rows]
    taken = []
    for wording in asked[:20] + asked:
        begun = time.perf_counter()
        found = similar(wording, scope)
        taken.append((time.perf_counter() - begun) * 1000)
        if not found:
            sys.exit("A descriptor with a word in twelve left out was not found.")
    cuts = statistics.quantiles(taken[20:], n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def make_map() -> dict[str, float]:
    """Return how long the worker takes to compare the whole library, and by how much that makes its process grow."""
    from assay.accounts.models import User  # noqa: PLC0415
    from assay.descriptors.alike import NearPair  # noqa: PLC0415
    from assay.descriptors.duplicates.mapping import ask_for_map  # noqa: PLC0415
    from assay.notifications import jobs  # noqa: PLC0415

    admin = User.objects.create_user("admin@example.org", name="Admin", is_admin=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    now = datetime.now(UTC)
    ask_for_map(by=admin, at=now)
    begun = time.monotonic()
    jobs.run_due(now=now, limit=1)
    seconds = time.monotonic() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / MB
    return {"seconds": seconds, "memory": grown, "pairs": NearPair.objects.count()}


def planted_found() -> dict[str, Any]:
    """Return, by kind, how many of the planted variants hang on what they were made of, and how many pairs nobody planted."""
    from assay.descriptors.alike import NearPair  # noqa: PLC0415
    from assay.descriptors.models import Descriptor  # noqa: PLC0415

    rows = {pk: source.partition("|") for pk, source in Descriptor.objects.values_list("pk", "source")}
    origin = {number: pk for pk, (kind, _, number) in rows.items() if not kind}
    pairs = {frozenset(pair) for pair in NearPair.objects.values_list("first", "second")}
    asked, hit = Counter[str](), Counter[str]()
    for pk, (kind, _, number) in rows.items():
        if kind:
            asked[kind] += 1
            hit[kind] += frozenset((pk, origin[number])) in pairs
    families: dict[int, str] = {pk: number for pk, (_kind, _, number) in rows.items()}
    strangers = sum(len({families[pk] for pk in pair}) > 1 for pair in pairs)
    return {"recall": {kind: hit[kind] / asked[kind] for kind in sorted(asked)}, "strangers": strangers, "planted": asked.total()}


def table(found: list[dict[str, Any]]) -> str:
    """Return the page."""
    recall: dict[str, list[str]] = defaultdict(list)
    for one in found:
        for kind, share in one["recall"].items():
            recall[kind].append(f"{share:.3f}")
    heads = [f"{one['n']:,} {one['db']}" for one in found]
    lines = [
        "# Near-duplicates in large libraries",
        "",
        f"{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        f"· load {os.getloadavg()[2]:.1f} · `python -m benchmarks.bench_duplicates --save`",
        "",
        "| descriptors | database | beside a wording: p50 ms | p95 ms | p99 ms | map: seconds | MB more | pairs | planted | of strangers |",
        "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(row(one) for one in found),
        "",
        "*Of strangers*: pairs of the map that nobody planted. The share of planted variants that the map hangs on their source:",
        "",
        "| kind | " + " | ".join(heads) + " |",
        "|---|" + "---:|" * len(heads),
        *(f"| {kind} | {' | '.join(shares)} |" for kind, shares in recall.items()),
        "",
    ]
    return "\n".join(lines)


def row(one: dict[str, Any]) -> str:
    """Return one line."""
    check, made = one["check"], one["map"]
    times = " | ".join(f"{check[name]:.1f}" for name in ("p50", "p95", "p99"))
    numbers = f"{made['seconds']:.0f} | {made['memory']:.0f} | {made['pairs']:,} | {one['planted']:,} | {one['strangers']:,}"
    return f"| {one['n']:,} | {one['db']} | {times} | {numbers} |"


if __name__ == "__main__":
    main()
