"""The library that is asked: the demonstration, and the judgement aspects of real marking schemes where these are beside the checkout."""

from collections.abc import Mapping
from io import StringIO
from uuid import UUID

from django.core.management import call_command

from assay.accounts.models import User
from assay.descriptors.models import Descriptor
from assay.descriptors.search import indexer
from benchmarks.duplicates.corpus import SAMPLES, SCHEMES, library

READER = "scm@example.org"
PLACES = {"es2023_17_final": "ES2023", "graz2020_17_complete": "WSC2019"}


def load() -> list[str]:
    """Fill an empty database as the product does; return the schemes that are not here."""
    call_command("demo", stdout=StringIO())
    missing = []
    for name in SCHEMES:
        path = SAMPLES / f"{name}.xlsx"
        if path.exists():
            call_command("import_scheme", str(path), skill="17", competition=PLACES[name], email="admin@example.org", stdout=StringIO())
        else:
            missing.append(name)
    indexer.catch_up()
    return missing


def reader() -> User:
    """Return the SCM who asks."""
    return User.objects.get(email=READER)


def keys() -> Mapping[UUID, str]:
    """Return by uid how judged.toml calls each row that the reader finds: file and row, or skill and place; texts are not quoted."""
    names: dict[str, str] = {}
    for item in library():
        names.setdefault(item.wording.key, item.key)
    rows = Descriptor.objects.in_library().visible_to(reader())
    return {row.uid: names.get(row.wording.key, f"other:{row.wording.key[:12]}") for row in rows}
