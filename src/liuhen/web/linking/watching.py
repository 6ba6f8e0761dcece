# SPDX-License-Identifier: Apache-2.0
"""Where a recording is watched: the whole original, or the range of a link."""

from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from liuhen.apps.cases.models import Recording
from liuhen.apps.evidence.models import Original


def watch_address(what: Original | Recording) -> str:
    """Return the address of the player; empty where there is none, or nothing to play."""
    key = what.original_id if isinstance(what, Recording) else what.pk
    if key is None:
        return ""
    try:
        address = reverse("watch:original", args=[key])
    except NoReverseMatch:  # no player in this installation
        return ""
    return f"{address}?{_range(what)}" if isinstance(what, Recording) else address


def _range(row: Recording) -> str:
    return urlencode({"from": row.from_ms or 0, "to": row.to_ms or 0})
