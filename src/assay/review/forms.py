"""What a Skill Advisor sends with a decision."""

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor
from assay.descriptors.posted import Text
from assay.descriptors.wording import LEVEL_LABELS, LEVELS, Level, Wording
from assay.errors import Invalid


@dataclass(frozen=True)
class Start:
    """What a decision starts with: what the Skill Advisor had said before, and the decision, another's or their own, that it replaces."""

    comment: str = ""
    wording: Wording | None = None
    instead_of: uuid.UUID | None = None
    own: str = ""


class DecisionForm(forms.Form):
    """The wording as it may be improved, the comment, and the number of the change that was seen."""

    use_required_attribute = False  # a field inside closed details could not show the browser's message
    seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    criterion_name = forms.CharField(label=_("Aspect"), max_length=300, widget=forms.TextInput)
    wsos_section = forms.TypedChoiceField(label=_("WSOS section"), coerce=int)
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)
    own = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    over = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    now = forms.BooleanField(
        label=_("Release it at once"),
        required=False,
        help_text=_("Otherwise your decision waits, and nobody but the Skill Advisors of the skill sees it until you release it."),
    )
    late_reason = Text(
        label=_("Why it is decided so late"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 1}),
        help_text=_("Needed to release it at once."),
    )
    comment = Text(
        label=_("Comment to the Skill Competition Manager"),
        strip=True,
        max_length=4000,
        widget=forms.Textarea(
            attrs={"rows": 3, "data-key": "r", "data-takes-replies": "", "data-key-label": _("Write a comment to return it")}
        ),
        help_text=_("What should change, and why. Needed to return it; it is mailed in full."),
    )

    def __init__(self, data: QueryDict | None = None, *, descriptor: Descriptor, sections: list[tuple[int, str]], start: Start) -> None:
        self.descriptor = descriptor
        self.sent = initial_of(descriptor)
        initial = self.sent | fields_of(start.wording) | {"comment": start.comment, "instead_of": start.instead_of, "own": start.own}
        super().__init__(filled(data, self.sent), initial=initial)
        for number in LEVELS:
            area = forms.Textarea(attrs={"rows": 2, "class": "input", "data-count": ""})
            label = str(LEVEL_LABELS[number])
            self.fields[f"score{number}"] = Text(label=label, max_length=4000, widget=area)
        self.fields["wsos_section"].choices = sections  # type: ignore[attr-defined]  # a choice field
        for name in wording_names():
            self.fields[name].widget.attrs["data-sent"] = str(self.sent[name] or "")

    def clean(self) -> dict[str, Any]:
        """Lose no comment: an approval sends none, so one that was typed is asked about."""
        typed = super().clean() or {}
        approves = self.data.get("do") == "approve" and typed.get("seen") == self.descriptor.change
        if approves and typed.get("comment", "").split() not in ([], self.initial["comment"].split()):
            self.add_error("comment", _("An approval sends no comment. Return it with this comment, or empty the box and approve."))
        return typed

    @property
    def levels(self) -> list[dict[str, Any]]:
        """Return the levels with their fields, as the ladder edits them."""
        rungs: list[Level] = self.descriptor.ladder
        return [
            {"number": rung.number, "label": rung.label, "sentence": rung.sentence, "text": rung.text, "field": self[f"score{rung.number}"]}
            for rung in rungs
        ]

    @property
    def edits(self) -> Wording:
        """Return the wording as typed."""
        typed = self.cleaned_data
        return Wording(typed["criterion_name"], (typed["score0"], typed["score1"], typed["score2"], typed["score3"]), typed["wsos_section"])

    @property
    def is_edited(self) -> bool:
        """Return whether the wording fields, as they are shown, differ from what was sent."""
        shown = {name: str(self[name].value() or "").replace("\r\n", "\n") for name in wording_names()}
        return any(text != str(self.sent[name] or "") for name, text in shown.items())

    @property
    def wording_errors(self) -> bool:
        """Return whether a field of the wording was refused."""
        return any(self.errors.get(name) for name in wording_names())

    def take(self, problem: Invalid) -> None:
        """Put an action's refusal beside the fields that it names."""
        for name, message in problem.fields.items():
            self.add_error(name if name in self.fields else None, message)
        if not problem.fields:
            self.add_error(None, str(problem))


def filled(data: QueryDict | None, initial: dict[str, Any]) -> QueryDict | None:
    """Return what was sent; a part of the wording that was not sent stays as it is."""
    if data is None:
        return None
    whole = data.copy()
    for name in wording_names():
        whole.setdefault(name, str(initial[name] or ""))
    return whole


def wording_names() -> list[str]:
    """Return the names of the fields that make a wording."""
    return ["criterion_name", "wsos_section", *(f"score{number}" for number in LEVELS)]


def fields_of(wording: Wording | None) -> dict[str, Any]:
    """Return a wording as the form's fields, or nothing."""
    if wording is None:
        return {}
    levels = {f"score{number}": wording.levels[number] for number in LEVELS}
    return {"criterion_name": wording.criterion_name, "wsos_section": wording.section, **levels}


def initial_of(descriptor: Descriptor) -> dict[str, Any]:
    """Return the form's fields as the descriptor was sent."""
    return {"seen": descriptor.change, **fields_of(descriptor.wording)}
