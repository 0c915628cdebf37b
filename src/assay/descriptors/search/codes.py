"""Words that are the code of a skill, or the number of a section: what they would find as that filter."""

import re
from typing import TYPE_CHECKING

from assay.descriptors.search.query import lone_words
from assay.standards.current import section_numbers
from assay.standards.models import Skill, WSOSSection
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.descriptors.search.asked import Query, Scope

LONGEST_CODE = 8
NUMBER = re.compile(r"§([0-9]{1,3})")


def coded(typed: str) -> list[tuple[str, str]]:
    """Return each skill whose code stands among the words, with the text in which it is a filter. Everybody knows the skills."""
    found = [(word, before, after) for word, before, after in lone_words(typed) if len(word) <= LONGEST_CODE]
    skills = skills_of({word for word, _before, _after in found}) if found else {}
    return [
        (str(skill), f"{before}skill:{skill.code.casefold()}{after}")
        for word, before, after in found
        if (skill := skills.get(word.casefold()))
    ]


def skills_of(words: set[str]) -> dict[str, Skill]:
    """Return the skills whose code is one of the words, whatever its case, by the code without case."""
    codes = {way for word in words for way in (word, word.upper(), word.lower())}
    return {skill.code.casefold(): skill for skill in Skill.objects.filter(code__in=codes)}


def sections_numbered(word: str, besides: "Query", scope: "Scope") -> list[str]:
    """Return the names of the sections of which a word such as §3 is the number, in the skills asked for besides, else in one's own."""
    found = NUMBER.fullmatch(word)
    if not found:
        return []
    asked = [codes for name, codes in (*besides.chosen.items(), *besides.fixed) if name == "skill"]
    skills = (
        Skill.objects.filter(code__in=frozenset.intersection(*asked)).values_list("pk", flat=True) if asked else roles_of(scope.user).all
    )
    numbers = section_numbers(skills)
    meant = {section for (_skill, section), number in numbers.items() if number == int(found[1])}
    return list(WSOSSection.objects.filter(pk__in=meant).order_by("name").values_list("name", flat=True)) if meant else []
