import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import liuhen.apps.trace.ids


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_delegation_paper'),
        ('rules', '0002_forms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BureauLimit',
            fields=[
                ('id', models.UUIDField(default=liuhen.apps.trace.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('word', models.CharField(max_length=40)),
                ('value', models.BigIntegerField()),
                ('source', models.CharField(max_length=300)),
                ('set_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('superseded_at__isnull', True)), fields=('bureau', 'word'), name='one_limit_of_a_word')],
            },
        ),
    ]
