# SPDX-License-Identifier: Apache-2.0
"""The index over search entries, and the job that fills it where there are cases already."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

_SQLITE = """
CREATE VIRTUAL TABLE finding_aid_grams USING fts5(
    grams, content='', detail=none, tokenize='ascii', prefix='1 4'
)
"""
_POSTGRESQL = (
    "ALTER TABLE finding_aid_searchentry ADD COLUMN grams tsvector",
    "CREATE INDEX entry_grams ON finding_aid_searchentry USING gin (grams)",
)


def make(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index; an empty one where nothing is there to be found."""
    if editor.connection.vendor == "sqlite":
        editor.execute(_SQLITE)
    else:
        for statement in _POSTGRESQL:
            editor.execute(statement)
    if apps.get_model("cases", "Case")._base_manager.exists():
        now = timezone.now()
        apps.get_model("jobs", "Job").objects.create(
            name="finding_aid.rebuild", key="finding_aid.rebuild", created_at=now, run_after=now
        )


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001  # Django's form
    """Take the index away."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TABLE finding_aid_grams")
    else:
        editor.execute("ALTER TABLE finding_aid_searchentry DROP COLUMN grams")


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("finding_aid", "0001_initial"), ("jobs", "0002_begun")]
    operations = [migrations.RunPython(make, drop)]
