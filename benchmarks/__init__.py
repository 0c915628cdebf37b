"""Measurements, each with the machine and the day: `make bench`, `make bench-search`."""
