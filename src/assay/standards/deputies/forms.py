"""The form that names a deputy."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assay.accounts.models import Access, User
from assay.standards import people
from assay.standards.competitions.forms import day
from assay.standards.deputies.actions import Absence
from assay.standards.models import Role, Skill
from assay.standards.skills.forms import Refused


class Named(forms.ModelChoiceField):  # type: ignore[type-arg]  # fields are not generic at run time
    """A choice among people; roles tell people of one name apart."""

    def label_from_instance(self, obj: User) -> str:
        """Return the name with the roles."""
        roles = [f"{people.SHORT[Role(one.role)]} {one.skill.code}" for one in obj.memberships.all()]
        return f"{obj} ({', '.join(roles)})" if roles else str(obj)


class DeputyForm(Refused):
    """Who acts for the absent person, in which of their skills, from which to which day."""

    person = Named(User.objects.none(), label=_("Who decides instead"), to_field_name="uid", empty_label=_("Choose a person"))
    skills = forms.ModelMultipleChoiceField(
        Skill.objects.none(),
        label=_("In which skills"),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody decides their own wording: a deputy who wrote one leaves it to others."),
    )
    first = day(_("First day"))
    last = day(_("Last day"), help_text=_("The right ends by itself after this day, and can be ended earlier."))

    def __init__(self, *args: Any, absent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absent = absent
        own = Skill.objects.filter(memberships__user=absent, memberships__role=Role.SA)
        can_sign_in = User.objects.filter(is_active=True).filter(~Q(access=Access.PENDING) | Q(is_admin=True)).exclude(pk=absent.pk)
        self.fields["skills"].queryset = own  # type: ignore[attr-defined]  # declared above
        self.fields["person"].queryset = people.with_roles(can_sign_in.order_by("name", "pk"))  # type: ignore[attr-defined]  # declared above
        self.initial.setdefault("skills", [skill.code for skill in own])
        self.initial.setdefault("first", timezone.localdate())

    def absence(self) -> Absence:
        """Return what was filled in."""
        given = self.cleaned_data
        return Absence(self.absent, given["person"], list(given["skills"]), given["first"], given["last"])


class AbsentForm(forms.Form):
    """Whom an administrator names a deputy for."""

    absent = Named(
        User.objects.none(), label=_("Who is away"), to_field_name="uid", empty_label=_("Choose a Skill Advisor"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advisors = User.objects.filter(is_active=True, memberships__role=Role.SA).distinct().order_by("name", "pk")
        self.fields["absent"].queryset = people.with_roles(advisors)  # type: ignore[attr-defined]  # declared above
