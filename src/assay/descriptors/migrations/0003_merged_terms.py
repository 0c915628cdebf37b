"""Tags and categories can be merged: the one that went stays and forwards to the one that it became."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("descriptors", "0002_batch_workflow"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="merged_into",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged_from", to="descriptors.category"
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="merged_into",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged_from", to="descriptors.tag"
            ),
        ),
    ]
