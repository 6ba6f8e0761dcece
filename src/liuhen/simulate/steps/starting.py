# SPDX-License-Identifier: Apache-2.0
"""How a case begins: on the bureau's own motion, after a complaint, on application."""

from datetime import timedelta

from msgspec.structs import replace

from liuhen.law.facts import Event
from liuhen.simulate.camera import watch
from liuhen.simulate.draft import Draft, signed_until


def initiate(draft: Draft) -> Event:
    """Start the procedure with the approval of the head."""
    approval = draft.write("initiation_approval")
    draft.diary.until(signed_until(approval) + timedelta(minutes=10))
    start = draft.happen("case_initiated")
    draft.documents[-1] = replace(approval, events=[start.id])
    return start


def initiate_urgently(draft: Draft) -> Event:
    """Start at once; the approval is made up for within hours."""
    start = draft.happen("case_initiated", urgent=True)
    draft.write(
        "initiation_approval", start, at=start.start + timedelta(hours=draft.dice.randint(1, 5))
    )
    draft.diary.pause(5, 20)
    return start


def take_complaint(draft: Draft, *, real_name: bool) -> None:
    """Receive a complaint at the counter and register it."""
    received = draft.happen("complaint_received", 15, 40, real_name=real_name)
    watch(draft, received)
    draft.write("complaint_register", received)
    draft.diary.wait(1, 3)


def decide_complaint(draft: Draft, *, initiated: bool) -> None:
    """Decide whether the complaint leads to a case, and tell the complainant."""
    decided = draft.happen("complaint_decided", initiated=initiated)
    draft.write("complaint_decision_record", decided)
    draft.diary.pause(20, 90)
    draft.happen("complainant_informed", 5, 15)
    draft.diary.wait(1, 2)


def take_application(draft: Draft) -> None:
    """Receive an application, have it completed where need be, and accept it."""
    received = draft.happen("application_received", 10, 30, oral=draft.happens(0.1))
    watch(draft, received)
    draft.write("application_register", received)
    if draft.happens(draft.bureau.habits.address_form):
        draft.write("service_address_confirmation", received)
    if draft.happens(0.3):
        draft.diary.pause(15, 45)
        notified = draft.happen("correction_notified", 5, 10)
        draft.write("correction_notice", notified)
        draft.diary.wait(2, 6)
    else:
        draft.diary.wait(1, 2)
    accepted = draft.happen("acceptance_decided", accepted=True)
    draft.write("acceptance_notice", accepted)
    draft.diary.wait(2, 6)
