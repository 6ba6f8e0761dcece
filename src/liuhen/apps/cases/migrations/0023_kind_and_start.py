# SPDX-License-Identifier: Apache-2.0
"""An index of activities by kind and time, in place of one of the notices of hearings alone.

Every desk asks for hearings and public notices, of which there are few in some days. SQLite does
not take a partial index for a kind that is given as a parameter.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0022_filming_ground")]
    operations = [
        migrations.RemoveIndex("activity", "activity_hearing_told"),
        migrations.AddIndex(
            "activity", models.Index(fields=["kind", "start"], name="activity_kind_and_start")
        ),
    ]
