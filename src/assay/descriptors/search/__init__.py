"""Finding: the index is derived data, the database is the truth, and nobody counts what they may not open."""
