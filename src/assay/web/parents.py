"""Processes that end with the one that started them, also where that one was killed."""

import os
import threading
from collections.abc import Callable

LOOKED_FOR_EVERY = 1.0


def when_gone(parent: int, then: Callable[[], None]) -> None:
    """Call `then` in a thread once `parent`, the process that started this one, is gone."""
    threading.Thread(target=watch, args=(parent, then), name="watch of the parent", daemon=True).start()


def watch(parent: int, then: Callable[[], None]) -> None:
    """Look every second; an orphan has another parent."""
    pause = threading.Event()
    while os.getppid() == parent:
        pause.wait(LOOKED_FOR_EVERY)
    then()
