"""The forms of an import: the file, whose scheme it is, and what was settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.accounts.models import User
from assay.descriptors.models import Quality
from assay.formats.scheme import Section
from assay.importing.choice import Choice
from assay.importing.many.files import MOST_BYTES, too_much
from assay.importing.proposals import SectionMatch, confidential_until
from assay.standards.models import Competition, Skill, StandardSection, WSOSSection
from assay.standards.roles import roles_of
from assay.standards.similar import similar_sections

NEW, NONE = "new", "none"
EARLIEST, LATEST = datetime(1950, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
NOT_A_DAY = gettext_lazy("Choose a day in the years 1950 to 2199.")
AS_COMPLETE = ""
QUALITIES = [
    (AS_COMPLETE, gettext_lazy("Reference where complete")),
    *((str(quality), quality.label) for quality in Quality),
]
WHICH = {"required": gettext_lazy("Choose the skill."), "invalid_choice": gettext_lazy("Choose one of the skills that are listed.")}
FOR_WHICH = {
    "required": gettext_lazy("Choose the competition."),
    "invalid_choice": gettext_lazy("Choose one of the competitions that are listed."),
}


HOW = {
    "number": gettext_lazy("Number and name are those of the skill's standard."),
    "name": gettext_lazy("The same name, whatever its case."),
    "remembered": gettext_lazy("So it was settled in an earlier import of the skill."),
    "similar": gettext_lazy("The same number and almost the same name: look whether it is meant."),
    "unnamed": gettext_lazy("The workbook gives only a number."),
    "new": gettext_lazy("No section has this name yet."),
}


class Whose(Protocol):
    """What knows the skill and the competition of a scheme, where they are known."""

    skill: Skill | None
    competition: Competition | None


WITHOUT = "section_none"
NEEDED = gettext_lazy("A draft needs one: choose it for all of them and check again, or leave them out.")
NOT_NEEDED = gettext_lazy("They are imported without one, unless you choose it for all of them.")


@dataclass(frozen=True)
class Part:
    """A section of the workbook with its field, and why that choice is proposed."""

    section: Section
    field: forms.BoundField
    why: str
    agrees: bool  # the skill's standard has its number and name, and that is what is chosen


class UploadForm(forms.Form):
    """One workbook, or many, or a zip of them."""

    use_required_attribute = False

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the workbook first.")},
    )

    def say_too_large(self, sent: int) -> None:
        """Say so where nothing arrived because it is far too large: the upload handlers keep no such form."""
        if "file" not in self.files and sent > MOST_BYTES:
            self.errors["file"] = self.error_class([too_much(sent)])


class WhoseForm(forms.Form):
    """The skill and the competition of a scheme; an SCM chooses among their own skills."""

    use_required_attribute = False

    skill = forms.ModelChoiceField(
        label=gettext_lazy("Skill"),
        queryset=Skill.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose the skill"),
        error_messages=WHICH,
    )
    competition = forms.ModelChoiceField(
        label=gettext_lazy("Competition"),
        queryset=Competition.objects.order_by("-first_day"),
        to_field_name="code",
        empty_label=gettext_lazy("Choose the competition"),
        error_messages=FOR_WHICH,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        skills = Skill.objects.select_related("sector").order_by("code")
        self.skill_field.queryset = skills if user.is_admin else skills.filter(pk__in=roles_of(user).scm)

    def as_asked(self) -> "WhoseForm":
        """Return the same choices before anybody sent them: nothing is wrong yet."""
        chosen = {name: self.cleaned_data.get(name) for name in self.fields}
        return WhoseForm(initial=chosen, user=self.user)

    @property
    def skill_field(self) -> "forms.ModelChoiceField[Skill]":
        """Return the field of the skill."""
        field = self.fields["skill"]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError
        return field


class SectionField(forms.ChoiceField):
    """The WSOS section of a section of the workbook; a new one may have been made by somebody else meanwhile, and is used then."""

    def valid_value(self, value: Any) -> bool:
        """Return whether the value may be chosen."""
        return value == NEW or super().valid_value(value)


class SettleForm(forms.Form):
    """Which WSOS section each section of the workbook is, and how the descriptors start."""

    use_required_attribute = False

    quality = forms.ChoiceField(
        label=gettext_lazy("Quality they start with"),
        required=False,
        choices=QUALITIES,
        help_text=gettext_lazy("As proposed, what is incomplete starts as Needs review."),
    )
    confidential_until = forms.DateTimeField(
        label=gettext_lazy("Confidential until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        validators=[MinValueValidator(EARLIEST, NOT_A_DAY), MaxValueValidator(LATEST, NOT_A_DAY)],
        help_text=gettext_lazy(
            "In your time zone. Until then only the SCMs and SAs of the skill, the secretariat and administrators see them."
        ),
    )

    def __init__(
        self,
        *args: Any,
        matches: Sequence[SectionMatch],
        uses: Sequence[StandardSection],
        without: int,
        as_drafts: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.matches, self.as_drafts = matches, as_drafts
        if as_drafts:
            del self.fields["quality"], self.fields["confidential_until"]
        for one in matches:
            self.fields[field_of(one)] = SectionField(
                label=one.section.name or _("Section %(number)d") % {"number": one.section.number},
                choices=choices_of(one, uses),
                initial=proposed(one),
                error_messages={
                    "required": _("Choose the section."),
                    "invalid_choice": _("This section is not to be had any more. Choose one that is listed."),
                },
            )
        if without:
            self.fields[WITHOUT] = forms.ChoiceField(
                label=ngettext("%(n)d aspect names no section", "%(n)d aspects name no section", without) % {"n": without},
                required=False,
                choices=[(NONE, _("Without a section")), (_("The skill's standard"), list(standard_choices(uses).items()))],
                help_text=NEEDED if as_drafts else NOT_NEEDED,
                error_messages={"invalid_choice": _("This section is not to be had any more. Choose one that is listed.")},
            )

    @property
    def without(self) -> forms.BoundField | None:
        """Return the field for the aspects that name no section, where there are some."""
        return self[WITHOUT] if WITHOUT in self.fields else None

    @property
    def parts(self) -> list[Part]:
        """Return the sections with their fields."""
        return [self.part(one, self[field_of(one)]) for one in self.matches]

    def part(self, one: SectionMatch, field: forms.BoundField) -> Part:
        """Return a section with its field."""
        return Part(one.section, field, str(HOW[one.how]), agrees=one.how == "number" and field.value() == proposed(one))

    @property
    def agrees(self) -> bool:
        """Return whether every section is one of the skill's standard by number and name, so that nobody need look."""
        return bool(self.matches) and self.without is None and all(part.agrees for part in self.parts)

    def chosen(self, whose: "Whose") -> Choice | None:
        """Return what was settled for a skill and a competition; None where something is wrong or it is not known whose it is."""
        return self.choice(whose.skill, whose.competition) if whose.skill and whose.competition and self.is_valid() else None

    def choice(self, skill: Skill, competition: Competition) -> Choice:
        """Return what was settled."""
        chosen = {one.section.number: self.cleaned_data[field_of(one)] for one in self.matches}
        names = {one.section.number: one.section.name for one in self.matches}
        uids: dict[int | None, UUID] = {number: UUID(value) for number, value in chosen.items() if value not in {NEW, NONE}}
        if (without := self.cleaned_data.get(WITHOUT) or NONE) != NONE:
            uids[None] = UUID(without)
        rows = {row.uid: row for row in WSOSSection.objects.filter(uid__in=uids.values())}
        quality = self.cleaned_data.get("quality")
        return Choice(
            skill,
            competition,
            sections={number: rows[uid] for number, uid in uids.items() if number is not None and uid in rows},
            without=rows.get(uids[None]) if None in uids else None,
            new_sections={number: names[number] for number, value in chosen.items() if value == NEW and names[number]},
            quality=Quality(quality) if quality else None,
            confidential_until=confidential_until(skill, competition) if self.as_drafts else self.cleaned_data["confidential_until"],
        )


