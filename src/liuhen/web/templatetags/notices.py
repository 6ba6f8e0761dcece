# SPDX-License-Identifier: Apache-2.0
"""What every page shows of notices: {% bell %}."""

from typing import Any

from django import template

from liuhen.apps.compliance.notices import count_unread
from liuhen.apps.people.viewer import Viewer

register = template.Library()
_MOST = 99


@register.inclusion_tag("notices/_bell.html")
def bell(viewer: Viewer) -> dict[str, Any]:
    """Show how many notices the viewer has not read; whoever has no bureau is told nothing."""
    if viewer.bureau_id is None:
        return {"shown": False}
    count = count_unread(viewer)
    return {"shown": True, "count": count, "said": f"{_MOST}+" if count > _MOST else count}
