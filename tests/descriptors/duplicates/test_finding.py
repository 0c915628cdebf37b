"""All near pairs of a library, and what hangs together."""

import random

from assay.descriptors.duplicates.finding import Library, Pair, clusters_of
from assay.descriptors.wording import Wording


def wording(*words: str) -> Wording:
    """Return a wording of twenty words, five parts of four."""
    texts = [" ".join(words[n : n + 4]) for n in range(0, 20, 4)]
    return Wording(texts[0], (texts[1], texts[2], texts[3], texts[4]))


def own(prefix: str) -> list[str]:
    return [f"{prefix}{n}x" for n in range(20)]


def pairs(*wordings: Wording) -> set[tuple[int, int]]:
    library = Library()
    for key, one in enumerate(wordings):
        library.add(key, one)
    return {(pair.first, pair.second) for pair in library.pairs(lambda _done, _of: None)}


def test_near_ones_are_paired_and_others_are_not() -> None:
    changed = own("a")
    changed[3] = changed[9] = "else"

    assert pairs(wording(*own("a")), wording(*own("b")), wording(*changed)) == {(0, 2)}


def test_copies_hang_on_their_first() -> None:
    one = wording(*own("a"))
    shouted = Wording(one.criterion_name.upper(), one.levels)

    assert pairs(one, shouted, one, wording(*own("b"))) == {(0, 1), (0, 2)}


def test_a_pair_is_found_whichever_comes_first() -> None:
    chance = random.Random(5)  # noqa: S311  chance that can be repeated
    wordings = []
    for family in range(30):
        base = own(f"f{family}z")
        for _ in range(2):
            words = list(base)
            words[chance.randrange(20)] = f"w{chance.random()}"
            wordings.append(wording(*words))
    numbered = list(enumerate(wordings))
    chance.shuffle(numbered)
    library = Library()
    for key, one in numbered:
        library.add(key, one)

    found = {(pair.first, pair.second) for pair in library.pairs(lambda _done, _of: None)}

    assert found == {(n, n + 1) for n in range(0, 60, 2)}


def test_what_hangs_together_is_one_cluster_named_by_its_smallest() -> None:
    found = clusters_of([Pair(5, 9, 0.5), Pair(2, 3, 0.9), Pair(3, 9, 0.4), Pair(11, 12, 1.0)])

    assert found == {2: 2, 3: 2, 5: 2, 9: 2, 11: 11, 12: 11}


def test_the_progress_ends_at_the_end() -> None:
    told: list[tuple[int, int]] = []
    library = Library()
    for key in range(3):
        library.add(key, wording(*own(f"p{key}q")))

    list(library.pairs(lambda done, of: told.append((done, of))))

    assert told == [(0, 3), (3, 3)]
