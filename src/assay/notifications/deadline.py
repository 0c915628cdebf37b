"""A connection to the mail server with an end: a server that answers a byte at a time must not hold up every mail."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

from django.core.mail import get_connection

SECONDS = 90


@contextlib.contextmanager
def delivery(seconds: float = SECONDS) -> Iterator[Any]:
    """Open the configured mail backend; cut its connection when `seconds` are over."""
    connection = get_connection()
    timer = threading.Timer(seconds, cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()


def cut(connection: Any) -> None:
    """Shut the socket of an SMTP connection, so that whoever waits on it is told at once."""
    client = getattr(connection, "connection", None)
    sock = getattr(client, "sock", None)
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
