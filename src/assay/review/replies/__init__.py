"""Saved replies: texts that people write again and again when they review and answer."""
