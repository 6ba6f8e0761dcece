# SPDX-License-Identifier: Apache-2.0
"""How a case begins: registered with what it came from, started or not, the complainant told.

What this module promises:

- registering is one act, also by whoever merely receives complaints: the case, what came in
  (complaint, application), the inspection that it comes from, the party, and who informed, whose
  name stands in a confidential row;
- whether a procedure is started is one act too: the decision on the complaint and the start;
- a start that is not urgent is approved first; without that it asks for a reason, which is kept,
  and is judged all the same: nothing is refused for a formal fault;
- whichever page says that it was started asks the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, tell
from liuhen.apps.cases.acts.attaching import put_into_case
from liuhen.apps.cases.acts.entering import put_activity
from liuhen.apps.cases.acts.entry import Entry, entry
from liuhen.apps.cases.acts.opening import put_case
from liuhen.apps.cases.details import CHANNELS, details_of
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.gates import GateState, gate_states, require_open_way
from liuhen.apps.cases.models import Activity, Case, Participant
from liuhen.apps.cases.participants.acts import put_participant
from liuhen.apps.cases.participants.informants import require_close, require_close_in
from liuhen.apps.cases.received import Letter, put_received
from liuhen.apps.cases.standing import DECISIONS, STARTED, on_the_spot, standing_of
from liuhen.apps.cases.times import minute_said
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation, Person
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.roles import SIGNING
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import act

#: What a case can come from.
SOURCES = ("complaint", "inspection", "own_motion", "transferred", "application")
#: The step whose gates are asked when a procedure is started.
STARTING = "starting"
_ORIGIN = {"complaint": "complaint", "application": "application"}


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known of a case when it is registered.

    `party` and `complainant` by the names of `cases.participants` (open and confidential ones).
    `activity`: the inspection that it comes from; `letter`: by which another organ hands it over.
    """

    source: str
    title: str
    act: str = "penalty"
    procedure: str = "general"
    cause: str = ""
    summary: str = ""
    happened_on: date | None = None
    urgent: bool = False
    received_at: datetime | None = None
    channel: str = ""
    real_name: bool = False
    oral: bool = False
    party: Mapping[str, Any] = field(default_factory=dict)
    complainant: Mapping[str, Any] = field(default_factory=dict)
    activity: Activity | None = None
    letter: Letter | None = None
    handlers: tuple[Person, ...] = ()
    secrecy: tuple[str, ...] = ()


def start_case(*, by: Viewer, section: Organisation, begun: Begun) -> Case:
    """Register a case with what it came from. Whether a procedure is started is said later.

    Raises:
        StateSecretError: marked as state secret.
        BadFactError, NotAllowedError, UnknownRowError.
    """
    return _registered(by, section, begun, Permission.CASE_ENTER)


def register_complaint(*, by: Viewer, section: Organisation, begun: Begun) -> Case:
    """Register a complaint for a section, as whoever receives it and does not investigate.

    Nobody handles the case yet: the head of the section says who does.

    Raises:
        StateSecretError: marked as state secret.
        BadFactError, NotAllowedError, UnknownRowError.
    """
    plain = replace(begun, source="complaint", handlers=())
    return _registered(by, section, plain, Permission.COMPLAINT_ADD)


def complaints_of(viewer: Viewer, most: int) -> list[tuple[str, str, datetime]]:
    """Return what the viewer registered of complaints, the newest first.

    Number, name of the section and when it was registered: nothing else of cases that whoever
    receives complaints may not see.
    """
    if viewer.bureau_id is None or not viewer.may(Permission.COMPLAINT_ADD):
        return []
    rows = Case.objects.within(viewer.bureau_id).filter(
        created_by=viewer.person, origin=_ORIGIN["complaint"]
    )
    told = rows.order_by("-recorded_at").values_list("number", "section__name", "recorded_at")
    return list(told[:most])


