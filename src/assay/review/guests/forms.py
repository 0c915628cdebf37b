"""The forms that invite a guest and change until when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.descriptors.models import Batch
from assay.review.guests.actions import Invited
from assay.standards.competitions.forms import day
from assay.standards.skills.forms import Refused


class Until(Refused):
    """Until when a guest reads, and whether also what is confidential, where the batch has some."""

    last = day(_("Last day"), help_text=_("After this day they read nothing any more; it can be changed."))
    sees_confidential = forms.BooleanField(
        label=_("Also what is confidential"),
        required=False,
        help_text=_("Some of this batch is confidential: without this tick the guest does not see it."),
    )

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not batch.submissions.filter(descriptor__confidential_until__isnull=False).exists():
            del self.fields["sees_confidential"]

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was filled in."""
        return {"last": self.cleaned_data["last"], "sees_confidential": self.cleaned_data.get("sees_confidential", False)}


class Invitation(Until):
    """Who is invited, too."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("They sign in with it; a code is mailed to them each time."))
    field_order = ("name", "email", "last", "sees_confidential")

    @property
    def invited(self) -> Invited:
        """Return what was filled in."""
        return Invited(self.cleaned_data["email"], self.cleaned_data["name"], **self.wanted)
