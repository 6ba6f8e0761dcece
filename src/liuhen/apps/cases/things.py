# SPDX-License-Identifier: Apache-2.0
"""Things in the bureau's hands: exhibits, what is preserved, sealed, seized, sampled, confiscated.

What this module promises:

- every thing has a number of its case, a place, a keeper, its ways and in the end an outcome;
- where it lies is what its last step says; a step is never changed;
- what became of each of several is said of each; the first that is let go makes the release an
  event (`releasing`);
- whoever does away with one says on what, why and before whom (`doing_away`).

Until when a thing may be held is said by `custody_periods`; how a wrong entry is put right, by
`correcting_things`.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, event_refs_of
from liuhen.apps.cases.custody_periods import require_taken_within
from liuhen.apps.cases.doing_away import Grounds, settled
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.gate_measures import DONE_AWAY
from liuhen.apps.cases.models import Activity, Case, Paper, Thing, ThingMove
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.cases.releasing import LET_GO, released_with
from liuhen.apps.evidence.models import Original
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer

Measure = Thing.Measure
#: What can become of a thing.
OUTCOMES = (
    "returned", "released", "confiscated", "destroyed", "handed_on", "auctioned", "consumed",
    "filed",
)  # fmt: skip
#: Steps on its way; the first is taken with the thing, the last with its outcome.
MOVES = ("moved", "tested", "borrowed", "brought_back")
#: How long its texts may be.
LONGEST = {"name": 200, "spec": 200, "quantity": 60, "condition": 200, "owner": 200}
#: Outcomes in which somebody has it then.
_GIVEN = ("returned", "handed_on")
#: Outcomes after which somebody outside has it, who signs for it.
TO_SOMEBODY = ("returned", "released", "handed_on")
#: Outcomes after which it lies nowhere here, and nobody here keeps it.
_LEFT = ("returned", "released", "destroyed", "handed_on", "auctioned", "consumed")
_NONE_OF_IT = re.compile(r"\s*[-−－–]\s*\d|\s*0+([.．]0*)?(\D|$)")


@dataclass(frozen=True, slots=True)
class Taken:
    """A thing as it is taken into custody.

    `number`: empty for the next of the case; `received_at`: `None` for now; `keeper`: empty for
    whoever enters it.
    """

    name: str
    measure: str
    spec: str = ""
    quantity: str = ""
    condition: str = ""
    owner: str = ""
    place: str = ""
    keeper: str = ""
    event_ref: str = ""
    received_at: datetime | None = None
    photo: Original | None = None
    number: str = ""


def things_of(viewer: Viewer, case: Case | None = None) -> QuerySet[Thing]:
    """Return the things that the viewer sees, by number; of one case if named."""
    rows = Thing.objects.seen_by(viewer) if case is None else seen_rows(Thing, viewer, case)
    rows = rows.select_related("case", "case__section", "photo")
    return rows.order_by("case__opened_at", "received_at", "number")


def get_thing(viewer: Viewer, key: Any) -> Thing:
    """Return one thing.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    row = things_of(viewer).filter(pk=key).first()
    if row is None:
        raise UnknownRowError(_("There is no such thing."))
    return row


def moves_of(thing: Thing) -> QuerySet[ThingMove]:
    """Return the steps of a thing that the viewer was shown, the last one first."""
    rows = ThingMove.objects.within(thing.bureau_id).filter(thing=thing)
    known = rows.select_related("recorded_by", "receipt", "basis", "approval")
    return known.order_by("-at", "-recorded_at")


def things_taken_in(viewer: Viewer, activity: Activity) -> list[Thing]:
    """Return what was taken in an activity, by number."""
    if activity.case_id is None:
        return []
    rows = Thing.objects.seen_by(viewer).filter(case=activity.case_id, event_ref=activity.ref)
    return list(rows.order_by("number"))


def without_outcome(case: Case) -> QuerySet[Thing]:
    """Return the things of a case of which nobody said what became of them."""
    rows = Thing.objects.within(case.bureau_id).filter(case=case, ended_at=None)
    return rows.order_by("number")


