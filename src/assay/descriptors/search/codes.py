"""Words that are the code of a skill: what they would find as that filter."""

from assay.descriptors.search.query import lone_words
from assay.standards.models import Skill

LONGEST_CODE = 8


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
