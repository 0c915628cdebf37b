"""Finding people, and what they are in words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assay.accounts.models import User
from assay.names import name_key
from assay.standards.models import Membership, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = 50
SHORT = {Role.SCM: gettext_lazy("SCM"), Role.SA: gettext_lazy("SA"), Role.SKILL_TEAM: Role.SKILL_TEAM.label}


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Return people with their memberships and skills, in two queries."""
    memberships = Membership.objects.select_related("skill").order_by("skill__code", "role")
    return people.prefetch_related(Prefetch("memberships", memberships))


def narrowed(people: QuerySet[User], wanted: "Mapping[str, Any]") -> QuerySet[User]:
    """Keep the people whom the filters ask for: text in name or address, role and skill together, access."""
    if text := wanted.get("q"):
        people = people.filter(Q(name__icontains=text) | Q(email_key__contains=name_key(text)))
    people = with_access(people, wanted.get("access", ""))
    if wanted.get("role") == "ADMIN":
        people = people.filter(is_admin=True)
    return in_role(people, "" if wanted.get("role") == "ADMIN" else wanted.get("role", ""), wanted.get("skill"))


def with_access(people: QuerySet[User], access: str) -> QuerySet[User]:
    """Keep people of one kind of access; the deactivated are a kind of their own."""
    if access == "CLOSED":
        return people.filter(is_active=False)
    return people.filter(is_active=True, access=access) if access else people


def in_role(people: QuerySet[User], role: str, skill: Any) -> QuerySet[User]:
    """Keep people with a role, in a skill or anywhere; NONE keeps those without any."""
    if role == "NONE":
        return people.exclude(pk__in=Membership.objects.values("user"))
    asked = {name: value for name, value in {"role": role, "skill": skill}.items() if value}
    return people.filter(pk__in=Membership.objects.filter(**asked).values("user")) if asked else people


def page_after(people: QuerySet[User], last: UUID | None) -> tuple[list[User], UUID | None]:
    """Return a page by name, after the person `last`, and whom the next page follows."""
    if last is not None and (before := User.objects.filter(uid=last).first()):
        people = people.filter(Q(name__gt=before.name) | Q(name=before.name, pk__gt=before.pk))
    found = list(with_roles(people.order_by("name", "pk"))[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].uid if len(found) > PAGE else None


def roles_in_words(people: Iterable[User]) -> dict[int, list[str]]:
    """Return what each person is, such as "SCM of 09 Software Applications Development", in one query for all."""
    rows = Membership.objects.filter(user__in=[person.pk for person in people]).select_related("skill").order_by("role", "skill__code")
    skills: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        skills.setdefault((row.user_id, row.role), []).append(str(row.skill))
    words: dict[int, list[str]] = {}
    for (person, role), named in skills.items():
        words.setdefault(person, []).append(_("%(role)s of %(skills)s") % {"role": SHORT[Role(role)], "skills": ", ".join(named)})
    return words
