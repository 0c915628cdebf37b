"""A selection as people read it on paper: chapters of aspects with their four levels, the same for Word and PDF."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from assay.formats.scheme import JUDGEMENT, SUBJECTIVE, Aspect, Workbook
from assay.formats.selection import Descriptor, Example, Examples, Section, Selection, Words

OUTSIDE = 1000  # sorts after every number of a section
_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What neither XML nor a page can hold (controls but line end and tab, halves of a character, what is none), and what turns a line around.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_READ_FROM_THE_RIGHT = re.compile(r"^[^A-Za-z\u00c0-\u058f]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")


@dataclass(frozen=True)
class Line:
    """One aspect; a measurement aspect has `details` instead of levels."""

    aspect: str
    section: str
    levels: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    points: str = ""
    resource: tuple[str, ...] = ()
    language: str = "en"


@dataclass(frozen=True)
class Chapter:
    """Aspects under one heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Document:
    """Everything that stands in it; `foot` stands at the foot of every page, with the number of the page."""

    title: str
    of: str
    foot: str
    words: Words
    measured: tuple[Chapter, ...] = ()
    measured_of: str = ""
    judged: tuple[Chapter, ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, tuple[Chapter, ...]], ...]:
        """Return what is measured and what is judged, each under its heading, as far as there is any."""
        both = ((self.words.measurement, self.measured), (self.words.judgement, self.judged))
        return tuple((heading, chapters) for heading, chapters in both if chapters)

    @property
    def language(self) -> str:
        """Return what the column is called in which it stands beside its translation."""
        is_english = all(line.language == "en" for _heading, chapters in self.parts for chapter in chapters for line in chapter.lines)
        return self.words.english if is_english else self.words.original


def plain(text: str) -> str:
    """Return a text as it can be printed: one kind of line end, no control characters; everything else as it was typed."""
    return _UNPRINTABLE.sub("", _LINE_END.sub("\n", text))


def reads_from_the_right(text: str) -> bool:
    """Return whether the first letter of a text is of a script that is written from the right."""
    return bool(_READ_FROM_THE_RIGHT.match(text))


def document_of(selection: Selection, title: str) -> Document:
    """Return a scheme by its criteria, in its own order; descriptors by their sections, in the order of the standard."""
    words, book = selection.words, selection.book
    made = Document(title, selection.title, _foot(selection), words)
    if book is None:
        examples = selection.examples
        made = replace(made, judged=tuple(_by_section(selection)))
        return replace(made, measured=tuple(_examples(examples)), measured_of=examples.title) if examples else made
    aspects = [(sub.criterion, aspect) for sub in book.sub_criteria for aspect in sub.aspects]
    measured = [(letter, aspect) for letter, aspect in aspects if not _is_judged(aspect)]
    judged = [(letter, aspect) for letter, aspect in aspects if _is_judged(aspect)]
    return replace(made, measured=tuple(_by_criterion(measured, book)), judged=tuple(_by_criterion(judged, book)))


def _foot(selection: Selection) -> str:
    words, standard = selection.words, selection.standard
    competition = selection.competition or (standard.competition if standard else None)
    skill = selection.skill or (standard.skill if standard else None)
    parts = (skill, competition and competition.name, f"{words.revision} {_revision(selection)}", f"{selection.made_at:%Y-%m-%d}")
    return " · ".join([str(part) for part in parts if part] + [words.not_for_competitors])


def _revision(selection: Selection) -> str:
    """Return eight digits that are the same for the same wording in the same order, and for no other."""
    examples = repr(selection.examples.rows) if selection.examples else ""
    held = repr(selection.book) if selection.book else "\n".join([row.revision_uid for row in selection.descriptors] + [examples])
    return hashlib.sha256(held.encode("utf-8", "replace")).hexdigest()[:8]


def _by_criterion(aspects: Iterable[tuple[str, Aspect]], book: Workbook) -> Iterator[Chapter]:
    names = {section.number: str(Section("", section.name, section.number)) for section in book.sections}
    for letter, group in groupby(aspects, key=lambda pair: pair[0]):
        lines = tuple(_line_of_aspect(aspect, names) for _letter, aspect in group)
        yield Chapter(f"{letter} {book.criterion_name(letter)}".strip(), lines)


def _examples(examples: Examples) -> Iterator[Chapter]:
    for criterion, rows in groupby(examples.rows, key=lambda row: row.criterion):
        yield Chapter(criterion, tuple(_line_of_example(row) for row in rows))


def _line_of_example(row: Example) -> Line:
    return Line(row.aspect, row.section, details=row.details, points=_points(row.mark), resource=tuple(filter(None, (row.code,))))


def _points(mark: Decimal | None) -> str:
    return "" if mark is None else f"{mark:.2f}"


def _is_judged(aspect: Aspect) -> bool:
    return aspect.type in {JUDGEMENT, SUBJECTIVE} or any(aspect.level_texts)


def _line_of_aspect(aspect: Aspect, names: Mapping[int, str]) -> Line:
    number = aspect.section
    return Line(
        aspect=aspect.description,
        section="" if number is None else names.get(number, f"§{number}"),
        levels=aspect.level_texts if _is_judged(aspect) else (),
        details=tuple(filter(None, (*aspect.extra, aspect.requirement))),
        points=_points(aspect.mark),
        resource=tuple(filter(None, (aspect.code,))),
    )


def _by_section(selection: Selection) -> Iterator[Chapter]:
    numbers = {use.uid: use.number for use in selection.standard.sections} if selection.standard else {}

    def key(row: Descriptor) -> tuple[int, str]:
        if row.section is None or (numbers and row.section.uid not in numbers):
            return OUTSIDE, selection.words.outside
        number = numbers.get(row.section.uid) or row.section.number
        return number or 0, str(replace(row.section, number=number))

    for (_number, heading), rows in groupby(sorted(selection.descriptors, key=key), key=key):
        yield Chapter(heading, tuple(_line_of(row, heading, selection) for row in rows))


def _line_of(row: Descriptor, heading: str, selection: Selection) -> Line:
    """Return a descriptor as a line; where there are several skills, it says of which one it is."""
    words, skill = selection.words, "" if selection.skill else str(row.skill or "")
    section = row.section.name if row.section and heading == words.outside else heading
    named = (f"#{row.number} · {words.revision} {row.revision}", skill, row.code, row.source.label, row.note)
    return Line(row.name, section, row.levels, resource=tuple(filter(None, named)), language=row.language)
