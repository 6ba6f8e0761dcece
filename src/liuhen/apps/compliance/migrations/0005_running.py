# SPDX-License-Identifier: Apache-2.0
"""Times that run out in a case without being a duty, and which program made the projection.

Rows of older cases are made by the rebuild that the next start of the server asks for.
"""

from django.db import migrations, models

import liuhen.apps.trace.ids


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [
        ("cases", "0027_received_corrected"),
        ("compliance", "0004_lists"),
        ("people", "0005_outing_days"),
    ]
    operations = [
        migrations.AddField(
            model_name="generation",
            name="layout",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="CaseTerm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=liuhen.apps.trace.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("ends_at", models.DateTimeField()),
                ("about", models.CharField(blank=True, max_length=80)),
                ("thing", models.CharField(blank=True, max_length=200)),
                ("term", models.CharField(blank=True, max_length=40)),
                ("bureau", models.ForeignKey("people.organisation", on_delete=models.PROTECT, related_name="+")),
                ("case", models.ForeignKey("cases.case", on_delete=models.CASCADE, related_name="+")),
                (
                    "generation",
                    models.ForeignKey("compliance.generation", on_delete=models.CASCADE, related_name="+"),
                ),
                ("section", models.ForeignKey("people.organisation", on_delete=models.PROTECT, related_name="+")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["generation", "case"], name="term_case"),
                    models.Index(
                        fields=["generation", "bureau", "kind", "ends_at", "section", "case"],
                        name="term_list",
                    ),
                ],
            },
        ),
    ]
