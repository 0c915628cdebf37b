from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("descriptors", "0011_indexes_asked_for"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="collection",
            name="is_favourites",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_favourites", False), models.Q(("deleted_at__isnull", True), ("is_shared", False), ("skill__isnull", True)), _connector="OR"
                ),
                name="collection_favourites_are_ones_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="collection",
            constraint=models.UniqueConstraint(condition=models.Q(("is_favourites", True)), fields=("owner",), name="collection_favourites_once"),
        ),
    ]
