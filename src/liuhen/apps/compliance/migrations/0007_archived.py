# SPDX-License-Identifier: Apache-2.0
"""Open duties say whether their case is archived: lists ask no case for it."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef


def _tell(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    duties, cases = apps.get_model("compliance", "OpenDuty"), apps.get_model("cases", "Case")
    archived = cases.objects.filter(pk=OuterRef("case"), archived_at__isnull=False)
    duties.objects.filter(Exists(archived)).update(archived=True)


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("compliance", "0006_tests_of_hooks")]
    operations = [
        migrations.AddField(
            model_name="openduty",
            name="archived",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveIndex(model_name="openduty", name="duty_due"),
        migrations.AddIndex(
            model_name="openduty",
            index=models.Index(
                fields=["generation", "bureau", "status", "due", "section", "case", "archived"],
                name="duty_due",
            ),
        ),
        migrations.RunPython(_tell, migrations.RunPython.noop),
    ]
