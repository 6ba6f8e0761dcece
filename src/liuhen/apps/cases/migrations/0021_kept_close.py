# SPDX-License-Identifier: Apache-2.0
"""Who informed by letter, minors, on what a thing was done away with, incidents without a case."""

import django.db.models.deletion
from django.db import migrations, models

import liuhen.apps.cases.models.participants
import liuhen.apps.trace.ids


class Migration(migrations.Migration):
    """See the head of the file."""

    dependencies = [
        ("cases", "0020_hearings_told"),
        ("people", "0005_outing_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="about",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="participant",
            name="hidden",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="participantsecret",
            name="service_address",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="participantsecret",
            name="service_email",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="receivedpaper",
            name="informant",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="thingmove",
            name="approval",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.approval",
            ),
        ),
        migrations.AddField(
            model_name="thingmove",
            name="approver",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="thingmove",
            name="basis",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.paper",
            ),
        ),
        migrations.AddField(
            model_name="thingmove",
            name="changes",
            field=models.JSONField(default=dict),
        ),
        migrations.AlterField(
            model_name="receivedpaper",
            name="sender",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.CreateModel(
            name="ReceivedSecret",
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
                (
                    "salt",
                    models.CharField(
                        default=liuhen.apps.cases.models.participants.new_salt,
                        editable=False,
                        max_length=64,
                    ),
                ),
                ("sender", models.CharField(max_length=200)),
                (
                    "bureau",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.receivedpaper",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
