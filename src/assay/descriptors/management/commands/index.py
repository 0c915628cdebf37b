"""`assay index`."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer, store
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Say how the search index stands, or make it anew."""

    help = "Say how far the search index is, or rebuild it. It is derived from the database and may be deleted at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do."""
        parser.add_argument("action", nargs="?", choices=["rebuild", "status"], default="status", help="status (the default), or rebuild")

    def handle(self, *_: Any, action: str, **__: Any) -> None:
        """Do it."""
        self.stdout.write(rebuild() if action == "rebuild" else status())


def status() -> str:
    """Return how the index stands, in a sentence."""
    try:
        found = store.snapshot()
    except store.Unavailable as reason:
        raise CommandError(f"Search answers from the database: {reason}. `assay index rebuild` makes the index.") from reason
    behind = max(indexer.last_mark().position - found.mark.position, 0)
    return f"{found.searcher.num_docs - 1} descriptors, {behind} events behind, in {store.root()}"


def rebuild() -> str:
    """Build a new index and let it count; where a worker keeps it up to date, the worker does."""
    with store.lock() as mine:
        if not mine:
            store.forget_current()
            return "The worker makes the index anew now."
        columns = (TextColumn("Indexing"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=Descriptor.objects.live().count())
            count = indexer.build(lambda done: bar.update(task, completed=done))
    return f"{count} descriptors indexed in {store.root()}"
