"""Saved searches: keep a question under a name, open, rename, order and renew it, delete it with undo."""
