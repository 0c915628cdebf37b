"""`assay import`."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from assay.accounts.models import User
from assay.errors import DomainError, Invalid
from assay.formats.scheme import Workbook
from assay.importing.actions import apply, read, settled_as_proposed
from assay.importing.proposals import proposed_skill
from assay.importing.report import report
from assay.names import name_key
from assay.standards.models import Competition, Skill
from assay.web.command import Command as AssayCommand

YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Task:
    """What the command line asked for, for every file alike."""

    skill: str
    competition: str
    dry_run: bool
    by: User | None
    at: datetime


class Command(AssayCommand):
    """Import marking schemes from CIS workbooks."""

    typed_as = "import"
    help = (
        "Import marking schemes from CIS workbooks: keep each scheme, and make library descriptors of its judgement aspects. "
        "One transaction a file; exits with 1 where a file was refused, the others are imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files, whose scheme it is, and how to report."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="CIS workbooks (.xlsx)")
        parser.add_argument(
            "--skill",
            required=True,
            metavar="CODE",
            help="the skill's code, or auto: from cell A1 and the file's name, refused where unsure",
        )
        parser.add_argument("--competition", required=True, metavar="CODE", help="the competition's code, such as WSC2026")
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object a file")
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="the administrator who imports, or the SCM whose drafts they become"
        )

    def handle(
        self, *_: Any, files: list[str], skill: str, competition: str, dry_run: bool, json: bool, email: str | None, **__: Any
    ) -> None:
        """Import file by file; one refused file does not stop the others."""
        task = Task(skill, competition, dry_run, self.person(email), timezone.now())
        refused = 0
        for file in track(files, "Importing", console=Console(stderr=True), disable=json or len(files) == 1, transient=True):
            try:
                self.say(one_file(Path(file), task), as_json=json)
            except (DomainError, OSError) as problem:
                refused += 1
                self.refuse(file, problem, as_json=json)
        if refused:
            raise CommandError(f"{refused} of {len(files)} files were refused.")

    def person(self, email: str | None) -> User | None:
        """Return the account of --as, or None for the command line itself."""
        if email is None:
            return None
        user = User.objects.filter(email_key=name_key(email), is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active account {email}.")
        return user

    def say(self, told: dict[str, Any], *, as_json: bool) -> None:
        """Print the report of a file."""
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"{told['file']}: {told['aspects']} aspects, {told['judgement']} of judgement ({told['complete']} complete), "
            f"{told['marks']} marks, {len(told['warnings'])} warnings"
        )
        for warning in told["warnings"]:
            self.stdout.write(f"  {warning['cell'] or '-':<6}{warning['message']}")

    def refuse(self, file: str, problem: Exception, *, as_json: bool) -> None:
        """Print why a file was refused, in the same stream as the reports where these are JSON."""
        if as_json:
            self.stdout.write(json.dumps({"file": Path(file).name, "error": str(problem)}, ensure_ascii=False))
        self.stderr.write(f"{Path(file).name}: {problem}")


def one_file(path: Path, task: Task) -> dict[str, Any]:
    """Read one file, apply it unless it is a rehearsal, and return its report. Raises DomainError, OSError."""
    data = path.read_bytes()
    book = read(data, name=path.name)
    skill = chosen_skill(book, task)
    with transaction.atomic():
        if not task.dry_run:
            as_drafts = task.by is not None and not task.by.is_admin
            competition = chosen_competition(task)
            choice = settled_as_proposed(book, skill=skill, competition=competition, by=task.by, at=task.at, as_drafts=as_drafts)
            apply(book, sha256=hashlib.sha256(data).hexdigest(), choice=choice, by=task.by, at=task.at, as_drafts=as_drafts)
    return report(book)


def chosen_skill(book: Workbook, task: Task) -> Skill:
    """Return the skill asked for, or for `auto` the one that the workbook names without doubt."""
    if task.skill == "auto":
        skill = proposed_skill(book)
        if skill is None:
            raise Invalid(f"The skill is not sure: cell A1 says “{book.title}”, the file is called {book.file}. Name it with --skill CODE.")
        return skill
    found = Skill.objects.select_related("sector").filter(code=task.skill).first()
    if found is None:
        raise Invalid(f"There is no skill {task.skill}. Codes are as in {', '.join(Skill.objects.values_list('code', flat=True)[:6])} …")
    return found


def chosen_competition(task: Task) -> Competition:
    """Return the competition of that code; one that is not there yet is made, with the first day of its year until someone sets it."""
    year = YEAR.search(task.competition)
    found = Competition.objects.filter(code__iexact=task.competition).first()
    if found is None and year is None:
        raise Invalid(f"There is no competition {task.competition}, and its code names no year. Create it at /competitions/ first.")
    if found is None and year is not None:
        day = date(int(year.group()), 1, 1)
        found = Competition.objects.create(code=task.competition.upper()[:16], name=task.competition, first_day=day, last_day=day)
    if found is None:
        raise AssertionError(task.competition)
    return found
