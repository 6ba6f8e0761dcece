# SPDX-License-Identifier: Apache-2.0
"""Requests of the demonstration: some wait, one was sent back, somebody acts for a head.

They are asked and decided by the same acts as real ones, now; what does not fit a case is left out.
"""

from datetime import timedelta

from django.utils import timezone

from liuhen.apps.cases.approval_decisions import decide, proposed_by
from liuhen.apps.cases.approval_requests import ask
from liuhen.apps.cases.demonstration_equipment import viewer_of
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.gates import gate_states
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.models import Approval, Case, Handler
from liuhen.apps.cases.waiting import current_step, waiting_for
from liuhen.apps.cases.ways import endings_to_ask
from liuhen.apps.people.delegating import delegate
from liuhen.apps.people.holders import holders_on
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

_CASES = 5
_WORDS = "案情已查清，请审批。"
_AGREED = "情况属实，建议批准。"
_BACK = "请补充证据后重新报批。"
_WHY = "演示数据"


def put_requests(staffed: Staffed) -> int:
    """Ask for something in some open cases of the bureau; returns how many requests there are."""
    rows = Case.objects.within(staffed.bureau.pk).filter(
        archived_at=None, concluded_at=None, from_outside=False
    )
    made = [
        _asked(staffed, case, "closing" if number % 2 or case.act != "penalty" else "decision")
        for number, case in enumerate(rows.order_by("-opened_at", "number")[:_CASES])
    ]
    requests = [one for one in made if one is not None]
    for number, request in enumerate(requests):
        if number:  # one waits for its first step
            _decided(staffed, request, sent_back=number == 1)
    _acting(staffed)
    return len(requests)


def _asked(staffed: Staffed, case: Case, matter: str) -> Approval | None:
    """A request of the first handler who is an officer of the bureau."""
    handlers = Handler.objects.filter(case=case).select_related("person").order_by("person__name")
    known = {person.pk for person in staffed.people.values()}
    person = next((one.person for one in handlers if one.person_id in known), None)
    if person is None:
        return None
    viewer, ending = viewer_of(staffed, person), _usual(case, matter)
    return ask(by=viewer, case=case, matter=matter, text=_WORDS, ending=ending)


def _usual(case: Case, matter: str) -> str:
    """The way of ending that is named first, where one is to be named."""
    return next(iter(endings_to_ask(case, matter)), "")


def approved(staffed: Staffed, viewer: Viewer, case: Case, matter: str, ending: str = "") -> bool:
    """Ask for a matter and let everybody on its way agree; whether that could be."""
    try:
        request = ask(by=viewer, case=case, matter=matter, text=_WORDS, ending=ending)
    except BadFactError:  # it waits for somebody already
        return False
    people = [viewer_of(staffed, one) for one in staffed.people.values()]
    while (step := current_step(request)) is not None:
        who = next(
            (one for one in people if step.pk in {each.step.pk for each in waiting_for(one)}), None
        )
        if who is None:
            return False
        states = gate_states(who, case, matter, grounds=request.grounds, **proposed_by(request))
        reasons = {one.gate.id: _WHY for one in states if one.stops and one.may_override}
        decide(by=who, step=step, outcome="agreed", opinion=_AGREED, reasons=reasons)
        request = Approval.objects.within(case.bureau_id).get(pk=request.pk)
    return True


def _decided(staffed: Staffed, request: Approval, *, sent_back: bool) -> None:
    """The first step, by whoever may take it; the last step stays for whoever looks."""
    step = current_step(request)
    if step is None or (len(request.route) == 1 and not sent_back):
        return
    for person in staffed.people.values():
        viewer = viewer_of(staffed, person)
        mine = {one.step.pk for one in waiting_for(viewer)}
        if step.pk in mine:
            outcome, said = ("sent_back", _BACK) if sent_back else ("agreed", _AGREED)
            decide(by=viewer, step=step, outcome=outcome, opinion=said)
            return


def _acting(staffed: Staffed) -> None:
    """Next week the deputy acts for the head, where the bureau has both."""
    today = timezone.localdate()
    holders = holders_on(staffed.bureau, today)
    heads = holders.of(Role.BUREAU_HEAD, staffed.bureau.pk)
    deputies = holders.of(Role.DEPUTY_HEAD, staffed.bureau.pk)
    if heads and deputies:
        _delegated(staffed, heads[0], deputies[0])


def _delegated(staffed: Staffed, head: Person, deputy: Person) -> None:
    monday = timezone.localdate() + timedelta(days=7)
    delegate(
        by=viewer_of(staffed, head),
        to=deputy,
        role=Role.BUREAU_HEAD,
        organisation=staffed.bureau,
        from_date=monday,
        until_date=monday + timedelta(days=4),
        paper="机关负责人外出期间委托代行职责的通知",
    )
