"""`assay adopt`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import IntegrityError, OperationalError
from django.utils import timezone
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table

from assay.accounts.models import User
from assay.errors import DomainError
from assay.importing.adopting.account import End
from assay.importing.adopting.actions import Adopting, adopt, rehearse
from assay.importing.adopting.plan import Choice
from assay.importing.adopting.report import FORMATS, Told
from assay.importing.adopting.source import Progress, read
from assay.importing.reportfile import writable, write
from assay.names import name_key
from assay.web.command import Command as AssayCommand

SHOWN, EXAMPLES, WIDTH = 40, 3, 120
LONGEST_SYSTEM = 40


class Command(AssayCommand):
    """Take over people, sections and descriptors from a Prisma database."""

    typed_as = "adopt"
    help = (
        "Take over people, skills, WSOS sections, descriptors and favourites from the tracker in use today, a Prisma database. "
        "Without --apply it is a rehearsal: everything is done, told and undone. The tracker is only read, nobody gets a mail, what was "
        "taken over before is not made again. Exits with 1 where it was refused; then nothing was written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take where the tracker is, who takes it over, and how to report."""
        parser.add_argument(
            "address", metavar="ADDRESS", help="postgres://user@host:port/name of the tracker; - reads it from standard input"
        )
        parser.add_argument("--as", dest="email", metavar="EMAIL", required=True, help="the administrator who takes it over")
        parser.add_argument("--apply", action="store_true", help="write it; without this nothing is written")
        parser.add_argument(
            "--report", action="append", default=[], metavar="FILE", help="write every row to FILE.html or FILE.json; may be repeated"
        )
        parser.add_argument("--system", default="tracker", metavar="NAME", help="what its origin is called here (tracker)")
        parser.add_argument(
            "--skill", action="append", default=[], metavar="NAME=CODE", help="the skill here that a name there means; may be repeated"
        )

    def handle(self, *_: Any, address: str, email: str, **options: Any) -> None:
        """Read, rehearse or apply, and tell."""
        files = [writable(file, FORMATS) for file in options["report"]]
        at, choice = timezone.now(), choice_of(options)
        try:
            with bars() as progress:
                source = read(sys.stdin.readline().strip() if address == "-" else address, progress)
                adopting = Adopting(source, choice, administrator(email))
                account = (adopt if options["apply"] else rehearse)(adopting=adopting, at=at, progress=progress)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        except (IntegrityError, OperationalError) as problem:
            raise CommandError(f"Something was written at the same moment ({problem}). Nothing was taken over; start again.") from problem
        told = Told(account, choice.system, at, applied=options["apply"])
        for file in files:
            write(file, FORMATS[file.suffix](told))
        self.say(told)

    def say(self, told: Told) -> None:
        """Print the totals, what to look at, and what comes next."""
        console = Console(highlight=False, width=None if self.stdout.isatty() else WIDTH)
        with console.capture() as said:
            console.print(totals(told))
            if told.reasons:
                console.print(reasons(told))
            for sentence in told.account.beside:
                console.print(escape(sentence))
            if told.account.gone:
                console.print(f"{len(told.account.gone)} descriptors that were taken over before are no longer there; here they stay.")
            console.print(ending(told))
        self.stdout.write(said.get())


def administrator(email: str) -> User:
    """Return the active account of an address; whether it may is asked by the action."""
    found = User.objects.filter(email_key=name_key(email), is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active account {email}. Make one with: assay user create {email} --admin")
    return found


def choice_of(options: dict[str, Any]) -> Choice:
    """Return what the command line settles."""
    pairs = [text.rpartition("=") for text in options["skill"]]
    if wrong := [text for text, (name, _, code) in zip(options["skill"], pairs, strict=True) if not name.strip() or not code.strip()]:
        raise CommandError(f"--skill wants NAME=CODE, not {wrong[0]!r}.")
    if not 1 <= len(options["system"]) <= LONGEST_SYSTEM or options["system"] == "cis":
        raise CommandError(f"--system wants a name of at most {LONGEST_SYSTEM} characters that is not “cis”.")
    return Choice(options["system"], {name_key(name): code.strip() for name, _, code in pairs})


@contextmanager
def bars() -> Iterator[Progress]:
    """Yield what draws a bar for each table, on a terminal alone."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as drawn:
        tasks: dict[str, Any] = {}

        def progress(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = drawn.add_task(what, total=of)
            drawn.update(tasks[what], completed=done, total=of)

        yield progress


def totals(told: Told) -> Table:
    """Return the table of how many rows ended how; columns without any are left out."""
    table = Table(title="Rows", title_justify="left", title_style="bold")
    table.add_column("table")
    shown = [n for n, _head in enumerate(told.heads) if n == len(End) or any(numbers[n] for _name, numbers in told.table)]
    for n in shown:
        table.add_column(told.heads[n], justify="right")
    for name, numbers in told.table:
        table.add_row(name, *(str(numbers[n]) for n in shown))
    return table


def reasons(told: Told) -> Table:
    """Return the table of what to look at, with some rows as examples."""
    table = Table(title="What to look at", title_justify="left", title_style="bold")
    for name in ("table", "what", "rows", "such as"):
        table.add_column(name, justify="right" if name == "rows" else "left", overflow="fold")
    for name, said, lines in told.reasons[:SHOWN]:
        table.add_row(name, escape(said), str(len(lines)), escape(", ".join(line.row for line in lines[:EXAMPLES])))
    if len(told.reasons) > SHOWN:
        table.caption = f"and {len(told.reasons) - SHOWN} more: --report FILE.html lists every row"
    return table


def ending(told: Told) -> str:
    """Return what to do next."""
    if told.account.changes_nothing:
        return "There is nothing to take over." if not told.applied else "Nothing was changed."
    if told.applied:
        return "Taken over. Now: assay check-data"
    return "This was a rehearsal: nothing was written. To take it over, add --apply."
