"""Import many workbooks one after another: a transaction each, and none that stops the others."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from assay.errors import DomainError, Invalid
from assay.formats.child import FILES_OF_A_CHILD, WALL_SECONDS, Child, Outcome
from assay.formats.scheme import Workbook
from assay.formats.unreadable import UnreadableWorkbook
from assay.formats.wording import sentence
from assay.importing.actions import ImportedBefore, apply, known_scheme, require_right, settled_by_itself
from assay.importing.choice import Choice, Do
from assay.importing.comparing import Compared, as_proposed
from assay.importing.labels import Label
from assay.importing.many.files import Source
from assay.importing.many.line import End, Line
from assay.importing.models import Effect
from assay.importing.proposals import propose_competition, propose_skill
from assay.standards.models import Competition, Skill

if TYPE_CHECKING:
    from assay.accounts.models import User

YEAR = re.compile(r"(?:19|20)\d\d")
AUTO = "auto"


class NeedsPerson(Invalid):
    """What a workbook does not say itself, or not surely."""


@dataclass
class Run:
    """What was asked for, for every file alike; `seen` is what a rehearsal would have imported so far."""

    skill: str
    competition: str
    dry_run: bool
    by: "User | None"
    at: datetime
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def as_drafts(self) -> bool:
        """Return whether the descriptors become drafts."""
        return self.by is not None and not self.by.is_admin

    def lines(self, sources: Iterable[Source]) -> Iterator[Line]:
        """Yield what became of each file; no transaction is open while one is read."""
        with closing(Child(files=FILES_OF_A_CHILD, wall_seconds=WALL_SECONDS)) as child:
            for source in sources:
                yield self.line(source, child)

    def line(self, source: Source, child: Child) -> Line:
        """Read and import one file, and return what became of it."""
        line = Line(source.name)
        try:
            data = source.load()
            line.book = understood(child.read(data, name=source.file))
            self.bring_in(line, line.book, hashlib.sha256(data).hexdigest())
        except (DomainError, UnreadableWorkbook, OSError, DatabaseError) as problem:
            (line.end, line.why), line.scheme = ending_of(problem), None
            line.labels.clear()
            line.became.clear()
        return line

    @transaction.atomic
    def bring_in(self, line: Line, book: Workbook, sha256: str) -> None:
        """Import what was read, or rehearse it. Raises DomainError."""
        line.skill = chosen_skill(book, self.skill)
        line.competition = chosen_competition(book, self.competition)
        require_right(line.skill, self.by, as_drafts=self.as_drafts)
        self.refuse_known(line.skill, line.competition, sha256)
        choice = self.settled(line, book, line.skill, line.competition)
        scheme = apply(book, sha256=sha256, choice=choice, by=self.by, at=self.at, as_drafts=self.as_drafts)
        line.became = Counter(Effect.objects.filter(scheme=scheme).values_list("became", flat=True))
        line.end, line.scheme = (End.READY, None) if self.dry_run else (End.IMPORTED, scheme)
        if self.dry_run:
            self.seen[sha256, line.skill.code, line.competition.code] = line.file
            transaction.set_rollback(True)

    def refuse_known(self, skill: Skill, competition: Competition, sha256: str) -> None:
        """Raise ImportedBefore, in a rehearsal also for what stands further up in it."""
        if known := known_scheme(sha256, skill, competition):
            raise ImportedBefore(known)
        if first := self.seen.get((sha256, skill.code, competition.code)):
            raise Repeated(_("The same file as %(file)s.") % {"file": first})

    def settled(self, line: Line, book: Workbook, skill: Skill, competition: Competition) -> Choice:
        """Return what is proposed, and note what the aspects are to the library."""
        choice = settled_by_itself(book, skill=skill, competition=competition)
        compared = Compared(book, choice, self.by, self.at, self.as_drafts)
        choice = replace(choice, rows=as_proposed(compared))
        line.labels = Counter(row.label for row in compared.rows)
        changed = (row.aspect.row for row in compared.rows if row.label is Label.CHANGED)
        line.left = sum(choice.rows[row].do is not Do.UPDATE for row in changed)
        return choice


class Repeated(DomainError):
    """A rehearsal comes to the same file again."""


def understood(outcome: Outcome) -> Workbook:
    """Return what the child read. Raises UnreadableWorkbook, NeedsPerson where only a person can say what its columns hold."""
    if isinstance(outcome, Workbook):
        return outcome
    if any(sheet.rows for sheet in outcome.sheets):
        raise NeedsPerson(f"{sentence(outcome)} {_('Upload it at /import/ to say what its columns hold.')}") from outcome
    raise outcome


def ending_of(problem: Exception) -> tuple[End, str]:
    """Return how a file ends that was not imported, and why."""
    if isinstance(problem, ImportedBefore | Repeated):
        return End.BEFORE, str(problem)
    if isinstance(problem, UnreadableWorkbook):
        return End.REFUSED, sentence(problem)
    if isinstance(problem, OSError):
        return End.REFUSED, problem.strerror or str(problem)
    if isinstance(problem, DatabaseError):
        return End.REFUSED, _("The database did not take it (%(problem)s). Import it again.") % {"problem": problem}
    return (End.UNSURE if isinstance(problem, NeedsPerson) else End.REFUSED), str(problem)


def chosen_skill(book: Workbook, code: str) -> Skill:
    """Return the skill asked for, or for `auto` the one that the workbook names without doubt."""
    if code == AUTO:
        proposal = propose_skill(book)
        if not isinstance(proposal.found, Skill):
            raise NeedsPerson(_("The skill is not sure. %(why)s Name it with --skill CODE.") % {"why": proposal.why})
        return proposal.found
    found = Skill.objects.select_related("sector").filter(code=code).first()
    if found is None:
        codes = ", ".join(Skill.objects.values_list("code", flat=True)[:6])
        raise Invalid(_("There is no skill %(code)s. Codes are as in %(codes)s …") % {"code": code, "codes": codes})
    return found


def chosen_competition(book: Workbook, code: str) -> Competition:
    """Return the competition asked for, or for `auto` the one that the workbook names."""
    if code == AUTO:
        proposal = propose_competition(book)
        if not isinstance(proposal.found, Competition):
            raise NeedsPerson(_("The competition is not sure. %(why)s Name it with --competition CODE.") % {"why": proposal.why})
        return proposal.found
    return Competition.objects.filter(code__iexact=code).first() or made_competition(code)


def made_competition(code: str) -> Competition:
    """Return a new competition of that code, with the first day of its year until someone sets it."""
    year = YEAR.search(code)
    if year is None:
        raise Invalid(
            _("There is no competition %(code)s, and its code names no year. Create it at /competitions/ first.") % {"code": code}
        )
    day = date(int(year.group()), 1, 1)
    return Competition.objects.create(code=code.upper()[:16], name=code, first_day=day, last_day=day)
