# SPDX-License-Identifier: Apache-2.0
"""What happens on a day, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liuhen.apps.cases.models import Due
from liuhen.apps.compliance.agenda import Happening
from liuhen.web.articles import statutes_named

KIND_NAMES: dict[str, Promise | str] = {
    "duty": gettext_lazy("Due"),
    "approval": gettext_lazy("Approval due"),
    "measure": gettext_lazy("Coercive measure to be approved afterwards"),
    "recording": gettext_lazy("Bring in the recording"),
    "plea": gettext_lazy("Time for the plea ends"),
    "hearing": gettext_lazy("Hearing (calendar)"),
    "custody": gettext_lazy("Seizure or preservation ends"),
    "payment": gettext_lazy("Party has until here"),
    "public_notice": gettext_lazy("Public notice ends: deemed served"),
}


def what_said(one: Happening) -> str:
    """Say what happens, without the case."""
    what = one.what
    if one.kind == "payment":
        what = str(Due.Kind(what).label)
    if one.basis:
        what = statutes_named(one.basis)
    said = f"{KIND_NAMES[one.kind]}{_(': ') if what else ''}{what}"
    return f"{said} (+{one.more})" if one.more else said
