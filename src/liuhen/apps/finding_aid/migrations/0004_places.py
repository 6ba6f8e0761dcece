# SPDX-License-Identifier: Apache-2.0
"""Gives each entry, and the index, the words of the sections and persons that may find it.

The words are those of `places.py`, written out here so that this step stays what it was. The column
is added in the database's own words: Django would copy the whole table on SQLite.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SIGN = "\ue00b"
_COLUMN = "ALTER TABLE finding_aid_searchentry ADD COLUMN places text NOT NULL DEFAULT ''"
_FILL = (
    "CREATE TEMPORARY TABLE places_of AS {made}",
    "CREATE INDEX places_of_key ON places_of (id)",
    "UPDATE finding_aid_searchentry SET places = words{index} FROM places_of"
    " WHERE finding_aid_searchentry.{key} = places_of.id",
    "DROP TABLE places_of",
)
#: How each database says the word of a key, and puts words together; and what else it sets.
_SAID = {
    "sqlite": (f"'{_SIGN}' || substr({{}}, -12)", "group_concat", ""),
    "postgresql": (
        f"'{_SIGN}' || right({{}}::text, 12)",
        "string_agg",
        ", grams = grams || words::tsvector",
    ),
}
_SQLITE_INDEX = """
INSERT INTO finding_aid_grams(grams, rowid)
SELECT places, id FROM finding_aid_searchentry WHERE places <> '' ORDER BY id
"""


def add(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the words of its places to each entry, and to the index."""
    said, together, index = _SAID[editor.connection.vendor]
    word = said.format
    of_cases = f"""
        SELECT c.id, {word("c.section_id")} || coalesce(' ' || (
            SELECT {together}({word("h.person_id")}, ' ') FROM cases_handler h
            WHERE h.case_id = c.id AND h.until IS NULL
        ), '') AS words FROM cases_case c
    """  # noqa: S608  # our own words
    columns = ("section_id", "officer_id", "kept_by_id")
    words = " || ".join(f"coalesce({word(f'o.{one}')} || ' ', '')" for one in columns)
    of_originals = f"SELECT o.id, {words} AS words FROM evidence_original o"  # noqa: S608
    of_others = f"""
        SELECT e.id, {word("e.section_id")} AS words FROM finding_aid_searchentry e
        WHERE e.case_id IS NULL AND e.original_id IS NULL AND e.section_id IS NOT NULL
    """  # noqa: S608
    with editor.connection.cursor() as cursor:
        for key, made in (
            ("case_id", of_cases),
            ("original_id", of_originals),
            ("id", of_others),
        ):
            for statement in _FILL:
                cursor.execute(statement.format(made=made, key=key, index=index))
        if editor.connection.vendor == "sqlite":
            cursor.execute(_SQLITE_INDEX)


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [
        ("finding_aid", "0003_kinds"),
        ("cases", "0020_hearings_told"),
        ("evidence", "0004_clock_readings"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(_COLUMN)],
            [
                migrations.AddField(
                    "searchentry", "places", models.TextField(blank=True, default="")
                )
            ],
        ),
        migrations.RunPython(add),
    ]
