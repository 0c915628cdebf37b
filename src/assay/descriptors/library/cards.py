"""What a card of the library shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypedDict, cast
from uuid import UUID

from django.db.models import CharField, Exists, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assay.descriptors.chips import chip
from assay.descriptors.coaching.stored import open_counts
from assay.descriptors.joined import Joined
from assay.descriptors.library.address import Address
from assay.descriptors.library.copying import copies_of
from assay.descriptors.models import CollectionItem, Descriptor
from assay.descriptors.rules import may_see
from assay.descriptors.search.asked import LEVEL_FIELDS, Clause, Scope
from assay.descriptors.search.highlight import Marker
from assay.descriptors.states import source_in_words
from assay.descriptors.wording import LEVEL_LABELS, LEVEL_SENTENCES, LEVELS, Level
from assay.standards.models import Skill, Standard, StandardSection, WSOSSection
from assay.standards.roles import roles_of
from assay.web.places import Parts, filled, in_parts, place
from assay.web.prepared import asked

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from assay.accounts.models import User

    class Annotated(TypedDict):
        """What rows_shown adds."""

        section_number: int | None
        tags_joined: str | None
        is_favourite: bool

    Row: TypeAlias = WithAnnotations[Descriptor, Annotated]


def in_order_of(model: type[Model], names: Collection[str]) -> tuple[str, ...]:
    """Return names of fields in the order in which the model has them, as `from_db` wants them."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)  # noqa: SLF001  Django's name for it


CARDS_KEPT = 2048  # about 8 KB each, in every process
COLUMNS = (
    *("id", "uid", "number", "criterion_name", "score0", "score1", "score2", "score3", "code", "source", "quality_indicator"),
    *("batch_status", "confidential_until", "deleted_at", "merged_into_id", "amends_id", "skill_id", "wsos_section_id", "updated_at"),
)
BETWEEN_TAGS = "\x1f"
CURRENT = Standard.objects.filter(skill=OuterRef(OuterRef("skill"))).order_by("-competition__first_day").values("pk")[:1]
NUMBER = StandardSection.objects.filter(standard=Subquery(CURRENT), section=OuterRef("wsos_section")).values("number")[:1]
TAG = Concat(Cast("tag__uid", CharField()), Value(" "), "tag__name")
TAGGED: Any = Descriptor.tags.through.objects.filter(descriptor=OuterRef("pk")).order_by().values("descriptor")
TAGS = TAGGED.annotate(joined=Joined(TAG, BETWEEN_TAGS)).values("joined")
# What a card needs beside the row, its skill and its section.
FACTS = {"section_number": Subquery(NUMBER), "tags_joined": Subquery(TAGS)}
# What each model takes, in the order of its fields.
OF_ROW = in_order_of(Descriptor, COLUMNS)
OF_SKILL, OF_SECTION = in_order_of(Skill, ("id", "code", "name")), in_order_of(WSOSSection, ("id", "uid", "name"))
SELECTED = (*OF_ROW, *(f"skill__{name}" for name in OF_SKILL), *(f"wsos_section__{name}" for name in OF_SECTION))
NAME, TOKEN = "name", "token"
ABOUT, CODE, TAGGED_WITH = "about", "code", "tags"  # fields of the search


class Reader(NamedTuple):
    """Who looks, as far as a card differs by it."""

    writes: bool
    language: str | None


class Facts(NamedTuple):
    """Everything that a card shows, but the words: a card is drawn once for the same facts."""

    uid: UUID
    number: int
    code: str
    source: str
    quality: str
    status: str | None
    locked: str
    skill: tuple[str, str] | None
    section: tuple[str, str, int | None] | None
    tags: tuple[tuple[str, str], ...]
    written: tuple[int, ...]
    is_favourite: bool
    is_laid: bool | None  # in the tray; None where there is none
    reader: Reader
    hints: int
    marked: tuple[tuple[tuple[str, str], SafeString], ...]  # what of the grey line has words asked for, by its field, and the same marked


@dataclass(frozen=True)
class Card:
    """A descriptor as web/components/card.html draws it."""

    name: str
    url: str
    ladder: SafeString
    number: int
    chip: Mapping[str, str | Promise]
    facts: list[Any]
    source: str
    copies: list[dict[str, str]]
    favourite: dict[str, Any]
    links: list[dict[str, str]]
    compare: dict[str, Any] | None = None
    collect: UUID | None = None
    locked: str = ""


