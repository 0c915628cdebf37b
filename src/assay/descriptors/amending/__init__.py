"""Amendments: a new wording for what is in the library, proposed by its SCMs, decided like everything else."""
