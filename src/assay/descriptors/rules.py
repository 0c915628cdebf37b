"""Who may do what with a descriptor; when it may happen is MAY_BECOME. The table is in docs/workflow.md."""

from typing import TYPE_CHECKING

import rules

from assay.descriptors.models import Batch, Descriptor, Quality
from assay.descriptors.states import APPROVED, DRAFT
from assay.standards.models import Skill
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User


@rules.predicate
def is_admin(user: "User") -> bool:
    """Return whether the person administers the library."""
    return user.is_admin


@rules.predicate
def oversees(user: "User") -> bool:
    """Return whether the person is of the secretariat or an administrator."""
    return user.is_admin or user.access == "SECRETARIAT"


@rules.predicate
def manages_skill(user: "User", skill: Skill | None) -> bool:
    """Return whether the person is an SCM of the skill."""
    return skill is not None and skill.pk in roles_of(user).scm


@rules.predicate
def manages_its_skill(user: "User", descriptor: Descriptor) -> bool:
    """Return whether the person is an SCM of the home skill."""
    return descriptor.skill_id in roles_of(user).scm


@rules.predicate
def advises_its_skill(user: "User", descriptor: Descriptor) -> bool:
    """Return whether the person is an SA of the home skill."""
    return descriptor.skill_id in roles_of(user).sa


@rules.predicate
def watches_its_skill(user: "User", descriptor: Descriptor) -> bool:
    """Return whether the person is of the home skill's team, and it sees what is in review."""
    return descriptor.skill_id in roles_of(user).watching


@rules.predicate
def advises_any_skill(user: "User") -> bool:
    """Return whether the person is an SA at all."""
    return bool(roles_of(user).sa)


@rules.predicate
def advises_skill_of(user: "User", batch: Batch) -> bool:
    """Return whether the person is an SA of a batch's skill."""
    return batch.skill_id in roles_of(user).sa


@rules.predicate
def advises_skill(user: "User", skill: Skill) -> bool:
    """Return whether the person is an SA of the skill."""
    return skill.pk in roles_of(user).sa


@rules.predicate
def in_workflow(_user: "User", descriptor: Descriptor) -> bool:
    """Return whether the descriptor was written by people, not imported or made by an administrator."""
    return descriptor.batch_status is not None


@rules.predicate
def was_imported(_user: "User", descriptor: Descriptor) -> bool:
    """Return whether the descriptor stands outside the workflow and came from elsewhere."""
    return descriptor.batch_status is None and descriptor.created_by_id is None


@rules.predicate
def is_library_row(_user: "User", descriptor: Descriptor) -> bool:
    """Return whether the descriptor is outside the workflow or approved."""
    return descriptor.batch_status in (None, APPROVED) and descriptor.amends_id is None


@rules.predicate
def may_see(user: "User", descriptor: Descriptor) -> bool:
    """Return whether the person may open it; the same as `visible_to`, said for one row."""
    roles, home = roles_of(user), descriptor.skill_id
    if user.is_admin:
        return True
    if descriptor.merged_into_id is not None:
        return False
    if descriptor.deleted_at is not None:
        return home in roles.scm and descriptor.batch_status in {DRAFT, "RETURNED"}
    own = home in roles.scm | roles.sa or user.access == "SECRETARIAT"
    return (own or not descriptor.is_confidential) and state_is_open_to(user, descriptor, own=own)


def state_is_open_to(user: "User", descriptor: Descriptor, *, own: bool) -> bool:
    """Return whether the state lets the person see it; `own`: their skill, or the secretariat."""
    roles, home = roles_of(user), descriptor.skill_id
    if descriptor.batch_status == DRAFT:
        return home in roles.scm
    if descriptor.batch_status in {"PENDING_REVIEW", "RETURNED"}:
        return own or home in roles.watching
    if descriptor.amends_id is not None:
        return descriptor.batch_status == APPROVED and own
    if descriptor.quality_indicator != Quality.NEEDS_REVIEW:
        return True
    return home in roles.scm or bool(roles.sa) or user.access == "SECRETARIAT"


rules.add_perm("descriptors.view", may_see)
rules.add_perm("descriptors.write_in", manages_skill)  # asked of a skill
rules.add_perm("descriptors.edit", manages_its_skill & in_workflow)
rules.add_perm("descriptors.submit", manages_its_skill & in_workflow)
rules.add_perm("descriptors.withdraw", manages_its_skill & in_workflow)
rules.add_perm("descriptors.amend", manages_its_skill & is_library_row)
rules.add_perm("descriptors.curate", is_library_row & (is_admin | (advises_its_skill & was_imported)))
rules.add_perm("descriptors.administer", is_admin)
rules.add_perm("descriptors.see_review", manages_its_skill | advises_its_skill | oversees)
rules.add_perm("review.read_changes", oversees | manages_skill | advises_skill)  # asked of a skill
rules.add_perm("review.set_due", is_admin | advises_skill_of)  # asked of a batch
rules.add_perm("review.invite_guests", oversees | advises_skill_of)  # asked of a batch
rules.add_perm("review.comment", (manages_its_skill | advises_its_skill | watches_its_skill) & in_workflow)
rules.add_perm("review.advise", advises_its_skill & in_workflow)
