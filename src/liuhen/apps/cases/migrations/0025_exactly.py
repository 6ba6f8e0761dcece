# SPDX-License-Identifier: Apache-2.0
"""What exactly is asked for: which due, and the plan to pay it later or in parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0024_outside_open")]
    operations = [
        migrations.AddField(
            model_name="approval",
            name="exactly",
            field=models.JSONField(default=dict),
        ),
    ]
