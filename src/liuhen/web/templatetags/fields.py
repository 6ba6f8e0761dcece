# SPDX-License-Identifier: Apache-2.0
"""How a form's field stands on a page: `{% load fields %}` and `{% field form.title %}`.

Label, control, hint and error belong together for the eye and for a screen reader (Django itself
writes `aria-describedby` and `aria-invalid`).
"""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()

_CHECKS = (forms.CheckboxInput,)
_GROUPS = (forms.CheckboxSelectMultiple, forms.RadioSelect, forms.SplitDateTimeWidget)
_LISTS = (forms.Select, forms.SelectMultiple)


@register.inclusion_tag("_field.html")
def field(bound: BoundField, wide: str = "") -> dict[str, Any]:
    """Show one field; `wide` is a class of the column it stands in."""
    widget = bound.field.widget
    group = isinstance(widget, _GROUPS)
    if isinstance(widget, _CHECKS):
        look = "form-check-input"
    elif isinstance(widget, _LISTS):
        look = "form-select"
    else:
        look = "form-control"
    if not group:
        invalid = " is-invalid" if bound.errors else ""
        widget.attrs["class"] = f"{widget.attrs.get('class', '')} {look}{invalid}".strip()
    return {
        "field": bound,
        "wide": wide,
        "check": isinstance(widget, _CHECKS),
        "group": group and not isinstance(widget, forms.SplitDateTimeWidget),
    }
