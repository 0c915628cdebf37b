"""What leaves the library: a selection of descriptors with all that a writer may need, and nothing that its reader may not open."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from assay.formats.scheme import Workbook

Levels = tuple[str, str, str, str]
SELECTION_VERSION = 1


@dataclass(frozen=True)
class Words:
    """What writers call things, in the reader's language; English where nobody said otherwise."""

    levels: Levels = ("Below standard", "Meets standard", "Exceeds in part", "Excellent")
    skill: str = "Skill"
    section: str = "WSOS section"
    quality: str = "Quality"
    status: str = "Status"
    code: str = "Code"
    source: str = "Source"
    tags: str = "Tags"
    revision: str = "Revision"
    note: str = "Note"
    outside: str = "Outside the standard"
    guide: str = "Standards and Assessment Guide"
    booklet: str = "Booklet of descriptors"
    translation: str = "Translation sheet"
    measurement: str = "Measurement examples"
    judgement: str = "Judgement"
    aspect: str = "Aspect"
    section_of_td: str = "WSOS section as per TD"
    points: str = "Points"
    descriptor: str = "Descriptor"
    requirement: str = "Requirement"
    resource: str = "Resource"
    original: str = "Original"
    english: str = "English"
    translated: str = "Translation"
    not_for_competitors: str = "Not for Competitors"
    no_font: str = (
        "No font of the server that made this file has some of its characters; a box stands for each of them. The Word file shows them:"
    )


@dataclass(frozen=True)
class Skill:
    """A skill with its sector."""

    uid: str
    code: str
    name: str
    sector: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class Competition:
    """A competition with C1, its first day."""

    uid: str
    code: str
    name: str
    first_day: date


@dataclass(frozen=True)
class Section:
    """A WSOS section; `number` and `weight` (per cent) are those of the standard that is meant, None where it is not in it."""

    uid: str
    name: str
    number: int | None = None
    weight: Decimal | None = None
    know: tuple[str, ...] = ()
    able: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name if self.number is None else f"§{self.number} {self.name}"


@dataclass(frozen=True)
class Standard:
    """The standard by which the selection is numbered: that of its skill, or of the skill that its reader manages."""

    uid: str
    skill: Skill
    competition: Competition
    is_complete: bool
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Where a descriptor was adopted or imported from."""

    system: str
    external_id: str
    competition: str = ""
    file: str = ""
    sheet: str = ""
    criterion: str = ""
    sub_criterion: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Revision:
    """One immutable state of a descriptor's wording."""

    uid: str
    number: int
    at: datetime
    name: str
    levels: Levels
    section: str = ""


@dataclass(frozen=True)
class Choice:
    """A value of a short list: its code, the same for ever, and what people read."""

    code: str
    label: str = ""


@dataclass(frozen=True)
class Descriptor:
    """A descriptor as its reader sees it now; `history` holds the revisions that are theirs to read, where history was wanted."""

    uid: str
    number: int
    address: str
    name: str
    levels: Levels
    skill: Skill | None
    section: Section | None
    quality: Choice
    status: Choice
    revision_uid: str
    revision: int
    updated_at: datetime
    approved_at: datetime | None = None
    is_library: bool = True
    sector: str = ""
    code: str = ""
    source: Choice = Choice("")
    language: str = "en"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    also_useful_for: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    history: tuple[Revision, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Example:
    """A measurement aspect of an imported scheme; `criterion` is its letter with its name."""

    aspect: str
    criterion: str
    section: str = ""
    details: tuple[str, ...] = ()
    mark: Decimal | None = None
    code: str = ""


@dataclass(frozen=True)
class Examples:
    """The measurement aspects of the scheme with this uid, in its order."""

    uid: str
    title: str
    rows: tuple[Example, ...]


@dataclass(frozen=True)
class Selection:
    """Descriptors in their order; `uid` is of the thing that they are of (a collection, a skill, a scheme), `book` an imported scheme.

    `examples` are there where the writer wants them and the thing is a skill's.
    """

    title: str
    made_at: datetime
    address: str
    descriptors: tuple[Descriptor, ...] = ()
    uid: str = ""
    skill: Skill | None = None
    competition: Competition | None = None
    standard: Standard | None = None
    book: Workbook | None = None
    examples: Examples | None = None
    words: Words = Words()
