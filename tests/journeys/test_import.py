"""A marking scheme comes in: what a workbook would make is shown first, then it is in the library with its origin."""

from dataclasses import replace
from pathlib import Path

import pytest

from assay.demo.schemes.write import scheme
from assay.formats import as_cis
from tests.conftest import SAMPLES
from tests.journeys.conftest import Arrives
from tests.journeys.stories import find, upload
from tests.journeys.visitor import ADMIN, Visitor

pytestmark = pytest.mark.journey

ASPECT = "Common website elements (header, navigation, footer) are responsive"
REAL = SAMPLES / "es2023_17_final.xlsx"


def written(folder: Path) -> Path:
    """Write the workbook of the demonstration with other aspects, as if another competition had used it."""
    book = scheme("demo2025_09")
    parts = [
        replace(part, aspects=tuple(replace(one, description=f"{one.description} in a hurry") for one in part.aspects))
        for part in book.sub_criteria
    ]
    path = folder / "es2023_09.xlsx"
    path.write_bytes(as_cis.write(replace(book, sub_criteria=tuple(parts))))
    return path


def test_a_workbook_becomes_descriptors_of_the_library(arrives: Arrives, tmp_path: Path) -> None:
    admin = arrives(ADMIN)
    upload(admin, written(tmp_path))
    admin.sees("Into the library: 26 descriptors, 26 complete")
    admin.sees("39 measured aspects stay in the scheme")
    import_it(admin)
    admin.clicks("See them in the library")
    admin.sees("26 descriptors")


@pytest.mark.skipif(not REAL.is_file(), reason="the real marking schemes are not beside this checkout")
def test_a_real_workbook_is_found_with_its_origin(arrives: Arrives) -> None:
    admin = arrives(ADMIN)
    upload(admin, REAL)
    import_it(admin)
    find(admin, "common website elements", ASPECT)
    admin.clicks(ASPECT)
    admin.sees("Origin")
    admin.sees(REAL.name)


def import_it(admin: Visitor) -> None:
    """Import what was shown."""
    admin.clicks("Import into the library")
    admin.sees("26 descriptors are in the library.")
