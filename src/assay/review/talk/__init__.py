"""The conversation about what is in review."""
