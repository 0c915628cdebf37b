"""`assay serve`."""

import os
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from assay.home.beside import WorkerBeside
from assay.home.health import problems, remarks
from assay.web.command import Command as AssayCommand

AT_MOST = 10  # seconds that requests and jobs in hand have once the server is told to stop


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
        found = [*problems().values(), *filter(None, [taken(host, port)])]
        if found:
            raise CommandError("Not started:\n" + "\n".join(f"- {sentence}" for sentence in found))
        for remark in remarks():
            self.stdout.write(f"note: {remark}")
        self.stdout.write(f"Assay is at http://{host}:{port} (stop it with Ctrl+C)", ending="\n")
        self.stdout.flush()
        connections.close_all()  # the server forks: no process may inherit an open connection
        worker = None if no_worker else WorkerBeside()
        try:
            if worker is not None:
                worker.start()
            start_server(host, port)
        finally:
            if worker is not None:
                worker.stop(within=AT_MOST)


def taken(host: str, port: int) -> str:
    """Return why nothing can listen at an address, or nothing."""
    try:
        socket.create_server((host, port)).close()
    except OSError as problem:
        why = os.strerror(problem.errno) if problem.errno else problem
        return f"Nothing can listen at {host}:{port} ({why}). Stop what is there, or choose another place with --host and --port."
    return ""


def start_server(host: str, port: int) -> None:
    """Run granian until it is stopped; threads wait for the database, processes use the cores."""
    from granian import Granian  # noqa: PLC0415  only a server needs it
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    server = Granian(
        "assay.home.served:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=2 if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else 4,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=AT_MOST,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    )
    server.serve()
