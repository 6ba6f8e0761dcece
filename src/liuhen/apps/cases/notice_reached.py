# SPDX-License-Identifier: Apache-2.0
"""Whether and when a prior notice reached the party, and which party, where a case has several.

What this module promises:

- it reached whoever it names by its service, by a signature (also a refused one), or because the
  rights were told after it;
- where it names several, what one of them received or signed reaches nobody else of them;
- rights that were told with a notice are told to whom that notice names.
"""

from collections.abc import Iterable
from datetime import datetime

from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.models import Activity, Document
from liuhen.apps.cases.serving.served import Served, first_times, note_of

_RIGHTS = "rights_informed"
_PARTY = ("party", "recipient", "agent")


def reached_by(known: CaseFacts, row: Document, who: str = "") -> bool:
    """Return whether a notice was served, signed or refused, or its rights told with it.

    `who`: on or by somebody of those whom it names; empty: whoever it was.
    """
    services = (one for one in known.of("service") if one.attrs.get("of") == row.ref)
    served = any(_is_on(known, row, note_of(one).get("to"), who) for one in services)
    return served or bool(_signed(known, row, who) or _told(known, row, who))


def reached_at(
    known: CaseFacts, row: Document, services: Iterable[Served], who: str = ""
) -> datetime | None:
    """Return when a notice reached the party, as `reached_by` says; by `services` first."""
    own = [one for one in services if one.row.attrs.get("of") == row.ref]
    served = first_times(one for one in own if _is_on(known, row, one.to, who))
    if (at := served.get(row.ref)) is not None:
        return at
    times = [*_signed(known, row, who), *(one.start for one in _told(known, row, who))]
    return min(times, default=None)


def rights_told(known: CaseFacts, who: str = "") -> list[Activity]:
    """Return when rights were told, without what was told others with a notice to them alone."""
    events = known.of(_RIGHTS)
    if not who:
        return events
    papers = [row for row in known.documents if row.event_refs and row.fields.get("party")]
    others = [row for row in papers if not known.parties.may_be_for(row.fields["party"], who)]
    own = {ref for row in papers if row not in others for ref in row.event_refs}
    with_others = {ref for row in others for ref in row.event_refs} - own
    return [one for one in events if one.ref not in with_others]


def _signed(known: CaseFacts, row: Document, who: str) -> list[datetime]:
    return [
        datetime.fromisoformat(one["at"]) if one.get("at") else row.at
        for one in row.signatures
        if one["role"] in _PARTY and _is_on(known, row, one.get("name"), who)
    ]


def _told(known: CaseFacts, row: Document, who: str) -> list[Activity]:
    """When rights were told after it; where it names several, not those told with its service."""
    told = [one for one in rights_told(known, who) if one.start >= row.at]
    services = [one for one in known.of("service") if one.attrs.get("of") == row.ref]
    if services and _others(known, row, who):
        told = [one for one in told if one.ref not in row.event_refs]
    return told


def _is_on(known: CaseFacts, row: Document, name: object, who: str) -> bool:
    """Whether what somebody of that name received or signed reaches `who`."""
    there = known.parties.named(name)
    return who in there or not there & _others(known, row, who)


def _others(known: CaseFacts, row: Document, who: str) -> frozenset[str]:
    """Whom the notice names beside somebody."""
    named = known.parties.named(row.fields.get("party")) if who else frozenset()
    return named - {who} if who in named else frozenset()
