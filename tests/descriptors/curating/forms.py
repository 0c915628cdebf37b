"""The forms of curation as a browser would send them."""

from typing import Any

from assay.descriptors.models import Descriptor

URL = "/admin/curation/"


def chosen(do: str, *rows: Descriptor, **more: str) -> dict[str, Any]:
    """Return what the bar sends: a button, and the ticked rows with the `change` that was seen."""
    return {"do": do, "row": [f"{row.uid}:{row.change}" for row in rows], **more}


def editor(row: Descriptor, **changed: Any) -> dict[str, Any]:
    """Return the editor's fields as they stand, with what was `changed`, and what was sorted how beside them."""
    sorted_as = {
        "quality": row.quality_indicator,
        "skill": row.skill.code if row.skill else "",
        "categories": [str(category.uid) for category in row.categories.all()],
        "code": row.code,
        "tags": ", ".join(tag.name for tag in row.tags.order_by("name_key")),
        "also_useful_for": [skill.code for skill in row.also_useful_for.all()],
    }
    wording = {"criterion_name": row.criterion_name, "wsos_section": str(row.wsos_section.uid) if row.wsos_section else ""}
    levels = {f"score{n}": text for n, text in enumerate(row.levels)}
    before = {f"initial-{name}": value for name, value in sorted_as.items()}
    return {"change": str(row.change), **wording, **levels, **sorted_as, **before, **changed}
