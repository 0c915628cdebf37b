"""Aspects of a workbook that are nearly what is there already."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from assay.descriptors.search.asked import Scope
from assay.descriptors.search.similar import Asked, Similar, similar_to_each
from assay.formats.scheme import Aspect
from assay.importing.existing import wording_of

if TYPE_CHECKING:
    from assay.accounts.models import User


def near_to(aspects: Iterable[Aspect], *, user: "User", at: datetime) -> dict[int, list[Similar]]:
    """Return what is near to each aspect, of what the person may open, by the aspect's row."""
    rows = list(aspects)
    found = similar_to_each([Asked(wording_of(aspect)) for aspect in rows], Scope.of(user, at))
    return {aspect.row: near for aspect, near in zip(rows, found, strict=True) if near}
