# SPDX-License-Identifier: Apache-2.0
"""Indexes from which lists are counted and narrowed without reading the rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("compliance", "0003_telling_more")]
    operations = [
        migrations.AddIndex(
            model_name="casetally",
            index=models.Index(
                fields=[
                    *("generation", "bureau", "stage", "overdue", "breached", "pending"),
                    *("next_due_at", "case"),
                ],
                name="tally_list",
            ),
        ),
        migrations.AddIndex(
            model_name="openduty",
            index=models.Index(
                fields=["generation", "bureau", "status", "due", "section", "case"],
                name="duty_due",
            ),
        ),
    ]
