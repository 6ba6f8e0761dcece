# SPDX-License-Identifier: Apache-2.0
"""What the party is told and heard about when a coercive measure is taken: 强制法 art. 18(5), (6).

What this module promises:

- each measure is looked at for itself: what was told on another day, with a notice or with another
  measure, tells nothing of it;
- reasons and basis, rights, and the plea are three things, and each that lacks is named;
- a party that was not there cannot be told: a record that a witness signed in its place shows it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.gate_facts import Known, Limits, Verdict, lacking
from liuhen.apps.cases.measure_approvals import MEASURE
from liuhen.apps.cases.models import Activity, Document, Paper, PaperSignature
from liuhen.apps.cases.named import named

_RECORD = "measure_record"
#: Papers beside it that may say what was told and said on the spot.
_ON_SITE, _PLEA, _DECISION = (
    "site_inspection_record",
    "statement_defense_record",
    "coercive_measure_decision",
)
#: What is typed to the minute, and told as one arrives or leaves, is told on the spot all the same.
_NEAR = timedelta(hours=1)
_YES = "是"


class _Spot:
    """One measure, and what the case has that was done or written on its spot."""

    def __init__(self, known: Known, row: Activity) -> None:
        self.known, self.row = known, row
        day = timezone.localtime(row.start).replace(hour=23, minute=59, second=59)
        self.since, self.until = row.start - _NEAR, (row.end or day) + _NEAR

    def saw(self, kind: str) -> bool:
        """Whether an activity of the kind happened there and then."""
        return any(self._then(one.start) for one in self.known.of(kind))

    def said(self, field: str) -> bool:
        """Whether its own record says something there."""
        return any(str(one.values.get(field) or "").strip() for one in self.records)

    def typed(self, kind: str, field: str) -> str:
        """What a record of another kind that names it says there."""
        found = (str(one.fields.get(field) or "").strip() for one in self.naming(kind))
        return next((said for said in found if said), "")

    def naming(self, kind: str) -> list[Document]:
        """The papers of a type that name the measure."""
        return [one for one in self.known.papers(kind) if self.row.ref in one.event_refs]

    def decided(self) -> bool:
        """Whether a decision on it is in the case, or one that is about no other measure."""
        others = {one.ref for one in self.known.of(MEASURE)} - {self.row.ref}
        return bool(self.naming(_DECISION)) or any(
            not others.intersection(one.event_refs) for one in self.known.papers(_DECISION)
        )

    def pleaded(self) -> bool:
        """Whether a record of its plea names it, or was written there and then."""
        rows = self.known.papers(_PLEA)
        return any(self.row.ref in one.event_refs or self._then(one.at) for one in rows)

    @property
    def records(self) -> list[Paper]:
        """The records on the spot that are about it."""
        return [one for one in self.known.issued(_RECORD) if self.row.ref in one.event_refs]

    @property
    def without_party(self) -> bool:
        """Whether a witness signed a record in place of the party."""
        keys = [one.pk for one in self.records]
        rows = PaperSignature.objects.within(self.row.bureau_id).filter(paper__in=keys)
        roles = set(rows.values_list("role", flat=True)) if keys else set()
        for paper in self.naming(_ON_SITE):
            roles |= {one["role"] for one in paper.signatures}
        return "witness" in roles and "party" not in roles

    def _then(self, at: datetime) -> bool:
        return self.since <= at <= self.until


def _reasons(spot: _Spot) -> bool:
    told = spot.row.details.get("purpose_told") is True
    return told or spot.said("told") or spot.decided()


def _rights(spot: _Spot) -> bool:
    told = spot.saw("rights_informed") or spot.said("told")
    return told or spot.typed(_ON_SITE, "rights_told") == _YES


def _heard(spot: _Spot) -> bool:
    heard = spot.saw("statement_and_defense") or spot.said("statement") or spot.pleaded()
    return heard or bool(spot.typed(_ON_SITE, "statement"))


def rights_told(known: Known, _limits: Limits) -> Verdict | None:
    """At each measure the party was told why and of its rights, and was heard."""
    spots = [_Spot(known, row) for row in known.of(MEASURE)]
    if not spots:
        return None
    there = [spot for spot in spots if not spot.without_party]
    asked = (
        (_reasons, _("Not recorded that reasons and basis were told on the spot at %(refs)s.")),
        (_rights, _("Not recorded that the party's rights were told on the spot at %(refs)s.")),
        (_heard, _("Not recorded that the party was heard, or was not there, at %(refs)s.")),
    )
    found = [([one.row for one in there if not holds(one)], said) for holds, said in asked]
    return lacking(" ".join(said % {"refs": named(rows)} for rows, said in found if rows))


CONDITIONS: dict[str, Callable[[Known, Limits], Verdict | None]] = {"rights_told": rights_told}
