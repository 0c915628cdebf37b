"""`python -m benchmarks.relevance [--save]`: ask judged questions of three engines, misspell 150 words, and print the page."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import psycopg

from benchmarks.search.__main__ import SERVER, drop, make

NAME = "assay_bench_relevance"


def main() -> None:
    """Do it in a database of this run's own: on PostgreSQL, to compare with its full text, or without it on SQLite."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relevance", description=__doc__)
    parser.add_argument("--save", action="store_true", help="write the page to benchmarks/relevance/README.md as well")
    chosen = parser.parse_args()
    server = os.environ.get("DATABASE_URL") or SERVER
    url = server.replace("postgres://", "postgresql://", 1)
    try:
        drop(url, NAME)
        make(url, NAME)
        own = f"{server.rpartition('/')[0]}/{NAME}"
    except psycopg.OperationalError:
        print(f"PostgreSQL does not answer at {server}: its full text is left out.", file=sys.stderr)
        own = ""
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "assay.settings", "ASSAY_DATA_DIR": folder, "ASSAY_INDEX_DIR": "", "ASSAY_DEMO": "1"}
        os.environ["DATABASE_URL"] = own
        import django  # noqa: PLC0415  settings are chosen first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("prepare", stdout=sys.stderr)
        from benchmarks.relevance.page import page  # noqa: PLC0415

        text = page()
    if own:
        drop(url, NAME)
    sys.stdout.write(text)
    if chosen.save:
        (Path(__file__).parent / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
