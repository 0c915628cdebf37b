"""What the commands of `assay` share: a help that shows only what belongs to the command."""

from typing import ClassVar

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """A command whose help leaves Django's own switches out."""

    suppressed_base_arguments: ClassVar[set[str]] = {
        "--version",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
        "--verbosity",
    }
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[assignment]  # serve and doctor run them
