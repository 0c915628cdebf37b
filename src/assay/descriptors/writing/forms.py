"""The editor's fields; what may be saved is decided by the actions, the form only says it beside each field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.descriptors.actions import Details, validate
from assay.descriptors.models import Descriptor, Tag
from assay.descriptors.posted import Text
from assay.descriptors.wording import LEVEL_LABELS, LEVEL_SENTENCES, LEVELS, Wording
from assay.descriptors.writing.sections import NEW, Picker
from assay.errors import Invalid
from assay.names import name_key
from assay.standards.models import Skill

LONGEST_TAG = 60
MOST_TAGS = 20
LONGEST_REPLY = 4000
SHOWS_WHAT_IS_ASKED = {"hx-get": reverse_lazy("section_asks"), "hx-trigger": "change", "hx-target": "#asked", "hx-include": "[name=skill]"}
EXAMPLE = {
    "criterion_name": gettext_lazy("Surface and edges of the oiled shelf"),
    "score0": gettext_lazy("Saw marks or splinters can be seen or felt; oil has dried in drops"),
    "score1": gettext_lazy("No saw marks; sanding marks show in light from the side, edges are broken but uneven to the finger"),
    "score2": gettext_lazy("No marks in light from the side; edges share one rounding, oil is uneven at inside corners only"),
    "score3": gettext_lazy("No marks from any side, the grain is evenly deepened; every edge and inside corner feels alike"),
}


def level_name(number: int) -> Promise:
    """Return a level as it is read out: its row's label is drawn beside the field, not as its label."""
    return format_lazy(gettext_lazy("Level {number}, {label}"), number=number, label=LEVEL_LABELS[number])


class Tags(Text):
    """Names parted by commas; each once, in the order of their keys, as the library already writes them."""

    def clean(self, value: Any) -> Any:
        """Return the names. Raises ValidationError for too long or too many."""
        names = {name_key(name): " ".join(name.split()) for name in super().clean(value).split(",") if name.strip()}
        if any(len(key) > LONGEST_TAG for key in names):
            raise ValidationError(_("A tag has at most 60 characters; part them with commas."))
        if len(names) > MOST_TAGS:
            raise ValidationError(_("Use at most 20 tags."))
        known = {tag.name_key: tag.merged_into or tag for tag in Tag.objects.select_related("merged_into").filter(name_key__in=names)}
        names = {name_key(name): name for name in (known[key].name if key in known else name for key, name in names.items())}
        return tuple(names[key] for key in sorted(names))


class DescriptorForm(forms.Form):
    """Aspect, section, ladder; code, tags and other skills; the reply to a return."""

    use_required_attribute = False

    criterion_name = Text(
        label=gettext_lazy("Aspect"),
        help_text=gettext_lazy("One thing that three Experts can judge at the same time. Not a criterion (A-I)."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    wsos_section = forms.ChoiceField(label=gettext_lazy("WSOS section"), required=False, widget=forms.Select(attrs=SHOWS_WHAT_IS_ASKED))
    new_section = Text(label=gettext_lazy("Name of the new section"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    score0, score1, score2, score3 = (
        Text(label=LEVEL_LABELS[n], widget=forms.Textarea(attrs={"rows": 2, "data-count": True, "aria-label": level_name(n)}))
        for n in LEVELS
    )
    code = Text(label=gettext_lazy("Code"), strip=True, max_length=32, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    tags = Tags(label=gettext_lazy("Tags"), widget=forms.TextInput(attrs={"list": "known-tags", "autocomplete": "off"}))
    also_useful_for = forms.ModelMultipleChoiceField(
        Skill.objects.none(),
        label=gettext_lazy("Also useful for"),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reply = Text(label=gettext_lazy("Your reply"), max_length=LONGEST_REPLY, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, skill: Skill, sections: Picker, example: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.fields["wsos_section"].choices = sections.choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["also_useful_for"].queryset = Skill.objects.exclude(pk=skill.pk)  # type: ignore[attr-defined]  # a ModelChoiceField
        if example:
            for name, text in EXAMPLE.items():
                self.fields[name].widget.attrs["placeholder"] = text

    def clean(self) -> dict[str, Any]:
        """Say what a draft still needs, beside each field."""
        data = super().clean() or {}
        try:
            validate(self.wording(data).tidied())
        except Invalid as refusal:
            self.refuse(refusal)
        return data

    def refuse(self, refusal: Invalid) -> None:
        """Put what an action says beside its fields."""
        for name, message in refusal.fields.items():
            field = "new_section" if name == "name" else name
            self.add_error(field if field in self.fields else None, message)

    @property
    def wants_new_section(self) -> bool:
        """Return whether a section is to be made: chosen so, or named with none chosen."""
        return self.data.get("wsos_section") == NEW or bool(not self.data.get("wsos_section") and self.data.get("new_section", "").strip())

    def wording(self, data: dict[str, Any] | None = None, *, section: int | None = None) -> Wording:
        """Return what was typed; `section` is the one made just now (0 while it is still to be made)."""
        known = self.cleaned_data if data is None else data
        chosen = self.sections.pks.get(known.get("wsos_section", ""))
        if self.wants_new_section:
            chosen = section or 0
        levels = tuple(known.get(f"score{n}", "") for n in LEVELS)
        return Wording(known.get("criterion_name", ""), (levels[0], levels[1], levels[2], levels[3]), chosen)

    def details(self) -> Details:
        """Return what belongs to it beside the wording."""
        others = sorted(self.cleaned_data["also_useful_for"], key=lambda skill: skill.code)
        return Details(self.cleaned_data["code"], self.cleaned_data["tags"], tuple(skill.pk for skill in others))

    @property
    def rungs(self) -> list[dict[str, Any]]:
        """Return the four levels as the editing ladder shows them."""
        return [{"number": n, "label": LEVEL_LABELS[n], "sentence": LEVEL_SENTENCES[n], "field": self[f"score{n}"]} for n in LEVELS]


def initial_of(descriptor: Descriptor, sections: Picker) -> dict[str, Any]:
    """Return a row as the form's first values."""
    return wording_fields(descriptor.wording, sections) | {
        "code": descriptor.code,
        "tags": ", ".join(descriptor.tags.order_by("name_key").values_list("name", flat=True)),
        "also_useful_for": list(descriptor.also_useful_for.values_list("code", flat=True)),
        "reply": descriptor.reply or "",
    }


def wording_fields(wording: Wording, sections: Picker) -> dict[str, str]:
    """Return a wording as form values."""
    levels = {f"score{n}": wording.levels[n] for n in LEVELS}
    return {"criterion_name": wording.criterion_name, "wsos_section": sections.uid_of(wording.section)} | levels
