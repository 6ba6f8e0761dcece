# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app `jobs`."""

    name = "liuhen.apps.jobs"
    default_auto_field = "django.db.models.BigAutoField"
