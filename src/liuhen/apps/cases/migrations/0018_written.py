# SPDX-License-Identifier: Apache-2.0
"""Which fields of a draft a person wrote, and from which page it was saved last.

Of a draft that was begun before this, what stands in it counts as written: nobody can tell any
more, and nobody's words are filled over.
"""

from typing import Any

from django.db import migrations, models


def _all_that_stands_there(apps: Any, _schema: Any) -> None:
    drafts = apps.get_model("cases", "Draft").objects.filter(ended_at=None)
    for row in drafts.only("pk", "values").iterator():
        row.written = sorted(name for name, value in row.values.items() if value or value is False)
        row.save(update_fields=["written"])


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0017_said_about")]
    operations = [
        migrations.AddField("draft", "written", models.JSONField(default=list)),
        migrations.AddField(
            "draft", "page", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddField("draft", "page_from", models.PositiveIntegerField(default=0)),
        migrations.RunPython(_all_that_stands_there, migrations.RunPython.noop),
    ]
