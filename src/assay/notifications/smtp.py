"""SMTP with an end: a server that answers a byte at a time must not hold up every other mail."""

import contextlib
import smtplib
import socket
import threading
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

SECONDS = 90.0


class Backend(EmailBackend):
    """Django's SMTP backend, cut off when a delivery takes longer than `deadline` seconds, its greeting included."""

    def __init__(self, *args: Any, deadline: float = SECONDS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline
        self.sockets: list[socket.socket] = []

    @property
    def connection_class(self) -> Any:
        """Return what opens connections and notes their sockets."""
        sockets = self.sockets

        class Noted(smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP):  # type: ignore[misc]  # one of two bases
            def _get_socket(self, *args: Any) -> socket.socket:
                opened: socket.socket = super()._get_socket(*args)
                sockets.append(opened)
                return opened

        return Noted

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send, and return how many; SMTPServerDisconnected where the time was over."""
        timer = threading.Timer(self.deadline, self.cut)
        timer.daemon = True
        timer.start()
        try:
            return super().send_messages(email_messages)
        finally:
            timer.cancel()
            self.sockets.clear()

    def cut(self) -> None:
        """Shut what is open, so that whoever waits on it is told at once."""
        for opened in tuple(self.sockets):
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
