"""`assay import`."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from assay.accounts.models import User
from assay.errors import DomainError
from assay.importing.many.files import MOST_BYTES, MOST_FILES, Source, sources_of
from assay.importing.many.line import Line
from assay.importing.many.running import AUTO, Run
from assay.importing.many.telling import Told, as_html, as_table
from assay.importing.reportfile import writable, write
from assay.names import name_key
from assay.web.command import Command as AssayCommand

WIDTH = 160


class Command(AssayCommand):
    """Import marking schemes from CIS workbooks."""

    typed_as = "import"
    help = (
        "Import marking schemes from CIS workbooks: keep each scheme, and make library descriptors of its judgement aspects. "
        "One transaction and one undo a file; what was imported before changes nothing. Exits with 1 where a file was refused or needs a "
        f"person, the others are imported. At most {MOST_FILES} files and {MOST_BYTES // 1024**2} MB in a run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files, whose scheme it is, and how to report."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="workbooks (.xlsx), folders of them, or zips")
        parser.add_argument(
            "--skill", default=AUTO, metavar="CODE", help="the skill's code; auto, from cell A1 and the file's name, where it is not given"
        )
        parser.add_argument(
            "--competition", default=AUTO, metavar="CODE", help="its code, such as WSC2026; auto, from the file's name or the title"
        )
        parser.add_argument("--dry-run", action="store_true", help="a rehearsal: read, compare and report, write nothing")
        parser.add_argument("--report", metavar="FILE.html", help="write what became of each file to a page of its own")
        parser.add_argument("--json", action="store_true", help="print one JSON object a file")
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="the administrator who imports, or the SCM whose drafts they become"
        )

    def handle(self, *_: Any, files: list[str], email: str | None, **options: Any) -> None:
        """Import file by file, and tell what became of each."""
        page = writable(options["report"], [".html"]) if options["report"] else None
        run = Run(options["skill"], options["competition"], options["dry_run"], self.person(email), timezone.now())
        lines = self.each(run, found(files), as_json=options["json"])
        told = Told(lines, run.at, applied=not run.dry_run, looked_for_near=run.by is not None)
        if page:
            write(page, as_html(told))
        if not options["json"]:
            self.say(told)
        if failed := sum(line.failed for line in lines):
            raise CommandError(f"{failed} of {len(lines)} files were refused or need a person.")

    def person(self, email: str | None) -> User | None:
        """Return the account of --as, or None for the command line itself."""
        if email is None:
            return None
        user = User.objects.filter(email_key=name_key(email), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {email}.")
        return user

    def each(self, run: Run, sources: list[Source], *, as_json: bool) -> list[Line]:
        """Return what became of each file; JSON is printed as it comes, and why a file failed."""
        lines = []
        for line in drawn(run.lines(sources), len(sources), hidden=as_json):
            lines.append(line)
            if as_json:
                self.stdout.write(json.dumps(line.as_data(), ensure_ascii=False))
            if line.failed:
                self.stderr.write(f"{line.file}: {line.why}")
        return lines

    def say(self, told: Told) -> None:
        """Print the table, and the warnings where it is of one file."""
        console = Console(highlight=False, width=None if self.stdout.isatty() else WIDTH)
        with console.capture() as said:
            console.print(as_table(told))
        self.stdout.write(said.get())
        for warning in told.lines[0].told.get("warnings", ()) if len(told.lines) == 1 else ():
            self.stdout.write(f"  {warning['cell'] or '-':<6}{warning['message']}")
        if told.beside:
            self.stdout.write(told.beside)
        if not told.applied:
            self.stdout.write("This was a rehearsal: nothing was written.")


def found(files: list[str]) -> list[Source]:
    """Return the workbooks; CommandError before anything is done where there are none or too many."""
    try:
        return sources_of(files)
    except (DomainError, OSError) as problem:
        raise CommandError(str(problem)) from problem


def drawn(lines: Iterable[Line], total: int, *, hidden: bool) -> Iterable[Line]:
    """Return the same under a bar, on a terminal alone."""
    console = Console(stderr=True)
    hidden = hidden or total == 1 or not console.is_terminal
    return track(lines, "Importing", total=total, console=console, disable=hidden, transient=True)
