"""`python -m benchmarks.coach [--sample | --save]`: show the sample with its texts, or print the page and write it."""

import argparse
import os
import sys
from pathlib import Path


def main() -> None:
    """Do it without a database."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coach", description=__doc__)
    parser.add_argument("--sample", action="store_true", help="show the findings to be judged, with their wordings")
    parser.add_argument("--save", action="store_true", help="write the page to benchmarks/coach/README.md as well")
    chosen = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "assay.settings"
    import django  # noqa: PLC0415  settings are chosen first

    django.setup()
    from benchmarks.coach.page import listed, page  # noqa: PLC0415

    text = listed() if chosen.sample else page()
    sys.stdout.write(text)
    if chosen.save:
        (Path(__file__).parent / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
