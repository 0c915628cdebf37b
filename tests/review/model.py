"""The workflow as a plain model, without a database: what each act must do to a row, or how it must be refused."""

from dataclasses import dataclass, field, replace

DRAFT, PENDING, APPROVED, RETURNED = "DRAFT", "PENDING_REVIEW", "APPROVED", "RETURNED"
MANAGERS, ADVISORS = {"scm1", "scm2"}, {"sa1", "sa2", "scm2"}
EVERYONE = ("scm1", "scm2", "sa1", "sa2", "admin", "stranger")


@dataclass(frozen=True)
class Round:
    """One time that a row was sent."""

    batch: int
    version_sent: int
    came_from: str
    reply: str
    outcome: str | None = None
    by: str | None = None
    version_decided: int | None = None
    comment: str = ""


@dataclass(frozen=True)
class Modelled:
    """A descriptor as the model knows it; `texts` and `authors` hold one entry per version, `log` one per change."""

    texts: tuple[str, ...]
    authors: tuple[str, ...]
    log: tuple[tuple[str, str], ...]
    state: str = DRAFT
    rounds: tuple[Round, ...] = ()
    batch: int | None = None
    reviewer: str | None = None
    comment: str | None = None
    reply: str | None = None
    modified: bool = False
    deleted: bool = False
    waits: tuple[str, str, str | None, str] | None = None  # the decision not released yet: by, outcome, better text, comment

    @property
    def change(self) -> int:
        return len(self.log)

    @property
    def version(self) -> int:
        return len(self.texts)

    @property
    def open(self) -> Round | None:
        return self.rounds[-1] if self.rounds and self.rounds[-1].outcome is None else None

    def did(self, verb: str, by: str, **changes: object) -> "Modelled":
        return replace(self, log=(*self.log, (verb, by)), **changes)  # type: ignore[arg-type]

    def closed(self, outcome: str, by: str, *, version: int, comment: str = "") -> tuple[Round, ...]:
        last = replace(self.rounds[-1], outcome=outcome, by=by, version_decided=version, comment=comment)
        return (*self.rounds[:-1], last)

    def is_author(self, by: str) -> bool:
        sent = self.open.version_sent if self.open else self.version
        return by == self.authors[0] or by in self.authors[:sent]

    def is_taken(self, by: str) -> bool:
        return self.waits is not None and self.waits[0] != by

    def repeats(self, verb: str, by: str, seen: int) -> bool:
        return seen < self.change and self.log[seen] == (verb, by)


@dataclass
class Verdict:
    """What must happen: a new row (or the same one), or a refusal with one of `status`."""

    row: Modelled
    status: set[int] = field(default_factory=set)


def refused(row: Modelled, *status: int) -> Verdict:
    return Verdict(row, set(status))


def moved(row: Modelled, verb: str, by: str, seen: int, *, possible: bool, then: Modelled) -> Verdict:
    """A guarded move: it happens, or it is a repeat of one's own, or a conflict."""
    if possible and seen == row.change:
        return Verdict(then)
    return Verdict(row) if row.repeats(verb, by, seen) else refused(row, 409)


def create(by: str, text: str) -> Modelled:
    return Modelled((text,), (by,), (("created", by),))


def edit(row: Modelled, by: str, seen: int, text: str) -> Verdict:
    if by not in MANAGERS:
        return refused(row, 403)
    if seen == row.change and text == row.texts[-1]:
        return Verdict(row)
    writable = row.state in (DRAFT, RETURNED) and not row.deleted
    if writable and seen == row.change:
        return Verdict(row.did("edited", by, texts=(*row.texts, text), authors=(*row.authors, by)))
    return Verdict(row) if row.repeats("edited", by, seen) and text == row.texts[-1] else refused(row, 409)


def reply(row: Modelled, by: str, seen: int, text: str) -> Verdict:
    if by not in MANAGERS:
        return refused(row, 403)
    if (row.reply or "") == text:
        return Verdict(row)
    if row.state != RETURNED or row.deleted or seen != row.change:
        return refused(row, 409)
    return Verdict(row.did("replied", by, reply=text or None))


def put_aside(row: Modelled, by: str, seen: int, *, deleted: bool) -> Verdict:
    if by not in MANAGERS:
        return refused(row, 403)
    verb = "deleted" if deleted else "restored"
    possible = row.state in (DRAFT, RETURNED) and row.deleted != deleted
    return moved(row, verb, by, seen, possible=possible, then=row.did(verb, by, deleted=deleted))


