"""Collect static files when they changed, so that a start stays fast."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def fingerprint() -> str:
    """Return a hash over how static files are stored, and the names, sizes and times of all that the apps hold."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_current() -> bool:
    """Return whether the collected files are those of this version."""
    mark = settings.STATIC_ROOT / ".fingerprint"
    return mark.exists() and mark.read_text(encoding="ascii") == fingerprint()


def collect_if_changed() -> None:
    """Collect and compress; the mark is written last, so that a broken run is repeated."""
    if is_current():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    (settings.STATIC_ROOT / ".fingerprint").write_text(fingerprint(), encoding="ascii")