def rows_shown(uids: Sequence[UUID], scope: Scope) -> "list[Row]":
    """Load the rows to show in one query, with what cards show of them, and ask for the person's right once more; in the order found."""
    found = {row.uid: row for row in rows_of(asked(rows_among, scope.user.pk, *uids))} if uids else {}
    return [found[uid] for uid in uids if uid in found and may_see(scope.user, found[uid])]


def rows_among(user: int, *uids: UUID) -> "QuerySet[Descriptor, tuple[Any, ...]]":
    """Return the library rows among some, as `rows_of` takes them."""
    mine = CollectionItem.objects.starred_by(user).filter(descriptor=OuterRef("pk"))
    rows = Descriptor.objects.live().filter(uid__in=uids).annotate(is_favourite=Exists(mine), **FACTS)
    return rows.values_list(*SELECTED, "is_favourite", *FACTS)


def rows_of(found: Iterable[tuple[Any, ...]]) -> "Iterator[Row]":
    """Yield rows with their skills and sections, of which many have the same."""
    after_row, after_skill = len(OF_ROW), len(OF_ROW) + len(OF_SKILL)
    skills: dict[int | None, Skill | None] = {None: None}
    sections: dict[int | None, WSOSSection | None] = {None: None}
    for values in found:
        row: Any = Descriptor.from_db(None, OF_ROW, values[:after_row])
        if row.skill_id not in skills:
            skills[row.skill_id] = Skill.from_db(None, OF_SKILL, values[after_row:after_skill])
        if row.wsos_section_id not in sections:
            sections[row.wsos_section_id] = WSOSSection.from_db(None, OF_SECTION, values[after_skill : len(SELECTED)])
        row.skill, row.wsos_section = skills[row.skill_id], sections[row.wsos_section_id]
        row.is_favourite, row.section_number, row.tags_joined = values[len(SELECTED) :]
        yield cast("Row", row)


def cards_of(rows: "Sequence[Row]", clauses: Sequence[Clause], user: "User", laid: Collection[UUID] | None = None) -> list[Card]:
    """Return the cards, with the words asked for marked; `laid` are those in the tray, None where nothing can be laid there."""
    marker = Marker(clauses)
    facts = facts_of_each(rows, user, laid, marker)
    return [card_of(of, words_of(row, marker)) for row, of in zip(rows, facts, strict=True)]


def full_card(row: "Row", clauses: Sequence[Clause], user: "User", *, laid: Collection[UUID]) -> Card:
    """Return a card whose levels do not fold."""
    marker = Marker(clauses)
    (facts,), words = facts_of_each([row], user, laid, marker), words_of(row, marker)
    return replace(card_of(facts, words), ladder=ladder_of(tuple(words[field] for field in LEVEL_FIELDS), folds=False))


def drawn_cards(rows: "Sequence[Row]", clauses: Sequence[Clause], user: "User", *, token: str, laid: Collection[UUID]) -> list[SafeString]:
    """Return the cards as HTML: the words of this page, and its token for forms, put into what is drawn once."""
    marker = Marker(clauses)
    facts = facts_of_each(rows, user, laid, marker)
    return [filled(parts_of(of), words_of(row, marker) | {TOKEN: token}) for row, of in zip(rows, facts, strict=True)]


def compare_of(uid: UUID, *, on: bool) -> dict[str, Any]:
    """Return the toggle that lays a descriptor into the tray."""
    return {"url": reverse("compare_lay", args=[uid]), "on": on}


def words_of(row: Descriptor, marker: Marker) -> dict[str, str]:
    """Return name and levels, by their field, with the words asked for marked."""
    texts = zip((row.criterion_name, *row.levels), (NAME, *LEVEL_FIELDS), strict=True)
    return {field: marker.marked(text, field) for text, field in texts}


def facts_of_each(rows: "Sequence[Row]", user: "User", laid: Collection[UUID] | None, marker: Marker) -> list[Facts]:
    """Return what cards show of rows, but their words; administrators are told how many hints the coach has."""
    writes, hints = bool(roles_of(user).scm), open_counts(row.pk for row in rows) if user.is_admin and rows else {}
    language = get_language()
    return [facts_of(row, Reader(writes, language), laid=laid, hints=hints.get(row.pk, 0), marker=marker) for row in rows]


