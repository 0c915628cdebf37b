"""Writes a selection as a CASE 1.1 package (1EdTech): the standard as framework and items, the descriptors as a rubric."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from assay.formats.scheme import Aspect
from assay.formats.selection import Descriptor, Section, Selection, Standard

Data = dict[str, Any]
CREATOR = "WorldSkills International"
VERSION = "1.1"
BASE = "/ims/case/v1p1"
# Whatever has no uid of its own derives one from this, the same for ever.
OURS = UUID("0b6f6f2e-5c0a-4c55-9a36-6d2d5a1c7e10")
_NOT_NORMALIZED = re.compile(r"[\s\x00-\x1f\x7f]+")


def write(selection: Selection) -> bytes:
    """Return the package; only what the library has is in it, drafts and what is in review are not."""
    return json.dumps(package(selection), ensure_ascii=False).encode()


def package(selection: Selection) -> Data:
    """Return the package as JSON data: no null, no key that CASE does not know."""
    return _Package(selection).data()


def normalized(text: str) -> str:
    """Return a text without line breaks and tabs, as titles, categories and qualities are."""
    return _NOT_NORMALIZED.sub(" ", text).strip()


def derived(uid: str, name: str) -> str:
    """Return the uid of a part, derived from that of the whole: exporting twice gives the same."""
    return str(uuid5(UUID(uid) if uid else OURS, name))


def moment(at: datetime) -> str:
    """Return a time in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def known(**values: Any) -> Data:
    """Return what is there: CASE knows no null, and nothing empty where a text is optional."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}


def aspects_of(selection: Selection) -> dict[str, Aspect]:
    """Return, of an imported scheme, the aspect that each descriptor was made of, by the descriptor's uid."""
    if selection.book is None:
        return {}
    file, aspects = selection.book.file, {aspect.row: aspect for aspect in selection.book.judgement}
    made = ((row.uid, origin.row or 0) for row in selection.descriptors for origin in row.origins if origin.file == file)
    return {uid: aspects[row] for uid, row in made if row in aspects}


