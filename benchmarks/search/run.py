"""Measure one database, in a process of its own: lines of JSON on stdout, progress on stderr."""

import argparse
import gc
import os


def main() -> None:
    """Choose the settings, then measure."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--n", type=int, required=True)
    arguments.add_argument("--db", required=True)
    chosen = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assay.settings")
    import django  # noqa: PLC0415  settings are chosen first

    django.setup()
    from benchmarks.search.measure import Measuring  # noqa: PLC0415

    gc.collect()
    gc.freeze()  # as the pages' processes do
    Measuring(chosen.db, chosen.n).everything()


if __name__ == "__main__":
    main()
