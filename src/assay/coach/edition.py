"""Which rules these are: what was found by others is asked again."""

import hashlib
from pathlib import Path


def _edition() -> str:
    """Return a hash of the coach's own modules, so that nobody has to remember to count."""
    here = Path(__file__).parent
    modules = sorted(here.rglob("*.py"))
    return hashlib.sha256(b"\0".join(module.read_bytes().replace(b"\r\n", b"\n") for module in modules)).hexdigest()[:16]


EDITION = _edition()
