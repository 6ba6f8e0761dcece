# SPDX-License-Identifier: Apache-2.0
"""The day of an act, what is sealed about a participant, and the ways of received papers."""

import django.db.models.deletion
import liuhen.apps.cases.models.participants
import liuhen.apps.trace.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_sm2_of_papers'),
        ('people', '0005_outing_days'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='happened_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='participantsecret',
            name='address',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='participantsecret',
            name='salt',
            field=models.CharField(default=liuhen.apps.cases.models.participants.new_salt, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='receivedpaper',
            name='place',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='receivedpaper',
            name='section',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation'),
        ),
        migrations.CreateModel(
            name='ReceivedMove',
            fields=[
                ('id', models.UUIDField(default=liuhen.apps.trace.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('place', models.CharField(blank=True, default='', max_length=200)),
                ('keeper', models.CharField(blank=True, default='', max_length=60)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('recorded_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='cases.receivedpaper')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('section', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['paper', 'recorded_at'], name='move_received')],
            },
        ),
    ]
