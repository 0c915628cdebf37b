"""What an aspect of judgement is to the library that it comes to."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Label(models.TextChoices):
    """One for each aspect; the order is the one in which the page lists them."""

    CHANGED = "changed", _("Changed since an earlier import")
    NEAR = "near", _("Nearly there already")
    INCOMPLETE = "incomplete", _("These lack something")
    REPEATS = "repeats", _("Repeated in the workbook")
    NEW = "new", _("New")
    IDENTICAL = "identical", _("There already, word for word")


HELP: dict[Label, Promise] = {
    Label.CHANGED: _(
        "An earlier scheme of the skill had them in other words. What was reworded here since is left as it is, unless you say so."
    ),
    Label.NEAR: _("They are imported all the same, unless you choose another one in their place."),
    Label.INCOMPLETE: _("They are imported as they are where a descriptor can be made of them; the others stay in the scheme."),
    Label.REPEATS: _("The same words stand further up in the workbook; one descriptor stands for both."),
    Label.IDENTICAL: _("In the skill, whatever the case of the letters. The scheme points to them."),
}
SHORT: dict[Label, Promise] = {
    Label.CHANGED: _("Changed"),
    Label.NEAR: _("Nearly there"),
    Label.INCOMPLETE: _("Incomplete"),
    Label.REPEATS: _("Repeated"),
    Label.NEW: _("New"),
    Label.IDENTICAL: _("Identical"),
}
