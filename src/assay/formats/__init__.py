"""Readers and writers between bytes and dataclasses; they know no models and no HTTP. `table.py` lists them."""
