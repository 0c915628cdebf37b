"""What everybody who takes rows over shares: who does it, when, from where, and how names were settled beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from assay.importing.adopting.account import Account
from assay.importing.adopting.ledger import Ledger

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """What the administrator settled: what the source is called, and which skill here is meant by a name there (name key → code)."""

    system: str = "tracker"
    skills: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """One run."""

    choice: Choice
    ledger: Ledger
    account: Account
    by: "User"
    at: datetime
