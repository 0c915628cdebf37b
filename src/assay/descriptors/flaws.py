"""What looks incomplete in a wording; it can be sent all the same, on confirmation."""

from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.wording import LEVELS, Wording
from assay.names import name_key


def flaws_of(wording: Wording) -> list[str]:
    """Return in words which levels are missing and which are the same."""
    missing = wording.missing_levels
    named = ", ".join(str(number) for number in missing)
    found = [ngettext("Level %(levels)s missing", "Levels %(levels)s missing", len(missing)) % {"levels": named}] if missing else []
    return found + [_("Levels %(one)d and %(other)d are the same") % {"one": one, "other": other} for one, other in same_levels(wording)]


def same_levels(wording: Wording) -> list[tuple[int, int]]:
    """Return the pairs of levels with one text, whatever its case."""
    keys = [name_key(text) for text in wording.levels]
    return [(one, other) for one, other in combinations(LEVELS, 2) if keys[one] and keys[one] == keys[other]]
