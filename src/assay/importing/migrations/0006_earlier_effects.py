"""What earlier imports did is known from the origins of their descriptors: they can be told and taken back like later ones."""

import hashlib
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps


def key_of(aspect: dict[str, Any]) -> str:
    """Return the key of what the workbook said, as `Wording.key` made it when this was written."""
    texts = (" ".join(aspect["description"].split())[:300], *(level["text"][:4000] for level in aspect["levels"]))
    parts = (" ".join(unicodedata.normalize("NFKC", text).split()).casefold() for text in texts)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def effects_of(scheme: Any, apps: StateApps) -> Iterator[Any]:
    """Yield what a scheme's import did, not saved yet."""
    effect, origin = apps.get_model("importing", "Effect"), apps.get_model("descriptors", "Origin")
    said = {one["row"]: key_of(one) for sub in scheme.document.get("sub_criteria", ()) for one in sub["aspects"]}
    aspects = apps.get_model("schemes", "Aspect").objects.filter(sub_criterion__scheme=scheme, type="J")
    lines = list(aspects.select_related("descriptor").order_by("pk"))
    origins = origin.objects.filter(system="cis", descriptor__in=[line.descriptor_id for line in lines if line.descriptor_id])
    made = {row: pk for row, pk, where in origins.values_list("row", "descriptor", "external_id") if where == f"{scheme.uid}/{row}"}
    for line in lines:
        known = {"scheme": scheme, "aspect": line, "said": said.get(line.row, "")}
        if line.descriptor is None:
            yield effect(became="SKIPPED", **known)
        elif made.get(line.row) == line.descriptor_id:
            yield effect(became="MADE", descriptor=line.descriptor, change=1, **known)
        else:
            yield effect(became="LINKED", descriptor=line.descriptor, change=line.descriptor.change, **known)


def tell_what_they_did(apps: StateApps, _editor: object) -> None:
    """Write the effects of every scheme that has none."""
    for scheme in apps.get_model("schemes", "Scheme").objects.filter(effects=None).iterator(chunk_size=20):
        apps.get_model("importing", "Effect").objects.bulk_create(list(effects_of(scheme, apps)))


class Migration(migrations.Migration):
    dependencies = [("importing", "0005_effects"), ("descriptors", "0010_amendments"), ("schemes", "0005_undone")]

    operations = [migrations.RunPython(tell_what_they_did, migrations.RunPython.noop)]
