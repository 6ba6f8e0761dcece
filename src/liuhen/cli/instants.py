# SPDX-License-Identifier: Apache-2.0
"""Times as commands say them to a person: one way, by the bureau's clock, with its offset.

For programs (`--json`) times stay as they are kept.
"""

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liuhen.apps.people.models import Organisation


def instant(at: datetime, bureau: "Organisation | None" = None) -> str:
    """Return `at` as `2026-11-21 18:47:03+08:00`; Django has been started.

    What belongs to no bureau is said by the clock of the installation.
    """
    from django.utils import timezone

    from liuhen.apps.evidence.arriving import zone_of_bureau

    zone = timezone.get_default_timezone() if bureau is None else zone_of_bureau(bureau, at)
    return at.astimezone(zone).isoformat(" ", "seconds")
