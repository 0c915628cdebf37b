"""How text becomes words: once, here, so that index, query and highlighting agree."""

import re
import unicodedata
from functools import lru_cache

import tantivy

WORD = re.compile(r"\w+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
LONGEST_WORD = 80
# Words that say nothing alone: they count in phrases and while they are being typed.
STOP_WORDS = frozenset(
    WORD.findall("a an and are as at be by for from has have in is it its of on or that the their they this to was were with")
)


def splitter() -> tantivy.TextAnalyzer:
    """Return what splits folded words at the blanks between them."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


def stemmer() -> tantivy.TextAnalyzer:
    """Return what splits them and takes their stems."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()


STEMMER = stemmer()


def folded(text: str) -> str:
    """Return text as it is compared: NFKC, without case."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in their order."""
    return [word[:LONGEST_WORD] for word in WORD.findall(folded(text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a folded word."""
    return str(STEMMER.analyze(word)[0])


def printable(text: str) -> str:
    """Return what was typed without control characters and halves of characters."""
    return CONTROL.sub(" ", text)
