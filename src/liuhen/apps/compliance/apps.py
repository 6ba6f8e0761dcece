# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app, and the acts on cases of the projection that follows them."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """The app `compliance`."""

    name = "liuhen.apps.compliance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act on a case write its open duties; reasons keep confidential names out."""
        from liuhen.apps.cases.acting import follow
        from liuhen.apps.cases.participants.masks import SAYING
        from liuhen.apps.compliance.models import LateReason
        from liuhen.apps.compliance.projection import follow_case, follow_new_cases

        SAYING[LateReason] = ("text",)
        follow(follow_case, follow_new_cases)
