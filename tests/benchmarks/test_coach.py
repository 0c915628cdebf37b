"""The sample of the coach's findings can be drawn again, is spread over the rules, is judged, and is mostly useful."""

from collections import Counter
from pathlib import Path

from benchmarks.coach.corpus import Item, corpus, demonstration
from benchmarks.coach.sampling import SIZE, Found, found_in, judged, sample
from benchmarks.duplicates.corpus import wording

from assay.coach.rules import RULES

ENOUGH = 80


def findings() -> list[Found]:
    """Return findings of many wordings of which most have one vague word, and a few a missing level."""
    items = [Item("made", str(n), wording(f"Rows {n}", "Rows bend", "Rows are nice", "Rows are flat", "Rows shine")) for n in range(150)]
    items += [Item("made", "cut", wording(f"Cut {n}", "Cuts bend", "Cuts run", "Cuts shine", "")) for n in range(3)]
    return found_in(items)


def test_a_rule_that_finds_little_is_sampled_whole_and_the_sample_is_drawn_again_alike() -> None:
    drawn = sample(findings())
    rules = Counter(one.finding.rule for one in drawn)

    assert drawn == sample(findings())
    assert len(drawn) == SIZE
    assert rules["level-missing"] == 3


def test_a_finding_is_known_by_its_wording_and_field_whatever_the_case() -> None:
    one, other = (
        found_in([Item("made", "1", wording(name, "Rows bend", "Rows are nice", "Rows are flat", "Rows shine"))])
        for name in ("Rows", "ROWS")
    )
    assert [each.key for each in one] == [each.key for each in other]
    assert len({each.key for each in findings()}) == 153


def test_verdicts_are_about_rules_that_exist() -> None:
    assert judged().keys() <= {rule.key for rule in RULES}


def test_the_demonstration_shows_how_it_is_done() -> None:
    """Four of its descriptors are unfinished on purpose, a few words remain."""
    items = list(demonstration())
    assert len({one.item.place for one in found_in(items)}) <= len(items) / 10


def test_the_sample_is_judged_and_four_in_five_findings_are_useful(samples: Path) -> None:
    drawn, verdicts = sample(found_in(corpus())), judged()

    assert [one.key for one in drawn if one.key not in verdicts[one.finding.rule]] == []
    assert sum(verdicts[one.finding.rule][one.key] for one in drawn) >= ENOUGH
