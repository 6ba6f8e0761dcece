# SPDX-License-Identifier: Apache-2.0
"""An index of the newest cases alone, a hundredth of that of all entries.

Whoever looks among cases for what many have finds it there, where PostgreSQL's index of grams puts
together all that have it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("finding_aid", "0004_places")]
    operations = [
        migrations.AddIndex(
            "searchentry",
            models.Index(
                fields=["bureau", "-id"], condition=models.Q(kind="case"), name="entry_newest_case"
            ),
        ),
    ]
