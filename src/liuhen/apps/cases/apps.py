# SPDX-License-Identifier: Apache-2.0
"""Tells Django of the app, and acts of what follows them: links, signatures, services."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app `cases`."""

    name = "liuhen.apps.cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep confidential names out of rows, and let links, papers and services follow acts."""
        from liuhen.apps.cases import acting
        from liuhen.apps.cases.approval_signatures import carry_signatures
        from liuhen.apps.cases.carrying import carry
        from liuhen.apps.cases.papers.playback import bind_confirmations
        from liuhen.apps.cases.participants.masks import keep_close
        from liuhen.apps.cases.serving.entering import follow_services
        from liuhen.apps.evidence.following import follow
        from liuhen.apps.trace.journal import prepare

        prepare(keep_close)
        follow(carry)
        acting.follow(carry_signatures)
        acting.follow(bind_confirmations)
        acting.follow(follow_services)
