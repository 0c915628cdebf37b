"""Quality of ranking: real questions with judged answers, for Assay and for what one would do without it."""
