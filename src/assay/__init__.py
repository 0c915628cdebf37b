"""Assay: the descriptor library of skills competitions, and the workflow that keeps it good."""
