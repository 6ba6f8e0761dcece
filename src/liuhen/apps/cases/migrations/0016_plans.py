# SPDX-License-Identifier: Apache-2.0
"""What granted each plan to pay later or in parts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0015_askers")]
    operations = [
        migrations.AddField(
            model_name="due",
            name="plans",
            field=models.JSONField(default=list),
        ),
    ]
