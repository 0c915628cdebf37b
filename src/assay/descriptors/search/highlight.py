"""Show where the words stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from assay.descriptors.search.analysis import folded, stem
from assay.descriptors.search.asked import TEXT_FIELDS, Clause

Span = tuple[int, int]
TEXTS_KEPT = 16_384  # some 300 bytes each: most texts of a page were on an earlier one
SHORT_STEM = 3  # beyond its last letter a longer stem is how all its words begin; a short one may be irregular (die, dying)


class Marker:
    """Puts what was asked into <mark>, in any number of texts."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        wanted = [Wanted(clause) for clause in clauses if not clause.without]
        self.wanted = {field: [one for one in wanted if field in one.clause.fields] for field in TEXT_FIELDS}

    def marked(self, text: str, field: str) -> SafeString:
        """Return the text of a field, escaped, with what matches marked."""
        found = self.spans(text, field)
        if not found:
            return escaped(text)
        pieces: list[str] = []
        last = 0
        for start, end in joined(found, text):
            pieces += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
            last = end
        return SafeString("".join([*pieces, escape(text[last:])]))

    def those_marked(self, texts: Iterable[tuple[str, str]]) -> "tuple[tuple[tuple[str, str], SafeString], ...]":
        """Return, of texts each with its field, those where anything matches, and the same marked."""
        return tuple(((text, field), self.marked(text, field)) for text, field in texts if self.spans(text, field))

    def spans(self, text: str, field: str) -> list[Span]:
        """Return where in the text of a field anything stands that is wanted there, in order."""
        wanted = self.wanted[field]
        if not wanted or not text:
            return []
        compared = comparable(text)
        found = [span for one in wanted if one.needle in compared for span in one.spans(compared)]
        return sorted(found) if len(wanted) > 1 else found


class Wanted:
    """One clause, and a pattern for what could be it."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.word, self.stem = clause.words[0], stem(clause.words[0])
        beginning = beginning_of(self.stem)
        self.pattern = re.compile(rf"(?<!\w){phrase_of(clause)}" if len(clause.words) > 1 else rf"(?<!\w){re.escape(beginning)}\w*")
        self.needle = clause.words[0] if len(clause.words) > 1 else beginning  # quicker to look for than the pattern

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where the clause stands in a comparable text."""
        for found in self.pattern.finditer(text):
            if len(self.clause.words) > 1 or self.is_it(found.group()):
                yield found.span()

    def is_it(self, word: str) -> bool:
        """Return whether a word is the one that is wanted."""
        if word == self.word or (self.clause.half_typed and word.startswith(self.word)):
            return True
        return not self.clause.exact and stem(word) == self.stem


def phrase_of(clause: Clause) -> str:
    """Return a pattern for words in a row."""
    return r"\W+".join(map(re.escape, clause.words)) + (r"\w*" if clause.half_typed else r"(?!\w)")


def beginning_of(stemmed: str) -> str:
    """Return how all words with this stem begin."""
    return stemmed[:-1] if len(stemmed) > SHORT_STEM else stemmed[:1]


@lru_cache(maxsize=TEXTS_KEPT)
def comparable(text: str) -> str:
    """Return a text as words are compared, each sign in its place."""
    same = folded(text)
    return same if len(same) == len(text) else "".join(one if len(one := folded(sign)) == 1 else sign for sign in text)


@lru_cache(maxsize=TEXTS_KEPT)
def escaped(text: str) -> SafeString:
    """Return a text as HTML."""
    return SafeString(escape(text))


def joined(spans: Iterable[Span], text: str) -> Iterator[Span]:
    """Yield the sorted spans, those that overlap or have no word between them as one."""
    start, end = -1, -1
    for begin, stop in spans:
        if start >= 0 and (begin <= end or not re.search(r"\w", text[end:begin])):
            end = max(end, stop)
            continue
        if start >= 0:
            yield start, end
        start, end = begin, stop
    yield start, end


def marked(text: str, clauses: Sequence[Clause], field: str) -> SafeString:
    """Return one text with what matches in this field marked."""
    return Marker(clauses).marked(text, field)