class _Package:
    """One selection on its way into a package."""

    def __init__(self, selection: Selection) -> None:
        self.selection, self.standard = selection, selection.standard
        self.rows = [row for row in selection.descriptors if row.is_library]
        self.server = selection.address.split("/", 3)
        self.at = max((row.updated_at for row in self.rows), default=selection.made_at)
        whole = selection.uid or derived("", "rows/" + " ".join(sorted(row.uid for row in self.rows)))
        self.aspects = aspects_of(selection)
        self.rubric = derived(whole, "case/rubric")
        self.document = self.standard.uid if self.standard else derived(whole, "case/document")
        self.title = self._title(self.standard) if self.standard else normalized(selection.title) or "Assay"

    @staticmethod
    def _title(standard: Standard) -> str:
        return normalized(f"{standard.skill} {standard.competition.code}")

    def uri(self, kind: str, uid: str) -> str:
        """Return the address of an object."""
        return f"{'/'.join(self.server[:3])}{BASE}/{kind}/{uid}"

    def link(self, kind: str, uid: str, title: str) -> Data:
        """Return a link to an object."""
        return {"title": title, "identifier": uid, "uri": self.uri(kind, uid)}

    def thing(self, kind: str, uid: str, **values: Any) -> Data:
        """Return an object with what every object has."""
        return {"identifier": uid, "uri": self.uri(kind, uid), "lastChangeDateTime": moment(self.at)} | known(**values)

    def data(self) -> Data:
        """Return everything."""
        items, associations = list(self.items()), list(self.associations())
        criteria = [self.criterion(row, place) for place, row in enumerate(self.rows, 1)]
        title = normalized(self.selection.title) or self.title
        rubric = self.thing("CFRubrics", self.rubric, title=title, CFRubricCriteria=criteria)
        return {"CFDocument": self.framework()} | known(CFItems=items, CFAssociations=associations, CFRubrics=[rubric])

    def framework(self) -> Data:
        """Return the document: a skill's standard in its competition, else the selection alone."""
        standard = self.standard
        return self.thing(
            "CFDocuments",
            self.document,
            creator=CREATOR,
            title=self.title,
            caseVersion=VERSION,
            frameworkType="WSOS" if standard else None,
            version=standard.competition.code if standard else None,
            subject=[normalized(standard.skill.name)] if standard else None,
            adoptionStatus=("Adopted" if standard.is_complete else "Draft") if standard else "Draft",
            extensions={"ws:skillCode": standard.skill.code, "ws:competition": standard.competition.code} if standard else None,
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the sections of the standard, or those that the descriptors name."""
        if self.standard:
            return self.standard.sections
        named = {row.section.uid: row.section for row in self.rows if row.section}
        return tuple(named[uid] for uid in sorted(named, key=lambda uid: named[uid].name))

    def section_uid(self, section: Section) -> str:
        """Return the item of a section in this document: a section's weight and number are the standard's."""
        return derived(self.document, f"section/{section.uid}")

    def lines(self, section: Section) -> Iterator[tuple[str, str, str]]:
        """Return uid, type and text of each line of a section's two lists."""
        for kind, told, lines in (("know", "Knowledge", section.know), ("able", "Ability", section.able)):
            for place, text in enumerate(lines, 1):
                yield derived(self.section_uid(section), f"{kind}/{place}"), told, text

    def items(self) -> Iterator[Data]:
        """Return a section each, and its lines."""
        for section in self.sections:
            weight = {"ws:importancePercent": float(section.weight)} if section.weight is not None else None
            number = str(section.number) if self.standard and section.number is not None else None
            yield self.thing(
                "CFItems",
                self.section_uid(section),
                fullStatement=section.name,
                CFItemType="WSOS Section",
                humanCodingScheme=number,
                extensions=weight,
            )
            for uid, told, text in self.lines(section):
                yield self.thing("CFItems", uid, fullStatement=text, CFItemType=told)

    def associations(self) -> Iterator[Data]:
        """Return what is below what, in its order."""
        for place, section in enumerate(self.sections, 1):
            uid = self.section_uid(section)
            yield self.child((uid, section.name), ("CFDocuments", self.document, self.title), place)
            for line, (below, _told, text) in enumerate(self.lines(section), 1):
                yield self.child((below, text), ("CFItems", uid, section.name), line)

    def child(self, origin: tuple[str, str], parent: tuple[str, str, str], place: int) -> Data:
        """Return that an item stands below another one or below the document."""
        uid, text = origin
        return self.thing(
            "CFAssociations",
            derived(uid, "association/isChildOf"),
            associationType="isChildOf",
            originNodeURI=self.link("CFItems", uid, normalized(text)),
            destinationNodeURI=self.link(parent[0], parent[1], normalized(parent[2])),
            sequenceNumber=place,
        )

    def criterion(self, row: Descriptor, place: int) -> Data:
        """Return a descriptor; only sections that are items here are linked."""
        sections = {section.uid: section for section in self.sections}
        section = sections.get(row.section.uid) if row.section else None
        uid, aspect = derived(row.uid, "case/criterion"), self.aspects.get(row.uid)
        levels = [self.level(row, number, text, uid) for number, text in enumerate(row.levels) if text]
        return self.thing(
            "CFRubricCriteria",
            uid,
            category=self.category(row, aspect),
            weight=float(aspect.mark) if aspect and aspect.mark is not None else None,
            description=row.name,
            CFItemURI=self.link("CFItems", self.section_uid(section), normalized(section.name)) if section else None,
            position=place,
            rubricId=self.rubric,
            CFRubricCriterionLevels=levels,
            extensions=self.ours(row),
        ) | {"lastChangeDateTime": moment(row.updated_at)}

    def category(self, row: Descriptor, aspect: Aspect | None) -> str | None:
        """Return where it stands: in a scheme its criterion and sub-criterion, else its section."""
        if aspect and self.selection.book:
            book = self.selection.book
            form = next(sub for sub in book.sub_criteria if aspect in sub.aspects)
            return normalized(f"{book.criterion_name(form.criterion) or form.criterion} / {form.id} {form.name}")
        return normalized(row.section.name) if row.section else None

    def level(self, row: Descriptor, number: int, text: str, criterion: str) -> Data:
        """Return a level that has a text."""
        level = self.thing(
            "CFRubricCriterionLevels",
            derived(row.uid, f"case/level/{number}"),
            description=text,
            quality=self.selection.words.levels[number],
            position=number + 1,
            rubricCriterionId=criterion,
        )
        return level | {"score": float(number), "lastChangeDateTime": moment(row.updated_at)}

    @staticmethod
    def ours(row: Descriptor) -> Data:
        """Return what CASE has no place for."""
        origin = row.origins[0] if row.origins else None
        return known(
            **{
                "ws:descriptor": row.uid,
                "ws:number": row.number,
                "ws:revision": row.revision_uid,
                "ws:revisionNumber": row.revision,
                "ws:tags": list(row.tags),
                "ws:quality": row.quality.code,
                "ws:source": row.source.code,
                "ws:origin": known(**vars(origin)) if origin else None,
                "ws:approvedAt": moment(row.approved_at) if row.approved_at else None,
            }
        )
