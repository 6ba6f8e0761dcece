# SPDX-License-Identifier: Apache-2.0
"""The indexes of the newest say where an entry belongs: PostgreSQL passes over others unread."""

from django.db import migrations, models

_TOLD = ["kind", "places"]


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("finding_aid", "0006_words_of_marks")]
    operations = [
        migrations.RemoveIndex("searchentry", "entry_newest"),
        migrations.RemoveIndex("searchentry", "entry_newest_case"),
        migrations.AddIndex(
            "searchentry",
            models.Index(fields=["bureau", "-id"], include=_TOLD, name="entry_newest"),
        ),
        migrations.AddIndex(
            "searchentry",
            models.Index(
                fields=["bureau", "-id"],
                include=_TOLD,
                condition=models.Q(kind="case"),
                name="entry_newest_case",
            ),
        ),
    ]
