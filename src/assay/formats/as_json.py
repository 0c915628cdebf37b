"""A scheme as JSON and back, exactly: what crosses the pipe to the reading child, and what may be stored. Decimals travel as text."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from typing import Any

from assay.formats.scheme import COLUMNS_OF_L1, Aspect, Criterion, Level, Note, SchemeWarning, Section, SubCriterion, Total, Workbook

Data = dict[str, Any]


def dump(book: Workbook) -> Data:
    """Return the scheme as JSON data."""
    return {name: _plain(value) for name, value in vars(book).items()}


def load(data: Data) -> Workbook:
    """Return the scheme that `dump` made the data of."""
    rest = {name: value for name, value in data.items() if isinstance(value, str)}
    return Workbook(
        **rest,
        sections=tuple(Section(**_marked(section)) for section in data["sections"]),
        criteria=tuple(Criterion(**_marked(criterion)) for criterion in data["criteria"]),
        sub_criteria=tuple(_sub_criterion(sub) for sub in data["sub_criteria"]),
        notes=tuple(Note(**note) for note in data["notes"]),
        totals=tuple(Total(**_marked(total)) for total in data["totals"]),
        other_sheets=tuple(data["other_sheets"]),
        warnings=tuple(SchemeWarning(**said) for said in data["warnings"]),
        columns=data.get("columns", COLUMNS_OF_L1),
    )


def _sub_criterion(data: Data) -> SubCriterion:
    return SubCriterion(**data | {"aspects": tuple(_aspect(aspect) for aspect in data["aspects"])})


def _aspect(data: Data) -> Aspect:
    zero, one, two, three = (Level(**level) for level in data["levels"])
    lists = {"levels": (zero, one, two, three), "extra": tuple(data["extra"]), "extra_raw": tuple(data["extra_raw"])}
    return Aspect(**_marked(data) | lists)


def _marked(data: Data) -> Data:
    return data | {"mark": None if data["mark"] is None else Decimal(data["mark"])}


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return {name: _plain(item) for name, item in vars(value).items()} if is_dataclass(value) else str(value)
