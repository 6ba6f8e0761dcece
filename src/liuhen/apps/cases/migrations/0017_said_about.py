# SPDX-License-Identifier: Apache-2.0
"""The penalty that a reason for going on was said about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0016_plans")]
    operations = [
        migrations.AddField(
            model_name="gateoverride",
            name="about",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
    ]
