"""What tells texts apart that stand beside each other: the same level of several descriptors, or the four levels of one."""

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.coaching.notes import Coached, Note
from assay.descriptors.differences import TOKENS, Op, word_diff
from assay.descriptors.wording import Wording

# Texts with less than this share of words in common say nothing by their differences: they are shown plain.
ALIKE = 0.3
Piece = tuple[str, bool]
"""A part of a text, and whether it differs."""


@dataclass(frozen=True)
class Rung:
    """One level beside its neighbours: its text in pieces, what tells it from the level below, and what the coach asks about it."""

    number: int
    label: Promise
    sentence: Promise
    pieces: Sequence[Piece]
    said: str
    notes: Sequence[Note]


@dataclass(frozen=True)
class Contrast:
    """The four levels of one wording, 0 to 3."""

    rungs: Sequence[Rung]

    @property
    def signature(self) -> str:
        """Return a short text that is the same as long as nothing changes for the reader."""
        shown = [(rung.pieces, rung.said, rung.notes) for rung in self.rungs]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def contrast_of(wording: Wording, coached: Coached | None = None) -> Contrast:
    """Return the levels of a wording with the words in which neighbours differ, and where the coach asks."""
    notes = {place.name: place.notes for place in coached.places} if coached else {}
    pieces = pieces_of(wording.levels)
    said = ["", *(said_of(n, below, text) for n, (below, text) in enumerate(itertools.pairwise(wording.levels)))]
    return Contrast(
        [Rung(n, one.label, one.sentence, pieces[n], said[n], notes.get(f"score{n}", ())) for n, one in enumerate(wording.ladder)]
    )


def pieces_of(texts: Sequence[str]) -> list[list[Piece]]:
    """Return each text as (piece, differs): from its left neighbour, the first one from its right."""
    found = [marked(texts[0], word_diff(texts[0], texts[1]), "del")] if len(texts) > 1 else [plain(text) for text in texts]
    return found + [marked(text, word_diff(before, text), "ins") for before, text in itertools.pairwise(texts)]


def pieces_beside_first(texts: Sequence[str]) -> list[list[Piece]]:
    """Return each text as (piece, differs): from the first one, and the first one from any of the others."""
    against = [word_diff(texts[0], text) for text in texts[1:]]
    others = [marked(text, ops, "ins") for text, ops in zip(texts[1:], against, strict=True)]
    return [differing_from_any(texts[0], [ops for ops in against if share(ops) >= ALIKE]), *others]


def differing_from_any(text: str, against: Sequence[Sequence[Op]]) -> list[Piece]:
    """Return a text with what at least one of the texts that it was compared with does not have."""
    differs = [False] * len(text)
    for ops in against:
        own = [kind == "del" for kind, piece in ops if kind != "ins" for _letter in piece]
        differs = [one or other for one, other in zip(differs, own, strict=True)]
    runs = itertools.groupby(zip(text, differs, strict=True), key=itemgetter(1))
    pieces = [("".join(letter for letter, _differs in run), differing) for differing, run in runs]
    return [(piece, differing and bool(piece.strip())) for piece, differing in pieces]


def marked(text: str, ops: Sequence[Op], own: str) -> list[Piece]:
    """Return one side of a difference; plain where the two have too little in common."""
    if share(ops) < ALIKE:
        return plain(text)
    return [(piece, kind != "same" and bool(piece.strip())) for kind, piece in ops if kind in {"same", own}]


def share(ops: Sequence[Op]) -> float:
    """Return how much of the longer text both have, 0 to 1."""
    same = sum(len(piece) for kind, piece in ops if kind == "same")
    longest = max(sum(len(piece) for kind, piece in ops if kind != other) for other in ("ins", "del")) if ops else 0
    return same / longest if longest else 0.0


def plain(text: str) -> list[Piece]:
    """Return a text without marks."""
    return [(text, False)] if text else []


def said_of(below: int, before: str, text: str) -> str:
    """Say how much tells a level from the one below it; nothing where one of them is not described."""
    if not before.strip() or not text.strip():
        return ""
    words = {"level": below}
    ops = word_diff(before, text)
    if all(kind == "same" for kind, _text in ops):
        return _("The same words as level %(level)s") % words
    if share(ops) < ALIKE:
        return _("Mostly other words than level %(level)s") % words
    own = count(ops, "ins")
    if not own:
        return _("Only words of level %(level)s left out") % words
    return ngettext("%(n)d word differs from level %(level)s", "%(n)d words differ from level %(level)s", own) % (words | {"n": own})


def count(ops: Sequence[Op], wanted: str) -> int:
    """Return how many words of one kind there are."""
    found = [token for kind, text in ops if kind == wanted for token in TOKENS.findall(text)]
    return sum(any(letter.isalnum() for letter in token) for token in found)
