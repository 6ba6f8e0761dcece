# SPDX-License-Identifier: Apache-2.0
"""What other pages show of lateness: {% why_late case %}."""

from typing import Any

from django import template
from django.utils import timezone

from liuhen.apps.cases.models import Case
from liuhen.apps.compliance.reasons import is_late, reason_said, reasons_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import viewer_of
from liuhen.web.reasons.forms import ReasonForm

register = template.Library()


@register.inclusion_tag("reasons/_case.html", takes_context=True)
def why_late(context: template.Context, case: Case) -> dict[str, Any]:
    """Show why a case is late, and ask whoever may say it, once a day."""
    viewer = viewer_of(context["request"])
    if case.archived_at is not None or not is_late(viewer, case):
        return {"shown": False}
    reason = reasons_of(viewer, case).first()
    today = reason is not None and reason.day == timezone.localdate(viewer.at)
    return {
        "shown": True,
        "reason": reason,
        "said": reason_said(reason) if reason else "",
        "asks": not today and viewer.may(Permission.CASE_ENTER),
        "form": ReasonForm(prefix=str(case.pk)),
        "key": case.pk,
        "csrf_token": context.get("csrf_token"),
    }
