"""The one question that pages ask."""

import logging

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
