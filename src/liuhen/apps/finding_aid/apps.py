# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app, and the journal of the index that follows its acts."""

from django.apps import AppConfig


class FindingAidConfig(AppConfig):
    """The app `finding_aid`."""

    name = "liuhen.apps.finding_aid"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every act write the search entries of its rows in its own transaction."""
        from liuhen.apps.finding_aid.index import follow_act
        from liuhen.apps.trace.journal import follow

        follow(follow_act)
