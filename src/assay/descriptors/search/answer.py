"""What pages ask: one question, how many it would find, or of several how many match exactly."""

import logging
from collections.abc import Sequence

from assay.descriptors.search import fallback, index
from assay.descriptors.search.asked import Page, Query, Scope
from assay.descriptors.search.store import Unavailable

log = logging.getLogger(__name__)


def search(query: Query, scope: Scope) -> Page:
    """Return what matches and may be seen: from the index, or where it cannot answer, from the database."""
    try:
        return index.search(query, scope)
    except Unavailable as reason:
        log.info("Searching without the index: %s.", reason)
        return fallback.search(query, scope)


def total(query: Query, scope: Scope) -> int:
    """Return how many rows `search` would find."""
    try:
        return index.total(query, scope)
    except Unavailable:
        return fallback.total(query, scope)


def counts(queries: Sequence[Query], scope: Scope) -> list[int]:
    """Return of each question how many rows match it exactly."""
    try:
        return index.counts(queries, scope)
    except Unavailable:
        return [fallback.matching(query, scope).count() for query in queries]
