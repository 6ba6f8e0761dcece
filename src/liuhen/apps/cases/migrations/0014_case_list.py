# SPDX-License-Identifier: Apache-2.0
"""Indexes of cases: the list with what it is searched by, the open ones, kinds of activity."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0013_no_findings")]
    operations = [
        migrations.RemoveIndex(model_name="case", name="case_recent"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    *("bureau", "-opened_at", "-id", "section", "act", "archived_at"),
                    *("number", "title", "party_name"),
                ],
                name="case_list",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["bureau", "section"],
                condition=models.Q(archived_at=None),
                name="case_open",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["case", "kind"], name="activity_kind_in_case"),
        ),
    ]
