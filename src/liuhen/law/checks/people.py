# SPDX-License-Identifier: Apache-2.0
"""What a duty can ask of the officers of an event."""

from liuhen.law.checks.outcome import DONE, LACKING, LOST, Check, Outcome
from liuhen.law.pack import Part, RecordingAllowance
from liuhen.law.view import CaseView, EventView
from liuhen.law.zone import Zone


def officers_check(_part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The event names its officers with their certificates."""

    def check(_view: CaseView, event: EventView) -> Outcome:
        officers = event.fact.officers
        if officers and all(officer.certificate.strip() for officer in officers):
            return Outcome(DONE, event.start)
        return Outcome(LACKING, None, ("officer:certificate",))

    return check


def identity_check(part: Part, _allowance: RecordingAllowance, _zone: Zone) -> Check:
    """The certificate was shown; or, where that is enough, it is noted whether."""
    noted_is_enough = part.identity == "noted"

    def check(_view: CaseView, event: EventView) -> Outcome:
        shown = event.fact.identity_shown
        if shown is True or (shown is False and noted_is_enough):
            return Outcome(DONE, event.start)
        return Outcome(LACKING, None, ("identity_shown",))

    return check


def qualified_check(_part: Part, _allowance: RecordingAllowance, zone: Zone) -> Check:
    """No officer is known to lack qualification on the day of the event."""

    def check(_view: CaseView, event: EventView) -> Outcome | None:
        judged = False
        day = zone.date_of(event.start)
        for officer in event.fact.officers:
            if isinstance(officer.established, bool):
                judged = True
                if not officer.established:
                    return Outcome(LOST)
            if officer.valid_until:
                judged = True
                if officer.valid_until.toordinal() < day:
                    return Outcome(LOST)
        return Outcome(DONE, event.start) if judged else None

    return check
