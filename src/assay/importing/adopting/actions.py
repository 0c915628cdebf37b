"""Take over what another system holds: all of it in one transaction, or nothing; a rehearsal does the same and undoes it."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from assay.accounts.permissions import require
from assay.descriptors.coaching.catching_up import ask_again
from assay.history.record import Fact, record
from assay.importing.adopting.account import Account, End
from assay.importing.adopting.descriptors import World, add, find
from assay.importing.adopting.favourites import take_favourites
from assay.importing.adopting.layout import DESCRIPTOR, FAVOURITE, SECTION, SKILL, USER
from assay.importing.adopting.ledger import Ledger
from assay.importing.adopting.people import take_people
from assay.importing.adopting.plan import Choice, Work
from assay.importing.adopting.sections import take_sections
from assay.importing.adopting.skills import take_skills
from assay.importing.adopting.source import Progress, Source
from assay.importing.adopting.updating import keep

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Adopting:
    """What is to be taken over, by whom, and how the administrator settled what is not sure."""

    source: Source
    choice: Choice
    by: "User"


def rehearse(*, adopting: Adopting, at: datetime, progress: Progress) -> Account:
    """Do it all and undo it: what is told is what would happen. Raises Invalid, NotAllowed."""
    with transaction.atomic():
        account = adopt(adopting=adopting, at=at, progress=progress)
        transaction.set_rollback(True)
    return account


@transaction.atomic
def adopt(*, adopting: Adopting, at: datetime, progress: Progress) -> Account:
    """Take everything over, all or nothing, and tell what became of each row; nobody gets a mail. Raises Invalid, NotAllowed."""
    for permission in ("people.administer", "standards.administer", "descriptors.administer"):
        require(adopting.by, permission, otherwise=_("Only an administrator takes over another system."))
    without_limits()
    rows = adopting.source.rows
    work = Work(adopting.choice, Ledger.of(adopting.choice.system), Account(beside=list(adopting.source.beside)), adopting.by, at)
    people = take_people(rows[USER], work)
    skills = take_skills(rows[SKILL], people, work)
    world = World(work, people, skills, take_sections(rows[SECTION], work))
    found = [find(row, world) for row in rows[DESCRIPTOR]]
    before = [one for one in found if work.ledger.found(DESCRIPTOR, one.reading.id)]
    descriptors = keep(before, world)
    descriptors |= add([one for one in found if one.reading.id not in descriptors], world, progress)
    take_favourites(rows[FAVOURITE], descriptors, people, work)
    work.account.gone += sorted(row for (table, row) in work.ledger.known if table == DESCRIPTOR and row not in descriptors)
    close(work)
    return work.account


def without_limits() -> None:
    """Let this one transaction take as long as it takes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def close(work: Work) -> None:
    """Write down what was taken over, and record it last; a run that changed nothing records nothing."""
    if work.ledger.facts:
        ends = {end: sum(line.end == end for line in work.account.lines) for end in End}
        told = {str(end): number for end, number in ends.items() if number}
        work.ledger.tell(Fact("adoption", uuid.uuid4(), "adopted", data={"system": work.choice.system} | told))
    facts = work.ledger.numbered()
    work.ledger.write()
    ask_again(at=work.at)
    record(facts, by=work.by, at=work.at)
