"""Save, and be found: by the person who saved, and by everybody else; a worker follows in a process of its own."""

import time
from dataclasses import replace
from functools import partial

from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.actions import edit
from assay.descriptors.curating.actions import curate
from assay.descriptors.models import Descriptor
from assay.descriptors.states import DRAFT
from assay.descriptors.wording import Wording
from benchmarks.search.figures import timed
from benchmarks.search.ours import ask, person

PATIENCE = 10  # seconds, then it counts as not found
LOOK_AGAIN = 0.005
SAVE, BY_AUTHOR, BY_ALL = "save", "save, then found by its author", "save, then found by all"


def save_library_rows(count: int) -> dict[str, list[float]]:
    """Return, for rows of the library that an administrator rewords, how long the save takes, and until author and all find them."""
    author, reader = person("admin"), person("member")
    taken: dict[str, list[float]] = {SAVE: [], BY_AUTHOR: [], BY_ALL: []}
    rows = Descriptor.objects.in_library().visible_to(reader, now=timezone.now()).order_by("-pk")
    for row in list(rows[:count]):
        word = f"zq{row.pk}x{row.change}x"
        save = partial(curate, descriptor=row, seen=row.change, by=author, at=timezone.now(), wording=with_word(row, word))
        taken[SAVE].append(timed(save))
        saved = time.perf_counter()
        taken[BY_AUTHOR].append(found_after(saved, author, word))
        taken[BY_ALL].append(found_after(saved, reader, word))
    return taken


def save_drafts(count: int) -> list[float]:
    """Return how long an SCM's save of a draft takes."""
    author = person("scm")
    rows = Descriptor.objects.editable_by(author).filter(batch_status=DRAFT).order_by("pk")
    return [
        timed(partial(edit, descriptor=row, seen=row.change, by=author, at=timezone.now(), wording=with_word(row, f"v{row.change}")))
        for row in list(rows[:count])
    ]


def with_word(row: Descriptor, word: str) -> Wording:
    """Return the wording with another word at the end of its name."""
    return replace(row.wording, criterion_name=f"{row.criterion_name[:200]} {word}")


def found_after(saved: float, user: User, word: str) -> float:
    """Return the milliseconds since the save until the person finds the row."""
    while ask(word, user, {}).total != 1:
        if time.perf_counter() - saved > PATIENCE:
            raise RuntimeError("What was saved is not found.")
        time.sleep(LOOK_AGAIN)
    return (time.perf_counter() - saved) * 1000
