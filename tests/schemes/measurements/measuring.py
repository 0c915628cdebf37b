"""Schemes of measurement aspects."""

from typing import Any

from assay.schemes.models import Scheme
from assay.standards.models import Skill
from tests import factories as make
from tests.formats.sheets import SUB


def scheme_of(skill: Skill, *rows: dict[str, Any], **fields: Any) -> Scheme:
    """Import rows of a workbook; `fields` are set on the scheme afterwards."""
    made = make.scheme(skill, make.CompetitionFactory.create(), book=make.workbook("made.xlsx", SUB, *rows))
    Scheme.objects.filter(pk=made.pk).update(**fields)
    return made
