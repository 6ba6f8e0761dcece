# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """The app `evidence`."""

    name = "liuhen.apps.evidence"
    default_auto_field = "django.db.models.BigAutoField"
