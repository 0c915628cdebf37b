"""Descriptors that look alike: what is said about them, merging, and the map of the whole library."""
