# SPDX-License-Identifier: Apache-2.0
"""An index of the cases that a person handles."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0028_under_way")]
    operations = [
        migrations.AddIndex(
            model_name="handler",
            index=models.Index(
                fields=["person", "case"],
                condition=models.Q(("until__isnull", True)),
                name="handler_of",
            ),
        ),
    ]
