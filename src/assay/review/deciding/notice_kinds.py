"""How the notices of decisions read, in the app and by mail; the recipient's right is asked again each time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Descriptor, Revision
from assay.descriptors.states import Outcome
from assay.notifications.models import Notice
from assay.notifications.notify import Kind, register_kind
from assay.review.batches import batches_visible_to
from assay.review.models import LeftOut, PendingDecision, Release, standing
from assay.review.notice_kinds import MAILS, Notices, link_to

if TYPE_CHECKING:
    from assay.accounts.models import User


def read_releases(notices: Notices) -> None:
    """Put its release, with the decisions that stand, beside each notice."""
    decisions = standing(PendingDecision.objects.select_related("submission__descriptor__skill", "submission__descriptor__amends"))
    found = Release.objects.filter(uid__in=[notice.data["release"] for notice in notices]).select_related("batch__skill", "by")
    releases = {str(one.uid): one for one in found.prefetch_related(Prefetch("decisions", decisions, to_attr="stands"))}
    for notice in notices:
        notice.known = releases.get(notice.data["release"])  # type: ignore[attr-defined]  # what Kind.prefetch is for


def release_of(notice: Notice) -> Release:
    """Return the release that read_releases put beside a notice."""
    found: Release = notice.known  # type: ignore[attr-defined]  # set by read_releases
    return found


def decisions_of(notice: Notice) -> list[PendingDecision]:
    """Return the decisions of a notice that stand."""
    return release_of(notice).stands  # type: ignore[attr-defined, no-any-return]  # fetched by read_releases


def still_decided(user: "User", notices: Notices) -> list[Notice]:
    """Return the notices of which something stands; what its reader may not see now is left out of each."""
    rows = [one.submission.descriptor for notice in notices if notice.known for one in decisions_of(notice)]  # type: ignore[attr-defined]
    found = Descriptor.objects.visible_to(user).filter(pk__in=[row.pk for row in rows])
    may = {row.pk for row in found if user.has_perm("descriptors.see_review", row)}
    for notice in notices:
        if notice.known:  # type: ignore[attr-defined]  # set by read_releases
            kept = [one for one in decisions_of(notice) if one.submission.descriptor_id in may]
            release_of(notice).stands = kept  # type: ignore[attr-defined]  # fetched by read_releases
    return [notice for notice in notices if notice.known and decisions_of(notice)]  # type: ignore[attr-defined]


def released_sentence(notice: Notice) -> str:
    """Say what was decided, of a single one with its comment."""
    decisions = decisions_of(notice)
    return one_sentence(release_of(notice), decisions[0]) if len(decisions) == 1 else many_sentence(release_of(notice), decisions)


def one_sentence(release: Release, one: PendingDecision) -> str:
    """Say what was decided about one descriptor."""
    words = {"who": release.by, "name": one.submission.descriptor.criterion_name, "comment": one.comment}
    if one.outcome == Outcome.RETURNED:
        return _("%(who)s returned “%(name)s”: “%(comment)s”") % words
    if one.edits:
        return _("%(who)s approved “%(name)s” with changed wording") % words
    return _("%(who)s approved “%(name)s”") % words


def many_sentence(release: Release, decisions: Sequence[PendingDecision]) -> str:
    """Say how many were decided, and how."""
    kinds = Counter(kind_of(one) for one in decisions)
    parts = [
        ngettext("%(n)d approved", "%(n)d approved", kinds["approved"]) % {"n": kinds["approved"]} if kinds["approved"] else "",
        ngettext("%(n)d approved with changed wording", "%(n)d approved with changed wording", kinds["reworded"]) % {"n": kinds["reworded"]}
        if kinds["reworded"]
        else "",
        ngettext("%(n)d returned", "%(n)d returned", kinds["returned"]) % {"n": kinds["returned"]} if kinds["returned"] else "",
    ]
    words = {"who": release.by, "batch": release.batch, "counts": ", ".join(part for part in parts if part)}
    return _("%(who)s released decisions on batch %(batch)s: %(counts)s") % words


def kind_of(one: PendingDecision) -> str:
    """Return under which heading a decision is told."""
    if one.outcome == Outcome.RETURNED:
        return "returned"
    return "reworded" if one.edits else "approved"


def released_link(notice: Notice) -> str:
    """Return where the SCM goes on: of a single one its comparison or comment, else the batch."""
    decisions = decisions_of(notice)
    return link_of(decisions[0]) if len(decisions) == 1 else reverse("batch", args=[release_of(notice).batch.uid])


def returned_quotes(notice: Notice) -> list[str]:
    """Return the comments of what was returned, for a mail that says many things; of a single one the sentence has it."""
    decisions = decisions_of(notice)
    words = _("%(name)s: “%(comment)s”")
    returned = [one for one in decisions if one.outcome == Outcome.RETURNED] if len(decisions) > 1 else []
    return [words % {"name": one.submission.descriptor.criterion_name, "comment": one.comment} for one in returned]


def link_of(one: PendingDecision) -> str:
    """Return where one decision is read."""
    uid = one.submission.descriptor.uid
    return reverse("changes", args=[uid, one.submission.round]) if kind_of(one) == "reworded" else reverse("review", args=[uid])


def released_mail(_user: "User", notices: Notices) -> dict[str, Any]:
    """Return what the mail about one Skill Advisor's decisions on a batch says."""
    return mail_of(release_of(notices[0]), [one for notice in notices for one in decisions_of(notice)])