def _registered(by: Viewer, section: Organisation, begun: Begun, permission: Permission) -> Case:
    source = checks.word(begun.source, SOURCES, "source")
    open_ = {"title": begun.title, "cause": begun.cause, "summary": begun.summary}
    require_close(open_, begun.complainant)
    with act("cases.start_case", by=by) as record:
        case = put_case(
            by,
            record,
            section=section,
            title=begun.title,
            kind=begun.act,
            procedure=begun.procedure,
            origin=_ORIGIN.get(source, "ex_officio"),
            secrecy=begun.secrecy,
            handlers=begun.handlers,
            cause=checks.text(begun.cause, "cause", 200),
            summary=checks.text(begun.summary, "summary"),
            happened_on=_past(begun.happened_on, record.at),
            urgent=begun.urgent,
            permission=permission,
        )
        doing = CaseAct(by, record, case)
        _people(doing, begun)
        _came_in(doing, begun, investigates=permission is Permission.CASE_ENTER)
        tell(case, record)
    return case


def party_found(activity: Activity) -> dict[str, str]:
    """Return what an inspection says of the enterprise, by the names of participants."""
    of = {"name": "enterprise", "credit_code": "enterprise_code"}
    return {name: str(activity.details.get(word) or "") for name, word in of.items()}


def likely_handlers(by: Viewer, there: Iterable[Person]) -> list[Person]:
    """Return who handles a case that comes from an inspection: who registers it, and who was there.

    A head or reviewer who was there too is left out: handling it bars from deciding on it.
    """
    found = {by.person_id: by.person}
    for person in there:
        if not SIGNING & viewer_for(person, by.at, by.bureau).roles:
            found.setdefault(person.pk, person)
    return list(found.values())


def _past(day: date | None, now: datetime) -> date | None:
    if day is not None and day > timezone.localtime(now).date():
        raise BadFactError(_("This day is still to come."), "happened_on")
    return day


def _people(doing: CaseAct, begun: Begun) -> None:
    if any(begun.party.values()):
        found = party_found(begun.activity) if begun.activity is not None else {}
        same = found.get("name") == begun.party.get("name")
        told = {**found, **begun.party} if same else begun.party
        put_participant(doing, Participant.Role.PARTY, told, {})
    if begun.source == "complaint":
        told = {"anonymous": not begun.real_name}
        if begun.real_name and not begun.complainant.get("name"):
            raise BadFactError(_("Who complains? Enter the name, or say anonymous."), "name")
        put_participant(doing, Participant.Role.COMPLAINANT, told, begun.complainant)


def _came_in(doing: CaseAct, begun: Begun, *, investigates: bool) -> None:
    """What the case comes from, as a fact of it; who merely receives it is no officer of it."""
    if begun.source == "complaint":
        _event(
            doing,
            "complaint_received",
            begun.received_at,
            attrs={"real_name": begun.real_name},
            details={"channel": begun.channel and checks.word(begun.channel, CHANNELS, "channel")},
            officers=None if investigates else (),
        )
    elif begun.source == "application":
        _event(doing, "application_received", begun.received_at, attrs={"oral": begun.oral})
    elif begun.source == "inspection" and begun.activity is not None:
        put_into_case(doing, begun.activity)
    elif begun.source == "transferred" and begun.letter is not None:
        put_received(doing.by, doing.record, begun.letter, case=doing.case)


# ---------------------------------------------------------------- to start or not


