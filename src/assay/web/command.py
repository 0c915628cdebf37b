"""What the commands of `assay` share: a help that shows only what belongs to the command."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """A command whose help leaves Django's own switches out."""

    suppressed_base_arguments = {
        "--version",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
        "--verbosity",
    }
    typed_as: ClassVar[str] = ""
    requires_system_checks = []  # serve and doctor run them

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command as people type it."""
        return super().create_parser(prog_name, self.typed_as or subcommand, **kwargs)
