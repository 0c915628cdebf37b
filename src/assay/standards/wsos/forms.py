"""The form of a WSOS section."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.errors import Invalid
from assay.standards.models import WSOSSection


class NameForm(forms.Form):
    """A section's name; `found` is the one that has it already."""

    use_required_attribute = False
    found: WSOSSection | None = None

    name = forms.CharField(label=_("Name"), max_length=300, error_messages={"required": _("Give the section a name.")})

    def clean_name(self) -> str:
        """Return the name with its white space tidied."""
        return " ".join(self.cleaned_data["name"].split())

    def refuse(self, refusal: Invalid) -> None:
        """Put what an action says beside the name."""
        self.add_error("name", refusal.fields.get("name", str(refusal)))
