"""What each page process of `assay serve` runs: the application, which ends with its server."""

import gc
import multiprocessing
import os
import signal
from threading import Thread

from assay.web.parents import when_gone
from assay.wsgi import application

__all__ = ["application"]


def read_ahead() -> None:
    """Read what the first search of measurement aspects, and the first page of the library that counts them, would wait for."""
    from assay.schemes.measurements.shelves import read_all  # noqa: PLC0415  apps are ready only once the application is there

    read_all()


# What is loaded now stays: looking through all of it for rubbish would stop a page for a while, now and then.
gc.collect()
gc.freeze()

if (server := multiprocessing.parent_process()) is not None and server.pid is not None:
    # Pages whose server was killed would hold the port and keep the next one from starting.
    when_gone(server.pid, lambda: os.kill(os.getpid(), signal.SIGTERM))
    Thread(target=read_ahead, daemon=True).start()
