"""Texts of many rows as one, on both engines."""

from typing import Any

from django.db.models import Aggregate, CharField, Expression, Value
from django.db.models.sql.compiler import SQLCompiler


class Joined(Aggregate):
    """The values of an expression with a separator between them."""

    function = "GROUP_CONCAT"
    name = "Joined"
    output_field = CharField()

    def __init__(self, expression: Expression, separator: str, **extra: Any) -> None:
        super().__init__(expression, Value(separator), **extra)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> Any:
        """Return the same under PostgreSQL's name."""
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)
