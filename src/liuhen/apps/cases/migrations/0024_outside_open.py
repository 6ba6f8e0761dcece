# SPDX-License-Identifier: Apache-2.0
"""Open cases that came from outside come from an index: a head is asked who handles them."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Add the index."""

    dependencies: ClassVar = [("cases", "0023_kind_and_start")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["bureau", "section", "id"],
                condition=Q(from_outside=True, archived_at=None, concluded_at=None),
                name="case_outside_open",
            ),
        )
    ]
