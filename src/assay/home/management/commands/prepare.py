"""`assay migrate`."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from assay.descriptors.coaching.catching_up import ask_again
from assay.home.static_files import collect_if_changed
from assay.standards.shipped import load_shipped
from assay.web.command import Command as AssayCommand


class Command(AssayCommand):
    """Bring the database and the static files up to date."""

    typed_as = "migrate"
    help = "Bring the database and the static files up to date. Safe to repeat; run it after every update."

    def handle(self, *_: Any, **__: Any) -> None:
        """Create the data folder, migrate, make the cache's table, load the shipped standards, leave the coach its work, collect files."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        load_shipped(at=timezone.now())
        ask_again(at=timezone.now())
        collect_if_changed()
        self.stdout.write(f"The database and the static files in {settings.DATA_DIR} are up to date.")
