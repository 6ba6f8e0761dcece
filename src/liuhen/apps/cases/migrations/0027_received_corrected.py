# SPDX-License-Identifier: Apache-2.0
"""What a correction of a received paper's entry changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0026_by_ref")]
    operations = [
        migrations.AddField(
            model_name="receivedmove",
            name="changes",
            field=models.JSONField(default=dict),
        ),
    ]
