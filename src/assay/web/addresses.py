"""Addresses that every page names: worked out once, since a page has dozens."""

from functools import cache

from django.urls import get_script_prefix, reverse


def address_of(name: str) -> str:
    """Return the address of a page that has only one."""
    return worked_out(name, get_script_prefix())


@cache
def worked_out(name: str, _prefix: str) -> str:
    """Return it below the place where the installation is mounted."""
    return reverse(name)
