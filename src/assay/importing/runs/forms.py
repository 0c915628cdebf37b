"""The form of a run: how all of its files start, and whose those are that do not say it themselves."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from assay.importing.forms import EARLIEST, FOR_WHICH, LATEST, NOT_A_DAY, QUALITIES, WHICH
from assay.importing.models import Confidentiality
from assay.importing.runs.sections import Name, Names
from assay.importing.runs.table import Row, Table
from assay.standards.models import Competition, Skill, WSOSSection
from assay.standards.roles import roles_of

GONE = {"invalid_choice": gettext_lazy("This section is not to be had any more. Choose one that is listed.")}


class RunForm(forms.Form):
    """Everything that is settled for the files of a run at once."""

    use_required_attribute = False

    competition = forms.ChoiceField(label=gettext_lazy("Competition, where a file names none"), required=False, error_messages=FOR_WHICH)
    quality = forms.ChoiceField(label=gettext_lazy("Quality they start with"), required=False, choices=QUALITIES)
    confidentiality = forms.ChoiceField(label=gettext_lazy("Confidential"), choices=Confidentiality.choices)
    confidential_until = forms.DateTimeField(
        label=gettext_lazy("Until which day"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[MinValueValidator(EARLIEST, NOT_A_DAY), MaxValueValidator(LATEST, NOT_A_DAY)],
        help_text=gettext_lazy("In your time zone; only for “Until a day”."),
    )

    def __init__(self, data: Any = None, *, table: Table) -> None:
        run = table.run
        start = {"quality": run.quality, "confidentiality": run.confidentiality, "confidential_until": run.confidential_until}
        super().__init__(data, initial=start)
        self.table = table
        self.skills = {skill.code: skill for skill in skills_of(table)}
        self.competitions = {one.code: one for one in Competition.objects.order_by("-first_day")}
        if not table.reader.is_admin:
            del self.fields["quality"], self.fields["confidentiality"], self.fields["confidential_until"]
        self.fields["competition"].choices = self.offered(self.competitions, gettext_lazy("None"))  # type: ignore[attr-defined]  # a choice field
        if not any(row.found.competition_id is None for row in table.waiting):
            del self.fields["competition"]
        for row in table.waiting:
            self.add_fields(row)
        self.names = Names(table)
        for one in self.names.rows:
            self.fields[one.field] = forms.ChoiceField(
                label=one.label, required=False, choices=self.names.choices(one), initial=self.names.proposed(one), error_messages=GONE
            )

    @staticmethod
    def offered(rows: Any, empty: Any) -> list[tuple[str, Any]]:
        """Return what may be chosen."""
        return [("", empty), *((code, str(one)) for code, one in rows.items())]

    def add_fields(self, row: Row) -> None:
        """Let the skill and the competition of a file be chosen that does not say them without doubt."""
        found = row.found
        if row.told and not row.told.says_skill:
            offered = self.offered(self.skills, gettext_lazy("Choose"))
            initial = found.skill.code if found.skill else ""
            self.fields[f"skill-{found.uid}"] = forms.ChoiceField(
                label=gettext_lazy("Skill"), required=False, choices=offered, initial=initial, error_messages=WHICH
            )
        if row.told and not row.told.says_competition:
            offered = self.offered(self.competitions, gettext_lazy("Choose"))
            initial = found.competition.code if found.competition else ""
            self.fields[f"competition-{found.uid}"] = forms.ChoiceField(
                label=gettext_lazy("Competition"), required=False, choices=offered, initial=initial, error_messages=FOR_WHICH
            )

    def clean(self) -> dict[str, Any]:
        """See that there is a day where one is meant."""
        said = self.cleaned_data
        if (
            said.get("confidentiality") == Confidentiality.UNTIL
            and not said.get("confidential_until")
            and "confidential_until" not in self.errors
        ):
            self.add_error("confidential_until", gettext_lazy("Choose the day."))
        return said

    @property
    def start(self) -> dict[str, Any]:
        """Return how the files of the run start, as its row keeps it."""
        if not self.table.reader.is_admin:
            return {}
        confidentiality = self.cleaned_data["confidentiality"]
        until: datetime | None = self.cleaned_data["confidential_until"] if confidentiality == Confidentiality.UNTIL else None
        return {"quality": self.cleaned_data["quality"], "confidentiality": confidentiality, "confidential_until": until}

    @property
    def parts(self) -> list[tuple[Name, forms.BoundField]]:
        """Return the names of sections with their fields."""
        return [(one, self[one.field]) for one in self.names.rows]

    @property
    def answers(self) -> list[tuple[Name, str | WSOSSection]]:
        """Return what the names of sections mean that have another answer than before."""
        said = [(one, self.cleaned_data[one.field]) for one in self.names.rows]
        return [(one, self.names.section(value) or value) for one, value in said if value != one.answer]

    @property
    def whose(self) -> dict[uuid.UUID, tuple[Skill | None, Competition | None]]:
        """Return the skill and the competition of each file that may still be settled."""
        return {row.found.uid: (self.skill_of(row), self.competition_of(row)) for row in self.table.waiting}

    def skill_of(self, row: Row) -> Skill | None:
        """Return the skill of a file."""
        name = f"skill-{row.found.uid}"
        return self.skills.get(self.cleaned_data[name]) if name in self.fields else row.found.skill

    def competition_of(self, row: Row) -> Competition | None:
        """Return the competition of a file; of one that names none and for which none is chosen, the one for all of these."""
        name = f"competition-{row.found.uid}"
        chosen = self.competitions.get(self.cleaned_data[name]) if name in self.fields else row.found.competition
        return chosen or self.competitions.get(self.cleaned_data.get("competition", ""))


def skills_of(table: Table) -> Any:
    """Return the skills for which the reader may import."""
    skills = Skill.objects.select_related("sector").order_by("code")
    return skills if table.reader.is_admin else skills.filter(pk__in=roles_of(table.reader).scm)


def bound(form: RunForm, row: Row, name: str) -> forms.BoundField | None:
    """Return the field of a file, where it has one."""
    key = f"{name}-{row.found.uid}"
    return form[key] if key in form.fields else None
