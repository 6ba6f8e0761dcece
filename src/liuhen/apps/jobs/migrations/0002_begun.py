# SPDX-License-Identifier: Apache-2.0
"""When the last attempt of a job began, so that a wait can be told truthfully."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField("job", "begun_at", models.DateTimeField(null=True)),
    ]
