"""What is asked of the library, and what it answers: the same for the index and for the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from assay.descriptors.search.names import Names
from assay.standards.roles import roles_of

if TYPE_CHECKING:
    from assay.accounts.models import User

# Each filter of the page, by its name in the address; its values are skill codes, uids, or the texts themselves.
FACETS = ("skill", "sector", "category", "section", "quality", "source", "status", "tag")
LEVEL_FIELDS = ("level0", "level1", "level2", "level3")
TEXT_FIELDS = ("name", *LEVEL_FIELDS, "code", "tags", "about")  # about: the names of the home skill and of the WSOS section
PARTS = (*LEVEL_FIELDS, "section", "category", "tag")  # that a row may have or lack
SHORTEST_IN_LEVELS = 3  # letters of a beginning
Counts = Mapping[str, int]


class Reach(Enum):
    """The classes of rows that a question reaches: what the library lists, what is being written and reviewed, or both."""

    LIBRARY = ("published", "unreviewed")
    WORK = ("review", "draft")
    EVERYTHING = ("published", "unreviewed", "review", "draft")


class Order(StrEnum):
    """How the rows are sorted."""

    RELEVANCE = "relevance"
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

    @property
    def begins_little(self) -> bool:
        """Return whether it is a beginning so short that half of all level texts have a word with it: there it must be the whole word."""
        return self.half_typed and self.fields == TEXT_FIELDS and len(self.words) == 1 and len(self.words[0]) < SHORTEST_IN_LEVELS


@dataclass(frozen=True)
class Query:
    """Words, the filters of the page (`chosen`), what was typed as fields (`fixed` and what follows), and which rows to show."""

    clauses: tuple[Clause, ...] = ()
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: tuple[tuple[str, frozenset[str]], ...] = ()
    excluded: tuple[tuple[str, frozenset[str]], ...] = ()  # values of filters that are not wanted
    by_me: bool = False
    having: frozenset[str] = frozenset()  # levels and other parts that must be there
    lacking: tuple[frozenset[str], ...] = ()  # of each of these groups of parts, at least one must not be there
    since: datetime | None = None  # changed then or later
    before: datetime | None = None
    as_typed: bool = False  # no words are corrected, and all are wanted
    some_words: bool = False  # enough of the loose words will do
    among: frozenset[UUID] | None = None  # favourites
    first_sectors: frozenset[str] = frozenset()  # sectors to list first when there are no words
    order: Order = Order.RELEVANCE
    start: int = 0
    size: int = 20
    only: Reach | None = None  # where it is not to follow from the question

    @property
    def reach(self) -> Reach:
        """Return which rows are meant: the library's, and where a status is asked for, also those that are written and reviewed."""
        if self.only is not None:
            return self.only
        asks = "status" in self.chosen or any(name == "status" for name, _values in self.fixed)
        return Reach.EVERYTHING if asks else Reach.LIBRARY

    @property
    def loose(self) -> tuple[Clause, ...]:
        """Return the plain words, of which some are enough where few rows have all; none where there is but one."""
        found = tuple(clause for clause in self.clauses if not (clause.exact or clause.without) and clause.fields == TEXT_FIELDS)
        return found if len(found) > 1 else ()

    @property
    def skills(self) -> list[frozenset[str]]:
        """Return the codes of the skills that are asked for, as chosen and as typed."""
        return [codes for name, codes in (*self.chosen.items(), *self.fixed) if name == "skill"]

    def without_facet(self, name: str) -> "Query":
        """Return it without the page's own filter of that name."""
        return replace(self, chosen={facet: values for facet, values in self.chosen.items() if facet != name})


def enough(words: int) -> int:
    """Return how many of some words a row must have, where few rows have all: a quarter, rounded up."""
    return -(-words // 4)


@dataclass(frozen=True)
class Scope:
    """Whose eyes: what the person may see, as the primary keys of skills for each class of rows; None: of every skill."""

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
        """Return whether anything that is written or reviewed may be there for the person."""
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
    # Where it holds what has some of the words: how many have all of them.
    with_all: int | None = None
    names: Names = field(default_factory=Names)
    # Where nothing was found: how many there would be without each filter.
    without: Mapping[str, int] = field(default_factory=dict)
