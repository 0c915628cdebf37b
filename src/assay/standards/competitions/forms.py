"""The form of a competition with its milestones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts import zones
from assay.errors import Invalid
from assay.standards.competitions.actions import Before, Days
from assay.standards.milestones import READY_MADE
from assay.standards.models import Competition, Milestone
from assay.standards.rows import MOST, PREFIX

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)
NOT_A_DAY = gettext_lazy("Choose a day in the years 1950 to 2199.")
CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*\Z", gettext_lazy("Use capital letters, digits and hyphens, such as WSC2026."))
LONGEST_OFFSET = 120
UNITS = [("weeks", gettext_lazy("weeks")), ("days", gettext_lazy("days")), ("months", gettext_lazy("months"))]


def zones_today() -> list[zones.Group]:
    """Return the time zones with their hours from UTC as they are today."""
    return zones.grouped(timezone.localdate())


def day(label: Any, **kwargs: Any) -> forms.DateField:
    """Return a field for a calendar day."""
    possible = [MinValueValidator(EARLIEST, NOT_A_DAY), MaxValueValidator(LATEST, NOT_A_DAY)]
    return forms.DateField(label=label, validators=possible, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class CompetitionForm(forms.Form):
    """What is known of a competition."""

    use_required_attribute = False

    code = forms.CharField(label=gettext_lazy("Code"), max_length=16, validators=[CODE], help_text=gettext_lazy("Such as WSC2026."))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    first_day = day(gettext_lazy("First competition day"), help_text=gettext_lazy("C1: milestones count back from here."))
    last_day = day(gettext_lazy("Last competition day"))
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones_today, initial="UTC")
    confidential_until = forms.DateTimeField(
        label=gettext_lazy("Confidential until"),
        required=False,
        validators=[
            MinValueValidator(datetime.combine(EARLIEST, time(), UTC), NOT_A_DAY),
            MaxValueValidator(datetime.combine(LATEST, time(), UTC), NOT_A_DAY),
        ],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("When hidden descriptors open, in your time zone. Empty: the first moment of C1 where it is held."),
    )
    freeze_on = day(
        gettext_lazy("Freeze from"),
        required=False,
        help_text=gettext_lazy(
            "From this day on what is sent or decided needs a reason. It stays where C1 moves; or mark a milestone below."
        ),
    )

    def days(self) -> Days:
        """Return what was filled in."""
        return Days(**{name: self.cleaned_data[name] for name in Days.__dataclass_fields__})

    def refuse(self, refusal: Invalid) -> None:
        """Put what the action says beside its fields."""
        for name, message in refusal.fields.items():
            self.add_error(name if name in self.fields else None, message)


class MilestoneForm(forms.Form):
    """One milestone; a row in which nothing is typed is none."""

    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("Milestone"), required=False, max_length=120)
    amount = forms.IntegerField(
        label=gettext_lazy("How many"),
        required=False,
        min_value=0,
        max_value=LONGEST_OFFSET,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Before C1"), choices=UNITS)
    freezes = forms.BooleanField(label=gettext_lazy("Freezes"), required=False)

    def has_changed(self) -> bool:
        """Return whether anything is typed; the unit always has a value."""
        return bool(set(self.changed_data) - {"unit"})

    def clean(self) -> dict[str, Any]:
        """Ask for both name and number."""
        data = super().clean() or {}
        if self.has_changed():
            for name, message in (("name", _("Give it a name.")), ("amount", _("Say how many."))):
                if data.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, message)
        return data


class Milestones(BaseFormSet):  # type: ignore[type-arg]  # formsets are not generic at run time
    """All milestones."""

    def before(self) -> list[Before]:
        """Return what was filled in."""
        return [Before(**form.cleaned_data) for form in self.forms if form.has_changed()]


MilestoneSet = cast("type[Milestones]", formset_factory(MilestoneForm, formset=Milestones, extra=0, max_num=MOST, absolute_max=MOST))


def shown(rows: Sequence[dict[str, Any]]) -> Milestones:
    """Return the rows to be typed in, with nothing said about them."""
    return MilestoneSet(initial=list(rows), prefix=PREFIX)


def milestones_of(competition: Competition | None) -> list[dict[str, Any]]:
    """Return its milestones as rows to be typed in, the earliest first; the ready-made ones for a new competition."""
    if competition is None:
        return [{"name": str(name), "amount": amount, "unit": unit} for name, amount, unit in READY_MADE]
    found: list[Milestone] = sorted(competition.milestones.select_related("competition"), key=lambda one: one.on)
    return [{"name": one.name, "amount": one.amount, "unit": one.unit, "freezes": one.freezes} for one in found]
