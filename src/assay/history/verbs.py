"""What happened, as one word or two: the choices of the event log's filter."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

IN_WORDS: dict[str, Promise] = {
    "absorbed": _("took in a duplicate"),
    "accepted_invitation": _("accepted invitation"),
    "added": _("added"),
    "approved": _("approved"),
    "asked_again": _("coach asks again"),
    "beside": _("both needed"),
    "brought_back": _("brought back"),
    "changed": _("changed"),
    "changed_own_settings": _("changed own settings"),
    "commented": _("commented"),
    "created": _("created"),
    "amended": _("amended"),
    "curated": _("curated"),
    "deactivated": _("deactivated"),
    "deleted": _("deleted"),
    "deputy_ended": _("deputy ended"),
    "deputy_named": _("deputy named"),
    "described": _("described"),
    "different": _("not the same"),
    "dismissed": _("question dismissed"),
    "due_changed": _("due date changed"),
    "due_moved": _("due date moved along"),
    "edited": _("edited"),
    "imported": _("imported"),
    "invited": _("invited"),
    "loaded": _("loaded"),
    "merged": _("merged"),
    "reactivated": _("reactivated"),
    "recalled": _("recalled"),
    "released": _("let a duplicate go"),
    "renamed": _("renamed"),
    "reopened": _("comment opened again"),
    "replied": _("replied"),
    "resolved": _("comment settled"),
    "restored": _("restored"),
    "retired": _("retired"),
    "returned": _("returned"),
    "role_given": _("role given"),
    "role_removed": _("role removed"),
    "role_titled": _("role titled"),
    "section_merged": _("section merged"),
    "sent": _("sent"),
    "signed_out_everywhere": _("signed out everywhere"),
    "struck_out": _("comment struck out"),
    "submitted": _("submitted"),
    "taken_back": _("remark taken back"),
    "term_merged": _("category or tag merged"),
    "term_renamed": _("category or tag renamed"),
    "unmerged": _("merge undone"),
    "variant": _("deliberate variant"),
    "withdrawn": _("withdrawn"),
}


def in_words(verb: str) -> str:
    """Return what happened in words; a verb that is not in the table as it is stored."""
    return str(IN_WORDS.get(verb, verb.replace("_", " ")))
