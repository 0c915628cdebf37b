"""The report of a command as a file: a page that needs nothing else, which only its owner may read."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.management.base import CommandError
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe


def page_alone(template: str, **context: Any) -> str:
    """Return a page that needs nothing else: it is read from a disk, or sent to somebody."""
    path = finders.find("web/assay.css")
    if not isinstance(path, str):
        raise TypeError(path)
    style = format_html("<style>{}</style>", mark_safe(Path(path).read_text(encoding="utf-8")))  # the product's own
    return render_to_string(template, {**context, "style": style})


def writable(file: str, endings: Iterable[str]) -> Path:
    """Return the path of a report; CommandError before anything is done where it cannot be written there."""
    path, known = Path(file), sorted(endings)
    if path.suffix not in known:
        raise CommandError(f"{path.name}: a report ends in {' or '.join(known)}.")
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise CommandError(f"{path} cannot be written.")
    return path


def write(path: Path, text: str) -> None:
    """Write a report, which only its owner may read: it holds names and addresses."""
    path.touch(mode=0o600)
    path.chmod(0o600)  # one that was there before, too
    path.write_text(text, encoding="utf-8")