def decide_start(
    *,
    by: Viewer,
    case: Case,
    start: bool,
    at: datetime | None = None,
    urgent: bool = False,
    reason: str = "",
    reasons: Mapping[str, str] | None = None,
) -> list[Activity]:
    """Start a procedure, or decide that none is started; return what was entered.

    `urgent`: begun before it is approved, which then follows within the regulation's period. In the
    simple procedure nothing is started: it begins with the penalty (行政处罚法第五十一条).
    `reasons`: why it is started although a gate is open, by the gate's id.

    Raises:
        GateClosedError: nobody approved a start that is not urgent, and nobody says why it begins.
        BadFactError: it is decided already, or before it came in, or there is no reason why nothing
            is started; or the simple procedure, of which nobody decides.
    """
    with case_act(
        "cases.decide_start", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        known = standing_of(doing.case)
        if not known.is_open:
            raise BadFactError(_("This was decided already."))
        why = checks.text(reason, "reason", 2000)
        require_close_in(by, doing.case, {"reason": why})
        if not start and not why:
            raise BadFactError(_("Say why no procedure is started."), "reason")
        if not start and known.came_in is None:
            raise BadFactError(_("Nobody asked for it: conclude the case instead."))
        if start and known.came_in is None and on_the_spot(doing.case):
            raise BadFactError(
                _("The simple procedure begins with the penalty on the spot: record that.")
            )
        begins = known.came_in is None or known.came_in.kind == "complaint_received"
        begins = start and begins and not on_the_spot(doing.case)
        if begins and not urgent:
            require_open_way(doing, STARTING, reasons or {})
        made = []
        if known.came_in is not None:
            at = _after(known.came_in, at)
            kind, word = DECISIONS[known.came_in.kind]
            made.append(_event(doing, kind, at, attrs={word: start}, details={"reason": why}))
        if begins:
            made.append(_event(doing, STARTED, at, attrs={"urgent": urgent}))
        if start and urgent and not doing.case.urgent:
            doing.record.update(doing.case, urgent=True)
        return made


def _after(came_in: Activity, decided: datetime | None) -> datetime | None:
    """Return when it was decided, after somebody asked for it; typed times have no seconds.

    Raises:
        BadFactError: it was before the minute in which somebody asked.
    """
    received = came_in.start.replace(second=0, microsecond=0)
    if decided is not None and decided < received:
        raise BadFactError(
            _("It is decided after it was received (%(time)s), not before.")
            % {"time": minute_said(received)},
            "at",
        )
    return None if decided is None else max(decided, came_in.start)


def enter_start(
    *, by: Viewer, case: Case, reasons: Mapping[str, str] | None = None, **values: Any
) -> Activity:
    """Enter that the procedure was started, now or before, here or elsewhere.

    `values`: as `add_activity` takes them. What was not urgent and nobody approved asks for a
    reason, as in `decide_start`: it is entered with that, whenever it was.

    Raises:
        GateClosedError: nobody approved a start that is not urgent, and `reasons` says nothing.
    """
    with entry("cases.add_activity", by=by, case=case, section=None) as put:
        if not (values.get("attrs") or {}).get("urgent"):
            require_open_way(CaseAct(by, put.record, put.case or case), STARTING, reasons or {})
        return put_activity(put, STARTED, **values)


def gates_of_start(viewer: Viewer, case: Case) -> list[GateState]:
    """Return the gates that are asked when the procedure is started and is not urgent."""
    return gate_states(viewer, case, STARTING)


def inform_complainant(
    *, by: Viewer, case: Case, at: datetime, channel: str, words: str
) -> Activity:
    """Note that the complainant was told why no procedure is started: when, how, in which words.

    Raises:
        BadFactError: nobody decided so, or not yet then, or nobody gave a name.
    """
    with case_act(
        "cases.inform_complainant", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        known = standing_of(doing.case)
        if known.decided is None:
            raise BadFactError(_("First it is decided whether a procedure is started."))
        if not known.named:
            raise BadFactError(_("The complaint was anonymous: there is nobody to tell."))
        decided = known.decided.start.replace(second=0, microsecond=0)  # a telling has no seconds
        if at < decided:
            raise BadFactError(
                _("The complainant is told after it was decided (%(time)s), not before.")
                % {"time": minute_said(decided)},
                "at",
            )
        require_close_in(by, doing.case, {"words": words})
        details = {
            "channel": checks.word(channel, CHANNELS, "channel"),
            "note": checks.filled(words, "text", 2000),
        }
        told = max(at, known.decided.start)  # in the minute of the decision it comes after it
        return _event(doing, "complainant_informed", told, details=details)


def _event(
    doing: CaseAct,
    kind: str,
    at: datetime | None,
    *,
    attrs: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    officers: Iterable[Mapping[str, Any]] | None = None,
) -> Activity:
    """Enter one event of a moment: typed by whoever does it, at the claimed time or now."""
    put = Entry(doing.by, doing.record, doing.case, doing.case.section)
    when = put.time(at or doing.record.at, "at")
    own = [officer_value(doing.by.person)] if officers is None else officers
    return put.put(
        Activity(
            kind=kind,
            start=when,
            end=when,
            officers=checks.officers(own),
            attrs=checks.attributes(kind, dict(attrs or {})),
            details=details_of(details or {}),
        )
    )
