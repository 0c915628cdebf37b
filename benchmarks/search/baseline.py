"""What one would do without an index of one's own: PostgreSQL's full text, ranked, counted and grouped.

It is given every advantage: a table of its own with nothing but the weighted document and the columns that are filtered and counted,
no rights to check, and whole words except where a word is really half typed.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection

TABLE = """
CREATE TABLE bench_fulltext AS
SELECT d.id, d.skill_id AS skill, d.sector_id AS sector, d.wsos_section_id AS section, d.quality_indicator AS quality, d.source,
  setweight(to_tsvector('english', d.criterion_name), 'A')
  || setweight(to_tsvector('english', d.code), 'B')
  || setweight(to_tsvector('english', coalesce(t.names, '')), 'B')
  || setweight(to_tsvector('english', concat_ws(' ', d.score0, d.score1, d.score2, d.score3)), 'C') AS document
FROM descriptors_descriptor d
LEFT JOIN (
  SELECT dt.descriptor_id, string_agg(tag.name, ' ') AS names
  FROM descriptors_descriptor_tags dt JOIN descriptors_tag tag ON tag.id = dt.tag_id GROUP BY 1
) t ON t.descriptor_id = d.id
WHERE (d.batch_status IS NULL OR d.batch_status = 'APPROVED') AND d.deleted_at IS NULL
"""
COLUMNS = ("skill", "sector", "section", "quality", "source")
JOINED = {
    "tag": ("descriptors_descriptor_tags", "tag_id"),
    "category": ("descriptors_descriptor_categories", "category_id"),
}


def prepare() -> None:
    """Make the table and its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("DROP TABLE IF EXISTS bench_fulltext")
        cursor.execute(TABLE)
        cursor.execute("ALTER TABLE bench_fulltext ADD PRIMARY KEY (id)")
        cursor.execute("CREATE INDEX ON bench_fulltext USING gin (document)")
        for column in ("sector", "quality"):
            cursor.execute(f"CREATE INDEX ON bench_fulltext ({column})")
        cursor.execute("ANALYZE bench_fulltext")


def remove() -> None:
    """Drop the table."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_fulltext")


def ask(typed: str, *, half_typed: bool, chosen: dict[str, list[Any]]) -> int:
    """Find twenty rows, the total and all facets; return the total."""
    words = " & ".join(typed.split()) + (":*" if half_typed else "")
    with connection.cursor() as cursor:
        where, values = condition(chosen)
        cursor.execute(
            "SELECT id, ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', document, q) AS rank FROM bench_fulltext, to_tsquery('english', %s) q "
            f"WHERE document @@ q {where} ORDER BY rank DESC, id DESC LIMIT 20",
            [words, *values],
        )
        cursor.fetchall()
        cursor.execute(f"SELECT count(*) FROM bench_fulltext WHERE document @@ to_tsquery('english', %s) {where}", [words, *values])
        total = int(cursor.fetchone()[0])
        for query, own in counts(chosen):
            cursor.execute(query, [words, *own])
            cursor.fetchall()
    return total


def condition(chosen: dict[str, list[Any]]) -> tuple[str, list[Any]]:
    """Return the filters as SQL."""
    return "".join(f" AND {column} = ANY(%s)" for column in chosen), list(chosen.values())


def counts(chosen: dict[str, list[Any]]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the queries that count the facets, each facet without its own choice."""
    where, values = condition(chosen)
    free = [column for column in COLUMNS if column not in chosen]
    found = f"FROM bench_fulltext b WHERE document @@ to_tsquery('english', %s) {where}"
    sets = ", ".join(f"({column})" for column in free)
    yield f"SELECT {', '.join(free)}, count(*) {found} GROUP BY GROUPING SETS ({sets})", values
    for table, column in JOINED.values():
        yield f"SELECT j.{column}, count(*) FROM {table} j JOIN (SELECT id {found}) f ON f.id = j.descriptor_id GROUP BY 1", values
    for name in chosen:
        others, own = condition({column: picked for column, picked in chosen.items() if column != name})
        yield f"SELECT {name}, count(*) FROM bench_fulltext WHERE document @@ to_tsquery('english', %s) {others} GROUP BY 1", own
