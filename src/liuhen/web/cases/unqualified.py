# SPDX-License-Identifier: Apache-2.0
"""Who took part in a case without a certificate that was valid then: marked, never refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.onsite import Flag, flags_of
from liuhen.apps.cases.separation import INVESTIGATING

#: What is done with a certificate of enforcement; a review in the office needs none.
_CERTIFIED = frozenset(
    {*INVESTIGATING, "coercive_execution", "forced_demolition", "rectification_check"}
)


@dataclass(frozen=True, slots=True)
class Unqualified:
    """What is to be said of one officer, or that there was none, with the activities."""

    said: str
    activities: tuple[Activity, ...]


def unqualified_in(rows: Iterable[Activity]) -> list[Unqualified]:
    """Return what is to be said of the officers of activities, each sentence once."""
    found: dict[str, list[Activity]] = {}
    for row in sorted(rows, key=lambda row: row.start):
        told = (one for one in flags_of(row) if row.kind in _CERTIFIED or one.word == "nobody")
        for said in dict.fromkeys(flag_said(one) for one in told):
            found.setdefault(said, []).append(row)
    return [Unqualified(said, tuple(own)) for said, own in found.items()]


def flag_said(flag: Flag) -> str:
    """Say why an officer was not qualified."""
    match flag.word:
        case "nobody":
            return _("No officer is named")
        case "not_established":
            return _("%(name)s is not on the established staff") % {"name": flag.name}
        case "expired" if flag.until is not None:
            over = {"name": flag.name, "day": day_said(flag.until, 0)}
            return _("The certificate of %(name)s was valid until %(day)s") % over
    return _("%(name)s has no certificate of enforcement here") % {"name": flag.name}
