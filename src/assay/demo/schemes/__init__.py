"""Marking schemes that ship for the demonstration: each as text (`.toml`) and as the workbook made of it (`.xlsx`)."""
