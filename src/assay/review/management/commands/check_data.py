"""`assay check-data`."""

from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.progress import track

from assay.review.invariants import INVARIANTS
from assay.web.command import Command as AssayCommand

SHOWN = 20


class Command(AssayCommand):
    """Verify every invariant on this database."""

    typed_as = "check-data"
    help = "Verify every invariant on this database and name the rows that break one. Exits with 1 where any does. Changes nothing."

    def handle(self, *_: Any, **__: Any) -> None:
        """Ask each invariant; show the first rows that break it."""
        broken = 0
        for name in track(INVARIANTS, "Checking", console=Console(stderr=True), transient=True):
            rows = list(INVARIANTS[name]())
            broken += len(rows)
            self.stdout.write(f"{'ok' if not rows else 'BROKEN':<8}{name}")
            for row in rows[:SHOWN]:
                self.stdout.write(f"        {row}")
            if len(rows) > SHOWN:
                self.stdout.write(f"        and {len(rows) - SHOWN} more")
        if broken:
            raise CommandError(f"{broken} rows break an invariant.")
