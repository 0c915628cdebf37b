"""`assay coach`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from assay import coach
from assay.coach import Finding, Severity
from assay.errors import DomainError
from assay.formats.scheme import Aspect, Workbook
from assay.importing.actions import read
from assay.importing.existing import wording_of
from assay.web.command import Command as AssayCommand

PLACES = {"name": "name"} | {f"level{number}": f"level {number}" for number in range(4)}


class Command(AssayCommand):
    """Say what experts would read differently in the judgement aspects of a workbook."""

    help = (
        "Check the wording of each judgement aspect in a CIS workbook, say what experts would read differently, and ask what mends it. "
        "Nothing is stored. Exits with 1 where the file cannot be read, and with --strict where a finding is severe."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how to report."""
        parser.add_argument("file", metavar="FILE", help="a CIS workbook (.xlsx)")
        parser.add_argument("--language", default="en", metavar="CODE", help="its language (en); others are checked for form alone")
        parser.add_argument("--strict", action="store_true", help="exit with 1 where a level is missing or two levels are equal")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_: Any, file: str, language: str, strict: bool, json: bool, **__: Any) -> None:
        """Read, check, print."""
        path = Path(file)
        try:
            told = report(read(path.read_bytes(), name=path.name), language=language)
        except (DomainError, OSError) as problem:
            raise CommandError(f"{path.name}: {problem}") from problem
        self.stdout.write(as_json(told) if json else as_text(told))
        if strict and told["severe"]:
            raise CommandError(f"{told['severe']} severe.")


def report(book: Workbook, *, language: str) -> dict[str, Any]:
    """Return what the coach says of a workbook, as data."""
    checked = [(aspect, coach.check(wording_of(aspect), language=language)) for aspect in book.judgement]
    weights = Counter(finding.severity for _, findings in checked for finding in findings)
    return {
        "file": book.file,
        "sheet": book.sheet,
        "judgement": len(checked),
        "with_findings": sum(bool(findings) for _, findings in checked),
        "severe": weights[Severity.SEVERE],
        "advice": weights[Severity.ADVICE],
        "aspects": [as_aspect(aspect, findings) for aspect, findings in checked if findings],
    }


def as_aspect(aspect: Aspect, findings: list[Finding]) -> dict[str, Any]:
    """Return the findings of one aspect."""
    return {
        "row": aspect.row,
        "code": aspect.code,
        "name": aspect.description,
        "findings": [as_finding(aspect, finding) for finding in findings],
    }


def as_finding(aspect: Aspect, finding: Finding) -> dict[str, Any]:
    """Return a finding with the row of its text; a level that is missing has none, the aspect's row stands for it."""
    row = aspect.row if finding.field == "name" else aspect.levels[int(finding.field[-1])].row or aspect.row
    return {
        "row": row,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "field": finding.field,
        "span": list(finding.span),
        "message": str(finding.message),
        "suggestion": str(finding.suggestion),
    }


def as_json(told: dict[str, Any]) -> str:
    """Return the report for programs."""
    return json.dumps(told, ensure_ascii=False)


def as_text(told: dict[str, Any]) -> str:
    """Return the report for people."""
    lines = [f"{told['file']}, sheet “{told['sheet']}”"]
    for aspect in told["aspects"]:
        lines += ["", f"Row {aspect['row']}: {' '.join((aspect['code'], aspect['name'])).strip()}"]
        for one in aspect["findings"]:
            heavy = "SEVERE, " if one["severity"] == Severity.SEVERE else ""
            lines += [f"  {heavy}row {one['row']}, {PLACES[one['field']]} ({one['rule']}): {one['message']}", f"    {one['suggestion']}"]
    counts = (
        f"{told['judgement']} judgement aspects, {told['with_findings']} with findings: {told['severe']} severe, {told['advice']} advice"
    )
    return "\n".join([*lines, "", counts])
