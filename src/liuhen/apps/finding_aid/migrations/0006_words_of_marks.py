# SPDX-License-Identifier: Apache-2.0
"""The entries are written anew where there are marks: they say what a mark is called."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_REBUILD = "finding_aid.rebuild"


def ask(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  # Django's form
    """Ask for it, unless it is asked for already."""
    jobs = apps.get_model("jobs", "Job").objects
    waits = jobs.filter(key=_REBUILD, state="queued").exists()
    if apps.get_model("evidence", "Mark")._base_manager.exists() and not waits:
        now = timezone.now()
        jobs.create(name=_REBUILD, key=_REBUILD, created_at=now, run_after=now)


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [
        ("finding_aid", "0005_newest_cases"),
        ("evidence", "0005_brought"),
        ("jobs", "0002_begun"),
    ]
    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
