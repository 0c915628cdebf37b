"""Whether a clause says how its praise can be seen."""

import re

from assay.coach.findings import Span

# What follows makes the word checkable: a list, a reason, a result.
EXPLAINED = re.compile(r"[^.;]*?(?:\(|:|\bso that\b|\bsuch that\b|\bbecause\b|\bfor example\b|\be\.g\.|\bi\.e\.)", re.IGNORECASE)
CLAUSE_END = re.compile(r"[.,;()]")
REACH = 200  # letters, as far as a reader connects the two


def is_explained(text: str, span: Span) -> bool:
    """Return whether a number stands in the clause, or an explanation after it."""
    first, last = max(0, span[0] - REACH), min(len(text), span[1] + REACH)
    start = max((end.start() + 1 for end in CLAUSE_END.finditer(text, first, span[0])), default=first)
    stop = next((end.start() for end in CLAUSE_END.finditer(text, span[1], last)), last)
    return any(letter.isdigit() for letter in text[start:stop]) or EXPLAINED.match(text, span[1], last) is not None
