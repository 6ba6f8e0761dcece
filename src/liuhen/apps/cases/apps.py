# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app, and the acts on originals of the links that follow them."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "liuhen.apps.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act that learns something of an original carry it into the links."""
        from liuhen.apps.cases.carrying import carry
        from liuhen.apps.evidence.following import follow

        follow(carry)
