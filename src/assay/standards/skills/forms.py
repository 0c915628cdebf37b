"""The forms of skills and sectors."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from assay.accounts.models import User
from assay.errors import Invalid
from assay.standards.models import EscalateTo, Role, Sector, Skill, TeamSees
from assay.standards.skills.actions import About

CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", _("Use capital letters, digits and hyphens, such as 17 or D3."))

LONGEST_WAIT = 90


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

    escalate_after = forms.IntegerField(
        label=_("Pass on what is late, after how many days"),
        required=False,
        min_value=0,
        max_value=LONGEST_WAIT,
        help_text=_("Empty: nobody else is told. A batch that is so many days past its due date is passed on."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    escalate_to = forms.ChoiceField(
        label=_("Pass it on to"),
        choices=EscalateTo.choices,
        required=False,
        help_text=_(
            "“The other Skill Advisors”: one is asked first and told of new batches alone; where there are no others, the secretariat."
        ),
    )
    asked_first = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who is asked first"),
        to_field_name="uid",
        required=False,
        empty_label=_("Who has been a Skill Advisor of it longest"),
    )

    def __init__(self, *args: Any, skill: Skill | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if skill is None:
            del self.fields["asked_first"]
            return
        del self.fields["code"]
        advisors = User.objects.filter(memberships__skill=skill, memberships__role=Role.SA).order_by("name")
        self.fields["asked_first"].queryset = advisors  # type: ignore[attr-defined]  # declared above

    @property
    def theirs(self) -> list[tuple[str, str]]:
        """Return in words what the skill has now where the form has something else: label and value."""
        return [(str(self.fields[name].label), self.now(name)) for name in self.changed_data]

    def now(self, name: str) -> str:
        """Return what the skill has now in one field."""
        value, field = self.initial[name], self.fields[name]
        if isinstance(field, forms.BooleanField):
            return str(_("yes") if value else _("no"))
        choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return choices.get(str(value or ""), "–" if value is None else str(value))

    def about(self) -> About:
        """Return what was filled in."""
        given = self.cleaned_data
        first = given.get("asked_first")
        return About(
            given["name"],
            given["sector"].pk,
            TeamSees(given["team_sees"]),
            given["confidential"],
            given["escalate_after"],
            EscalateTo(given["escalate_to"] or EscalateTo.OTHERS),
            first and first.pk,
        )


class SectorForm(Refused):
    """A sector's name."""

    name = forms.CharField(label=_("Name"), max_length=300)
