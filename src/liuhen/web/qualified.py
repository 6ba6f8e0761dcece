# SPDX-License-Identifier: Apache-2.0
"""What is said of officers who were not qualified on the day, and of a measure of too few."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.named import day_said
from liuhen.apps.cases.qualified import Flag, flags_of, is_marked


@dataclass(frozen=True, slots=True)
class Unqualified:
    """What is to be said of one officer, or that there was none, with the activities."""

    said: str
    activities: tuple[Activity, ...]


def unqualified_in(rows: Iterable[Activity]) -> list[Unqualified]:
    """Return what is to be said of the officers of activities, each sentence once."""
    found: dict[str, list[Activity]] = {}
    for row in sorted(rows, key=lambda row: row.start):
        told = (flag_said(one) for one in flags_of(row) if is_marked(row, one))
        for said in dict.fromkeys(told):
            found.setdefault(said, []).append(row)
    return [Unqualified(said, tuple(own)) for said, own in found.items()]


def flag_said(flag: Flag) -> str:
    """Say why an officer was not qualified, or that there were none or too few."""
    match flag.word:
        case "nobody":
            return _("No officer is named")
        case "few":
            return few_said()
        case "not_established":
            return _("%(name)s is not on the established staff") % {"name": flag.name}
        case "expired" if flag.until is not None:
            over = {"name": flag.name, "day": day_said(flag.until, 0)}
            return _("The certificate of %(name)s was valid until %(day)s") % over
    return _("%(name)s has no certificate of enforcement here") % {"name": flag.name}


def few_said() -> str:
    """Say that a measure was taken by fewer than two qualified officers."""
    return _(
        "At least two officers with a valid certificate take a coercive measure"
        " (行政强制法第十八条第二项). It is kept and marked."
    )
