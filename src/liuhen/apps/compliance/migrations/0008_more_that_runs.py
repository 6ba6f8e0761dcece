# SPDX-License-Identifier: Apache-2.0
"""What parties owe, measures to be approved and public notices are kept with what else runs out.

And an index gives what is still to be done in the order of lists.

Their rows are made by the rebuild that the next start of the server asks for.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("compliance", "0007_archived")]
    operations = [
        migrations.RenameField(model_name="caseterm", old_name="thing", new_name="text"),
        migrations.AlterField(
            model_name="caseterm",
            name="text",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name="caseterm", name="kind", field=models.CharField(max_length=14)
        ),
        migrations.AddField(
            model_name="caseterm",
            name="word",
            field=models.CharField(blank=True, default="", max_length=14),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="openduty",
            index=models.Index(
                condition=models.Q(("archived", False)),
                fields=["generation", "bureau", "due", "status", "section", "case"],
                name="duty_open",
            ),
        ),
    ]
