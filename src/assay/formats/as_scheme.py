"""Writes a selection as a CIS workbook: an imported scheme as it was read, descriptors as a scheme of their own without marks."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from assay.formats import as_cis
from assay.formats.cis_check import Stumble, stumbles
from assay.formats.from_cis import SHEET
from assay.formats.preamble import skill_of
from assay.formats.scheme import JUDGEMENT, Aspect, Criterion, Level, Levels, Section, SubCriterion, Workbook
from assay.formats.selection import Descriptor, Selection

LETTERS = "ABCDEFGHI"
FORMS_OF_A_CRITERION = 99
STANDARDS = "WorldSkills Occupational Standards"
OUTSIDE = 1000  # sorts after every number of a section
Key = tuple[int, str]


def write(selection: Selection) -> bytes:
    """Return the workbook."""
    return as_cis.write(scheme_of(selection))


def look(selection: Selection) -> list[Stumble]:
    """Return what CIS would stumble over in the workbook."""
    return stumbles(as_cis.as_written(scheme_of(selection)))


def scheme_of(selection: Selection) -> Workbook:
    """Return the scheme: descriptors stand in a sub-criterion for each section, in the order of the standard, outside ones last."""
    if selection.book is not None:
        return selection.book
    title, standard = _title(selection), selection.standard
    forms = tuple(_forms(selection))
    code, name = skill_of(title)
    return Workbook(
        file="",
        sheet=SHEET,
        layout="L1",
        title=title,
        skill_code=code,
        skill_name=name,
        standards_title=f"{STANDARDS} {standard.competition.code}" if standard else STANDARDS,
        sections=tuple(Section(use.number or 0, use.name, use.weight) for use in (standard.sections if standard else ())),
        criteria=tuple(Criterion(letter, selection.title, None) for letter in dict.fromkeys(form.criterion for form in forms)),
        sub_criteria=forms,
    )


def _title(selection: Selection) -> str:
    """Return what stands on top: the skill whose standard numbers the sections, else the selection's own title."""
    skill = selection.standard.skill if selection.standard else selection.skill
    return str(skill) if skill else selection.title


def _forms(selection: Selection) -> Iterator[SubCriterion]:
    numbers = {use.uid: use.number for use in selection.standard.sections} if selection.standard else {}

    def key(row: Descriptor) -> Key:
        if row.section is None or (numbers and row.section.uid not in numbers):
            return OUTSIDE, selection.words.outside
        return numbers.get(row.section.uid) or 0, row.section.name

    groups = groupby(sorted(selection.descriptors, key=key), key=key)
    yield from (_form(place, *of, rows) for place, (of, rows) in enumerate(groups))


def _form(place: int, number: int, name: str, rows: Iterable[Descriptor]) -> SubCriterion:
    letter, position = divmod(min(place, len(LETTERS) * FORMS_OF_A_CRITERION - 1), FORMS_OF_A_CRITERION)
    uid, section = f"{LETTERS[letter]}{position + 1}", number if 0 < number < OUTSIDE else None
    aspects = tuple(Aspect(uid, n, JUDGEMENT, row.name, levels=_levels(row), section=section) for n, row in enumerate(rows, 1))
    return SubCriterion(uid, name, "", LETTERS[letter], position + 1, aspects)


def _levels(row: Descriptor) -> Levels:
    zero, one, two, three = (Level(number, text) for number, text in enumerate(row.levels))
    return zero, one, two, three
