"""`python -m benchmarks.duplicates [--save]`: fit the thresholds on one half, measure the product on the other, print the page."""

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Do it in a database of this run's own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicates", description=__doc__)
    parser.add_argument("--save", action="store_true", help="write the page to benchmarks/duplicates/README.md as well")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "assay.settings", "ASSAY_DATA_DIR": folder, "ASSAY_INDEX_DIR": "", "DATABASE_URL": ""}
        import django  # noqa: PLC0415  settings are chosen first

        django.setup()
        from benchmarks.duplicates.page import page  # noqa: PLC0415

        text = page()
    sys.stdout.write(text)
    if chosen.save:
        (Path(__file__).parent / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
