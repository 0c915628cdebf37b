"""Kill -9 of the process that writes the index, and two hosts that follow one database: what is lost, and how soon all agree.

`python -m benchmarks.search.faults [--kills 100] [--changes 20]` runs real workers on a database of its own (SQLite, or the empty one that
DATABASE_URL names) and prints one line each: name, N, failures, worst, seconds, seed. It exits with 1 where anything failed.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

SEED = 20_261_126
ROWS = 300
AGREED_WITHIN = 60.0  # seconds, before it counts as never
WORD = "token{number}x{change}"


def main() -> None:
    """Do both in a database of this run's own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "assay.settings", "ASSAY_DATA_DIR": folder, "ASSAY_INDEX_DIR": str(Path(folder) / "one")}
        os.environ |= {"ASSAY_DEMO": "", "ASSAY_DEBUG": ""}
        import django  # noqa: PLC0415  settings are chosen first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        from benchmarks.search.library import fill  # noqa: PLC0415

        call_command("prepare", stdout=sys.stderr)
        fill(ROWS, lambda _done: None)
        failed = kills(chosen.kills, chosen.seed) if chosen.kills else 0
        failed += converge(chosen.changes, chosen.seed, [Path(folder) / "one", Path(folder) / "two"]) if chosen.changes else 0
    sys.exit(bool(failed))


def say(name: str, count: int, failures: int, worst: str, *, begun: float, seed: int) -> None:
    """Print the line of a harness."""
    print(f"{name} · N {count} · failures {failures} · worst {worst} · {time.monotonic() - begun:.0f} s · seed {seed}", flush=True)


@contextmanager
def worker(index: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker that writes the index in a folder, and end it at once."""
    environment = os.environ | {"ASSAY_INDEX_DIR": str(index)}
    process = subprocess.Popen(
        [sys.executable, "-m", "assay", "worker"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def write(chance: random.Random) -> str:
    """Change one row as the actions do, with its event; return the word that now stands in its name."""
    from django.db import transaction  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from assay.history.record import Fact, record  # noqa: PLC0415

    with transaction.atomic():
        row = Descriptor.objects.select_for_update().get(number=chance.randrange(1, ROWS + 1))
        word = WORD.format(number=row.number, change=row.change + 1)
        Descriptor.objects.filter(pk=row.pk).update(criterion_name=f"Aspect {word}", change=row.change + 1)
        record([Fact("descriptor", row.uid, "edited")], by=None, at=timezone.now())
    return word


def kills(count: int, seed: int) -> int:
    """Kill the worker again and again while rows change; return how many documents differ from the database in the end."""
    from assay.descriptors.search import store  # noqa: PLC0415

    begun, chance = time.monotonic(), random.Random(seed)
    for _ in range(count):
        with worker(store.root()):
            until = time.monotonic() + chance.uniform(0.8, 2.0)
            while time.monotonic() < until:
                write(chance)
                time.sleep(chance.uniform(0.0, 0.03))
    with worker(store.root()):
        since = time.monotonic()
        while not is_caught_up() and time.monotonic() - since < AGREED_WITHIN:
            time.sleep(0.05)
        healed = time.monotonic() - since
    wrong = differences()
    say("kill -9 of the indexer", count, len(wrong), f"{healed:.1f} s until healed", begun=begun, seed=seed)
    return len(wrong)


def is_caught_up() -> bool:
    """Return whether the index holds every event."""
    from assay.descriptors.search import indexer, store  # noqa: PLC0415

    try:
        return store.snapshot().mark.position == indexer.last_mark().position
    except store.Unavailable:
        return False


def differences() -> list[str]:
    """Return what the index lacks, has twice or has in an older state."""
    import tantivy  # noqa: PLC0415

    from assay.descriptors.models import Descriptor  # noqa: PLC0415
    from assay.descriptors.search import store  # noqa: PLC0415
    from assay.descriptors.search.analysis import words  # noqa: PLC0415
    from assay.descriptors.search.schema import SCHEMA  # noqa: PLC0415

    searcher = store.snapshot().searcher
    rows = list(Descriptor.objects.live().values_list("uid", "criterion_name"))
    found = [] if searcher.num_docs == len(rows) + 1 else [f"{searcher.num_docs - 1} documents for {len(rows)} rows"]
    for uid, name in rows:
        asked = [(tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, "uid", str(uid)))]
        asked += [(tantivy.Occur.Must, tantivy.Query.term_query(SCHEMA, "name", word)) for word in words(name)]
        if len(searcher.search(tantivy.Query.boolean_query(asked), 3).hits) != 1:
            found.append(f"{uid} {name}")
    return found


def converge(count: int, seed: int, hosts: Sequence[Path]) -> int:
    """Let two hosts, each with an index of its own, follow one database; return how many changes one of them never found."""
    begun, chance, taken = time.monotonic(), random.Random(seed), []
    with ExitStack() as running:
        for host in hosts:
            running.enter_context(worker(host))
        for host in hosts:
            found_in(host, "", 60.0)
        for _ in range(count):
            word, since = write(chance), time.monotonic()
            taken.append(max(found_in(host, word, since=since) for host in hosts))
    lost = sum(seconds >= AGREED_WITHIN for seconds in taken)
    say("two hosts converge", count, lost, f"{max(taken) * 1000:.0f} ms", begun=begun, seed=seed)
    return lost


def found_in(host: Path, word: str, patience: float = AGREED_WITHIN, since: float | None = None) -> float:
    """Return how many seconds after `since` another process, this one, finds a word in a host's index."""
    import tantivy  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    from assay.descriptors.search import store  # noqa: PLC0415
    from assay.descriptors.search.schema import SCHEMA  # noqa: PLC0415

    settings.INDEX_DIR = host
    begun = time.monotonic() if since is None else since
    while time.monotonic() - begun < patience:
        try:
            searcher = store.snapshot().searcher
            if not word or searcher.search(tantivy.Query.term_query(SCHEMA, "name", word), 1).hits:
                return time.monotonic() - begun
        except store.Unavailable:
            pass
        time.sleep(0.005)
    return patience


if __name__ == "__main__":
    main()
