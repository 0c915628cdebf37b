from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("descriptors", "0013_favourites_are_a_collection"),
    ]

    operations = [
        migrations.DeleteModel(
            name="Favourite",
        ),
        migrations.AlterField(
            model_name="merge",
            name="followed",
            field=models.JSONField(default=dict, help_text="Primary keys of what the survivor took over: items, skills."),
        ),
    ]
