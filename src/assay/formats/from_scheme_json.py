"""Reads the JSON scheme: `{"totalMark", "wsosSections", "subCriterions": [{"name", "aspects": […]}]}`.

It has no rows; each sub-criterion, aspect and level is counted as one, so that everything has a number of its own.
"""

import json
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, NoReturn

from assay.formats.cells import is_blank, mark, number_or_text, one_line, raw_text, tidy, whole_number
from assay.formats.checks import findings
from assay.formats.guard import MOST_ROWS
from assay.formats.scheme import Aspect, Level, Note, SchemeWarning, Section, SubCriterion, Total, Workbook
from assay.formats.unreadable import UnreadableWorkbook

LAYOUT = "JSON"
DEEPEST = 12
LONGEST_NUMBER = 40
MOST_NOTES = 200
TYPES = {"measurement": "M", "judgement": "J", "judgment": "J", "m": "M", "j": "J"}
SCHEME_KEYS = {"totalMark", "wsosSections", "subCriterions"}
SUB_KEYS = {"name", "aspects", "id", "day"}
ASPECT_KEYS = {
    "type",
    "description",
    "maxMark",
    "wsosSection",
    "judgementScoreDescription",
    "extraDescription",
    "requirement",
    "calculation",
}
Data = dict[str, Any]


