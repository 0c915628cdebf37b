"""Deciding in several sittings, and releasing once."""
