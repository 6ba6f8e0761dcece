# SPDX-License-Identifier: Apache-2.0
"""The SM2 signature of a bureau over a paper that it issued."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more column of papers."""

    dependencies = [("cases", "0008_asked_for")]

    operations = [
        migrations.AddField("paper", "sm2", models.TextField(blank=True, default="")),
    ]
