"""The conflict page: what happened meanwhile and by whom, both texts side by side, and a choice for each part."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.differences import Comparison, Op, compare, word_diff
from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.posted import seen_of
from assay.descriptors.states import APPROVED, DRAFT, PENDING_REVIEW, RETURNED
from assay.descriptors.wording import LEVELS, Wording
from assay.history.models import Event
from assay.history.timeline import Moment, moments
from assay.standards.models import WSOSSection
from assay.web.requests import UserRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assay.accounts.models import User

EDIT, APPROVE, CURATE = "edit", "approve", "curate"
# In which states an action can still be done with the merged wording; its name on the button.
POSSIBLE: dict[str, set[str | None]] = {EDIT: {DRAFT, RETURNED}, APPROVE: {PENDING_REVIEW}, CURATE: {None, APPROVED}}
VERBS: dict[str, Promise] = {
    EDIT: gettext_lazy("Save with these choices"),
    APPROVE: gettext_lazy("Approve with these choices"),
    CURATE: gettext_lazy("Save with these choices"),
}
PARTS = ("criterion_name", "wsos_section", *(f"score{n}" for n in LEVELS))
SEEN_NAMES = ("change", "seen")
KEEP, MINE, THEIRS = "keep-", "mine", "theirs"


@dataclass(frozen=True)
class Part:
    """A part of the wording in both versions; `chosen` is the one that is kept unless the person chooses otherwise."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str
    ops: "Sequence[Op]"
    number: int | None = None
    sentence: str = ""

    @property
    def differs(self) -> bool:
        """Return whether there is anything to choose."""
        return self.mine != self.theirs


def settled(data: QueryDict, found: Descriptor) -> QueryDict:
    """Return a form as the choices of a conflict page settle it: where "Take theirs" was chosen, the row's text stands in."""
    merged = data.copy()
    for name in PARTS:
        if data.get(KEEP + name) == THEIRS:
            merged[name] = theirs_in(data, found, name)
        merged.pop(KEEP + name, None)
    return merged


def theirs_in(data: QueryDict, found: Descriptor, name: str) -> str:
    """Return the row's text of a part, a section as this form names sections: by uid, or by its number in the database."""
    if name != "wsos_section":
        return str(getattr(found, name))
    section = found.wsos_section
    by_pk = data.get("wsos_section", "").isdigit()
    return str(section.pk if by_pk else section.uid) if section else ""


def conflict_page(request: UserRequest, *, found: Descriptor, mine: Wording, form_data: QueryDict, what: str) -> HttpResponse:
    """Answer 409 with both texts; `what` is EDIT, APPROVE or CURATE, `form_data` the form with the `change` that was seen.

    The page sends the same form to the same address with the row's `change` as it is now and a choice per part:
    that view passes its data through `settled` before it reads it.
    """
    mine, form_data = mine.tidied(), settled(form_data, found)
    seen = seen_of(next((form_data.get(name) for name in SEEN_NAMES if name in form_data), ""))
    page = {
        "found": found,
        "moments": happened(found, seen, request.user),
        "parts": parts_of(found, mine=mine, base=wording_seen(found, seen), form_data=form_data),
        "possible": found.deleted_at is None and found.batch_status in POSSIBLE[what],
        "verb": VERBS[what],
        "hidden": carried(form_data, found),
        "mine": mine,
        "mine_as_text": "\n\n".join(filter(None, (as_text(mine), form_data.get("comment", "").strip()))),
        "action": request.get_full_path(),
        "heading": _("Changed while you were writing"),
    }
    return render(request, "descriptors/conflict.html", page, status=409)


def happened(found: Descriptor, seen: int, reader: "User") -> list[Moment]:
    """Return in sentences what was done to the row since it was seen."""
    events = Event.objects.filter(subject=found.uid, change__gt=seen).select_related("actor").order_by("position")
    return moments(events, reader, by_name=False)


def wording_seen(found: Descriptor, seen: int) -> Wording | None:
    """Return the wording as it was when the person began, or None where that is not known."""
    revision = Event.objects.filter(subject=found.uid, change=seen).values_list("revision", flat=True).first()
    row = Revision.objects.filter(descriptor=found, number=revision).first() if revision else None
    return row.wording if row else None


def parts_of(found: Descriptor, *, mine: Wording, base: Wording | None, form_data: QueryDict) -> list[Part]:
    """Return name, section and levels in both versions; what one did not touch is taken from the other."""
    theirs, difference = found.wording, compare(found.wording, mine)
    names = section_names(theirs, mine, form_data)
    chosen = {name: preferred(base_of(base, name), base_of(mine, name), base_of(theirs, name)) for name in PARTS}
    name = Part(PARTS[0], _("Aspect"), mine.criterion_name, theirs.criterion_name, chosen[PARTS[0]], difference.name)
    section = Part(PARTS[1], _("WSOS section"), names[1], names[0], chosen[PARTS[1]], word_diff(*names))
    return [name, section, *levels_of(difference, chosen)]


def levels_of(difference: Comparison, chosen: dict[str, str]) -> list[Part]:
    """Return the four levels in both versions."""
    return [
        Part(
            f"score{level.number}",
            str(level.label),
            level.text,
            level.before,
            chosen[f"score{level.number}"],
            level.ops,
            level.number,
            str(level.sentence),
        )
        for level in difference.levels
    ]


def base_of(wording: Wording | None, name: str) -> Any:
    """Return one part of a wording."""
    if wording is None:
        return None
    if name == "criterion_name":
        return wording.criterion_name
    return wording.section if name == "wsos_section" else wording.levels[int(name[-1])]


def preferred(base: Any, mine: Any, theirs: Any) -> str:
    """Return which version a part starts with: theirs where only they changed it, else mine."""
    return THEIRS if mine == base and theirs != base else MINE


def section_names(theirs: Wording, mine: Wording, form_data: QueryDict) -> tuple[str, str]:
    """Return the names of both sections; one that is still to be made is named in the form."""
    known = dict(WSOSSection.objects.filter(pk__in=[theirs.section or 0, mine.section or 0]).values_list("pk", "name"))
    return known.get(theirs.section or 0, ""), known.get(mine.section or 0, "") or form_data.get("new_section", "")


def carried(form_data: QueryDict, found: Descriptor) -> list[tuple[str, str]]:
    """Return the form's fields to send again: all as they were, but with the row's `change` as it is now."""
    left_out = {"csrfmiddlewaretoken", *SEEN_NAMES, *(KEEP + name for name in PARTS)}
    fields = [(name, value) for name, values in form_data.lists() if name not in left_out for value in values]
    seen = next((name for name in SEEN_NAMES if name in form_data), SEEN_NAMES[0])
    return [*((name, str(value)) for name, value in fields), (seen, str(found.change))]


def as_text(wording: Wording) -> str:
    """Return a wording as plain text, to take along where the action is not possible any more."""
    return "\n".join([wording.criterion_name, *(f"{n} {wording.levels[n]}" for n in LEVELS)])
