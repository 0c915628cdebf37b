"""`assay serve`."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from assay import env
from assay.home.health import problems, remarks
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Serve the pages."""

    help = "Serve the pages, with the worker (mails, search index) beside them. Refuses to start where something is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address, and whether the worker runs elsewhere."""
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
        parser.add_argument("--no-worker", action="store_true", help="the worker runs as `assay worker` of its own")

    def handle(self, *_: Any, host: str, port: int, no_worker: bool, **__: Any) -> None:
        """Check, say where it will be, start the worker and the server; end both together."""
        found = problems()
        if found:
            raise CommandError("Not started:\n" + "\n".join(f"- {sentence}" for sentence in found.values()))
        for remark in remarks():
            self.stdout.write(f"note: {remark}")
        self.stdout.write(f"Assay is at http://{host}:{port} (stop it with Ctrl+C)", ending="\n")
        self.stdout.flush()
        worker = None if no_worker else subprocess.Popen([sys.executable, "-m", "assay", "worker"])
        try:
            start_server(host, port)
        finally:
            if worker is not None:
                worker.terminate()
                worker.wait(timeout=20)


def start_server(host: str, port: int) -> None:
    """Run granian until it is stopped; threads wait for the database, processes use the cores."""
    from granian import Granian  # noqa: PLC0415  only a server needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    workers = env.number("ASSAY_WORKERS", os.cpu_count() or 1)
    server = Granian(
        "assay.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2 if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else 4,
        backpressure=64,
        respawn_failed_workers=True,
        log_access=False,
    )
    server.serve()
