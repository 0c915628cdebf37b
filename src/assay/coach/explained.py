"""Whether a clause says how its praise can be seen."""

import re

from assay.coach.findings import Span
from assay.coach.intervals import intervals_in

# What follows makes the word checkable: a list, a reason, a result.
EXPLAINED = re.compile(r"[^.;]*?(?:\(|:|\bso that\b|\bsuch that\b|\bbecause\b|\bfor example\b|\be\.g\.|\bi\.e\.)", re.IGNORECASE)
CLAUSE_END = re.compile(r"[.,;()]")
REACH = 200  # letters, as far as a reader connects the two


def is_explained(text: str, span: Span) -> bool:
    """Return whether a number or a limit of time stands in the clause, or an explanation after it."""
    first, last = max(0, span[0] - REACH), min(len(text), span[1] + REACH)
    start = max((end.start() + 1 for end in CLAUSE_END.finditer(text, first, span[0])), default=first)
    stop = next((end.start() for end in CLAUSE_END.finditer(text, span[1], last)), last)
    clause = text[start:stop]
    if any(letter.isdigit() for letter in clause) or EXPLAINED.match(text, span[1], last):
        return True
    return any(one.is_time for one in intervals_in(clause))