def looks_like_json(data: bytes) -> bool:
    """Return whether a file begins as JSON does; a zip never does."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}


def read(data: bytes, *, name: str) -> Workbook:
    """Read a scheme; raise UnreadableWorkbook where it is none, or is hostile."""
    scheme = _parsed(data)
    if not isinstance(scheme, dict) or not isinstance(scheme.get("subCriterions"), list):
        raise UnreadableWorkbook("json-shape", {"place": "subCriterions"})
    return _Reader(name).read(scheme)


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableWorkbook("json-encoding") from None
    _check_depth(text)
    try:
        # Numbers stay as they are written: a mark is decimal, and a giant number costs nothing.
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=_no_number, object_pairs_hook=_object)
    except (json.JSONDecodeError, RecursionError) as error:
        line = str(getattr(error, "lineno", "?"))
        raise UnreadableWorkbook("json-damaged", {"line": line}) from None


def _check_depth(text: str) -> None:
    """Count brackets before the parser does; those inside texts are left out."""
    depth, in_text, escaped = 0, False, False
    for letter in text:
        if in_text:
            in_text, escaped = escaped or letter != '"', letter == "\\" and not escaped
        elif letter == '"':
            in_text = True
        elif letter in "{[":
            depth += 1
            if depth > DEEPEST:
                raise UnreadableWorkbook("json-deep", {"limit": str(DEEPEST)})
        elif letter in "}]":
            depth -= 1


def _number(text: str) -> str:
    if len(text) > LONGEST_NUMBER:
        _no_number(text)
    return text


def _no_number(text: str) -> NoReturn:
    raise UnreadableWorkbook("json-number", {"value": text[:LONGEST_NUMBER]})


def _object(pairs: list[tuple[str, Any]]) -> Data:
    found: Data = {}
    for key, value in pairs:
        if key in found:
            raise UnreadableWorkbook("json-repeated", {"key": one_line(raw_text(key))[:80]})
        found[key] = value
    return found


@dataclass
class _Reader:
    """The scheme as it is gathered; `rows` counts everything that has a number."""

    file: str
    rows: "count[int]" = field(default_factory=lambda: count(1))
    notes: list[Note] = field(default_factory=list)
    warnings: list[SchemeWarning] = field(default_factory=list)

    def read(self, scheme: Data) -> Workbook:
        """Return the scheme."""
        sections = self._sections(scheme.get("wsosSections"))
        subs = tuple(self._sub_criterion(sub, f"subCriterions[{n}]", n) for n, sub in enumerate(scheme["subCriterions"]))
        total = raw_text(scheme.get("totalMark"))
        self._keep_unknown(scheme, SCHEME_KEYS, "", 0)
        book = Workbook(
            file=self.file,
            sheet="",
            layout=LAYOUT,
            title="",
            skill_code="",
            skill_name="",
            standards_title="",
            sections=sections,
            sub_criteria=subs,
            notes=tuple(self.notes),
            totals=(Total("Competition", mark(total), 0, total),) if total else (),
            columns={},
        )
        return replace(book, warnings=(*self.warnings, *findings(book)))

    def _row(self) -> int:
        row = next(self.rows)
        if row > MOST_ROWS:
            raise UnreadableWorkbook("json-long", {"limit": str(MOST_ROWS)})
        return row

    def _sections(self, found: Any) -> tuple[Section, ...]:
        if found is None:
            return ()
        if not isinstance(found, dict):
            raise UnreadableWorkbook("json-shape", {"place": "wsosSections"})
        numbers = [(whole_number(number), _text(name, f"wsosSections[{number[:40]}]")) for number, name in found.items()]
        self.warnings += [
            SchemeWarning("section-unreadable", "", {"value": key[:80]})
            for (number, _), key in zip(numbers, found, strict=True)
            if number is None
        ]
        return tuple(Section(number, one_line(name), None, 0, name) for number, name in numbers if number is not None)

    def _sub_criterion(self, found: Any, place: str, index: int) -> SubCriterion:
        if not isinstance(found, dict) or not isinstance(found.get("aspects", []), list):
            raise UnreadableWorkbook("json-shape", {"place": place})
        row, code = self._row(), one_line(_text(found.get("id"), f"{place}.id"))
        name, day = _text(found.get("name"), f"{place}.name"), _text(found.get("day"), f"{place}.day")
        aspects, typed = [], 0
        for n, one in enumerate(found.get("aspects", [])):
            aspect = self._aspect(one, f"{place}.aspects[{n}]", code)
            typed += bool(aspect.type)
            aspects.append(replace(aspect, position=typed if aspect.type else 0))
        self._keep_unknown(found, SUB_KEYS, place, row)
        return SubCriterion(code, one_line(name), number_or_text(day), "", index + 1, tuple(aspects), row, code, name, day)

    def _aspect(self, found: Any, place: str, sub: str) -> Aspect:
        if not isinstance(found, dict):
            raise UnreadableWorkbook("json-shape", {"place": place})
        row = self._row()
        texts = {key: _text(found.get(key), f"{place}.{key}") for key in ASPECT_KEYS - {"judgementScoreDescription", "calculation"}}
        extra = texts["extraDescription"]
        aspect = Aspect(
            sub_criterion=sub,
            position=0,
            type=self._type(texts["type"]),
            description=one_line(texts["description"]),
            extra=() if is_blank(extra) else (tidy(extra),),
            requirement=tidy(texts["requirement"]),
            section=whole_number(texts["wsosSection"]),
            mark=mark(texts["maxMark"]),
            row=row,
            type_raw=texts["type"],
            description_raw=texts["description"],
            extra_raw=() if is_blank(extra) else (extra,),
            requirement_raw=texts["requirement"],
            section_raw=texts["wsosSection"],
            mark_raw=texts["maxMark"],
            calculation_raw=raw_text(json.dumps(found["calculation"], ensure_ascii=False)) if "calculation" in found else "",
        )
        self._keep_unknown(found, ASPECT_KEYS, place, row)
        return self._with_levels(aspect, found.get("judgementScoreDescription"), place)

    def _type(self, raw: str) -> str:
        found = TYPES.get(one_line(raw).casefold(), "")
        if not found and not is_blank(raw):
            self.warnings.append(SchemeWarning("type-unknown", "", {"value": one_line(raw)[:40]}))
        return found

    def _with_levels(self, aspect: Aspect, found: Any, place: str) -> Aspect:
        """Return the aspect with its four texts, 0 to 3; what follows them is kept as a note."""
        if found is None:
            return aspect
        if not isinstance(found, list):
            raise UnreadableWorkbook("json-shape", {"place": f"{place}.judgementScoreDescription"})
        texts = [_text(text, f"{place}.judgementScoreDescription") for text in found]
        for text in texts[4:]:
            self._keep(text, aspect.row)
        levels = [Level(n, tidy(text), self._row(), text) if not is_blank(text) else Level(n) for n, text in enumerate(texts[:4])]
        zero, one, two, three = [*levels, *(Level(n) for n in range(len(levels), 4))]
        return replace(aspect, levels=(zero, one, two, three))

    def _keep_unknown(self, found: Data, known: set[str], place: str, row: int) -> None:
        for key, value in found.items():
            if key not in known:
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                self._keep(f"{place}.{key}: {text}".lstrip("."), row)

    def _keep(self, text: str, row: int) -> None:
        raw = raw_text(text)[:4000]
        if len(self.notes) < MOST_NOTES and not is_blank(raw):
            self.notes.append(Note("other", "", row, tidy(raw), raw))
            self.warnings.append(SchemeWarning("cell-not-understood", "", {"text": one_line(raw)[:80]}))


def _text(value: Any, place: str) -> str:
    """Return a text, or a number as it is written; raise UnreadableWorkbook for a list or an object."""
    if isinstance(value, dict | list):
        raise UnreadableWorkbook("json-shape", {"place": place})
    return raw_text(value)
