"""The table of a run: a row for each file with what it holds, what becomes of it, and what it needs from a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import BooleanField, Case, Count, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assay.importing.labels import SHORT, Label
from assay.importing.models import Became, Effect, Import, Run, SectionName
from assay.importing.runs.telling import NUMBERED, Told
from assay.names import name_key
from assay.schemes.models import Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User

Key = tuple[str, int | None, int | None]


class State(models.TextChoices):
    """Where a file of a run stands; the order is the one in which the page lists them."""

    NEEDED = "needed", gettext_lazy("These need you")
    READY = "ready", gettext_lazy("Ready")
    WANTED = "wanted", gettext_lazy("Waiting to be imported")
    OPEN = "open", gettext_lazy("Being read and compared")
    IMPORTED = "imported", gettext_lazy("Imported")
    BEFORE = "before", gettext_lazy("Imported before")
    REFUSED = "refused", gettext_lazy("These cannot be read")


SHORT_STATE: dict[State, Promise] = {
    State.NEEDED: gettext_lazy("need you"),
    State.READY: gettext_lazy("ready"),
    State.IMPORTED: gettext_lazy("imported"),
    State.BEFORE: gettext_lazy("imported before"),
    State.REFUSED: gettext_lazy("cannot be read"),
}


@dataclass
class Row:
    """One file; `stops` says what it needs before it can be imported, `became` what was made of its aspects."""

    found: Import
    told: Told | None
    stops: list[str] = field(default_factory=list)
    before: Scheme | None = None
    first: Import | None = None
    became: Mapping[str, int] = field(default_factory=dict)
    undo: bool = False

    @property
    def columns(self) -> bool:
        """Return whether somebody has to say what its columns hold."""
        raw = getattr(self.found, "raw", None)
        return raw is not None and not raw.columns and self.told is None

    @cached_property
    def state(self) -> State:
        """Return where it stands."""
        found = self.found
        is_open = self.told is not None and self.told.labels is None and not found.why
        known = (
            (State.IMPORTED, found.scheme_id is not None),
            (State.WANTED, found.wanted_by_id is not None),
            (State.OPEN, hasattr(found, "unread")),
            (State.NEEDED, self.columns),
            (State.REFUSED, self.told is None and bool(found.why)),
            (State.BEFORE, self.before is not None),
            (State.NEEDED, bool(self.stops or self.first)),
            (State.OPEN, self.told is None or is_open),
            (State.NEEDED, self.told is not None and self.told.labels is None),
        )
        return next((state for state, holds in known if holds), State.READY)

    @property
    def key(self) -> Key:
        """Return what must not come twice: the file as the scheme of a skill in a competition."""
        return self.found.sha256, self.found.skill_id, self.found.competition_id

    @property
    def compared(self) -> str:
        """Return in words how many aspects have which label."""
        counts = self.told.counts if self.told else {}
        return " · ".join(f"{SHORT[label]} {number}" for label, number in counts.items() if number)

    @property
    def effects(self) -> str:
        """Return in words how many aspects became what."""
        return ", ".join(f"{self.became[one]} {one.label}" for one in Became if self.became.get(one))

    @property
    def notes(self) -> list[str]:
        """Return what is worth a look, though nothing stops it."""
        if self.told is None or self.state is not State.READY:
            return []
        near, lacking = self.told.counts[Label.NEAR], self.told.counts[Label.INCOMPLETE]
        said = (
            (near, ngettext("%d is nearly there already.", "%d are nearly there already.", near)),
            (lacking, ngettext("%d lacks something.", "%d lack something.", lacking)),
            (self.told.left, ngettext("%d was changed and stays as it is.", "%d were changed and stay as they are.", self.told.left)),
        )
        return [words % number for number, words in said if number]

    @property
    def is_undone(self) -> bool:
        """Return whether its import was taken back."""
        return self.found.scheme is not None and self.found.scheme.undone_at is not None


@dataclass(frozen=True)
class Group:
    """Rows that stand alike."""

    state: State
    rows: Sequence[Row]

    @property
    def title(self) -> str:
        """Return what they are."""
        return str(self.state.label)


@dataclass
class Table:
    """A run for a reader; everything is asked once."""

    run: Run
    reader: "User"

    @cached_property
    def files(self) -> list[Import]:
        """Return the files in the order in which they came, without what is large."""
        rows = self.run.files.select_related("skill", "competition", "scheme", "raw", "unread", "uploaded_by").order_by("pk")
        is_settled = Case(When(choices__isnull=True, then=Value(False)), default=Value(True), output_field=BooleanField())
        large = ("document", "choices", "raw__sheets", "unread__content", "scheme__document")
        return list(rows.annotate(is_settled=is_settled).defer(*large))

    @cached_property
    def rows(self) -> list[Row]:
        """Return a row for each file."""
        first: dict[Key, Import] = {}
        rows = [Row(found, Told(**found.told) if found.told else None) for found in self.files]
        for row in rows:
            row.stops = self.stops(row)
            row.before = self.known.get(row.key) if not row.found.scheme_id else None
            row.became = self.became.get(row.found.scheme_id or 0, {})
            row.undo = bool(row.found.scheme and not row.is_undone and self.reader.has_perm("importing.undo", row.found.scheme))
            if row.told and not row.found.scheme_id:
                other = first.setdefault(row.key, row.found)
                row.first = other if other is not row.found else None
        return rows

    @cached_property
    def known(self) -> dict[Key, Scheme]:
        """Return the schemes that these files became before."""
        hashes = {found.sha256 for found in self.files if not found.scheme_id}
        schemes = Scheme.objects.standing().filter(sha256__in=hashes).select_related("skill", "competition").defer("document")
        return {(one.sha256, one.skill_id, one.competition_id): one for one in schemes}

    @cached_property
    def became(self) -> dict[int, dict[str, int]]:
        """Return how many aspects of each scheme became what."""
        counted = Effect.objects.filter(scheme__in=[found.scheme_id for found in self.files if found.scheme_id])
        found: dict[int, dict[str, int]] = {}
        for scheme, became, number in counted.order_by().values_list("scheme", "became").annotate(number=Count("pk")):
            found.setdefault(scheme, {})[became] = number
        return found

    @cached_property
    def remembered(self) -> dict[tuple[int, str], SectionName]:
        """Return which sections the skills of the run mean by a name, by skill and name key."""
        skills = {found.skill_id for found in self.files if found.skill_id and not found.scheme_id}
        return {(one.skill_id, one.name_key): one for one in SectionName.objects.filter(skill__in=skills).select_related("section")}

    def stops(self, row: Row) -> list[str]:
        """Return what a file needs before it can be imported."""
        found, told = row.found, row.told
        if told is None or found.scheme_id:
            return []
        open_names = [] if found.is_settled else [name for name in told.names if not self.is_settled(found, name)]  # type: ignore[attr-defined]  # annotated
        is_open = bool(told.numbered) and not found.is_settled and NUMBERED not in self.run.sections  # type: ignore[attr-defined]  # annotated
        said = [
            _("Choose its skill.") if found.skill_id is None else "",
            _("Choose its competition.") if found.competition_id is None else "",
            ngettext("%d section name to settle.", "%d section names to settle.", len(open_names)) % len(open_names) if open_names else "",
            _("Its sections have only numbers: say what they mean.") if is_open else "",
        ]
        return [words for words in said if words]

    def is_settled(self, found: Import, name: str) -> bool:
        """Return whether it is known what a file means by the name of a section."""
        key = name_key(name)
        return key in self.run.sections or (found.skill_id or 0, key) in self.remembered

    def of(self, state: State) -> list[Row]:
        """Return the rows that stand so."""
        return [row for row in self.rows if row.state is state]

    @property
    def groups(self) -> list[Group]:
        """Return the rows by where they stand."""
        return [Group(state, rows) for state in State if (rows := self.of(state))]

    @property
    def waiting(self) -> list[Row]:
        """Return the files that may still be settled."""
        return [row for row in self.rows if row.told and row.state in {State.NEEDED, State.READY, State.OPEN}]

    @property
    def ready(self) -> int:
        """Return how many may be imported now."""
        return len(self.of(State.READY))

    @property
    def goes_on(self) -> bool:
        """Return whether something is done in the background, and the page looks again by itself."""
        return any(row.state in {State.OPEN, State.WANTED} for row in self.rows)

    @property
    def title(self) -> str:
        """Return how the run is called."""
        return ngettext("%d workbook", "%d workbooks", len(self.files)) % len(self.files)

    @property
    def stats(self) -> list[dict[str, Any]]:
        """Return how many files stand where."""
        count = Counter(row.state for row in self.rows)
        return [{"value": count[state], "label": words} for state, words in SHORT_STATE.items() if count[state]]

    @property
    def progress(self) -> dict[str, Any]:
        """Return how far the background is, as web/components/progress.html draws it."""
        wanted, unread = self.of(State.WANTED), [row for row in self.rows if hasattr(row.found, "unread")]
        if unread:
            return self.far(unread, len(self.rows), _("Reading %(number)d of %(of)d · %(file)s"))
        if wanted:
            return self.far(wanted, len(wanted) + len(self.of(State.IMPORTED)), _("Importing %(number)d of %(of)d · %(file)s"))
        return self.far(self.of(State.OPEN), len(self.rows), _("Comparing %(number)d of %(of)d with the library · %(file)s"))

    def far(self, rest: list[Row], of: int, words: str) -> dict[str, Any]:
        """Return what is done where this is left."""
        done = of - len(rest)
        return {"done": done, "of": of, "label": words % {"number": done + 1, "of": of, "file": rest[0].found.file if rest else ""}}
