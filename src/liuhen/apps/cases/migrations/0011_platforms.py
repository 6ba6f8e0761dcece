# SPDX-License-Identifier: Apache-2.0
"""Descriptions of the sheets of platforms that a bureau brings in."""

import django.db.models.deletion
import liuhen.apps.trace.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_doing'),
        ('people', '0005_outing_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlatformSheet',
            fields=[
                ('id', models.UUIDField(default=liuhen.apps.trace.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('word', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=200)),
                ('content', models.TextField()),
                ('added_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('bureau', 'word'), name='platform_once')],
            },
        ),
    ]
