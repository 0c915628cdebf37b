"""A mail server in the test's own process that answers as it is told."""

import socket
import threading
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller


class Answers:
    """Accept mails, or give the answers that wait for RCPT and DATA; keep what was accepted."""

    def __init__(self) -> None:
        self.accepted: list[Message] = []
        self.to_rcpt: list[str] = []
        self.to_data: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802  aiosmtpd's name
        if self.to_rcpt:
            return self.to_rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        if self.to_data:
            return self.to_data.pop(0)
        self.accepted.append(message_from_bytes(envelope.content))
        return "250 OK"


class Server(Controller):
    """The server, on a port that was free."""

    def __init__(self, answers: Answers) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        super().__init__(answers, hostname="127.0.0.1", port=port)


class Tarpit:
    """Greets with one line after the other and never comes to the point."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.closing = threading.Event()
        self.thread = threading.Thread(target=self.drip, daemon=True)
        self.thread.start()

    def drip(self) -> None:
        peer, _address = self.listening.accept()
        with peer:
            while not self.closing.wait(0.05):
                try:
                    peer.sendall(b"220-a moment\r\n")
                except OSError:
                    return

    def close(self) -> None:
        self.closing.set()
        self.thread.join(5)
        self.listening.close()
