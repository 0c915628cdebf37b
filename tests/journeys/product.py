"""The product as people start it: `assay serve` on a data folder of its own, with the demonstration library in it."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN = 30.0
ENDS_WITHIN = 20.0


def assay(*arguments: str, data: Path, **settings: str) -> subprocess.Popen[bytes]:
    """Start the command on a data folder, with nothing of this process's own settings; its words go into a log beside the data."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("ASSAY_", "DATABASE_URL", "DJANGO_"))}
    with log_of(data).open("ab") as log:
        return subprocess.Popen(  # noqa: S603  the project's own command
            [sys.executable, "-m", "assay", *arguments],
            env=ours | {"ASSAY_DATA_DIR": str(data), "ASSAY_DEMO": "1", "ASSAY_WORKERS": "1"} | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def log_of(data: Path) -> Path:
    """Return where the commands on a data folder wrote what they said."""
    return data.with_suffix(".log")


def demonstration(data: Path) -> Path:
    """Load the demonstration library into a folder, with its search index."""
    for arguments in (("demo",), ("index", "rebuild")):
        if assay(*arguments, data=data).wait(120):
            raise RuntimeError(log_of(data).read_text())
    return data


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def address(port: int) -> str:
    """Return the address of this machine's port."""
    return f"http://127.0.0.1:{port}"


@dataclass(frozen=True)
class Product:
    """A running product."""

    port: int
    data: Path
    server: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Return where it answers."""
        return address(self.port)

    def said(self) -> str:
        """Return what the server said."""
        return log_of(self.data).read_text()


@contextmanager
def serve(library: Path, data: Path) -> Iterator[Product]:
    """Serve a copy of a library from when it answers to the end of the block."""
    shutil.copytree(library, data)
    port = free_port()
    product = Product(port, data, assay("serve", "--port", str(port), data=data, ASSAY_BASE_URL=address(port)))
    try:
        wait_for(product)
        yield product
    finally:
        stop(product.server)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and its worker, together."""
    server.terminate()
    try:
        server.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(ENDS_WITHIN)


def wait_for(product: Product) -> None:
    """Return once the product answers. Raises RuntimeError with its words where it does not."""
    until = time.monotonic() + STARTS_WITHIN
    while not answers(product.port):
        if time.monotonic() > until or product.server.poll() is not None:
            raise RuntimeError(f"The product does not answer at {product.url}:\n{product.said()}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Return whether the sign-in page is there."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTS_WITHIN)
    try:
        asked.request("GET", "/sign-in/")
        return asked.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        asked.close()
