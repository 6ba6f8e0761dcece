# SPDX-License-Identifier: Apache-2.0
"""The paper that orders a surcharge."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0025_exactly")]
    operations = [
        migrations.AddField(
            model_name="due",
            name="by_ref",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
    ]
