"""What happens to saved replies; they are tools and nothing that was said, so they leave no event."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assay.descriptors.posted import free_uid
from assay.errors import Invalid, NotAllowed, Stale
from assay.review.replies.models import LONGEST_NAME, LONGEST_REPLY, SavedReply
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

MOST = 100
NOT_YOURS = gettext_noop("A saved reply is changed by its owner, or by the Skill Advisors of its skill.")


@dataclass(frozen=True)
class Saying:
    """What a reply says, under which name, and of which skill it is; of nobody but oneself where it is of none."""

    name: str
    text: str
    skill: Skill | None = None


@transaction.atomic
def save(*, uid: uuid.UUID, saying: Saying, by: "User") -> SavedReply:
    """Keep a reply for oneself or for the Skill Advisors of a skill; the same form twice keeps one. Raises Invalid, NotAllowed."""
    require_advisor(saying.skill, by)
    if known := SavedReply.objects.visible_to(by).filter(uid=uid).first():
        return known
    fields = checked(saying)
    kept = SavedReply.objects.filter(**whose(saying, by), deleted_at=None)
    if kept.count() >= MOST:
        raise Invalid(_("There are %(n)d saved replies. Delete one first.") % {"n": MOST})
    return SavedReply.objects.create(uid=free_uid(SavedReply.objects.all(), uid), **whose(saying, by), **fields)


@transaction.atomic
def reword(*, reply: SavedReply, saying: Saying, seen: int, by: "User") -> SavedReply:
    """Change a reply that is still as it was seen; one's own may be given to a skill. Raises Invalid, NotAllowed, Stale."""
    require_own(reply, by)
    fields: dict[str, object] = dict(checked(saying))
    if reply.owner_id is not None and saying.skill is not None:
        require_advisor(saying.skill, by)
        fields |= whose(saying, by)
    if not SavedReply.objects.filter(pk=reply.pk, change=seen, deleted_at=None).update(change=F("change") + 1, **fields):
        fresh = SavedReply.objects.get(pk=reply.pk)
        raise Stale(_("Somebody changed this reply meanwhile. Yours stands in the form: save it again to replace theirs."), fresh)
    return SavedReply.objects.select_related("skill").get(pk=reply.pk)


@transaction.atomic
def put_away(*, reply: SavedReply, deleted: bool, by: "User", at: datetime) -> None:
    """Delete it, or bring it back; a repeat changes nothing. Raises NotAllowed."""
    require_own(reply, by)
    rows = SavedReply.objects.filter(pk=reply.pk, deleted_at__isnull=deleted)
    rows.update(deleted_at=at if deleted else None, change=F("change") + 1)


def whose(saying: Saying, by: "User") -> dict[str, object]:
    """Return to whom a reply belongs."""
    return {"owner": None, "skill": saying.skill} if saying.skill else {"owner": by, "skill": None}


def require_own(reply: SavedReply, by: "User") -> None:
    """Raise NotAllowed unless it is the person's to change."""
    if not SavedReply.objects.visible_to(by).filter(pk=reply.pk).exists():
        raise NotAllowed(_(NOT_YOURS))


def require_advisor(skill: Skill | None, by: "User") -> None:
    """Raise NotAllowed unless the person advises the skill, or may keep replies of their own."""
    roles = roles_of(by)
    allowed = skill.pk in roles.sa if skill else bool(roles.sa | roles.scm)
    if not allowed:
        raise NotAllowed(_("Saved replies are for Skill Advisors and Skill Competition Managers, each in their skills."))


def checked(saying: Saying) -> dict[str, str]:
    """Return name and text, tidied. Raises Invalid with a message per field."""
    name, text = " ".join(saying.name.split()), saying.text.replace("\r\n", "\n").strip()
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = _("Give the reply a name.")
    elif len(name) > LONGEST_NAME:
        problems["name"] = _("A name has at most %(n)d characters.") % {"n": LONGEST_NAME}
    if not text:
        problems["text"] = _("Write what the reply says.")
    elif len(text) > LONGEST_REPLY:
        problems["text"] = _("Use at most 4,000 characters.")
    if problems:
        raise Invalid(" ".join(problems.values()), problems)
    return {"name": name, "text": text}
