"""`assay export`."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.http import Http404, QueryDict
from django.utils import timezone, translation

from assay.accounts.models import User
from assay.exporting.gathering import gather
from assay.exporting.wanted import Asker, Found, found_for
from assay.formats.table import WRITERS
from assay.names import name_key
from assay.web.command import Command as AssayCommand

THINGS = ("skill", "collection", "scheme", "batch")


class Command(AssayCommand):
    """Write a file as a person would download it."""

    help = (
        "Write what a person may see to a file: everything the library lists for QUERY (as they would type it on its page), or one skill, "
        "collection, imported scheme or batch. One that begins with a minus stands behind --."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the format, what is wanted, whose eyes look, and where it goes."""
        parser.add_argument("query", nargs="*", metavar="QUERY", help="words, phrases and fields; nothing: everything")
        parser.add_argument("--format", required=True, choices=[*WRITERS], help="how it is written")
        of = parser.add_mutually_exclusive_group()
        of.add_argument("--skill", metavar="CODE", help="what the library has of a skill")
        for thing in THINGS[1:]:
            of.add_argument(f"--{thing}", metavar="UID", help=f"one {thing}, by the uid in its address")
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="whose eyes look")
        parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where it is written; - is standard output")

    def handle(self, *_: Any, email: str, output: str, **options: Any) -> None:
        """Find, gather, write."""
        writer = WRITERS[options["format"]]
        asker = Asker(person_of(email), timezone.now(), writer.most)
        with translation.override("en"), transaction.atomic():
            found = what_is_there(question_of(options), asker)
            selection = gather(found, asker, writer)
        write(writer.write(selection), output)
        self.stderr.write(f"{len(selection.descriptors)} descriptors, {found.title}")


def person_of(email: str) -> User:
    """Return the account whose eyes look. Raises CommandError where there is none, or none that sees the library."""
    person = User.objects.filter(email_key=name_key(email)).first()
    if person is None or not person.has_access:
        raise CommandError(f"There is no account {email} that sees the library.")
    return person


def question_of(options: dict[str, Any]) -> QueryDict:
    """Return what is wanted as an address says it. Raises CommandError."""
    question, typed = QueryDict(mutable=True), " ".join(options["query"])
    thing = next((thing for thing in THINGS if options[thing]), None)
    if thing and typed:
        raise CommandError(f"Give --{thing}, or a search. To search within a skill, write skill:CODE.")
    question.update({"of": thing, "id": options[thing]} if thing else {"of": "library", "q": typed})
    return question


def what_is_there(question: QueryDict, asker: Asker) -> Found:
    """Return what the person may have of it. Raises CommandError."""
    try:
        found = found_for(question, asker)
    except Http404:
        raise CommandError(f"There is no {question['of']} {question['id']} that {asker.user.email} may open.") from None
    if found.size > asker.most:
        raise CommandError(f"{found.size} descriptors; a file of this format holds at most {asker.most}. Narrow the search.")
    return found


def write(content: bytes, output: str) -> None:
    """Write the file, or to standard output. Raises CommandError."""
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as problem:
        raise CommandError(f"{output} cannot be written: {problem.strerror}.") from problem
