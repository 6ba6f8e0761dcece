# SPDX-License-Identifier: Apache-2.0
"""Who brought the same scan besides the first one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("evidence", "0004_clock_readings")]
    operations = [
        migrations.AddField("scan", "brought_by", models.JSONField(default=list)),
    ]
