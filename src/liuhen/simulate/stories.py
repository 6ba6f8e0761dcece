# SPDX-License-Identifier: Apache-2.0
"""The courses that cases take, each as a sequence of steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from liuhen.law.facts import Act, Origin, Procedure
from liuhen.simulate.camera import film
from liuhen.simulate.draft import Draft
from liuhen.simulate.steps.deciding import (
    consult_experts,
    decide,
    hear_plea,
    hold_hearing,
    inform_of_rights,
    review,
)
from liuhen.simulate.steps.executing import (
    check_correction,
    close,
    dispose_of_things,
    enforce_by_court,
    perform,
    serve,
    way_of_service,
)
from liuhen.simulate.steps.investigating import (
    collect,
    conclude_investigation,
    inquire,
    inspect,
    patrol,
    preserve,
    refuse,
    seize,
    take_sample,
)
from liuhen.simulate.steps.starting import (
    decide_complaint,
    initiate,
    initiate_urgently,
    take_application,
    take_complaint,
)


@dataclass(frozen=True)
class Story:
    """One course: what sort of case it is, and how it is told."""

    act: Act
    tell: Callable[[Draft], None]
    procedure: Procedure | None = None
    origin: Origin = "ex_officio"


def _inspection(draft: Draft) -> None:
    if draft.happens(0.4):
        patrol(draft)
    inspect(draft)
    if draft.happens(0.25):
        draft.diary.wait(4, 10)
        check_correction(draft)
    close(draft, 2, 8)


def _simple_penalty(draft: Draft) -> None:
    if draft.happens(0.5):
        inspect(draft)
    inform_of_rights(draft, written=False)
    punish_on_the_spot(draft)
    close(draft, 2, 8)


def _penalty(draft: Draft) -> None:
    urgent = draft.happens(0.2)
    if urgent:
        initiate_urgently(draft)
    else:
        initiate(draft)
        draft.diary.wait(1, 2)
    _investigate(draft)
    _decide_and_execute(draft)


def _penalty_after_complaint(draft: Draft) -> None:
    take_complaint(draft, real_name=draft.happens(0.7))
    decide_complaint(draft, initiated=True)
    _penalty(draft)


def _investigate(draft: Draft) -> None:
    inspect(draft, evidence=True)
    if draft.happens(0.03):
        refuse(draft)
    if draft.happens(0.3):
        preserve(draft)
    inquire(draft)
    collect(draft)
    if draft.on.matter.sample:
        take_sample(draft)
    if draft.happens(0.5):
        draft.diary.wait(1, 4)
        inquire(draft)
    draft.diary.wait(2, 8)
    conclude_investigation(draft)


def _decide_and_execute(draft: Draft) -> None:
    weighty = draft.happens(0.3)
    if draft.happens(0.05):
        consult_experts(draft)
    review(draft, collective=weighty)
    inform_of_rights(draft)
    if weighty and draft.happens(0.3):
        hold_hearing(draft)
    elif draft.happens(0.5):
        hear_plea(draft)
    way = way_of_service(draft)
    refuses = draft.happens(0.07)  # to perform
    rectify = way != "public_notice" and not refuses and draft.happens(0.4)
    serve(draft, decide(draft, rectify=rectify), way)
    if refuses:
        enforce_by_court(draft)
    else:
        perform(draft)
    if rectify:
        check_correction(draft)
    if draft.happens(0.2):
        dispose_of_things(draft)
    close(draft)


def _coercion(draft: Draft) -> None:
    urgent = draft.happens(0.5)
    if urgent:
        initiate_urgently(draft)
    else:
        initiate(draft)
        draft.diary.wait(1, 2)
    inspect(draft)
    inform_of_rights(draft)
    seize(draft, draft.dice.choice(("seal", "seize", "seize")))
    if urgent:
        draft.happen("measure_reported", 5, 10)
    draft.diary.wait(5, 15)
    released = draft.happen("measure_released", 15, 30)
    draft.write("measure_release", released)
    close(draft, 3, 10)


def _licensing(draft: Draft) -> None:
    take_application(draft)
    if draft.happens(0.5):
        inspect(draft)
    review(draft, collective=False)
    serve(draft, decide(draft), "direct")
    close(draft, 2, 8)


def _complaint(draft: Draft) -> None:
    take_complaint(draft, real_name=draft.happens(0.7))
    decide_complaint(draft, initiated=False)
    close(draft, 2, 8)


def _levy(draft: Draft) -> None:
    initiate(draft)
    draft.diary.wait(1, 4)
    inspect(draft)
    review(draft, collective=False)
    serve(draft, decide(draft), way_of_service(draft))
    perform(draft)
    close(draft, 2, 8)


def punish_on_the_spot(draft: Draft) -> None:
    """Punish at once, in the simple procedure."""
    cash = draft.happens(0.2)
    disputed = draft.happens(0.15)
    act = draft.happen("on_the_spot_penalty", 10, 25, collected_on_site=cash, disputed=disputed)
    film(draft, act)
    more: dict[str, Any] = {"collection": "依法当场收缴，出具专用票据"} if cash else {}
    draft.write("simple_procedure_record", act, **more)
    draft.write("performance_record", act)
    if cash:
        draft.diary.wait(1, 1)
        draft.happen("fine_handed_over", 5, 10, to="agency")
        draft.diary.wait(1, 1)
        draft.happen("fine_handed_over", 5, 10, to="bank")


STORIES: dict[str, Story] = {
    "inspection": Story("inspection", _inspection),
    "penalty": Story("penalty", _penalty, "general"),
    "penalty_after_complaint": Story("penalty", _penalty_after_complaint, "general", "complaint"),
    "simple": Story("penalty", _simple_penalty, "simple"),
    "coercion": Story("coercion", _coercion),
    "licensing": Story("licensing", _licensing, origin="application"),
    "complaint": Story("penalty", _complaint, "general", "complaint"),
    "levy": Story("levy", _levy),
}


def _whole(draft: Draft) -> None:
    take_complaint(draft, real_name=True)
    decide_complaint(draft, initiated=True)
    initiate(draft)
    draft.diary.wait(1, 2)
    inspect(draft, evidence=True)
    inquire(draft)
    collect(draft)
    preserve(draft)
    take_sample(draft)
    conclude_investigation(draft)
    review(draft, collective=True)
    inform_of_rights(draft)
    hear_plea(draft)
    serve(draft, decide(draft, rectify=True), "direct")
    perform(draft)
    check_correction(draft)
    close(draft)


#: The course that has nearly everything, for measuring.
WHOLE = Story("penalty", _whole, "general", "complaint")
