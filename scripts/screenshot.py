"""Renews the picture in the README: the library of the demonstration as a Skill Competition Manager sees it."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the journeys know how to serve a demonstration

from tests.journeys.product import demonstration, serve  # noqa: E402
from tests.journeys.visitor import SCM, Visitor  # noqa: E402

PICTURE = ROOT / "docs" / "library.png"
SCREEN = {"width": 1280, "height": 800}


def main() -> None:
    """Serve a demonstration of its own, take the picture, end it."""
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("Chromium is not here: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(demonstration(Path(folder, "library")), Path(folder, "data")) as product,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        visitor = Visitor(browser.new_context(base_url=product.url, viewport=SCREEN), "the photographer")
        visitor.signs_in(SCM)
        visitor.goes_to("/library/")
        visitor.page.wait_for_load_state("networkidle")
        visitor.page.screenshot(path=PICTURE)
        browser.close()
    print(f"{PICTURE} has {PICTURE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
