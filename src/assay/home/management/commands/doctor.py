"""`assay doctor`."""

from io import StringIO
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console
from rich.table import Table

from assay.home.health import CHECKS, problems, remarks
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Explain what is wrong with an installation."""

    help = "Explain what is wrong with this installation, and what to do. Exits with 1 where something is."

    def handle(self, *_: Any, **__: Any) -> None:
        """Print a line per check, then remarks."""
        found = problems()
        table = Table("check", "finding", box=None)
        for name in CHECKS:
            table.add_row(name, found.get(name, "in order"))
        with StringIO() as text:
            Console(file=text, width=160).print(table)
            self.stdout.write(text.getvalue())
        for remark in remarks(with_database=not found):
            self.stdout.write(f"note: {remark}")
        if found:
            raise CommandError(f"{len(found)} of {len(CHECKS)} checks failed.")
