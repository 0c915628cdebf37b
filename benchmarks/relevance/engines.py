"""Three ways to find: Assay's, one field with plain BM25, and PostgreSQL's full text as a tracker without an index uses it."""

from collections.abc import Callable, Sequence
from uuid import UUID

import tantivy
from django.db import connection
from django.utils import timezone

from assay.descriptors.models import Descriptor
from assay.descriptors.search import answer
from assay.descriptors.search.asked import Query, Scope
from assay.descriptors.search.query import understand
from benchmarks.relevance.corpus import reader
from benchmarks.search import baseline

DEEP = 10
Engine = Callable[[str], Sequence[UUID]]


def engines() -> dict[str, Engine]:
    """Return the engines that can be asked here, each with the first ten uids for what is typed."""
    found = {"assay": assay(), "BM25, one field": plain_bm25()}
    return found | ({"ts_rank_cd": full_text()} if connection.vendor == "postgresql" else {})


def assay() -> Engine:
    """Return the product's search with an SCM's eyes."""
    user = reader()

    def ask(typed: str) -> Sequence[UUID]:
        scope = Scope.of(user, timezone.now())
        page = answer.search(Query(clauses=tuple(understand(typed, scope).clauses), size=DEEP), scope)
        if page.degraded:
            raise RuntimeError("The index does not answer.")
        return page.rows

    return ask


def plain_bm25() -> Engine:
    """Return what the engine does by itself: all texts in one field, any of the words, its own order."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uid", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(50_000_000, 1)
    rows = Descriptor.objects.in_library().visible_to(reader()).select_related("skill", "wsos_section").prefetch_related("tags")
    for row in rows:
        about = [str(one.name) for one in (row.skill, row.wsos_section) if one]
        texts = (row.criterion_name, *row.levels, row.code, *(tag.name for tag in row.tags.all()), *about)
        writer.add_document(tantivy.Document(uid=str(row.uid), text=" ".join(texts)))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(typed: str) -> Sequence[UUID]:
        query, _errors = index.parse_query_lenient(typed, ["text"])
        return [UUID(str(searcher.doc(place).get_first("uid"))) for _score, place in searcher.search(query, DEEP).hits]

    return ask


def full_text() -> Engine:
    """Return PostgreSQL's full text: weighted columns, `ts_rank_cd`, the words as `websearch_to_tsquery` reads them."""
    baseline.prepare()
    seen = set(Descriptor.objects.in_library().visible_to(reader()).values_list("pk", flat=True))
    uids = dict(Descriptor.objects.values_list("pk", "uid"))

    def ask(typed: str) -> Sequence[UUID]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM bench_fulltext, websearch_to_tsquery('english', %s) q WHERE document @@ q "
                "ORDER BY ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', document, q) DESC, id DESC",
                [typed],
            )
            return [uids[pk] for (pk,) in cursor.fetchall() if pk in seen][:DEEP]

    return ask
