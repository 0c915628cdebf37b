"""The documents of the index: one per descriptor, and one that says how far the events were followed."""

import hashlib
import inspect
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import tantivy

from assay.descriptors.search import analysis, reading, sorting
from assay.descriptors.search.analysis import STOP_WORDS
from assay.descriptors.search.asked import LEVEL_FIELDS, SHORTEST_IN_LEVELS, TEXT_FIELDS
from assay.descriptors.search.reading import Source
from assay.descriptors.states import DRAFT, PENDING_REVIEW, RETURNED, Quality

KEYWORDS = ("kind", "uid", "number", "visibility", "home", "author", "present", "language")
FACET_FIELDS = ("skill", "sector", "category", "section", "quality", "source", "status", "tag")
RENAMED = frozenset({"skill", "sector", "category", "section", "tag"})
# Who may see a row, confidentiality apart: `visibility` says which class it is of.
CLASSES = frozenset({"draft", "review", "amendment", "unreviewed", "published"})
WORDS, STEMS = "words", "stems"
# How the words of the levels begin: so short a beginning has so many words that looking each up takes longer than all the rest.
BEGINS = "begins"
WORDING = ("name", *LEVEL_FIELDS)  # by which near-duplicates are found
BY_NAME, BY_TIME = "by_name", "by_time"  # what rows are sorted by, where not by how well they match
# What lifts a match above equal ones: how far it may be relied on, then a breath of recency.
LIFT = {Quality.EXCELLENT: 1.4, Quality.GOOD: 1.2, Quality.REFERENCE: 1.0, Quality.NEEDS_REVIEW: 0.8}
RECENCY = 0.05


@dataclass(frozen=True)
class Mark:
    """The last event that the index knows; its transaction tells one database from another.

    `renamed` is the last event of something that has a name in a filter (RENAMED): names read since then are still right.
    """

    position: int = 0
    transaction: str = ""
    renamed: int = 0


def build_schema() -> tantivy.Schema:
    """Return the fields; words arrive analysed, so the engine only splits them at blanks and takes stems."""
    builder = tantivy.SchemaBuilder()
    for name in KEYWORDS:
        builder.add_text_field(name, stored=name == "uid", tokenizer_name="raw", index_option="basic")
    for name in FACET_FIELDS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in TEXT_FIELDS:
        builder.add_text_field(name, tokenizer_name=WORDS)
        builder.add_text_field(stemmed(name), tokenizer_name=STEMS, index_option="freq")
    builder.add_text_field(BEGINS, tokenizer_name=WORDS, index_option="basic")
    builder.add_text_field("wording", tokenizer_name=STEMS, index_option="basic")
    builder.add_text_field(BY_NAME, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field(BY_TIME, fast=True)
    builder.add_float_field("lift", fast=True)
    builder.add_integer_field("hidden_until", fast=True, indexed=True)
    builder.add_integer_field("updated", fast=True, indexed=True)
    builder.add_integer_field("change", fast=True)
    builder.add_unsigned_field("position", stored=True)
    builder.add_unsigned_field("renamed", stored=True)
    builder.add_text_field("transaction", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def stemmed(field: str) -> str:
    """Return the name of a text field's stems."""
    return f"{field}_stem"


SCHEMA = build_schema()


@cache
def fingerprint() -> str:
    """Return what an index must have been made with to be read by this code."""
    sources = (
        "".join(map(inspect.getsource, (analysis, reading, sorting))) + Path(__file__).read_text(encoding="utf-8") + version("tantivy")
    )
    return hashlib.sha256(sources.encode()).hexdigest()[:16]


def register_analysis(index: tantivy.Index) -> tantivy.Index:
    """Teach an opened index how words are split; it is not kept with the files."""
    index.register_tokenizer(WORDS, analysis.splitter())
    index.register_tokenizer(STEMS, analysis.stemmer())
    return index


def visibility(row: Source) -> str:
    """Return the class of people who may see it, confidentiality apart (docs/workflow.md, the table of rights)."""
    if row.batch_status == DRAFT:
        return "draft"
    if row.batch_status in {PENDING_REVIEW, RETURNED}:
        return "review"
    if row.amends_id is not None:
        return "amendment"
    return "unreviewed" if row.quality_indicator == Quality.NEEDS_REVIEW else "published"


def document(row: Source) -> tantivy.Document:
    """Return a descriptor as a document."""
    made = tantivy.Document()
    for name, value in keywords(row):
        made.add_text(name, value)
    split = {name: analysis.words(text) for name, text in texts(row).items()}
    for name, words in split.items():
        text = " ".join(words)
        made.add_text(name, text)
        made.add_text(stemmed(name), text)
    levels = set().union(*(split[name] for name in LEVEL_FIELDS))
    made.add_text(BEGINS, " ".join({word[:SHORTEST_IN_LEVELS] for word in levels}))
    made.add_text("wording", " ".join(set().union(*(split[name] for name in WORDING)) - STOP_WORDS))
    made.add_text(BY_NAME, sorting.name_place(split["name"], row.number))
    made.add_integer(BY_TIME, sorting.time_place(row.updated_at, row.number))
    made.add_float("lift", lift(row))
    made.add_integer("hidden_until", microseconds(row.confidential_until))
    made.add_integer("updated", microseconds(row.updated_at))
    made.add_integer("change", row.change)
    return made


def keywords(row: Source) -> list[tuple[str, str]]:
    """Return what is matched as a whole: filters and facts."""
    found = [
        ("kind", "descriptor"),
        ("uid", str(row.uid)),
        ("number", str(row.number)),
        ("visibility", visibility(row)),
        ("language", row.language),
        ("quality", str(row.quality_indicator)),
        ("source", row.source),
    ]
    found += [("status", str(row.batch_status))] if row.batch_status else []
    found += [("present", part) for part in row.present]
    found += [("home", str(row.skill_id)), ("skill", row.skill_code)] if row.skill_code else []
    found += [("author", str(row.created_by_id))] if row.created_by_id else []
    found += [("sector", str(row.sector))] if row.sector else []
    found += [("section", str(row.section))] if row.section else []
    found += [("tag", str(tag)) for tag, _name in row.tags]
    return found + [("category", str(category)) for category in row.categories]


def texts(row: Source) -> dict[str, str]:
    """Return what is searched in words."""
    levels = {f"level{number}": text for number, text in enumerate(row.levels)}
    return {
        "name": row.criterion_name,
        **levels,
        "code": row.code,
        "tags": " ".join(name for _tag, name in row.tags),
        "about": f"{row.skill_name or ''} {row.section_name or ''}",
    }


def lift(row: Source) -> float:
    """Return the factor of a match's score."""
    age = (row.updated_at - sorting.EPOCH).total_seconds() / 1e9
    return LIFT[Quality(row.quality_indicator)] * (1 + RECENCY * min(max(age, 0.0), 1.0))


def microseconds(moment: datetime | None) -> int:
    """Return a moment as a number; 0 for none."""
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond if moment else 0


def mark_document(mark: Mark) -> tantivy.Document:
    """Return the mark as a document, to be committed with what it speaks of."""
    made = tantivy.Document()
    made.add_text("kind", "mark")
    made.add_unsigned("position", mark.position)
    made.add_unsigned("renamed", mark.renamed)
    made.add_text("transaction", mark.transaction)
    return made
