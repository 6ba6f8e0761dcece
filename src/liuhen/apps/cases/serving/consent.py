# SPDX-License-Identifier: Apache-2.0
"""Since when a party agrees in writing to be served electronically.

What this module promises:

- 处罚法 art. 61: without the signed confirmation nothing sent electronically is served; it stays as
  it was entered, and counts from the day on which the confirmation is there;
- a confirmation given anew does not move a service that rested on the one before it: since when
  was agreed is noted with the service as its arrival is entered.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.models import Activity, Participant
from liuhen.law.statutory import Way, ways

#: What open rows say of whoever informed, whose name stands in the confidential row alone. The
#: consent of art. 61 is that of a party: none is asked of an informant, whom the bureau answers.
INFORMANT = "投诉举报人"
#: Where a service notes since when its recipient had agreed.
AGREED = "agreed"
_ROLES = (Participant.Role.PARTY, Participant.Role.AGENT, Participant.Role.REPRESENTATIVE)


def consents_of(rows: Iterable[Activity]) -> dict[UUID, datetime]:
    """Return since when the party of each case agrees; asks only where a service needs it."""
    cases = {
        row.case_id: row.bureau_id
        for row in rows
        if row.case_id is not None and _needs_consent(_way_of(row))
    }
    if not cases:
        return {}
    found: dict[UUID, datetime] = {}
    agreed = Participant.objects.within(next(iter(cases.values()))).filter(
        case__in=list(cases), role__in=_ROLES, agrees_electronic=True, ended_at=None
    )
    for case, at in agreed.values_list("case_id", "address_confirmed_at"):
        if at is not None:
            found[case] = min(at, found.get(case, at))
    return found


def agreed_at(note: Mapping[str, str], known: datetime | None) -> datetime | None:
    """Return since when a service may count: as noted with it, else as `known` of the party."""
    noted = note.get(AGREED)
    return datetime.fromisoformat(noted) if noted else known


def agreement_noted(row: Activity) -> dict[str, str]:
    """Return what the note of a service says of the agreement that stands now, if it needs one."""
    since = consents_of([row]).get(row.case_id) if row.case_id else None
    return {AGREED: timezone.localtime(since).isoformat(timespec="seconds")} if since else {}


def _way_of(row: Activity) -> Way | None:
    note = row.details.get("service", {})
    return ways().get(note.get("way", "") or row.attrs.get("method", ""))


def _needs_consent(way: Way | None) -> bool:
    return way is not None and way.consent
