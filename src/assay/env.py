"""Typed readers of environment variables; every setting that exists is declared here once."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DECLARED: dict[str, tuple[str, str]] = {
    # name: (default as people read it, what it does)
    "DATABASE_URL": ("sqlite in ASSAY_DATA_DIR", "postgres://user:password@host:port/name, or sqlite:////absolute/path"),
    "ASSAY_DATA_DIR": ("var/ in the current folder", "database, mails, files, the generated secret key"),
    "ASSAY_INDEX_DIR": ("index/ in ASSAY_DATA_DIR", "the derived search index of this host; may be deleted at any time"),
    "ASSAY_DEMO": ("off", "one-click sign-in as the demonstration accounts, and the page of components"),
    "ASSAY_DEBUG": ("off", "tracebacks in the browser; for development only"),
    "ASSAY_SECRET_KEY": ("generated into ASSAY_DATA_DIR", "signs sessions and links; the same on every host"),
    "ASSAY_BASE_URL": ("http://127.0.0.1:8000", "the address in mails; https switches secure cookies and HSTS on"),
    "ASSAY_ALLOWED_HOSTS": ("the host of ASSAY_BASE_URL, and this machine", "host names that are answered, with commas"),
    "ASSAY_MAIL_URL": ("mails land in ASSAY_DATA_DIR", "smtp://user:password@host:port, smtps:// for TLS"),
    "ASSAY_MAIL_FROM": ("assay@localhost", "the sender of every mail"),
    "ASSAY_TIME_ZONE": ("UTC", "the zone of people who have chosen none"),
    "ASSAY_WORKERS": ("the number of cores", "processes of `assay serve`"),
}


def text(name: str, default: str = "") -> str:
    """Return a declared variable, or `default` where it is unset or empty; KeyError for an undeclared one."""
    DECLARED[name]
    return os.environ.get(name) or default


def flag(name: str) -> bool:
    """Return whether a declared variable says yes: 1, true, yes or on."""
    return text(name).casefold() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Return a declared variable as an integer; ValueError names the variable."""
    value = text(name, str(default))
    if not value.isdecimal():
        message = f"{name} must be a whole number, not {value!r}"
        raise ValueError(message)
    return int(value)


def zone(name: str, default: str) -> str:
    """Return a declared variable as the name of a time zone; ValueError names the variable."""
    value = text(name, default)
    try:
        return ZoneInfo(value).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        message = f"{name} must be a time zone such as Europe/Zurich, not {value!r}"
        raise ValueError(message) from None


def address(name: str, default: str) -> str:
    """Return a declared variable as the address of a site, without a slash at its end; ValueError names the variable."""
    value = text(name, default).rstrip("/")
    if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname:
        message = f"{name} must be an address such as https://assay.example.org, not {value!r}"
        raise ValueError(message)
    return value


def port_of(name: str, url: SplitResult, default: int) -> int:
    """Return the port of an address; ValueError names the variable."""
    try:
        return url.port or default
    except ValueError:
        message = f"{name} must hold a port from 1 to 65535 after the host's name"
        raise ValueError(message) from None


def folder(name: str, default: Path) -> Path:
    """Return a declared variable as an absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


@dataclass(frozen=True)
class Mail:
    """Where mail goes: an SMTP server, or a folder when `host` is empty."""

    host: str
    port: int
    user: str
    password: str
    tls: bool


def mail_server(name: str) -> Mail:
    """Read smtp://user:password@host:port; an empty variable means a folder."""
    url = urlsplit(text(name))
    if text(name) and (url.scheme not in {"smtp", "smtps"} or not url.hostname):
        message = f"{name} must begin with smtp:// or smtps:// and name a host"
        raise ValueError(message)
    tls = url.scheme == "smtps"
    return Mail(url.hostname or "", port_of(name, url, 465 if tls else 25), unquote(url.username or ""), unquote(url.password or ""), tls)


def database(name: str, data_dir: Path) -> dict[str, Any]:
    """Return Django's settings of one database from its address; ValueError for a scheme that is neither engine."""
    url = urlsplit(text(name, f"sqlite:///{data_dir / 'assay.sqlite3'}"))
    if url.scheme == "sqlite":
        return sqlite(url.path.removeprefix("/"))
    if url.scheme in {"postgres", "postgresql"}:
        return postgresql(
            url.path.removeprefix("/"),
            url.hostname or "",
            port_of(name, url, 5432),
            unquote(url.username or ""),
            unquote(url.password or ""),
        )
    message = f"{name} must begin with postgres:// or sqlite:///, not {url.scheme!r}"
    raise ValueError(message)


def sqlite(path: str) -> dict[str, Any]:
    """Return SQLite settings; see docs/adr/0003 for the journal mode."""
    from assay.sqlite_choices import journal_mode  # noqa: PLC0415  reads the library's version only when SQLite is used

    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # A file: an in-memory test database fails races with "table is locked".
        "TEST": {"NAME": f"{path}.test"},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def postgresql(name: str, host: str, port: int, user: str, password: str) -> dict[str, Any]:
    """Return PostgreSQL settings with the time limits of the reliability page."""
    limits = "-c statement_timeout=10000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=30000 -c synchronous_commit=on"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": host,
        "PORT": port,
        "USER": user,
        "PASSWORD": password,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": limits},
    }
