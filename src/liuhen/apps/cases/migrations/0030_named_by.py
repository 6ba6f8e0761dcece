# SPDX-License-Identifier: Apache-2.0
"""Since when somebody handles a case, and who said so: whoever is named is told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0029_handler_of"),
    ]
    operations = [
        migrations.AddField("handler", "since", models.DateTimeField(null=True)),
        migrations.AddField(
            "handler",
            "named_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            "case",
            "handlers",
            models.ManyToManyField(
                related_name="+",
                through="cases.Handler",
                through_fields=("case", "person"),
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="handler",
            index=models.Index(
                fields=["since"],
                condition=models.Q(("named_by__isnull", False), ("until__isnull", True)),
                name="handler_named",
            ),
        ),
    ]
