"""The counts of the filters are made beside the search and the drawing of what it found: the engine needs no lock of Python's."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property
from typing import NamedTuple

import tantivy

from assay.descriptors.search import store
from assay.descriptors.search.asked import Counts
from assay.descriptors.search.store import Unavailable

MOST_VALUES = 20_000
log = logging.getLogger(__name__)


class Part(NamedTuple):
    """Filters that are counted over the rows of one question."""

    searcher: tantivy.Searcher
    asked: tantivy.Query
    names: Sequence[str]

    def counts(self) -> dict[str, Counts]:
        """Return value → number of rows for each filter."""
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES, "segment_size": MOST_VALUES}} for name in self.names}
        found = self.searcher.aggregate(self.asked, wanted) if wanted else {}
        return {name: {bucket["key"]: int(bucket["doc_count"]) for bucket in found[name]["buckets"]} for name in self.names}


class Counting(Mapping[str, Counts]):
    """The counts of every filter, begun at once; whoever reads them waits. Where the index fails meanwhile, they come from elsewhere."""

    def __init__(self, parts: Sequence[Part], otherwise: Callable[[], Mapping[str, Counts]]) -> None:
        self.begun: list[Future[dict[str, Counts]]] = [counters().submit(part.counts) for part in parts]
        self.otherwise = otherwise

    @cached_property
    def counts(self) -> Mapping[str, Counts]:
        """Return the counts of all parts; of a filter that two parts count, each knows other values."""
        try:
            with store.trusting():
                found = [one.result() for one in self.begun]
        except Unavailable as reason:
            log.info("Counting without the index: %s.", reason)
            return self.otherwise()
        counts: dict[str, Counts] = {}
        for part in found:
            counts |= {name: {**counts.get(name, {}), **values} for name, values in part.items()}
        return counts

    def __getitem__(self, name: str) -> Counts:
        return self.counts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@cache
def counters() -> ThreadPoolExecutor:
    """Return the threads that count."""
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="counting")
