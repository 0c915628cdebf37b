"""Whether a clause says how its praise can be seen."""

import re

from assay.coach.findings import Span

# What follows makes the word checkable: a list, a reason, a result.
EXPLAINED = re.compile(r"[^.;]*?(?:\(|:|\bso that\b|\bsuch that\b|\bbecause\b|\bfor example\b|\be\.g\.|\bi\.e\.)", re.IGNORECASE)
CLAUSE_END = re.compile(r"[.,;()]")


def is_explained(text: str, span: Span) -> bool:
    """Return whether a number stands in the clause, or an explanation after it."""
    ends = [end.start() for end in CLAUSE_END.finditer(text)]
    start = max((end for end in ends if end < span[0]), default=-1)
    stop = min((end for end in ends if end >= span[1]), default=len(text))
    return any(letter.isdigit() for letter in text[start + 1 : stop]) or EXPLAINED.match(text, span[1]) is not None
