"""`assay demo`."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from assay.demo.load import is_loaded, load
from assay.demo.people import ACCOUNTS
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Load the demonstration library."""

    help = "Bring the database up to date and load the demonstration library, once. With --serve, serve it afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what `assay serve` takes."""
        parser.add_argument("--serve", action="store_true", help="serve it afterwards, in demonstration mode")
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")

    def handle(self, *_: Any, serve: bool, host: str, port: int, **__: Any) -> None:
        """Migrate, load where it is not there yet, say who may sign in, serve."""
        call_command("prepare", stdout=self.stdout)
        if is_loaded():
            self.stdout.write("The demonstration library is there already.")
        else:
            self.load()
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<28}{account.name}")
        if serve:
            self.stdout.write("Sign in with one click as any of them.")
            call_command("serve", host=host, port=port, no_worker=False, stdout=self.stdout)

    def load(self) -> None:
        """Load with a progress bar."""
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Loading the demonstration library")
            load(at=timezone.now(), progress=lambda what, done, of: bar.update(task, description=what, completed=done, total=of))
        self.stdout.write("The demonstration library is loaded.")
