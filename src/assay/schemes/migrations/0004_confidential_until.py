"""A scheme says until when its measurement aspects are confidential: as long as its descriptors were at import."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations, models
from django.db.migrations.state import StateApps
from django.db.models import Max


def as_its_descriptors(apps: StateApps, _editor: object) -> None:
    """Give every scheme the latest date of its descriptors, its competition's, or that of C1 where its skill is confidential."""
    scheme = apps.get_model("schemes", "Scheme")
    rows = scheme.objects.select_related("skill", "competition")
    for row in rows.annotate(until=Max("sub_criteria__aspects__descriptor__confidential_until")):
        start = datetime.combine(row.competition.first_day, time(), tzinfo=ZoneInfo(row.competition.time_zone))
        dates = [row.until, row.competition.confidential_until, start if row.skill.confidential else None]
        scheme.objects.filter(pk=row.pk).update(confidential_until=max((date for date in dates if date), default=None))


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
