"""Reads a file from outside, whatever it calls itself: a workbook, or a scheme in JSON."""

from assay.formats import from_cis, from_scheme_json
from assay.formats.guard import check_size
from assay.formats.scheme import Workbook


def read(data: bytes, *, name: str) -> Workbook:
    """Read a file; raise UnreadableWorkbook. Runs in the limited child."""
    check_size(data)
    if from_scheme_json.looks_like_json(data):
        return from_scheme_json.read(data, name=name)
    return from_cis.read(data, name=name)
