"""How near two wordings are, as people say it: “Same aspect, levels 2 and 3 reworded”."""

from collections.abc import Sequence
from enum import Enum

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.search.analysis import words
from assay.descriptors.search.likeness import Weigh, overlap, stems_of
from assay.descriptors.wording import LEVELS, Wording

REWORDED = 0.3  # of the weight of a text, both have


class Part(Enum):
    """How one part of two wordings compares."""

    SAME = "same"
    REWORDED = "reworded"
    DIFFERENT = "different"
    ONLY_IN_ONE = "only in one"


def compare_part(mine: str, theirs: str, weigh: Weigh[str]) -> Part:
    """Return how two texts compare; case, spaces and punctuation do not count."""
    if words(mine) == words(theirs):
        return Part.SAME
    if not (mine.strip() and theirs.strip()):
        return Part.ONLY_IN_ONE
    return Part.REWORDED if overlap(stems_of(mine), stems_of(theirs), weigh) >= REWORDED else Part.DIFFERENT


def in_words(mine: Wording, theirs: Wording, weigh: Weigh[str]) -> str:
    """Return what is the same and what differs, as one sentence without a full stop."""
    name = compare_part(mine.criterion_name, theirs.criterion_name, weigh)
    levels = [compare_part(mine.levels[n], theirs.levels[n], weigh) for n in LEVELS]
    if {name, *levels} == {Part.SAME}:
        return word_for_word(mine, theirs)
    return ", ".join([about_the_name(name), *about_the_levels(levels, always=name is not Part.SAME)])


def word_for_word(mine: Wording, theirs: Wording) -> str:
    """Return the sentence for two wordings of the same words."""
    if None not in (mine.section, theirs.section) and mine.section != theirs.section:
        return _("Word for word the same, in another WSOS section")
    return _("Word for word the same") if mine.key == theirs.key else _("The same words, other signs between them")


def about_the_name(name: Part) -> str:
    """Return how the names compare."""
    sentences = {Part.SAME: _("Same aspect"), Part.REWORDED: _("Aspect reworded"), Part.DIFFERENT: _("Another aspect")}
    return sentences.get(name, _("Another aspect"))


def about_the_levels(levels: Sequence[Part], *, always: bool) -> list[str]:
    """Return how the levels compare; those that are the same are named where they are all, or where the name differs."""
    if len(set(levels)) == 1:
        return [all_levels(levels[0])]
    shown = [Part.SAME] if always else []
    return [some_levels(part, levels) for part in (*shown, Part.REWORDED, Part.DIFFERENT, Part.ONLY_IN_ONE) if part in levels]


def all_levels(part: Part) -> str:
    """Return the sentence for four levels that compare alike."""
    sentences = {Part.SAME: _("all levels the same"), Part.REWORDED: _("all levels reworded"), Part.DIFFERENT: _("all levels different")}
    return sentences.get(part, _("levels in only one of them"))


def some_levels(part: Part, levels: Sequence[Part]) -> str:
    """Return the sentence for the levels that compare so."""
    numbers = [str(number) for number in LEVELS if levels[number] is part]
    many = len(numbers)
    sentences = {
        Part.SAME: ngettext("level %(n)s the same", "levels %(n)s the same", many),
        Part.REWORDED: ngettext("level %(n)s reworded", "levels %(n)s reworded", many),
        Part.DIFFERENT: ngettext("level %(n)s different", "levels %(n)s different", many),
        Part.ONLY_IN_ONE: ngettext("level %(n)s in only one of them", "levels %(n)s in only one of them", many),
    }
    return sentences[part] % {"n": get_text_list(numbers, _("and"))}
