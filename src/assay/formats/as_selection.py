"""Writes a selection as JSON, with everything that is known of it; `docs/formats.md` describes it, `version` counts its changes."""

import json
from typing import Any

from assay.formats import as_json
from assay.formats.selection import (
    SELECTION_VERSION,
    Choice,
    Competition,
    Descriptor,
    Origin,
    Revision,
    Section,
    Selection,
    Skill,
    Standard,
)

Data = dict[str, Any]
KIND = "assay-selection"


def write(selection: Selection) -> bytes:
    """Return the file."""
    return json.dumps(data_of(selection), ensure_ascii=False).encode()


def data_of(selection: Selection) -> Data:
    """Return the selection as JSON data; what is not known is null, lists are there even when empty."""
    return {
        "format": KIND,
        "version": SELECTION_VERSION,
        "title": selection.title,
        "uid": selection.uid or None,
        "made_at": selection.made_at.isoformat(),
        "address": selection.address,
        "skill": _skill(selection.skill),
        "competition": _competition(selection.competition),
        "standard": _standard(selection.standard),
        "descriptors": [_descriptor(row) for row in selection.descriptors],
        "scheme": as_json.dump(selection.book) if selection.book else None,
    }


def _skill(skill: Skill | None) -> Data | None:
    return {"uid": skill.uid, "code": skill.code, "name": skill.name, "sector": skill.sector} if skill else None


def _competition(found: Competition | None) -> Data | None:
    return {"uid": found.uid, "code": found.code, "name": found.name, "first_day": found.first_day.isoformat()} if found else None


def _standard(standard: Standard | None) -> Data | None:
    if standard is None:
        return None
    sections = [_section(each) | {"know": list(each.know), "able": list(each.able)} for each in standard.sections]
    of = {"skill": _skill(standard.skill), "competition": _competition(standard.competition)}
    return {"uid": standard.uid, **of, "is_complete": standard.is_complete, "sections": sections}


def _section(section: Section) -> Data:
    weight = None if section.weight is None else str(section.weight)
    return {"uid": section.uid, "number": section.number, "name": section.name, "weight": weight}


def _choice(choice: Choice) -> Data | None:
    return {"code": choice.code, "label": choice.label} if choice.code else None


def _descriptor(row: Descriptor) -> Data:
    return {
        "uid": row.uid,
        "number": row.number,
        "address": row.address,
        "aspect": row.name,
        "levels": list(row.levels),
        "skill": _skill(row.skill),
        "sector": row.sector,
        "wsos_section": _section(row.section) if row.section else None,
        "quality": _choice(row.quality),
        "status": _choice(row.status),
        "code": row.code,
        "source": _choice(row.source),
        "language": row.language,
        "tags": list(row.tags),
        "categories": list(row.categories),
        "also_useful_for": list(row.also_useful_for),
        "revision": {"uid": row.revision_uid, "number": row.revision},
        "updated_at": row.updated_at.isoformat(),
        "approved_at": row.approved_at.isoformat() if row.approved_at else None,
        "origins": [_origin(each) for each in row.origins],
        "history": [_revision(each) for each in row.history],
        "note": row.note,
    }


def _origin(origin: Origin) -> Data:
    return vars(origin) | {}


def _revision(revision: Revision) -> Data:
    return {
        "uid": revision.uid,
        "number": revision.number,
        "at": revision.at.isoformat(),
        "aspect": revision.name,
        "levels": list(revision.levels),
        "wsos_section": revision.section,
    }