def narrowed(
    rows: QuerySet[Thing], words: str = "", measure: str = "", *, here: bool | None = None
) -> QuerySet[Thing]:
    """Narrow a list of things by words, by measure, to those still here (or those that left)."""
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word)
            | Q(name__icontains=word)
            | Q(place__icontains=word)
            | Q(keeper__icontains=word)
            | Q(owner__icontains=word)
        )
    if measure:
        rows = rows.filter(measure=measure)
    return rows if here is None else rows.filter(ended_at__isnull=here)


# ---------------------------------------------------------------- acts


def register_thing(*, by: Viewer, case: Case, taken: Taken) -> Thing:
    """Take a thing into custody; its number is the next of the case.

    Raises:
        BadFactError: a value that cannot be, a number that is in use, or it was taken before the
            activity in which it was.
    """
    with case_act(
        "cases.register_thing", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        received = checks.time(taken.received_at or doing.record.at, doing.record.at, "received_at")
        refs = [taken.event_ref] if taken.event_ref else []
        require_taken_within(doing, taken.event_ref, received)
        row = Thing(
            bureau=doing.case.bureau,
            case=doing.case,
            number=_number(doing, taken.number),
            **{name: text_of(name, getattr(taken, name)) for name in LONGEST},
            measure=checks.word(taken.measure, Measure.values, "measure"),
            event_ref=checks.references(refs, event_refs_of(doing.case), "event")[0]
            if refs
            else "",
            photo=taken.photo,
            received_at=received,
            place=checks.text(taken.place, "place", 200),
            keeper=checks.text(taken.keeper or by.person.name, "keeper", 60),
            recorded_at=doing.record.at,
            recorded_by=by.person,
        )
        doing.record.create(row)
        put_step(doing, row, "received", received)
        return row


def move_thing(
    *,
    by: Viewer,
    thing: Thing,
    kind: str,
    at: datetime,
    place: str = "",
    keeper: str = "",
    receiver: str = "",
    witness: str = "",
    reason: str = "",
    receipt: Paper | None = None,
) -> Thing:
    """Note a step on the way of a thing: moved, tested, borrowed, brought back.

    `place` and `keeper`: where it is and who keeps it from then on; empty for as before.

    Raises:
        UnknownRowError: the thing is not of the case.
        BadFactError: it left already, the step is before it was taken, a move leads nowhere, or
            what was never lent out comes back.
    """
    with case_act(
        "cases.move_thing", by=by, case=thing.case, permission=Permission.CASE_ENTER
    ) as doing:
        row = locked(doing, thing)
        word = checks.word(kind, MOVES, "kind")
        new = {
            "place": checks.text(place, "place", 200) or row.place,
            "keeper": checks.text(keeper, "keeper", 60) or row.keeper,
        }
        if word == "moved" and (row.place, row.keeper) == (new["place"], new["keeper"]):
            raise BadFactError(_("Where does it go, or to whom?"), "place")
        if word == "brought_back" and not is_lent(row):
            raise BadFactError(_("It was not lent out: there is nothing to bring back."), "kind")
        doing.record.update(row, **new)
        when = _after(doing, row, at)
        put_step(
            doing,
            row,
            word,
            when,
            receiver=receiver,
            witness=witness,
            reason=reason,
            receipt=receipt,
        )
        return row


def end_thing(
    *,
    by: Viewer,
    thing: Thing,
    outcome: str,
    at: datetime,
    receiver: str = "",
    witness: str = "",
    reason: str = "",
    receipt: Paper | None = None,
    grounds: Grounds | None = None,
) -> Thing:
    """Say what became of a thing: given back, confiscated, destroyed, handed on, filed.

    `grounds`: on what it is done away with, where it is.

    Raises:
        UnknownRowError: the thing is not of the case.
        BadFactError: it was said already, or to whom it went is not, where it went to somebody; or
            it is done away with, and something of `doing_away.settled` lacks.
        GateClosedError: it is done away with, and nobody approved it or says why it goes on.
    """
    with case_act(
        "cases.end_thing", by=by, case=thing.case, permission=Permission.CASE_ENTER
    ) as doing:
        row = locked(doing, thing)
        word = checks.word(outcome, OUTCOMES, "outcome")
        require_receiver(word, receiver)
        when = _after(doing, row, at)
        on_what: dict[str, Any] = {}
        if word in DONE_AWAY:
            on_what = settled(doing, row, grounds or Grounds(), reason=reason, witness=witness)
        doing.record.update(row, outcome=word, ended_at=when)
        if word in LET_GO:
            released_with(doing, row, when)
        put_step(
            doing,
            row,
            word,
            when,
            receiver=receiver,
            witness=witness,
            reason=reason,
            receipt=receipt,
            **on_what,
        )
        return row


def has_left(word: str) -> bool:
    """Whether a thing of this outcome, or after this step, is no longer here."""
    return word in _LEFT


def is_lent(thing: Thing) -> bool:
    """Whether a thing was lent out and has not come back."""
    steps = ThingMove.objects.within(thing.bureau_id).filter(
        thing=thing, kind__in=("borrowed", "brought_back")
    )
    last = steps.order_by("-recorded_at", "-id").values_list("kind", flat=True).first()
    return last == "borrowed"


def add_photo(*, by: Viewer, thing: Thing, photo: Original) -> Thing:
    """Give a thing its picture; the picture before it stays in the catalogue.

    Raises:
        UnknownRowError: the thing is not of the case.
        BadFactError: what became of it is said already.
    """
    with case_act(
        "cases.photo_of_thing", by=by, case=thing.case, permission=Permission.CASE_ENTER
    ) as doing:
        return doing.record.update(locked(doing, thing), photo=photo)


# ---------------------------------------------------------------- what its acts share


def text_of(name: str, text: str) -> str:
    """Return one of the texts of a thing (`LONGEST`), tidied.

    Raises:
        BadFactError: it is too long, or it is the name and says nothing.
    """
    clean = checks.filled if name == "name" else checks.text
    said = clean(text, name, LONGEST[name])
    if name == "quantity" and _NONE_OF_IT.match(said):
        raise BadFactError(_("There is at least some of it: look at the quantity again."), name)
    return said


def require_receiver(outcome: str, receiver: str) -> None:
    """Let an outcome in which somebody has the thing then say who.

    Raises:
        BadFactError: it does not.
    """
    if outcome in _GIVEN and not receiver.strip():
        raise BadFactError(_("To whom did it go?"), "receiver")


def locked(doing: CaseAct, thing: Thing, *, ended_too: bool = False) -> Thing:
    """Return the thing of the case as it stands now, held until the act has ended.

    Raises:
        UnknownRowError: the thing is not of the case.
        BadFactError: it has an outcome, and not `ended_too`.
    """
    rows = Thing.objects.within(doing.case.bureau_id).select_for_update()
    row = rows.filter(pk=thing.pk, case=doing.case).first()
    if row is None:
        raise UnknownRowError(_("There is no such thing."))
    if row.ended_at is not None and not ended_too:
        raise BadFactError(_("What became of the thing is said already."))
    return row


def _after(doing: CaseAct, row: Thing, at: datetime) -> datetime:
    when = checks.time(at, doing.record.at, "at")
    if when < row.received_at:
        raise BadFactError(_("This is before the thing was taken."), "at")
    return when


def put_step(
    doing: CaseAct,
    row: Thing,
    kind: str,
    at: datetime,
    *,
    receiver: str = "",
    witness: str = "",
    reason: str = "",
    receipt: Paper | None = None,
    **more: Any,
) -> None:
    """Note what was done with a thing, and where it lies after it."""
    step = ThingMove(
        bureau=row.bureau,
        case=doing.case,
        thing=row,
        kind=kind,
        at=at,
        place=row.place,
        keeper=row.keeper,
        receiver=checks.text(receiver, "receiver", 100),
        witness=checks.text(witness, "witness", 60),
        reason=checks.text(reason, "reason", 300),
        receipt=receipt,
        **more,
        recorded_at=doing.record.at,
        recorded_by=doing.by.person,
    )
    doing.record.create(step)


def _number(doing: CaseAct, wanted: str) -> str:
    """The wanted number, or the next of the case: 示例罚〔2026〕17号-物3. The case is locked."""
    rows = Thing.objects.within(doing.case.bureau_id)
    if text := checks.text(wanted, "number", 100):
        if rows.filter(number=text).exists():
            raise BadFactError(_("The number %(n)s is in use.") % {"n": text}, "number")
        return text
    place = rows.filter(case=doing.case).count() + 1
    while rows.filter(number=(text := f"{doing.case.number}-物{place}")).exists():
        place += 1
    return text
