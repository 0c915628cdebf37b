"""The worker beside the server: a process of its own, started again when it dies, ended with the server."""

import logging
import os
import subprocess
import sys
import threading
import time

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
LONG_ENOUGH = 60.0


class WorkerBeside:
    """Keeps one `assay worker` running until it is stopped."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.starting = threading.Lock()
        self.keeper = threading.Thread(target=self.keep, name="keeper of the worker", daemon=True)

    def start(self) -> None:
        """Start the worker, and watch over it."""
        self.keeper.start()

    def keep(self) -> None:
        """Start the worker again whenever it ends; a pause that doubles spares a host on which it cannot run."""
        pause = FIRST_PAUSE
        while (process := self.started()) is not None:
            since = time.monotonic()
            code = process.wait()
            if self.stopping.is_set():
                return
            pause = FIRST_PAUSE if time.monotonic() - since > LONG_ENOUGH else pause
            log.warning("the worker ended (%s); it starts again in %d s", code, pause)
            self.stopping.wait(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    def started(self) -> subprocess.Popen[bytes] | None:
        """Return a new worker process, or None once there shall be none."""
        with self.starting:
            if self.stopping.is_set():
                return None
            self.process = subprocess.Popen([sys.executable, "-m", "assay", "worker", "--beside", str(os.getpid())])  # noqa: S603
            return self.process

    def stop(self, *, within: float) -> None:
        """Let the worker finish the job in hand; kill it where that takes longer than `within` seconds."""
        with self.starting:
            self.stopping.set()
        if self.process is not None:
            self.process.terminate()
        self.keeper.join(within)
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
