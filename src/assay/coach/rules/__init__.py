"""The rules, one module each; where two point at the same words, the one that stands first here speaks."""

from assay.coach.rule import Rule
from assay.coach.rules import (
    adverb_only,
    attribute_returns,
    comparison,
    frequency,
    industry_standard,
    intensifier,
    length,
    level_missing,
    level_name,
    levels_equal,
    measurement,
    not_done,
    number_once,
    thresholds,
    two_criteria,
    vague,
)

RULES: tuple[Rule, ...] = (
    level_missing.RULE,
    levels_equal.RULE,
    adverb_only.RULE,
    level_name.RULE,
    comparison.RULE,
    industry_standard.RULE,
    vague.RULE,
    frequency.RULE,
    intensifier.RULE,
    two_criteria.RULE,
    attribute_returns.RULE,
    thresholds.RULE,
    measurement.RULE,
    number_once.RULE,
    not_done.RULE,
    length.RULE,
)
