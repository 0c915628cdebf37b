"""Count rows of several kinds in one query, as every page does."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

MOST = 100  # whoever has more waiting need not know how many


def counted(questions: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Return how many rows each queryset has, up to MOST: then the database stops looking."""
    selects: list[str] = []
    values: list[Any] = []
    for name, rows in questions.items():
        try:
            sql, params = rows.order_by().values("pk")[:MOST].query.sql_with_params()
        except EmptyResultSet:
            continue
        selects.append(f"SELECT %s, COUNT(*) FROM ({sql}) AS found")  # noqa: S608  Django's own SQL
        values += [name, *params]
    found = dict.fromkeys(questions, 0)
    if selects:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(selects), values)
            found.update(cursor.fetchall())
    return found


def tally(count: int) -> str:
    """Return a number as it stands beside a label; nothing for none."""
    return f"{MOST - 1}+" if count >= MOST else str(count or "")
