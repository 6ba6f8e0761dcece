# SPDX-License-Identifier: Apache-2.0
"""A small index of the notices of hearings, for which every desk asks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0019_open_keys")]
    operations = [
        migrations.AddIndex(
            "activity",
            models.Index(
                condition=models.Q(("kind", "hearing_notified")),
                fields=["start"],
                name="activity_hearing_told",
            ),
        ),
    ]
