"""An import keeps what it did for each aspect, and a waiting one what was chosen so far."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('descriptors', '0010_amendments'),
        ('importing', '0004_adopted'),
        ('schemes', '0004_confidential_until'),
    ]

    operations = [
        migrations.AddField(
            model_name='import',
            name='choices',
            field=models.JSONField(blank=True, help_text='What was chosen so far, as the form carries it (importing.chosen).', null=True),
        ),
        migrations.CreateModel(
            name='Effect',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('became', models.CharField(choices=[('MADE', 'made'), ('REWORDED', 'updated'), ('PROPOSED', 'proposed as an amendment'), ('LINKED', 'was there already'), ('SKIPPED', 'left out')], max_length=8)),
                ('change', models.IntegerField(null=True)),
                ('before', models.IntegerField(null=True)),
                ('said', models.CharField(max_length=64)),
                ('kept_for', models.CharField(blank=True, max_length=160)),
                ('aspect', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='effect', to='schemes.aspect')),
                ('descriptor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='descriptors.descriptor')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='effects', to='schemes.scheme')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.CheckConstraint(condition=models.Q(('became__in', ['MADE', 'REWORDED', 'PROPOSED', 'LINKED', 'SKIPPED'])), name='effect_known'), models.CheckConstraint(condition=models.Q(models.Q(('became', 'SKIPPED'), ('descriptor__isnull', True)), models.Q(models.Q(('became', 'SKIPPED'), _negated=True), ('change__isnull', False), ('descriptor__isnull', False)), _connector='OR'), name='effect_on_a_descriptor'), models.CheckConstraint(condition=models.Q(models.Q(('became', 'REWORDED'), ('before__isnull', False)), models.Q(models.Q(('became', 'REWORDED'), _negated=True), ('before__isnull', True)), _connector='OR'), name='effect_knows_what_it_reworded')],
            },
        ),
    ]
