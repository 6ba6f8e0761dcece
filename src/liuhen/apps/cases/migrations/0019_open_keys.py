# SPDX-License-Identifier: Apache-2.0
"""Let the open cases be found by their keys alone: most cases are closed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head of the file."""

    dependencies = [("cases", "0018_written")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_open"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["bureau", "section", "id", "archived_at"],
                condition=models.Q(archived_at=None),
                name="case_open_keys",
            ),
        ),
    ]
