# SPDX-License-Identifier: Apache-2.0
"""How facts are found: inspections, inquiries, evidence, sampling, preservation, measures."""

from datetime import timedelta

from msgspec.structs import replace

from liuhen.law.facts import Document, Event, Incident, IncidentType, InterruptionReason
from liuhen.simulate.camera import film, photograph
from liuhen.simulate.draft import Draft

_TROUBLE: tuple[IncidentType, ...] = ("objection", "objection", "evasion_or_obstruction", "assault")

_FAILURES: tuple[InterruptionReason, ...] = ("power", "device_failure")


def patrol(draft: Draft) -> Event:
    """Walk or sail the rounds with the camera on."""
    if draft.bureau.habits.works_evenings and draft.happens(0.4):
        draft.diary.evening()
    rounds = draft.happen("routine_patrol", 30, 80)
    film(draft, rounds)
    draft.diary.pause(10, 30)
    return rounds


def inspect(draft: Draft, *, evidence: bool = False) -> Event:
    """Inspect the site, with a record that the party signs."""
    if draft.bureau.habits.works_evenings and draft.happens(0.3):
        draft.diary.evening()
    visit = draft.happen("site_inspection", 25, 75)
    if draft.happens(0.05):
        _unrecorded(draft, visit)
    else:
        film(draft, visit, evidence=evidence, broken=_break(draft, 0.04))
        if draft.happens(0.3):
            photograph(draft, visit)
        trouble(draft, visit, 0.06)
    _perhaps_refused(draft, draft.write("site_inspection_record", visit))
    draft.diary.pause(5, 15)
    if draft.happens(draft.bureau.habits.address_form):
        draft.write("service_address_confirmation", visit)
    return visit


def _break(draft: Draft, share: float) -> InterruptionReason | None:
    """Now and then a recorder fails for a while."""
    return draft.dice.choice(_FAILURES) if draft.happens(share) else None


def _perhaps_refused(draft: Draft, record: Document) -> None:
    """Some do not sign; that is written down, and a witness signs."""
    if draft.happens(0.03):
        draft.refused(record, "party", "witness", "当事人拒绝签字，未说明理由")


def _unrecorded(draft: Draft, visit: Event) -> None:
    """What is private is not filmed; a paper says why."""
    reason = "现场涉及个人隐私，不宜音像记录"
    draft.write("no_recording_reason", visit, reason=reason)


def trouble(draft: Draft, event: Event, share: float) -> None:
    """Now and then the party objects or resists; that footage is kept for long, on a disc."""
    if not draft.happens(share):
        return
    kind = draft.dice.choice(_TROUBLE)
    at = event.start + timedelta(minutes=draft.dice.randint(2, 12))
    draft.incidents.append(Incident(id=draft.new_id("x"), type=kind, at=at, event=event.id))
    disc = f"{draft.case.id}-CQ{len(draft.incidents):02d}"
    draft.recordings = [
        replace(file, disc=file.disc or disc) if event.id in file.events else file
        for file in draft.recordings
    ]


def inquire(draft: Draft) -> Event:
    """Question the party or a witness."""
    talk = draft.happen("inquiry", 30, 60)
    if draft.happens(0.85):
        film(draft, talk)
    _perhaps_refused(draft, draft.write("inquiry_record", talk))
    draft.diary.pause(10, 40)
    return talk


def collect(draft: Draft, *, evidence: bool = True) -> Event:
    """Take papers and things in evidence, against a list."""
    taking = draft.happen("evidence_collection", 15, 40)
    film(draft, taking, evidence=evidence)
    draft.write("evidence_list", taking)
    draft.diary.pause(10, 30)
    return taking


def take_sample(draft: Draft) -> Event:
    """Take samples and send them to be appraised."""
    sampling = draft.happen("sampling", 20, 45)
    film(draft, sampling)
    draft.write("sampling_list", sampling, object=draft.on.matter.sample or draft.on.matter.items)
    draft.diary.wait(3, 9)
    appraisal = draft.happen("appraisal", 60, 200, by=())
    draft.write("appraisal_opinion", appraisal)
    draft.diary.wait(1, 2)
    return sampling


def preserve(draft: Draft) -> Event:
    """Register and keep evidence that might be lost; within seven working days decide about it."""
    keeping = draft.happen("advance_preservation", 20, 40)
    film(draft, keeping, evidence=True)
    draft.write(draft.bureau.habits.preservation_paper, keeping)
    draft.diary.wait(2, 6)
    draft.happen("preservation_disposed", 5, 10)
    draft.diary.pause(20, 60)
    return keeping


def seize(draft: Draft, measure: str) -> Event:
    """Seal or seize, filmed from arrival to leaving."""
    act = draft.happen("coercive_measure", 35, 80, measure=measure)
    film(draft, act, evidence=True, broken=_break(draft, 0.1))
    trouble(draft, act, 0.15)
    draft.write("coercive_measure_decision", act, at=act.start)
    draft.write("measure_list", act)
    draft.diary.pause(15, 40)
    return act


def refuse(draft: Draft) -> Event:
    """The party refuses to be investigated; that is written down before a witness."""
    refusal = draft.happen("investigation_refused", 5, 15)
    film(draft, refusal)
    draft.write("investigation_refusal_record", refusal)
    draft.diary.wait(1, 2)
    return refusal


def conclude_investigation(draft: Draft) -> Event:
    """End the investigation with the handlers' report."""
    end = draft.happen("investigation_concluded")
    draft.diary.pause(60, 180)
    draft.write("investigation_report", end)
    draft.diary.wait(1, 3)
    return end
