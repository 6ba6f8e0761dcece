# SPDX-License-Identifier: Apache-2.0
"""A way in which a case ends: an inspection that found nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_not_started'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='ending',
            field=models.CharField(blank=True, choices=[('not_started', 'No procedure started'), ('performed', 'Decision performed'), ('no_findings', 'Inspection without findings'), ('court', 'Enforced by the court'), ('no_penalty', 'No penalty'), ('not_established', 'Facts not established'), ('withdrawn', 'Case withdrawn'), ('merged', 'Merged into another case'), ('split', 'Split into several cases'), ('transferred', 'Handed to another organ'), ('police', 'Handed to the police'), ('terminated', 'Terminated'), ('anew', 'Decided anew after a remedy')], default='', max_length=24),
        ),
    ]
