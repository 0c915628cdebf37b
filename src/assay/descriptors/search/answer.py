"""The one question that pages ask."""

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


def words_beginning(text: str, fields: Sequence[str], query: Query, scope: Scope) -> list[str]:
    """Return the words of what matches and may be seen that begin so, the commonest first; none without an index."""
    try:
        return index.words_beginning(text, fields, query, scope)
    except Unavailable as reason:
        log.info("Completing no words without the index: %s.", reason)
        return []
