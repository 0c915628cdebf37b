"""Everything that is measured of one database."""

import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assay.descriptors.models import Descriptor
from assay.standards.models import Sector
from benchmarks.search import baseline, beyond, ours, pages, saving, size
from benchmarks.search.figures import Figure, percentiles, timed
from benchmarks.search.library import fill
from benchmarks.search.questions import questions

ASSAY, BASELINE = "assay", "ts_rank_cd"
ROUNDS = ((20_000, 20), (200_000, 10), (2_000_000, 4))  # up to so many descriptors, so many rounds
PAGE_ROUNDS = 10
LOAD_SECONDS = 5.0
CHECKS, SAVES = 200, 30
MOST_BEYOND = 100_000  # descriptors, up to which the map of duplicates and measurement aspects are measured
MEASUREMENT_ROUNDS = 3

Way = tuple[str, str, Callable[[str, str], Any]]


class Measuring:
    """One database of N descriptors."""

    def __init__(self, db: str, n: int) -> None:
        self.db, self.n = db, n
        self.rounds = next(rounds for most, rounds in ROUNDS if n <= most)
        self.asked = [(kind, typed) for kind, texts in questions().items() for typed in texts]

    def everything(self) -> None:
        """Fill, then measure one thing after the other."""
        self.fill()
        self.size()
        self.search()
        self.took("near-duplicates", [timed(check) for check in ours.near_duplicates(CHECKS)])
        self.beyond()
        with pages.serving(settings.DATA_DIR / "serve.log") as port:
            self.pages(port)
            self.saves()

    def took(self, name: str, taken: Sequence[float], engine: str = ASSAY) -> None:
        """Write down milliseconds."""
        if taken:
            print(Figure(name, engine, self.db, self.n, **percentiles(taken)).line(), flush=True)

    def holds(self, name: str, value: float, unit: str) -> None:
        """Write down another number."""
        print(Figure(name, ASSAY, self.db, self.n, value=round(value, 1), unit=unit).line(), flush=True)

    def fill(self) -> None:
        """Migrate and fill, unless the database is kept from before."""
        call_command("prepare", stdout=sys.stderr)
        if Descriptor.objects.count() == self.n:
            return
        columns = (TextColumn(f"Filling {self.db}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("", total=self.n)
            fill(self.n, lambda done: bar.update(task, completed=done))

    def size(self) -> None:
        """Measure the rebuild, and what the index needs."""
        built = size.rebuild()
        self.took("index rebuild", [built.seconds * 1000])
        self.holds("index rebuild, peak memory", built.peak_mb, "MB")
        self.holds("index on disk", built.disk_mb, "MB")
        for what, megabytes in size.memory_of_searching().items():
            self.holds(f"index in memory, {what}", megabytes, "MB")

    def search(self) -> None:
        """Ask the thirty questions in every way, the ways in turn; what the first round takes is not counted."""
        compared = self.db == "postgresql"
        if compared:
            baseline.prepare()
        ways = [*self.our_ways(), *(self.baseline_ways() if compared else ())]
        taken: dict[tuple[str, str], list[float]] = defaultdict(list)
        for counted in (False, *[True] * self.rounds):
            for kind, typed in self.asked:
                for name, engine, way in ways:
                    milliseconds = timed(partial(way, kind, typed))
                    if counted:
                        taken[name, engine].append(milliseconds)
                        if name == "search":
                            taken[f"search: {kind}", engine].append(milliseconds)
        for (name, engine), milliseconds in taken.items():
            self.took(name, milliseconds, engine)
        if compared:
            baseline.remove()

    def our_ways(self) -> list[Way]:
        """Return how Assay is asked: with everybody's eyes, with an SCM's, each without and with two filters."""
        two = ours.two_filters()

        def way(name: str, who: str, chosen: ours.Chosen) -> Way:
            user = ours.person(who)
            return name, ASSAY, lambda _kind, typed: ours.ask(typed, user, chosen)

        return [
            way("search", "admin", {}),
            way("search, two filters", "admin", two),
            way("search as SCM", "scm", {}),
            way("search as SCM, two filters", "scm", two),
        ]

    def baseline_ways(self) -> list[Way]:
        """Return how the baseline is asked."""
        two = ours.two_filters()
        sectors = list(Sector.objects.filter(uid__in=two["sector"]).values_list("pk", flat=True))
        filters = {"sector": sectors, "quality": sorted(two["quality"])}

        def way(name: str, chosen: dict[str, list[Any]]) -> Way:
            return name, BASELINE, lambda kind, typed: baseline.ask(typed, half_typed=kind == "half typed", chosen=chosen)

        return [way("search", {}), way("search, two filters", filters)]

    def beyond(self) -> None:
        """Measure the map of duplicates, and the search of as many measurement aspects as there are descriptors."""
        if self.n > MOST_BEYOND:
            return
        self.took("duplicate map", [beyond.duplicate_map()])
        beyond.fill_measurements(self.n)
        self.took("search of measurement aspects", beyond.measurement_pages(MEASUREMENT_ROUNDS))

    def pages(self, port: int) -> None:
        """Measure the whole page for an SCM, one by one and under load, beside an empty page of the same run."""
        cookie = pages.signed_in(ours.person("scm"))
        reader = pages.Reader(port, cookie)
        asked = [pages.LIBRARY, *(pages.address(typed) for _kind, typed in self.asked)]
        self.took("page", pages.one_by_one(reader, asked, PAGE_ROUNDS))
        self.took("empty page", pages.one_by_one(reader, [pages.EMPTY] * len(asked), PAGE_ROUNDS))
        for name, paths in (("empty page", [pages.EMPTY]), ("page", asked)):
            self.took(f"{name} at full load, one process", [pages.at_full_load(port, cookie, paths, LOAD_SECONDS)])

    def saves(self) -> None:
        """Measure saving, and how soon it is found."""
        self.took("save a draft", saving.save_drafts(SAVES))
        for name, milliseconds in saving.save_library_rows(SAVES).items():
            self.took(name, milliseconds)
