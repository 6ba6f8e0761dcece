# SPDX-License-Identifier: Apache-2.0
"""What the templates of recordings say: the tabs above their pages."""

from typing import TYPE_CHECKING, Any

from django import template

from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.recordings.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpRequest

register = template.Library()


@register.inclusion_tag("recordings/_tabs.html", takes_context=True)
def recording_tabs(context: template.Context) -> dict[str, Any]:
    """Show the tabs that the viewer may open, the current one marked."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if not isinstance(request.user, Person) or match is None:
        return {"tabs": []}
    return {"tabs": list(tabs_for(viewer_of(request), match.view_name))}