def facts_of(row: "Row", reader: Reader, *, laid: Collection[UUID] | None, hints: int, marker: Marker) -> Facts:
    """Return what a card shows of a row, but its words."""
    section, levels, tags = row.wsos_section, row.levels, tags_of(row.tags_joined or "")
    about = [(one.name, ABOUT) for one in (row.skill, section) if one]
    return Facts(
        uid=row.uid,
        number=row.number,
        code=row.code,
        source=row.source,
        quality=row.quality_indicator,
        status=row.batch_status,
        locked=confidential(row.confidential_until),
        skill=(row.skill.code, row.skill.name) if row.skill else None,
        section=(str(section.uid), section.name, row.section_number) if section else None,
        tags=tags,
        written=tuple(number for number in LEVELS if levels[number]),
        is_favourite=getattr(row, "is_favourite", False),
        is_laid=None if laid is None else row.uid in laid,
        reader=reader,
        hints=hints,
        marked=marker.those_marked([*about, (row.code, CODE), *((name, TAGGED_WITH) for _uid, name in tags)]),
    )


def tags_of(joined: str) -> tuple[tuple[str, str], ...]:
    """Return uid and name of each tag, by name."""
    pairs = [tag.split(" ", 1) for tag in joined.split(BETWEEN_TAGS)] if joined else []
    return tuple(sorted(((str(UUID(uid)), name) for uid, name in pairs), key=lambda tag: tag[1]))


@lru_cache(maxsize=CARDS_KEPT)
def parts_of(facts: Facts) -> Parts:
    """Return a drawn card in parts, each with whether it is the name of a place: drawing is most of a page's time."""
    words = {NAME: place(NAME)} | {LEVEL_FIELDS[n]: place(LEVEL_FIELDS[n]) if n in facts.written else "" for n in LEVELS}
    known = {"card": card_of(facts, words), "tag": "h2", "csrf_token": place(TOKEN)}
    return in_parts(render_to_string("web/components/card.html", known))


def card_of(facts: Facts, words: Mapping[str, str]) -> Card:
    """Return a card with these words, or the places for them."""
    return Card(
        name=words[NAME],
        url=reverse("descriptor", args=[facts.uid]),
        ladder=ladder_of(tuple(words[field] for field in LEVEL_FIELDS)),
        number=facts.number,
        chip=chip(facts.status, facts.quality),
        facts=grey_line(facts),
        source=source_in_words(facts.source),
        copies=copies_of(facts.uid, facts.written),
        favourite={"url": reverse("favourite", args=[facts.uid]), "on": facts.is_favourite},
        links=[start_from(facts.uid)] if facts.reader.writes else [],
        compare=None if facts.is_laid is None else compare_of(facts.uid, on=facts.is_laid),
        collect=None if facts.is_laid is None else facts.uid,
        locked=facts.locked,
    )


def ladder_of(texts: Sequence[str], *, folds: bool = True) -> SafeString:
    """Return the ladder of a card."""
    levels = [Level(n, LEVEL_LABELS[n], LEVEL_SENTENCES[n], texts[n]) for n in LEVELS]
    return render_to_string("web/components/ladder.html", {"levels": levels, "variant": "compact" if folds else "", "fold_phone": folds})


def grey_line(facts: Facts) -> list[Any]:
    """Return the grey line: skill, section with its number in the home skill, code, tags."""
    found: list[Any] = []
    marked = dict(facts.marked)

    def words(text: str, field: str) -> str:
        """Return a text of a field, marked where words that are asked for stand in it."""
        return marked.get((text, field), text)

    if facts.skill:
        code, name = facts.skill
        found.append({"label": format_html("{} {}", code, words(name, ABOUT)), "url": Address(chosen={"skill": (code,)}).url})
    if facts.section:
        uid, name, number = facts.section
        label = format_html("§{} {}", number, words(name, ABOUT)) if number else words(name, ABOUT)
        found.append({"label": label, "url": Address(chosen={"section": (uid,)}).url})
    found += [words(facts.code, CODE)] if facts.code else []
    found += [ngettext("%(n)d hint", "%(n)d hints", facts.hints) % {"n": facts.hints}] if facts.hints else []
    return found + [{"label": words(name, TAGGED_WITH), "url": Address(chosen={"tag": (uid,)}).url} for uid, name in facts.tags]


def start_from(uid: UUID) -> dict[str, str]:
    """Return the way to a new draft that begins as this one."""
    return {"label": _("Write one like it"), "url": f"{reverse('write')}?from={uid}", "icon": "pen"}


def confidential(until: datetime | None) -> str:
    """Return the lock's words, while it is locked."""
    if until is None or until <= timezone.now():
        return ""
    return _("Confidential until %(day)s") % {"day": formats.date_format(timezone.localtime(until), "j F Y")}
