"""`make bench-search N=12000`: measure Assay on both databases and PostgreSQL's own full text beside it, and print the table."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from benchmarks.search.figures import Figure, read
from benchmarks.search.table import table

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parent / "results"
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def main() -> None:
    """Measure what was asked for."""
    chosen = arguments()
    load = os.getloadavg()[0]
    found: list[Figure] = []
    for db in chosen.db.split(","):
        with database(db, chosen) as environment:
            for line in measured(db, chosen.n, environment):
                figure = read(line)
                found.append(figure)
                if chosen.json and figure.p50_ms is not None:
                    print(line, end="", flush=True)
    text = table(found, n=chosen.n, load=load)
    if not chosen.json:
        print(text)
    if chosen.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"search-{chosen.n}.md").write_text(text, encoding="utf-8")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--n", type=int, default=12_000, help="how many descriptors (12000)")
    parser.add_argument("--json", action="store_true", help="one JSON object a line instead of the table")
    parser.add_argument("--save", action="store_true", help="write the table to benchmarks/results/ as well")
    parser.add_argument("--db", default="sqlite,postgresql", help="which databases (sqlite,postgresql)")
    parser.add_argument("--keep", type=Path, help="a folder for databases that are kept and used again")
    parser.add_argument("--server", default=os.environ.get("DATABASE_URL") or SERVER, help="a PostgreSQL where a database may be made")
    return parser.parse_args()


def measured(db: str, n: int, environment: dict[str, str]) -> Iterator[str]:
    """Run the measurements in a process of their own, and yield its lines."""
    command = [sys.executable, "-m", "benchmarks.search.run", "--db", db, "--n", str(n)]
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True) as child:
        yield from child.stdout or ()
    if child.returncode:
        sys.exit(f"Measuring {db} failed.")


@contextmanager
def database(db: str, chosen: argparse.Namespace) -> Iterator[dict[str, str]]:
    """Yield the environment of a database of this run's own; it is dropped afterwards unless it is kept."""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as temporary:
        folder = (chosen.keep or Path(temporary)) / f"{db}-{chosen.n}"
        folder.mkdir(parents=True, exist_ok=True)
        common = {"ASSAY_DATA_DIR": str(folder), "ASSAY_INDEX_DIR": "", "ASSAY_DEMO": "", "ASSAY_DEBUG": ""}
        if db == "sqlite":
            yield common | {"DATABASE_URL": ""}
            return
        name = f"assay_bench_{chosen.n}"
        server = chosen.server.replace("postgres://", "postgresql://", 1)
        make(server, name)
        try:
            yield common | {"DATABASE_URL": urlunsplit(urlsplit(chosen.server)._replace(path=f"/{name}"))}
        finally:
            if not chosen.keep:
                drop(server, name)


def make(server: str, name: str) -> None:
    """Make a database unless it is there."""
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop(server: str, name: str) -> None:
    """Drop a database."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


if __name__ == "__main__":
    main()
