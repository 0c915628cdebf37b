"""The forms of skills and sectors."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assay.errors import Invalid
from assay.standards.models import Sector, TeamSees
from assay.standards.skills.actions import About

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", _("Use capital letters, digits and hyphens, such as 17 or D3."))


class Refused(forms.Form):
    """A form that can show what an action refused."""

    use_required_attribute = False

    def refuse(self, refusal: Invalid) -> None:
        """Put it beside its fields."""
        for name, message in refusal.fields.items():
            self.add_error(name if name in self.fields else None, message)


class SkillForm(Refused):
    """What an administrator decides about a skill; the code is given once."""

    code = forms.CharField(label=_("Code"), max_length=8, validators=[CODE], help_text=_("Such as 17. It stands in addresses and stays."))
    name = forms.CharField(label=_("Name"), max_length=120)
    sector = forms.ModelChoiceField(Sector.objects.all(), label=_("Sector"), to_field_name="uid", empty_label=_("Choose a sector"))
    team_sees = forms.ChoiceField(
        label=_("What the skill team sees of descriptors in review"),
        choices=TeamSees.choices,
        initial=TeamSees.NOTHING,
        help_text=_("Schemes that are designed independently are unseen by Experts until the competition; others are open."),
    )
    confidential = forms.BooleanField(
        label=_("Confidential"),
        required=False,
        help_text=_("What is written from now on stays hidden from other skills until C1. What is there already stays as it is."),
    )

    def __init__(self, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new:
            del self.fields["code"]

    def about(self) -> About:
        """Return what was filled in."""
        given = self.cleaned_data
        return About(given["name"], given["sector"].pk, TeamSees(given["team_sees"]), given["confidential"])


class SectorForm(Refused):
    """A sector's name."""

    name = forms.CharField(label=_("Name"), max_length=300)
