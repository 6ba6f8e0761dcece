# SPDX-License-Identifier: Apache-2.0
"""On which ground somebody's own filming was restricted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head of the file."""

    dependencies = [
        ("cases", "0021_kept_close"),
    ]

    operations = [
        migrations.AddField(
            model_name="filmingrestriction",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=[
                    ("hinders", "It hinders the enforcement"),
                    ("state_secret", "State secrets are concerned"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="filmingrestriction",
            name="reason",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
