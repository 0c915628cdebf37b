"""The forms of people administration."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assay.accounts.details import Details
from assay.accounts.models import Access
from assay.standards.models import Role, Skill
from assay.standards.people_actions import NewRole


class SkillRole(forms.Form):
    """A role in a skill."""

    skill = forms.ModelChoiceField(Skill.objects.all(), to_field_name="code", label=_("Skill"), empty_label=_("Choose a skill"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    title = forms.CharField(label=_("Title"), required=False, max_length=80, help_text=_("Such as Chief Expert."))

    def new_role(self) -> NewRole:
        """Return what was chosen."""
        return NewRole(self.cleaned_data["skill"], self.cleaned_data["role"], self.cleaned_data["title"])


class Account(forms.Form):
    """What an administrator decides about an account."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    access = forms.ChoiceField(label=_("Access"), choices=Access.choices, initial=Access.MEMBER)
    is_admin = forms.BooleanField(label=_("Administrator"), required=False, help_text=_("Administers people, the library and imports."))
    is_active = forms.BooleanField(
        label=_("Active"), required=False, initial=True, help_text=_("Without it nobody can sign in, and sessions end at once.")
    )

    def details(self) -> Details:
        """Return what was filled in."""
        names = ("email", "name", "access", "is_admin", "is_active")
        return Details(**{name: self.cleaned_data[name] for name in names if name in self.cleaned_data})


class Invited(forms.Form):
    """A person to add; the secretariat invites members and chooses nothing else."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120, required=False, help_text=_("They can change it when they accept."))
    access = forms.ChoiceField(label=_("Access"), choices=Access.choices, initial=Access.MEMBER)
    is_admin = forms.BooleanField(label=_("Administrator"), required=False, help_text=_("Administers people, the library and imports."))
    skill = forms.ModelChoiceField(
        Skill.objects.all(), to_field_name="code", label=_("Skill"), required=False, empty_label=_("No role in a skill yet")
    )
    role = forms.ChoiceField(label=_("Role in it"), choices=Role.choices, required=False, initial=Role.SCM)
    title = forms.CharField(label=_("Title"), required=False, max_length=80, help_text=_("Such as Chief Expert."))
    invited = forms.BooleanField(
        label=_("Send an invitation by mail"), required=False, initial=True, help_text=_("The link works once, for 72 hours.")
    )

    def __init__(self, *args: Any, administers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not administers:
            for name in ("access", "is_admin", "skill", "role", "title", "invited"):
                del self.fields[name]

    def details(self) -> Details:
        """Return the account that was filled in."""
        given = self.cleaned_data
        return Details(given["email"], given["name"], given.get("access", Access.MEMBER), given.get("is_admin", False))

    def roles(self) -> list[NewRole]:
        """Return the role that was filled in, if any."""
        given = self.cleaned_data
        return [NewRole(given["skill"], given["role"], given["title"])] if given.get("skill") else []


class Wanted(forms.Form):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=120)
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[("", _("Any role")), *Role.choices, ("NONE", _("No role in a skill")), ("ADMIN", _("Administrator"))],
    )
    skill = forms.ModelChoiceField(Skill.objects.all(), to_field_name="code", label=_("Skill"), required=False, empty_label=_("Any skill"))
    access = forms.ChoiceField(
        label=_("Access"), required=False, choices=[("", _("Any access")), *Access.choices, ("CLOSED", _("Deactivated"))]
    )
