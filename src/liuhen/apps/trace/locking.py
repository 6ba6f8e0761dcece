# SPDX-License-Identifier: Apache-2.0
"""The lock after a restore.

A restored backup would use indices again that others have seen with other leaves. So nothing is
written until an administrator has begun an epoch that says what was lost.
"""

from django.utils.translation import gettext as _

from liuhen.apps.trace.errors import WritingLockedError
from liuhen.apps.trace.models import Restoration


def waiting() -> Restoration | None:
    """Return the last restore that no epoch answers yet."""
    return Restoration.objects.filter(epoch=None).order_by("-pk").first()


def refuse_while_locked() -> None:
    """Refuse to write while a restore waits for its epoch.

    Raises:
        WritingLockedError.
    """
    if Restoration.objects.filter(epoch=None).exists():
        raise WritingLockedError(
            _(
                "The data were restored from a backup: nothing can be entered until an "
                "administrator has begun a new epoch (liuhen journal epoch)."
            )
        )
