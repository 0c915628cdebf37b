"""The rows of a standard's editor."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.names import name_key
from assay.standards.models import Standard, WSOSSection
from assay.standards.rows import MOST, PREFIX
from assay.standards.similar import similar_sections
from assay.standards.standard.actions import Use
from assay.standards.standard.missing import plain

LINES = {"rows": 3}


class Weight(forms.DecimalField):
    """Per cent, typed with a point or a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the number."""
        return super().to_python(value.replace(",", ".").removesuffix("%").strip() if isinstance(value, str) else value)


class RowForm(forms.Form):
    """One numbered section; a row in which nothing is typed is none."""

    use_required_attribute = False

    number = forms.IntegerField(
        label=gettext_lazy("Number"), required=False, min_value=1, max_value=999, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    section = forms.CharField(
        label=gettext_lazy("WSOS section"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "known-sections", "autocomplete": "off"}),
    )
    weight = Weight(
        label=gettext_lazy("Weight in %"), required=False, min_value=Decimal("0.01"), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    know = forms.CharField(label=gettext_lazy("Needs to know and understand"), required=False, widget=forms.Textarea(attrs=LINES))
    able = forms.CharField(label=gettext_lazy("Shall be able to"), required=False, widget=forms.Textarea(attrs=LINES))

    def clean(self) -> dict[str, Any]:
        """Ask for the section where anything else is typed."""
        data = super().clean() or {}
        if self.has_changed() and not data.get("section") and "section" not in self.errors:
            self.add_error("section", _("Choose a section, or remove the row."))
        return data


class Rows(BaseFormSet):  # type: ignore[type-arg]  # formsets are not generic at run time
    """All rows: numbers and sections once each; names become WSOS sections."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, int] = {}
        self.unknown_names: list[str] = []

    @property
    def filled(self) -> list[forms.Form]:
        """Return the rows in which something is typed."""
        return [form for form in self.forms if form.has_changed()]

    def clean(self) -> None:
        """Say beside each row what repeats and which names no section has yet."""
        names = {name_key(form.cleaned_data.get("section", "")) for form in self.filled}
        rows = WSOSSection.objects.filter(name_key__in=names)
        self.known = {row.name_key: row.merged_into_id or row.pk for row in rows}
        numbers, sections = set[int](), set[int]()
        for form in self.filled:
            repeated(form, "number", form.cleaned_data.get("number"), numbers, _("This number stands in another row too."))
            section = self.known.get(name_key(form.cleaned_data.get("section", "")))
            repeated(form, "section", section, sections, _("This section stands in another row too."))

    def unknown(self) -> list[forms.Form]:
        """Return the rows that name a section which is not there yet."""
        return [form for form in self.filled if name_key(form.cleaned_data.get("section", "")) not in self.known]

    def uses(self) -> list[Use]:
        """Return the rows as the standard keeps them; one without a number follows the row before."""
        found, last = [], 0
        taken = {form.cleaned_data["number"] for form in self.filled}
        for form in self.filled:
            last = form.cleaned_data["number"] or next(n for n in range(last + 1, last + 2 + len(taken)) if n not in taken)
            taken.add(last)
            data = form.cleaned_data
            found.append(Use(last, self.known[name_key(data["section"])], data["weight"], data["know"], data["able"]))
        return found


RowSet = cast("type[Rows]", formset_factory(RowForm, formset=Rows, extra=0, max_num=MOST, absolute_max=MOST))


def repeated(form: forms.Form, field: str, value: int | None, seen: set[int], message: str) -> None:
    """Say beside a field that its value was there before."""
    if value is not None and value in seen:
        form.add_error(field, message)
    elif value is not None:
        seen.add(value)


def not_there(name: str) -> str:
    """Return what to say about a name that no section has, with the ones that are like it."""
    like = ", ".join(f"“{section.name}”" for section in similar_sections(name))
    if like:
        return _("No WSOS section has this name. Is it one of these: %(names)s?") % {"names": like}
    return _("No WSOS section has this name yet.")


def shown(rows: Sequence[dict[str, Any]]) -> Rows:
    """Return the rows to be typed in, with nothing said about them."""
    return RowSet(initial=list(rows), prefix=PREFIX)


def rows_of(standard: Standard | None) -> list[dict[str, Any]]:
    """Return a standard as rows to be typed in; an empty one where there is none."""
    uses: Iterable[Any] = standard.sections.select_related("section").order_by("number") if standard else ()
    rows = [
        {
            "number": use.number,
            "section": use.section.name,
            "weight": plain(use.weight) if use.weight is not None else "",
            "know": use.know,
            "able": use.able,
        }
        for use in uses
    ]
    return rows or [{}]
