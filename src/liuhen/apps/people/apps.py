# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app `people`."""

    name = "liuhen.apps.people"
    default_auto_field = "django.db.models.BigAutoField"
