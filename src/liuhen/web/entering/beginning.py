# SPDX-License-Identifier: Apache-2.0
"""How a case begins: the first entry, from which most periods run.

Without it nothing is due, which looks as if nothing were to be done; so the pages ask for it.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from liuhen.apps.cases.models import Case

#: The entries with which a case can begin; one of them is enough.
BEGINNINGS = frozenset(
    {"case_initiated", "application_received", "complaint_received", "on_the_spot_penalty"}
)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The entry with which a case most likely begins, and the form for it."""

    kind: str
    address: str


def beginning_of(case: Case) -> Beginning:
    """Return how `case` most likely begins; the form says the day on which it was opened."""
    kind = _kind(case)
    opened = f"{timezone.localtime(case.opened_at):%Y-%m-%dT%H:%M}"
    address = reverse("entering:add", args=[case.pk, "activity"])
    return Beginning(kind, f"{address}?{urlencode({'kind': kind, 'start': opened})}")


def _kind(case: Case) -> str:
    if case.origin == "complaint":
        return "complaint_received"
    if case.origin == "application" or (case.act == "licensing" and not case.origin):
        return "application_received"
    return "on_the_spot_penalty" if case.procedure == "simple" else "case_initiated"
