# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """The app `archives`."""

    name = "liuhen.apps.archives"
    default_auto_field = "django.db.models.BigAutoField"
