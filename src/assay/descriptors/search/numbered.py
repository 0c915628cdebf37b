"""The numbers of sections, such as §3: those of the standards of the skills that are asked for, else of the reader's own."""

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from assay.standards.current import section_numbers
from assay.standards.models import Skill, WSOSSection
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.descriptors.search.asked import Scope

NUMBER = re.compile(r"§?([0-9]{1,3})")


def number_in(text: str) -> int | None:
    """Return the number of a section that a text is, with or without its sign; None where it is none."""
    found = NUMBER.fullmatch(text)
    return int(found[1]) if found else None


def numbers_of_sections(asked: Iterable[Collection[str]], scope: "Scope") -> dict[int, set[int]]:
    """Return section → its numbers, by primary key, in the skills whose codes are in all that is asked for, else in one's own."""
    codes = [frozenset(one) for one in asked]
    own: Iterable[int] = () if codes else roles_of(scope.user).all
    skills = Skill.objects.filter(code__in=frozenset.intersection(*codes)).values_list("pk", flat=True) if codes else own
    found: dict[int, set[int]] = {}
    for (_skill, section), number in section_numbers(skills).items() if codes or own else ():
        found.setdefault(section, set()).add(number)
    return found


def sections_numbered(number: int, asked: Iterable[Collection[str]], scope: "Scope") -> dict[str, str]:
    """Return uid → name of the sections that have a number there."""
    meant = [section for section, numbers in numbers_of_sections(asked, scope).items() if number in numbers]
    rows = WSOSSection.objects.filter(pk__in=meant).order_by("name").values_list("uid", "name") if meant else ()
    return {str(uid): name for uid, name in rows}


def numbers_by_uid(asked: Iterable[Collection[str]], scope: "Scope") -> dict[str, set[int]]:
    """Return section → its numbers there, by uid."""
    numbers = numbers_of_sections(asked, scope)
    rows = WSOSSection.objects.filter(pk__in=numbers).values_list("pk", "uid") if numbers else ()
    return {str(uid): numbers[pk] for pk, uid in rows}