def field_of(one: SectionMatch) -> str:
    """Return the name of a section's field."""
    return f"section_{one.section.number}"


def proposed(one: SectionMatch) -> str:
    """Return the value that is chosen at first."""
    if one.found is not None:
        return str(one.found.uid)
    return NEW if one.section.name else NONE


def standard_choices(uses: Sequence[StandardSection]) -> dict[str, str]:
    """Return the sections of a standard by their uid, with number and name."""
    in_use = [(use.number, use.section.merged_into or use.section) for use in uses]
    return {str(section.uid): f"{number} {section.name}" for number, section in in_use}


def choices_of(one: SectionMatch, uses: Sequence[StandardSection]) -> list[tuple[str, Any]]:
    """Return what a section of the workbook may be: what was found, a section of the standard, one with a like name, a new one, none."""
    standard = standard_choices(uses)
    like = [one.found] if one.found else similar_sections(one.section.name)
    others = {str(section.uid): section.name for section in like if str(section.uid) not in standard}
    is_named_newly = one.section.name and one.how not in {"name", "number"}
    groups: list[tuple[str, Any]] = [(_("The skill's standard"), list(standard.items())), (_("Other sections"), list(others.items()))]
    new = [(NEW, _("New section “%(name)s”") % {"name": one.section.name})] if is_named_newly else []
    return [*(group for group in groups if group[1]), *new, (NONE, _("Without a section"))]
