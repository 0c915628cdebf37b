"""What an import says of a workbook, as data for `--json` and for the page."""

from typing import Any

from assay.formats.scheme import Aspect, Workbook
from assay.formats.wording import sentence


def report(book: Workbook) -> dict[str, Any]:
    """Return the report of one workbook; marks are decimal texts with two places, `aspects` counts typed rows (M and J)."""
    judgement = book.judgement
    return {
        "file": book.file,
        "layout": book.variant,
        "aspects": len(book.typed),
        "judgement": len(judgement),
        "complete": sum(aspect.has_all_levels for aspect in judgement),
        "sections": [
            {"number": section.number, "name": section.name, "marks": f"{book.section_marks(section.number):.2f}"}
            for section in book.sections
        ],
        "marks": f"{book.marks:.2f}",
        "warnings": [{"rule": said.rule, "cell": said.cell, "message": sentence(said)} for said in book.warnings],
        "descriptors": [descriptor(aspect) for aspect in judgement],
    }


def descriptor(aspect: Aspect) -> dict[str, Any]:
    """Return what one judgement aspect becomes."""
    return {
        "code": aspect.code,
        "criterion_name": aspect.description,
        "levels": list(aspect.level_texts),
        "section": aspect.section,
        "row": aspect.row,
    }
