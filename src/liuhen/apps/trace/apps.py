# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class TraceConfig(AppConfig):
    """The app `trace`."""

    name = "liuhen.apps.trace"
    default_auto_field = "django.db.models.BigAutoField"
