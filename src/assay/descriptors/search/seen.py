"""What a person may see, in any state, as conditions of the engine: the same as `visible_to` says it for rows."""

from collections.abc import Iterable, Sequence

import tantivy
from tantivy import FieldType, Occur

from assay.descriptors.search.asked import Scope
from assay.descriptors.search.matching import Parts, one_of, silent, term
from assay.descriptors.search.schema import SCHEMA, microseconds
from assay.standards.roles import roles_of

IN_LIBRARY = ("published", "unreviewed")
ANYWHERE = (*IN_LIBRARY, "review", "draft")  # amendments are like what they amend, by nature


def seen(scope: Scope, classes: Sequence[str]) -> Parts:
    """Return what narrows a question to documents of these classes that the person may see; it scores nothing.

    Exceptions are left out rather than the rest let in: few documents are excepted, and the engine need not visit the others.
    """
    parts: Parts = [(Occur.Must, silent(one_of("visibility", classes)))]
    if scope.user.is_admin:
        return parts
    roles = roles_of(scope.user)
    own = roles.scm | roles.sa
    homes = {"unreviewed": scope.unreviewed, "review": own | roles.watching if scope.confidential is not None else None, "draft": roles.scm}
    parts += [
        (Occur.MustNot, of_other_skills(term("visibility", name), skills))
        for name, skills in homes.items()
        if skills is not None and name in classes
    ]
    if scope.confidential is not None:
        parts.append((Occur.MustNot, of_other_skills(confidential(scope), scope.confidential)))
    return parts


def of_other_skills(query: tantivy.Query, own: Iterable[int]) -> tantivy.Query:
    """Return what matches and is of none of these home skills."""
    return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.MustNot, one_of("home", map(str, own)))])


def confidential(scope: Scope) -> tantivy.Query:
    """Return what is confidential now."""
    now = microseconds(scope.now)
    return tantivy.Query.range_query(SCHEMA, "hidden_until", FieldType.Integer, lower_bound=now, include_lower=False)
