# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class RulesConfig(AppConfig):
    """The app `rules`."""

    name = "liuhen.apps.rules"
    default_auto_field = "django.db.models.BigAutoField"
