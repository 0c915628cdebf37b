"""The rows below the first header, one after the other, into sub-criteria and aspects."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from assay.formats.blocks import Blocks
from assay.formats.cells import comparable, decimal, is_blank, mark, number_or_text, one_line, tidy, whole_number
from assay.formats.columns import LEVEL_COLUMNS, SUB_CRITERION_ID, Header, Row
from assay.formats.ladders import SCORES
from assay.formats.scheme import Aspect, Level, Note, SubCriterion, Total

TYPES = ("M", "J", "O", "S")
# Cyrillic and Greek letters that look like the Latin ones of ids and types.
TYPE_IN_WORDS = re.compile(r"[MJOS]\d{1,3}|MEAS(UREMENT)?|JUDGE?(MENT)?|OBJ(ECTIVE)?|SUBJ?(ECTIVE)?")
_ID_OF_AN_ASPECT = re.compile(r"([A-I]\d{1,2})\.\d{1,3}")
_LATIN = str.maketrans("АВСЕНІЈМОЅΑΒΕΗΙΜΟ", "ABCEHIJMOSABEHIMO")


def read_rows(header: Header, rows: Iterable[Row]) -> Blocks:
    """Read everything below the first header."""
    blocks = Blocks(header)
    blocks.take_totals(header.row)
    for row in rows:
        if row.filled:
            RowReader(blocks, row).take()
    return blocks


@dataclass
class RowReader:
    """One row against what was read before; `used` are the columns whose content is accounted for."""

    blocks: Blocks
    row: Row
    used: set[int] = field(default_factory=set)

    def take(self) -> None:
        """Take the row: header, totals, sub-criterion, aspect, level, description, note, in this order."""
        if self.blocks.header.is_repeated_in(self.row):
            self._take_header()
            return
        self.used |= self.blocks.take_totals(self.row)
        if self._rest() and self.blocks.after_total and not self.blocks.late_row_reported:
            self.blocks.late_row_reported = True
            self.blocks.warn("rows-after-total", self.row.cell(self._rest()[0]))
        self._take_sub_criterion()
        self._take_content()
        self._keep_left_over()

    def _take_header(self) -> None:
        from_table = {c: self.row.raw(c) for c in self.blocks.header.columns.values()}
        known = sum(comparable(raw) == comparable(self.blocks.header.row.raw(c)) for c, raw in from_table.items())
        if moved := self.blocks.header.moved_to(self.row):
            self.blocks.header = moved
            self.blocks.warn("header-moved", self.row.cell(0))
        elif known < len(from_table):
            self.blocks.warn("header-damaged", self.row.cell(0))
        self.blocks.take_totals(self.row)
        self.blocks.aspect = None

    def _raw(self, name: str) -> str:
        """Return the cell of a field and count it as used."""
        column = self.blocks.header.columns.get(name, -1)
        self.used.add(column)
        return self.row.raw(column)

    def _peek(self, name: str) -> str:
        raw = self.row.raw(self.blocks.header.columns.get(name, -1))
        return "" if is_blank(raw) else raw

    def _cell(self, name: str) -> str:
        return self.row.cell(self.blocks.header.columns.get(name, 0))

    def _rest(self) -> list[int]:
        return [column for column in self.row.filled if column not in self.used]

    def _take_sub_criterion(self) -> None:
        if self.blocks.header.by_hand:
            self._take_sub_criterion_by_hand()
            return
        text = tidy(self._peek("id"))
        latin = text.translate(_LATIN)
        if not SUB_CRITERION_ID.fullmatch(latin):
            return
        if text != latin:
            self.blocks.warn("look-alike", self._cell("id"), value=text, latin=latin)
        self._start(text, text[0])
        self._take_total_of_the_sub_criterion(text)

    def _take_sub_criterion_by_hand(self) -> None:
        """Begin one where ID or name is another than before; an ID such as A1.2 is of an aspect under A1."""
        text, name = one_line(self._peek("id")), one_line(self._peek("name"))
        text = _ID_OF_AN_ASPECT.sub(r"\1", text)
        last = self.blocks.sub_criteria[-1][0] if self.blocks.sub_criteria else None
        if not text and not name:
            return
        if last and text in {"", last.id} and name in {"", last.name}:
            self.used |= {self.blocks.header.columns.get(field, -1) for field in ("id", "name", "day")}
            return
        self._start(text, text[0] if SUB_CRITERION_ID.fullmatch(text) else "")

    def _start(self, text: str, criterion: str) -> None:
        name, day = self._raw("name"), self._raw("day")
        sub = SubCriterion(text, one_line(name), number_or_text(day), criterion, 0, (), self.row.number, self._raw("id"), name, day)
        self.blocks.start(sub)

    def _take_total_of_the_sub_criterion(self, text: str) -> None:
        """Take a mark that stands on a row without an aspect: L3 shows sub-totals so."""
        raw = self._peek("mark")
        if raw and not self._peek("type") and not self._peek("description"):
            column = self.blocks.header.columns["mark"]
            self.blocks.totals.append(Total(f"Sub-criterion {text}", mark(raw), self.row.number, self._raw("mark"), column))

    def _take_content(self) -> None:
        typed, score = self._peek("type"), whole_number(self._peek("score"))
        if typed or self._looks_like_an_aspect():
            self._take_aspect()
        elif score is not None and score in SCORES and (self._peek("extra") or self._peek("description")):
            self._take_level(score)
        elif self._peek("extra"):
            self._take_extra()
        elif self._peek("description"):
            self._keep(self.blocks.header.columns["description"], "heading", "note-kept")

    def _looks_like_an_aspect(self) -> bool:
        if not self._peek("description") or self._peek("score"):
            return False
        if self.blocks.header.by_hand and ("type" not in self.blocks.header.columns or any(map(self._peek, LEVEL_COLUMNS))):
            return True
        return bool(self._peek("mark") or self._peek("section"))

    def _take_aspect(self) -> None:
        if not self.blocks.sub_criteria:
            self.blocks.start(SubCriterion("", "", "", "", 0, row=self.row.number))
            self.blocks.warn("aspect-without-sub-criterion", self._cell("description"), name=one_line(self._peek("description")))
        description, requirement = self._raw("description"), self._raw("requirement")
        section, max_mark = self._raw("section"), self._raw("mark")
        self.blocks.add(
            Aspect(
                sub_criterion="",
                position=0,
                type=self._type(),
                description=one_line(description),
                requirement=tidy(requirement),
                section=whole_number(section),
                mark=mark(max_mark),
                row=self.row.number,
                type_raw=self._raw("type"),
                description_raw=description,
                requirement_raw=requirement,
                section_raw=section,
                mark_raw=max_mark,
                calculation_raw=self._raw("calculation"),
            )
        )
        self._take_text_of_the_aspect_row()
        self._take_level_columns()

    def _take_text_of_the_aspect_row(self) -> None:
        """Take G of an aspect's own row: level 0 where F says so, else the extra description."""
        score = whole_number(self._peek("score"))
        if score is not None and score in SCORES and self._peek("extra"):
            self._take_level(score)
        elif self._peek("extra"):
            self._take_extra()

    def _take_level_columns(self) -> None:
        for score, name in enumerate(LEVEL_COLUMNS):
            if self.blocks.aspect and self._peek(name):
                raw = self._raw(name)
                self.blocks.aspect.levels[score] = Level(score, tidy(raw), self.row.number, raw)

    def _type(self) -> str:
        text = tidy(self._peek("type")).upper()
        if text in TYPES:
            return text
        if found := TYPE_IN_WORDS.fullmatch(text):
            return found[0][0]
        latin = text.translate(_LATIN)
        if latin in TYPES:
            self.blocks.warn("look-alike", self._cell("type"), value=text, latin=latin)
        elif text:
            self.blocks.warn("type-unknown", self._cell("type"), value=one_line(text)[:40])
        return ""

    def _take_level(self, score: int) -> None:
        aspect = self.blocks.aspect
        from_description = not self._peek("extra")
        name = "description" if from_description else "extra"
        column = self.blocks.header.columns[name]
        if aspect is None:
            self._keep(column, "level", "level-without-aspect")
            return
        title = aspect.aspect.description
        if score in aspect.levels:
            self._keep(column, "level", "level-repeated", name=title, level=str(score))
            return
        if from_description:
            self.blocks.warn("level-in-description", self._cell(name), name=title)
        raw = self._raw(name)
        aspect.levels[score] = Level(score, tidy(raw), self.row.number, raw)
        self._raw("score")

    def _take_extra(self) -> None:
        score = self._peek("score")
        if score:
            self._keep(self.blocks.header.columns["score"], "other", "score-unknown", value=one_line(score)[:40])
        if self.blocks.aspect is None:
            self._keep(self.blocks.header.columns["extra"], "other", "cell-not-understood")
            return
        self.blocks.aspect.extra_raw.append(self._raw("extra"))

    def _keep_left_over(self) -> None:
        known = set(self.blocks.header.columns.values())
        for column in self._rest():
            is_computed = column not in known and decimal(self.row.raw(column)) is not None
            is_bare_score = column == self.blocks.header.columns.get("score") and whole_number(self.row.raw(column)) in SCORES
            if is_computed or is_bare_score:
                continue
            if self.blocks.header.by_hand and column not in known:
                self._note(column, "ignored")
                continue
            self._keep(column, "other", "cell-not-understood")

    def _note(self, column: int, kind: str) -> None:
        """Keep a cell as a note."""
        raw = self.row.raw(column)
        self.used.add(column)
        self.blocks.notes.append(Note(kind, self.row.cell(column), self.row.number, tidy(raw), raw))

    def _keep(self, column: int, kind: str, rule: str, **params: str) -> None:
        """Keep a cell as a note and report it."""
        raw = self.row.raw(column)
        self._note(column, kind)
        needs_text = rule in {"note-kept", "cell-not-understood"}
        self.blocks.warn(rule, self.row.cell(column), **({"text": one_line(raw)[:80]} if needs_text else params))
