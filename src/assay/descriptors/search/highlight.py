"""Show where the words stand."""

from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from assay.descriptors.search.analysis import spans, stem
from assay.descriptors.search.asked import Clause

Span = tuple[int, int, str]


def marked(text: str, clauses: Sequence[Clause], field: str) -> SafeString:
    """Return the text, escaped, with what matches in this field in <mark>."""
    if not clauses:
        return conditional_escape(text)
    standing = list(spans(text))
    hit = [False] * len(standing)
    for clause in clauses:
        if not clause.without and field in clause.fields:
            mark_clause(clause, standing, hit)
    pieces: list[SafeString] = []
    last = 0
    for start, end in runs(standing, hit):
        pieces += [conditional_escape(text[last:start]), format_html("<mark>{}</mark>", text[start:end])]
        last = end
    pieces.append(conditional_escape(text[last:]))
    return mark_safe("".join(pieces))


def mark_clause(clause: Clause, standing: list[Span], hit: list[bool]) -> None:
    """Set the words that a clause matches."""
    length = len(clause.words)
    for place in range(len(standing) - length + 1):
        if all(matches(clause, n, standing[place + n][2]) for n in range(length)):
            hit[place : place + length] = [True] * length


def matches(clause: Clause, place: int, word: str) -> bool:
    """Return whether a word of the text is the clause's word at this place."""
    wanted = clause.words[place]
    if clause.half_typed and place == len(clause.words) - 1 and word.startswith(wanted):
        return True
    return word == wanted or (len(clause.words) == 1 and not clause.exact and stem(word) == stem(wanted))


def runs(standing: list[Span], hit: list[bool]) -> list[tuple[int, int]]:
    """Return start and end of every marked stretch, words that follow each other joined."""
    found: list[tuple[int, int]] = []
    for place, (start, end, _) in enumerate(standing):
        if hit[place] and place and hit[place - 1]:
            found[-1] = (found[-1][0], end)
        elif hit[place]:
            found.append((start, end))
    return found
