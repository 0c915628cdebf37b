"""The editor of a library row: the wording's fields, and what curation sorts."""

from dataclasses import replace
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.actions import Details, details_of
from assay.descriptors.curating.actions import Sorting
from assay.descriptors.models import Category, Descriptor, Quality
from assay.descriptors.writing.forms import DescriptorForm, initial_of
from assay.descriptors.writing.sections import NEW, Picker, picker
from assay.standards.models import Skill

SORTED = ("quality", "skill", "categories", "code", "tags", "also_useful_for")


def sections_for(skill: Skill | None, row: Descriptor | None) -> Picker:
    """Return the sections to choose from; curation makes no new ones, and what was never reviewed may have none."""
    found = picker(skill, also=row.wsos_section_id if row else None)
    kept = [choice for choice in found.choices if choice[0] not in {"", NEW}]
    return replace(found, choices=kept if was_reviewed(row) else [("", _("No WSOS section")), *kept])


def was_reviewed(row: Descriptor | None) -> bool:
    """Return whether a library row came through the workflow: then it keeps a section and its home skill."""
    return row is not None and row.batch_status is not None


class LibraryForm(DescriptorForm):
    """A library row; each sorted thing carries what it was, so that only what the person changed is changed."""

    quality = forms.ChoiceField(label=gettext_lazy("Quality"))
    skill = forms.ModelChoiceField(
        Skill.objects.all(),
        label=gettext_lazy("Home skill"),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("No home skill"),
    )
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(), label=gettext_lazy("Categories"), to_field_name="uid", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: Descriptor | None = None, home: Skill | None = None, moves: bool = True, **kwargs: Any) -> None:
        home = row.skill if row else home
        super().__init__(*args, skill=home or Skill(), sections=sections_for(home, row), **kwargs)
        self.fields["wsos_section"].widget.attrs = {}
        self.fields["wsos_section"].required = was_reviewed(row)
        del self.fields["reply"], self.fields["new_section"]
        qualities = [choice for choice in Quality.choices if choice[0] != Quality.NEEDS_REVIEW or not was_reviewed(row)]
        self.fields["quality"].choices = qualities  # type: ignore[attr-defined]  # a ChoiceField
        offered = Q(retired_at=None, merged_into=None) | (Q(descriptors=row) if row else Q())
        self.fields["categories"].queryset = Category.objects.filter(offered).distinct().order_by("name_key")  # type: ignore[attr-defined]  # a ModelChoiceField
        if not moves:
            del self.fields["skill"]
        elif row and row.skill:  # it moves to another one, never to none
            self.fields["skill"].required = True
            self.fields["skill"].empty_label = None  # type: ignore[attr-defined]  # a ModelChoiceField
        for name in self.sorted_names:
            self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        """Leave the wording to the actions: an imported one may stay as short as it came."""
        return super(DescriptorForm, self).clean() or {}

    @property
    def sorted_names(self) -> list[str]:
        """Return the fields beside the wording."""
        return [name for name in SORTED if name in self.fields]

    @property
    def wants_new_section(self) -> bool:
        """Return that curation makes no sections."""
        return False

    @property
    def before(self) -> SafeString:
        """Return what was sorted how, as hidden fields."""
        return mark_safe("".join(self[name].as_hidden(only_initial=True) for name in self.sorted_names))

    def sorting(self, row: Descriptor) -> Sorting:
        """Return what the person changed beside the wording; the rest stays as it stands now."""
        data, changed = self.cleaned_data, set(self.changed_data)
        typed, now = self.details(), details_of(row)
        details = Details(*(getattr(typed if name in changed else now, name) for name in ("code", "tags", "also_useful_for")))
        return Sorting(
            quality=Quality(data["quality"]) if "quality" in changed else None,
            categories=tuple(data["categories"]) if "categories" in changed else None,
            details=details,
            skill=data.get("skill") if "skill" in changed else None,
        )


def initial_of_row(row: Descriptor, sections: Picker) -> dict[str, Any]:
    """Return a library row as the form's first values."""
    return initial_of(row, sections) | {
        "quality": row.quality_indicator,
        "skill": row.skill.code if row.skill else "",
        "categories": list(row.categories.values_list("uid", flat=True)),
    }