def submit(row: Modelled, by: str, seen: int, answer: str, batch: int) -> Verdict:
    """One row of a batch; the batch goes as a whole or not at all."""
    if by not in MANAGERS:
        return refused(row, 403)
    returned = [one for one in row.rounds if one.outcome == "RETURNED"]
    answered = bool(answer or row.reply) or not returned or row.version > returned[-1].version_sent
    status = {422} if row.state == RETURNED and not answered else set()
    if row.state not in (DRAFT, RETURNED) or row.deleted or seen != row.change:
        status.add(409)
    if status:
        return Verdict(row, status)
    sent = Round(batch, row.version, row.state, answer or row.reply or "")
    return Verdict(
        row.did("submitted", by, state=PENDING, rounds=(*row.rounds, sent), batch=batch, reviewer=None, comment=None, reply=None)
    )


def withdraw(row: Modelled, by: str, seen: int) -> Verdict:
    if by not in MANAGERS:
        return refused(row, 403)
    if row.open is None:
        return moved(row, "withdrawn", by, seen, possible=False, then=row)
    rounds = row.closed("WITHDRAWN", by, version=row.version)
    then = row.did("withdrawn", by, state=row.open.came_from, rounds=rounds, batch=None, waits=None)
    if row.open.came_from == RETURNED:
        last = next(one for one in reversed(row.rounds) if one.outcome == "RETURNED")
        then = replace(then, batch=last.batch, reviewer=last.by, comment=last.comment, reply=row.open.reply or None)
    return moved(row, "withdrawn", by, seen, possible=True, then=then)


def approve(row: Modelled, by: str, seen: int, text: str | None) -> Verdict:
    if by not in ADVISORS:
        return refused(row, 403)
    if row.open is None:
        return moved(row, "approved", by, seen, possible=False, then=row)
    if row.is_author(by):
        return refused(row, 403)
    reworded = text is not None and text != row.texts[-1]
    texts = (*row.texts, text) if text is not None and reworded else row.texts
    authors = (*row.authors, by) if reworded else row.authors
    rounds = row.closed("APPROVED", by, version=len(texts))
    then = row.did("approved", by, state=APPROVED, texts=texts, authors=authors, rounds=rounds, reviewer=by, modified=reworded, waits=None)
    return moved(row, "approved", by, seen, possible=not row.is_taken(by), then=then)


def give_back(row: Modelled, by: str, seen: int, comment: str) -> Verdict:
    if by not in ADVISORS:
        return refused(row, 403)
    if len(comment) < 5:
        return refused(row, 422)
    if row.open is None:
        return moved(row, "returned", by, seen, possible=False, then=row)
    if row.is_author(by):
        return refused(row, 403)
    rounds = row.closed("RETURNED", by, version=row.version, comment=comment)
    then = row.did("returned", by, state=RETURNED, rounds=rounds, reviewer=by, comment=comment, waits=None)
    return moved(row, "returned", by, seen, possible=not row.is_taken(by), then=then)


def decide(row: Modelled, by: str, seen: int, text: str | None, comment: str, *, instead: bool) -> Verdict:
    """A decision that waits for release: a return where there is a comment, else an approval."""
    if by not in ADVISORS:
        return refused(row, 403)
    if comment and len(comment) < 5:
        return refused(row, 422)
    if row.open is not None and row.is_author(by):
        return refused(row, 403)
    if row.open is None or seen != row.change or (row.is_taken(by) and not instead):
        return refused(row, 409)
    better = None if comment or text == row.texts[-1] else text
    return Verdict(replace(row, waits=(by, "RETURNED" if comment else "APPROVED", better, comment)))


def undo(row: Modelled, by: str) -> Verdict:
    """Taking back a decision that waits."""
    if by not in ADVISORS:
        return refused(row, 403)
    return refused(row, 409) if row.is_taken(by) else Verdict(replace(row, waits=None))


def release(row: Modelled, by: str) -> Verdict:
    """A row of a release: its decision takes effect as if it were made now."""
    assert row.waits is not None
    _by, outcome, text, comment = row.waits
    return give_back(row, by, row.change, comment) if outcome == "RETURNED" else approve(row, by, row.change, text)


def recall(row: Modelled, by: str, seen: int) -> Verdict:
    if by not in ADVISORS:
        return refused(row, 403)
    last = row.rounds[-1] if row.rounds else None
    if row.state != RETURNED or last is None or last.outcome != "RETURNED":
        return moved(row, "recalled", by, seen, possible=False, then=row)
    if last.by != by or row.version != last.version_decided or row.reply:
        return refused(row, 409)
    opened = replace(last, outcome=None, by=None, version_decided=None, comment="")
    then = row.did("recalled", by, state=PENDING, rounds=(*row.rounds[:-1], opened), reviewer=None, comment=None)
    return moved(row, "recalled", by, seen, possible=not row.deleted, then=then)
