"""What is asked of the library, and what it answers: the same for the index and for the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

# Each filter of the page, by its name in the address; its values are skill codes, uids, or the texts themselves.
FACETS = ("skill", "sector", "category", "section", "quality", "source", "status", "tag")
LEVEL_FIELDS = ("level0", "level1", "level2", "level3")
TEXT_FIELDS = ("name", *LEVEL_FIELDS, "code", "tags")
Counts = Mapping[str, int]


class Reach(Enum):
    """Which kinds of rows a question reaches: what the library lists, what is still being written and reviewed, or both."""

    LIBRARY = ("published", "unreviewed")
    WORK = ("draft", "review")
    EVERYTHING = ("published", "unreviewed", "draft", "review")


class Order(StrEnum):
    """How the rows are sorted."""

    BEST = "best"
    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True)
class Clause:
    """One thing that must (or must not) stand in the text: a word, or several in a row."""

    words: tuple[str, ...]
    exact: bool = False  # as it stands, not by its stem
    half_typed: bool = False  # the last word may go on
    without: bool = False
    fields: tuple[str, ...] = TEXT_FIELDS
    typed: str = ""


@dataclass(frozen=True)
class Query:
    """Words, the filters of the page (`chosen`), what was typed as fields (`fixed` and what follows), and which rows to show."""

    clauses: tuple[Clause, ...] = ()
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: tuple[tuple[str, frozenset[str]], ...] = ()
    by_me: bool = False
    having: frozenset[str] = frozenset()  # levels that are filled
    lacking: tuple[frozenset[str], ...] = ()  # of each of these groups of levels, at least one is blank
    since: datetime | None = None
    before: datetime | None = None
    as_typed: bool = False  # no words are corrected
    among: frozenset[UUID] | None = None  # favourites
    first_sectors: frozenset[str] = frozenset()  # sectors to list first when there are no words
    order: Order = Order.BEST
    start: int = 0
    size: int = 20
    only: Reach | None = None  # where it is not to follow from the question

    @property
    def reach(self) -> Reach:
        """Return which rows are meant: those of the library, and where a status is asked for, also what is in the workflow."""
        if self.only is not None:
            return self.only
        asks = "status" in self.chosen or any(name == "status" for name, _values in self.fixed)
        return Reach.EVERYTHING if asks else Reach.LIBRARY

    def without_facet(self, name: str) -> "Query":
        """Return it without the page's own filter of that name."""
        return replace(self, chosen={facet: values for facet, values in self.chosen.items() if facet != name})


@dataclass(frozen=True)
class Scope:
    """Whose eyes: what the person may see, as the primary keys of skills for each kind of row; None: of every skill."""

    user: "User"
    now: datetime
    unreviewed: frozenset[int] | None
    confidential: frozenset[int] | None
    drafts: frozenset[int] | None
    review: frozenset[int] | None

    @classmethod
    def of(cls, user: "User", now: datetime) -> "Scope":
        """Return the scope of a person, the same as `visible_to` says it."""
        roles = roles_of(user)
        oversees = user.is_admin or user.access == "SECRETARIAT"
        return cls(
            user=user,
            now=now,
            unreviewed=None if oversees or roles.sa else roles.scm,
            confidential=None if oversees else roles.scm | roles.sa,
            drafts=None if user.is_admin else roles.scm,
            review=None if oversees else roles.scm | roles.sa | roles.watching,
        )

    @property
    def sees_work(self) -> bool:
        """Return whether anything in the workflow may be there for the person."""
        return self.review is None or bool(self.review)

    @property
    def facets(self) -> tuple[str, ...]:
        """Return the filters that mean something to the person."""
        return tuple(name for name in FACETS if name != "status" or self.sees_work)


@dataclass(frozen=True)
class Page:
    """The answer: how many there are, which to show, how many there would be under each filter."""

    total: int
    rows: list[UUID]
    facets: Mapping[str, Counts]
    degraded: bool = False
    corrected: tuple[tuple[str, str], ...] = ()
    # Where nothing was found: how many there would be without each filter.
    without: Mapping[str, int] = field(default_factory=dict)
