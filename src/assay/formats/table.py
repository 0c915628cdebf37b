"""The one list of formats: what can be read, what can be written."""

from collections.abc import Callable
from dataclasses import dataclass

from assay.formats import as_cis, child
from assay.formats.scheme import Workbook


@dataclass(frozen=True)
class Format:
    """A format by its short name, with its reader for files from outside and its writer."""

    name: str
    suffix: str
    media_type: str
    read: Callable[..., Workbook] | None = None
    write: Callable[[Workbook], bytes] | None = None


FORMATS = {
    "cis": Format(
        "CIS marking scheme",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        read=child.read_in_child,
        write=as_cis.write,
    ),
}
