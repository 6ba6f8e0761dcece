# SPDX-License-Identifier: Apache-2.0
"""An index of the activities that have not ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0027_received_corrected")]
    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["bureau", "-start"],
                condition=models.Q(("end__isnull", True), ("superseded_at__isnull", True)),
                name="activity_under_way",
            ),
        ),
    ]
