"""What the coach calls severe in a wording; it can be sent all the same, with a reason."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay import coach
from assay.descriptors.wording import Wording

FORM = ""  # no language: only what stands in every language


def flaws_of(wording: Wording) -> list[str]:
    """Return in words which levels are missing and which are the same."""
    found = coach.check(wording, language=FORM)
    missing = [one.field[-1] for one in found if one.rule == "level-missing"]
    named = ", ".join(missing)
    flaws = [ngettext("Level %(levels)s missing", "Levels %(levels)s missing", len(missing)) % {"levels": named}] if missing else []
    same = [(one.message.params["other"], one.field[-1]) for one in found if one.rule == "levels-equal"]
    return flaws + [_("Levels %(one)s and %(other)s are the same") % {"one": one, "other": other} for one, other in same]
