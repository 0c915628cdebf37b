"""What a Skill Advisor sends with a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor
from assay.descriptors.wording import LEVEL_LABELS, LEVELS, Level, Wording
from assay.errors import Invalid


class DecisionForm(forms.Form):
    """The wording as it may be improved, the comment, and the number of the change that was seen."""

    seen = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    criterion_name = forms.CharField(label=_("Aspect"), required=False, max_length=300, widget=forms.TextInput)
    wsos_section = forms.TypedChoiceField(label=_("WSOS section"), required=False, coerce=int, empty_value=None)
    comment = forms.CharField(
        label=_("Comment to the Skill Competition Manager"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "r", "data-key-label": _("Write a comment to return it")}),
        help_text=_("What should change, and why. Needed to return it; it is mailed in full."),
    )

    def __init__(self, data: Any = None, *, descriptor: Descriptor, sections: list[tuple[int, str]], comment: str = "") -> None:
        self.descriptor = descriptor
        super().__init__(data, initial=initial_of(descriptor) | {"comment": comment})
        for number in LEVELS:
            area = forms.Textarea(attrs={"rows": 2, "class": "input", "data-count": ""})
            self.fields[f"score{number}"] = forms.CharField(
                label=str(LEVEL_LABELS[number]), required=False, max_length=4000, widget=area, strip=False
            )
        self.fields["wsos_section"].choices = sections  # type: ignore[attr-defined]  # a choice field
        if data is None:
            self.fields["comment"].widget.attrs.pop("aria-invalid", None)

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
        """Return the wording as typed; a field that was not sent stays as it is."""
        was = self.descriptor.wording
        levels = [self.typed(f"score{number}", was.levels[number]) for number in LEVELS]
        section = self.cleaned_data["wsos_section"] if "wsos_section" in self.data else was.section
        return Wording(self.typed("criterion_name", was.criterion_name), (levels[0], levels[1], levels[2], levels[3]), section)

    def typed(self, name: str, otherwise: str) -> str:
        """Return what was typed into a field."""
        return str(self.cleaned_data[name]) if name in self.data else otherwise

    @property
    def is_edited(self) -> bool:
        """Return whether the wording fields of a form that is shown again differ from the row."""
        return self.is_bound and any(
            name in self.data and self.data[name].replace("\r\n", "\n") != str(self.initial[name] or "") for name in wording_names()
        )

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


def wording_names() -> list[str]:
    """Return the names of the fields that make a wording."""
    return ["criterion_name", "wsos_section", *(f"score{number}" for number in LEVELS)]


def initial_of(descriptor: Descriptor) -> dict[str, Any]:
    """Return what the form starts with."""
    levels = {f"score{number}": descriptor.levels[number] for number in LEVELS}
    return {"seen": descriptor.change, "criterion_name": descriptor.criterion_name, "wsos_section": descriptor.wsos_section_id, **levels}
