"""Saved searches: keep a question under a name, rename it, delete it with undo."""
