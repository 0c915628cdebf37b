"""Count rows of several kinds in one query, as every page does."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Hashable

MOST = 100  # whoever has more waiting need not know how many
RENEWED = 30  # seconds for which one "now" stays in a kept question
RIGHTS: "list[Callable[[Any], Hashable]]" = []
"""What decides, beside the account itself, which rows a person is asked about; registered in `ready()`."""

Questions = Mapping[str, QuerySet[Any]]


class Asker(NamedTuple):
    """A person with their rights, at one moment: with the same ones, the same is asked."""

    user: Any
    rights: "Hashable"
    moment: int
    database: str

    def __hash__(self) -> int:
        return hash((self.user.pk, *self[1:]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asker) and (self.user.pk, *self[1:]) == (other.user.pk, *other[1:])


def counted(questions: Callable[[Any], Questions], user: Any) -> dict[str, int]:
    """Return how many rows each of a person's questions has, up to MOST: then the database stops looking.

    What is asked may depend on the account, its RIGHTS and the time alone: making the SQL takes longer than asking, so it is kept.
    """
    rights = (user.access, user.is_admin, *(decide(user) for decide in RIGHTS))
    moment = int(timezone.now().timestamp()) // RENEWED
    names, sql, values = asked(questions, Asker(user, rights, moment, connection.settings_dict["NAME"]))
    found = dict.fromkeys(names, 0)
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found.update(cursor.fetchall())
    return found


@lru_cache(maxsize=512)
def asked(questions: Callable[[Any], Questions], asker: Asker) -> tuple[tuple[str, ...], str, tuple[Any, ...]]:
    """Return the names of a person's questions, one SQL for all of them, and its values."""
    selects: list[str] = []
    values: list[Any] = []
    known = questions(asker.user)
    for name, rows in known.items():
        try:
            sql, params = rows.order_by().values("pk")[:MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        selects.append(f"SELECT %s, COUNT(*) FROM ({sql}) AS found")  # noqa: S608  Django's own SQL
        values += [name, *params]
    return tuple(known), " UNION ALL ".join(selects), tuple(values)


def tally(count: int) -> str:
    """Return a number as it stands beside a label; nothing for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count or "")
