# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "liuhen.apps.cases"
    default_auto_field = "django.db.models.BigAutoField"
