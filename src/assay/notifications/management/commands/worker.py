"""`assay worker`: send mail and do other work for later, until it is told to stop."""

import signal
import threading
from typing import Any

from django.utils.translation import gettext as _

from assay.notifications.loop import start_beside, work_forever
from assay.web.command import Command as AssayCommand

AT_MOST = 10  # seconds that other work has to end


class Command(AssayCommand):
    """Run the loop in the foreground; SIGTERM and Ctrl+C end it after the job in hand."""

    help = "Send mail and do other work for later, until SIGTERM or Ctrl+C; the job in hand is finished first."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Work until a signal comes."""
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_signal: stop.set())
        self.stdout.write(_("The worker is ready."))
        others = start_beside(stop)
        work_forever(stop)
        for other in others:
            other.join(AT_MOST)
        self.stdout.write(_("The worker has stopped."))
