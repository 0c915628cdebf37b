"""How well near-duplicates are found: thresholds are fitted on one half of real descriptors and measured on the other."""