def mail_of(release: Release, decisions: Sequence[PendingDecision]) -> dict[str, Any]:
    """Return the words of the mail: what was approved, with changes, returned with each comment; never a level."""
    groups: dict[str, list[dict[str, Any]]] = {"approved": [], "reworded": [], "returned": []}
    for one in decisions:
        descriptor = one.submission.descriptor
        row = {"name": descriptor.criterion_name, "comment": one.comment, "url": full(link_of(one)), "amends": descriptor.amends}
        groups[kind_of(one)].append(row)
    return {"batch": release.batch, "who": release.by, "url": link_to("batch", release.batch.uid), "count": len(decisions), **groups}


def full(path: str) -> str:
    """Return an address as a mail carries it."""
    return link_to("home").rstrip("/") + path


def read_left_out(notices: Notices) -> None:
    """Put its decision, and the name as it was decided on, beside each notice."""
    found = PendingDecision.objects.filter(uid__in=[notice.data["decision"] for notice in notices])
    decisions = {str(one.uid): one for one in found.select_related("submission__batch__skill")}
    names = names_decided_on(list(decisions.values()))
    for notice in notices:
        notice.known = decisions.get(notice.data["decision"])  # type: ignore[attr-defined]  # what Kind.prefetch is for
        notice.name = names.get(notice.known.pk, "") if notice.known else ""  # type: ignore[attr-defined]


def names_decided_on(decisions: Sequence[PendingDecision]) -> dict[int, str]:
    """Return, by the decision's key, the name as its Skill Advisor saw it: later ones may not be theirs to see."""
    rows = Revision.objects.filter(descriptor__in=[one.submission.descriptor_id for one in decisions])
    names = {(pk, number): name for pk, number, name in rows.values_list("descriptor", "number", "criterion_name")}
    return {one.pk: names.get((one.submission.descriptor_id, one.version), "") for one in decisions}


def still_advises(user: "User", notices: Notices) -> list[Notice]:
    """Return the notices about decisions of the person's own on batches that they may open."""
    own = [notice for notice in notices if notice.known and notice.known.by_id == user.pk]  # type: ignore[attr-defined]
    batches = {notice.known.submission.batch_id for notice in own}  # type: ignore[attr-defined]
    may = set(batches_visible_to(user).filter(pk__in=batches).values_list("pk", flat=True))
    return [notice for notice in own if notice.known.submission.batch_id in may]  # type: ignore[attr-defined]


def left_out_sentence(notice: Notice) -> str:
    """Say why a decision will not be released."""
    one: PendingDecision = notice.known  # type: ignore[attr-defined]  # set by read_left_out
    words = {"name": notice.name, "batch": one.submission.batch}  # type: ignore[attr-defined]  # set by read_left_out
    if one.left_out_because == LeftOut.WITHDRAWN:
        return _("“%(name)s” was withdrawn from batch %(batch)s before you released your decision; your text is kept") % words
    return _("Another Skill Advisor decided “%(name)s” of batch %(batch)s instead of you; your text is kept") % words


def left_out_link(notice: Notice) -> str:
    """Return the batch, which keeps the text."""
    one: PendingDecision = notice.known  # type: ignore[attr-defined]  # set by read_left_out
    return reverse("batch", args=[one.submission.batch.uid]) + "#kept"


def register() -> None:
    """Make the kinds known that tell of decisions."""
    told = Kind("released", f"{MAILS}/decided", released_sentence, released_link, still_decided, released_mail, read_releases)
    register_kind(replace(told, topic="decisions", quotes=returned_quotes))
    register_kind(Kind("decision_left_out", "", left_out_sentence, left_out_link, still_advises, prefetch=read_left_out))
