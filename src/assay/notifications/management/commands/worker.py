"""`assay worker`: send mail and do other work for later, until it is told to stop."""

import argparse
import signal
import threading
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from assay.notifications.loop import start_beside, work_forever
from assay.web.command import Command as AssayCommand
from assay.web.parents import when_gone

AT_MOST = 10  # seconds that other work has to end


class Command(AssayCommand):
    """Run the loop in the foreground; SIGTERM and Ctrl+C end it after the job in hand."""

    help = "Send mail and do other work for later, until SIGTERM or Ctrl+C; the job in hand is finished first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the process of the server that it stands beside, which `assay serve` says."""
        parser.add_argument("--beside", type=int, metavar="PID", help=argparse.SUPPRESS)

    def handle(self, *_args: Any, beside: int | None = None, **_options: Any) -> None:
        """Work until a signal comes, or until the server is gone."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: stop.set())
        if beside is not None:
            when_gone(beside, stop.set)
        self.stdout.write(_("The worker is ready."))
        others = start_beside(stop)
        work_forever(stop)
        for other in others:
            other.join(AT_MOST)
        self.stdout.write(_("The worker has stopped."))
