# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app, and the acts on cases of the projection that follows them."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """The app `compliance`."""

    name = "liuhen.apps.compliance"
    default_auto_field = "django.db.models.BigAutoField"
