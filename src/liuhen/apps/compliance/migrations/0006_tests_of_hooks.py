# SPDX-License-Identifier: Apache-2.0
"""The log of an address keeps its tests, which tell of no notice."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("compliance", "0005_running")]
    operations = [
        migrations.AlterField(
            "hookdelivery",
            "notice",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="compliance.notice",
            ),
        ),
    ]
