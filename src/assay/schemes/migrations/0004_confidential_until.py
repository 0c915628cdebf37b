"""A scheme says until when its measurement aspects are confidential: as long as its descriptors were at import."""

from django.db import migrations, models
from django.db.migrations.state import StateApps
from django.db.models import Max


def as_its_descriptors(apps: StateApps, _editor: object) -> None:
    """Give every scheme the latest date of its descriptors."""
    scheme = apps.get_model("schemes", "Scheme")
    for row in scheme.objects.annotate(until=Max("sub_criteria__aspects__descriptor__confidential_until")).exclude(until=None):
        scheme.objects.filter(pk=row.pk).update(confidential_until=row.until)


class Migration(migrations.Migration):
    dependencies = [("schemes", "0003_cycles")]

    operations = [
        migrations.AddField(
            model_name="scheme",
            name="confidential_until",
            field=models.DateTimeField(
                help_text="Until then its measurement aspects are for those who may open the scheme.", null=True
            ),
        ),
        migrations.RunPython(as_its_descriptors, migrations.RunPython.noop),
    ]
