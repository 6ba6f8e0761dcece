# SPDX-License-Identifier: Apache-2.0
"""What the templates of recordings say: the tabs above their pages, the address of one."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.recordings.tabs import tabs_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from liuhen.apps.evidence.models import Original

register = template.Library()


@register.inclusion_tag("recordings/_tabs.html", takes_context=True)
def recording_tabs(context: template.Context) -> dict[str, Any]:
    """Show the tabs that the viewer may open, the current one marked."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if not isinstance(request.user, Person) or match is None:
        return {"tabs": []}
    return {"tabs": list(tabs_for(viewer_of(request), match.view_name))}


@register.simple_tag
def original_address(original: "Original") -> str:
    """Return the address of the page of an original, empty where there is none."""
    try:
        return reverse("watch:original", args=[original.pk])
    except NoReverseMatch:
        return ""


@register.filter
def digest_head(digest: str) -> str:
    """Return the first 16 digits of a digest, in groups that can be read aloud."""
    digits = digest.partition(":")[2][:16]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


@register.filter
def dated(at: datetime | None, begun: datetime | None = None) -> str:
    """Write an instant for paper, with its year; beside `begun` on the same day the time alone."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if begun is not None and timezone.localtime(begun).date() == local.date():
        return f"{local:%H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"
