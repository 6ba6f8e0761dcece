# SPDX-License-Identifier: Apache-2.0
"""Since when whoever is served agrees in writing to be served electronically.

What this module promises:

- 处罚法 art. 61: without the signed confirmation nothing sent electronically is served; it stays as
  it was entered, and counts from the day on which the confirmation is there;
- of several parties each agrees for itself alone; a service that names none of them counts once all
  of them agree;
- a confirmation given anew does not move a service that rested on the one before it: since when
  was agreed is noted with the service as its arrival is entered.
"""

from collections import defaultdict
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
_SEVERAL = 2
#: Who receives what goes to the party.
FOR_THE_PARTY = (Participant.Role.PARTY, Participant.Role.AGENT, Participant.Role.REPRESENTATIVE)


def consents_of(rows: Iterable[Activity]) -> dict[UUID, datetime]:
    """Return since when whoever is served agrees, by the services' keys; asks only where needed."""
    services = [row for row in rows if row.case_id is not None and _needs_consent(_way_of(row))]
    if not services:
        return {}
    people: defaultdict[UUID, list[Participant]] = defaultdict(list)
    known = Participant.objects.within(services[0].bureau_id).filter(
        case__in={row.case_id for row in services}, role__in=FOR_THE_PARTY, ended_at=None
    )
    for one in known:
        people[one.case_id].append(one)
    found = {
        row.pk: _since(people[row.case_id], str(row.details.get("service", {}).get("to") or ""))
        for row in services
        if row.case_id is not None
    }
    return {key: at for key, at in found.items() if at is not None}


def _since(people: Iterable[Participant], to: str) -> datetime | None:
    """Since when those agree who are served as `to`; nobody enters whose agent somebody is."""
    there = list(people)
    parties = {one.name for one in there if one.role == Participant.Role.PARTY}
    agreed: dict[str, datetime] = {}
    for one in there:
        if one.agrees_electronic and (at := one.address_confirmed_at) is not None:
            agreed[one.name] = min(at, agreed.get(one.name, at))
    if len(parties) < _SEVERAL:
        return min(agreed.values(), default=None)
    named = {to} & {one.name for one in there} or {one.name for one in there if _says(to, one)}
    of = named & parties or named & agreed.keys() or parties
    return max(agreed[name] for name in of) if of <= agreed.keys() else None


def _says(to: str, one: Participant) -> bool:
    return any(name and name in to for name in (one.name, one.representative))


def agreed_at(note: Mapping[str, str], known: datetime | None) -> datetime | None:
    """Return since when a service may count: as noted with it, else as `known` of its recipient."""
    noted = note.get(AGREED)
    return datetime.fromisoformat(noted) if noted else known


def agreement_noted(row: Activity) -> dict[str, str]:
    """Return what the note of a service says of the agreement that stands now, if it needs one."""
    since = consents_of([row]).get(row.pk)
    return {AGREED: timezone.localtime(since).isoformat(timespec="seconds")} if since else {}


def _way_of(row: Activity) -> Way | None:
    note = row.details.get("service", {})
    return ways().get(note.get("way", "") or row.attrs.get("method", ""))


def _needs_consent(way: Way | None) -> bool:
    return way is not None and way.consent
