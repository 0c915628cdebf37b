"""Keep what the coach finds in each revision, in the transaction that writes it."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assay import coach
from assay.coach import Finding, Message, Severity
from assay.descriptors.coached import Dismissal, Findings
from assay.descriptors.wording import Wording
from assay.names import name_key

if TYPE_CHECKING:
    from assay.descriptors.models import Descriptor, Revision

Key = tuple[str, str, str]
"""Rule, field and the hash of the words: what a dismissal is about."""


def words_at(wording: Wording, finding: Finding) -> str:
    """Return the words that a finding is about, "" where there are none."""
    text = wording.criterion_name if finding.field == "name" else wording.levels[int(finding.field[-1])]
    return text[slice(*finding.span)]


def key_of(wording: Wording, finding: Finding) -> Key:
    """Return what a dismissal of it would be about."""
    return finding.rule, finding.field, hash_of(words_at(wording, finding))


def hash_of(words: str) -> str:
    """Return the same for words that differ in case and white space alone."""
    return hashlib.sha256(name_key(words).encode()).hexdigest()


def as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is kept: its own templates, so that it reads the same when the rules have others."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "field": finding.field,
        "span": list(finding.span),
        "message": finding.message.text,
        "suggestion": finding.suggestion.text,
        "params": dict(finding.message.params),
    }


def from_json(kept: Mapping[str, Any]) -> Finding:
    """Return a finding that was kept."""
    message, suggestion = Message(kept["message"], kept["params"]), Message(kept["suggestion"], kept["params"])
    start, end = kept["span"]
    return Finding(kept["rule"], Severity(kept["severity"]), kept["field"], (start, end), message, suggestion)


def store(pairs: "Sequence[tuple[Descriptor, Revision]]", *, are_new: bool = False) -> None:
    """Keep what the coach finds in the current revisions of these rows; where `are_new`, nobody can have answered yet."""
    answered = {} if are_new else dismissed_in(row.pk for row, _revision in pairs)
    rows = [findings_row(row, revision.pk, answered.get(row.pk, {})) for row, revision in pairs]
    Findings.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["revision"], update_fields=["edition", "language", "found", "open"]
    )


def findings_row(row: "Descriptor", revision: int, answered: Mapping[Key, Dismissal]) -> Findings:
    """Return what is found in a row's current wording, not saved yet."""
    found = [as_json(one) | {"is_open": key_of(row.wording, one) not in answered} for one in checked(row)]
    count = sum(one["is_open"] for one in found)
    return Findings(revision_id=revision, edition=coach.EDITION, language=row.language, found=found, open=count)


def checked(row: "Descriptor") -> list[Finding]:
    """Ask the coach about a row's current wording."""
    return coach.check(row.wording, language=row.language)


def dismissed_in(descriptors: Iterable[int]) -> dict[int, dict[Key, Dismissal]]:
    """Return the dismissals that count, per descriptor, in one query."""
    found: dict[int, dict[Key, Dismissal]] = {}
    for one in Dismissal.objects.filter(descriptor__in=set(descriptors), undone_at=None).select_related("by"):
        found.setdefault(one.descriptor_id, {})[one.rule, one.field, one.words_key] = one
    return found
