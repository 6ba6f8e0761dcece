# SPDX-License-Identifier: Apache-2.0
"""What pages say of recordings that came from a device: `{% load linking %}`.

- `{% watch_address original %}`: where it is watched, from a moment on; empty where nothing plays;
- `{% proposed_footage activity %}`: unlinked recordings that probably show it, each with a button;
- `{% flags_of original as flags %}`: what was found about the file, in words.
"""

from datetime import timedelta
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity, Recording
from liuhen.apps.cases.proposals import originals_for
from liuhen.apps.evidence.models import Device, Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.linking import watching
from liuhen.web.linking.worklist import REFUSED, offer_of
from liuhen.web.moments import length_said
from liuhen.web.words import label

register = template.Library()


@register.simple_tag
def watch_address(what: Original | Recording) -> str:
    """Return where an original, or the range of a link, is watched."""
    return watching.watch_address(what)


@register.simple_tag
def device_address(device: Device) -> str:
    """Return the page of a device; empty where it has none."""
    try:
        return reverse("devices:device", args=[device.pk])
    except NoReverseMatch:
        return ""


@register.filter
def clock_offset(offset_ms: int | None) -> str:
    """Say how much a clock was off: server minus device."""
    if offset_ms is None:
        return "–"
    said = length_said(timedelta(milliseconds=offset_ms))
    return (
        _("%(length)s behind") % {"length": said}
        if offset_ms > 0
        else (_("%(length)s ahead") % {"length": said})
    )


@register.inclusion_tag("linking/_proposed.html", takes_context=True)
def proposed_footage(context: template.Context, activity: Activity) -> dict[str, Any]:
    """Show what probably shows an activity, to whoever may link it."""
    viewer = viewer_of(context["request"])
    open_ = activity.case is None or activity.case.archived_at is None
    may_link = viewer.may(Permission.EVIDENCE_ADD) and open_ and not activity.withdrawn
    refused = context["request"].session.pop(REFUSED, ())
    found = originals_for(viewer, activity) if may_link else []
    offers = [offer_of(one, refused) for one in found]
    return {"offers": offers, "activity": activity, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def flags_of(original: Original) -> list[str]:
    """Return what was found about the file, each thing once; that it is unsigned is no flag."""
    words = (str(one.get("word", "")) for one in original.findings if isinstance(one, dict))
    kept = [word for word in dict.fromkeys(words) if word and word != "unsigned_at_source"]
    return [label("finding", word) for word in kept]
