"""What is asked before an amendment is begun: why, and what a draft needs and the library row lacks."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Descriptor
from assay.descriptors.posted import Text
from assay.descriptors.wording import Wording
from assay.descriptors.writing.sections import NEW, picker

SHORTEST_REASON = 5


class AmendForm(forms.Form):
    """The reason; the section and the first level only where the row has none."""

    use_required_attribute = False
    because = Text(
        label=_("Why it should be amended"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The Skill Advisor reads it beside your wording."),
    )

    def __init__(self, data: Any = None, *, wording: Wording, target: Descriptor, needs_reason: bool) -> None:
        super().__init__(data)
        self.start, self.needs_reason = wording, needs_reason
        self.sections = picker(target.skill)
        if wording.section is None:
            choices = [(value, label) for value, label in self.sections.choices if value != NEW]
            self.fields["wsos_section"] = forms.ChoiceField(label=_("WSOS section"), choices=choices, help_text=_("It has none yet."))
        if not any(wording.levels):
            area = forms.Textarea(attrs={"rows": 2})
            self.fields["score1"] = Text(label=_("Level 1: what does industry accept?"), required=True, widget=area)

    def clean_because(self) -> str:
        """Ask for a reason where a decision is answered."""
        typed: str = self.cleaned_data["because"]
        if self.needs_reason and len(typed.strip()) < SHORTEST_REASON:
            raise forms.ValidationError(_("Say what the change does to the meaning, in 5 characters or more."))
        return typed

    @property
    def wording(self) -> Wording:
        """Return the wording that the amendment begins with."""
        found, typed = self.start, self.cleaned_data
        if "wsos_section" in typed:
            found = replace(found, section=self.sections.pks.get(typed["wsos_section"]))
        if "score1" in typed:
            found = replace(found, levels=("", typed["score1"], "", ""))
        return found
