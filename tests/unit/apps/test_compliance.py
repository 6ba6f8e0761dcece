# SPDX-License-Identifier: Apache-2.0
"""Findings of rows, the projection of open duties, go-live, generations."""

import json
from datetime import timedelta

import msgspec
import pytest

from liuhen.apps.cases import acts
from liuhen.apps.compliance import work
from liuhen.apps.compliance.judging import judge
from liuhen.apps.compliance.models import CaseTally, Generation, OpenDuty
from liuhen.apps.compliance.projection import (
    begin_generation,
    build_generation,
    current_generation,
)
from liuhen.apps.compliance.queries import (
    CaseFilter,
    case_detail,
    list_cases,
    status_at,
    tallies_of,
    to_do,
)
from liuhen.apps.compliance.timeline import facts_of, fulfilling
from liuhen.apps.jobs.models import Job
from liuhen.law.evaluate import evaluate
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.reading import load_facts
from liuhen.law.workdays import load_calendar
from liuhen.simulate import bureau_of, cases
from liuhen.web.cases.listing import page_of
from liuhen.worker.run import WORK, Worker
from support.house import Clock, House, beijing

# ---------------------------------------------------------------- rows and facts


@pytest.mark.parametrize("pack", ["jinpu-ocean", "qilin-culture-tourism", "xigang-hrss"])
def test_an_imported_case_comes_out_as_it_went_in_and_is_judged_the_same(
    db: None, clock: Clock, pack: str
) -> None:
    house = House(clock, pack=pack)
    now = clock.set("2026-06-10 12:00")
    for facts in cases(bureau_of(pack).pack, 6, 7, now):
        case = acts.import_case(
            by=house.viewer("importer"), section=house.section, facts=msgspec.json.encode(facts)
        )
        again = load_facts(acts.export_facts(by=house.officer, case=case), "again")

        assert again == load_facts(msgspec.json.encode(facts), "facts")
        assert judge(case, now, whole=True) == evaluate(
            facts, load_pack(pack), load_calendar(), now
        )
        assert case.from_outside


def test_a_minimal_and_a_full_case_survive_the_way_through(house: House) -> None:
    full = {
        "case": {
            "id": "X-1", "act": "penalty", "procedure": "simple", "origin": "complaint",
            "title": "案", "party": {"name": "某店", "kind": "organization"},
            "secrecy": ["privacy"],
        },
        "events": [
            {
                "id": "a", "type": "site_inspection", "start": "2026-03-01T09:00:00+08:00",
                "end": "2026-03-01T10:00:00+08:00", "identity_shown": False,
                "officers": [{"name": "甲", "certificate": "1", "valid_until": "2027-12-31",
                              "established": False}],
                "no_recording": {"reason": "x", "document": "b"},
            },
            {"id": "c", "type": "decision_made", "start": "2026-03-01T11:00:00+08:00",
             "attrs": {"rectify_by": "2026-04-01T00:00:00+08:00"}},
        ],
        "documents": [
            {"id": "b", "type": "no_recording_reason", "at": "2026-03-01T10:00:00+08:00",
             "events": ["a"], "fields": {"reason": "y"},
             "signatures": [{"role": "bureau_head", "at": "2026-03-01T10:00:00+08:00"},
                            {"role": "party", "refused": True, "reason": "z"}]},
        ],
        "recordings": [
            {"id": "r", "kind": "video", "start": "2026-03-01T09:00:00+08:00", "events": ["a"],
             "end": "2026-03-01T10:00:00+08:00", "device": "D", "officer": "甲", "informed": True,
             "reviewed_by_party": True, "stored_at": "2026-03-01T12:00:00+08:00",
             "returned_at": "2026-03-01T11:00:00+08:00",
             "handed_over_at": "2026-03-01T13:00:00+08:00", "evidence": True, "statement": "b",
             "disc": "1", "content": ["scene"], "position": {"lat": 38.9, "lon": 121.6},
             "vessel": {"name": "v", "number": "1", "spoken": True}},
        ],
        "interruptions": [
            {"id": "i", "event": "a", "from": "2026-03-01T09:10:00+08:00",
             "to": "2026-03-01T09:20:00+08:00", "reason": "power", "explained_by": "document",
             "document": "b", "reported_to_head_at": "2026-03-01T09:11:00+08:00"},
        ],
        "incidents": [
            {"id": "x", "type": "assault", "at": "2026-03-01T09:30:00+08:00", "event": "a"},
        ],
    }  # fmt: skip
    for facts in (full, {"case": {"id": "X-2", "act": "levy"}}):
        raw = json.dumps(facts).encode()
        case = acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

        assert facts_of(case) == load_facts(raw, "x")


def test_steps_that_fulfil_are_read_from_the_pack() -> None:
    found = {pack: fulfilling(load_pack(pack)) for pack in known_packs()}

    assert {"rectification_check", "complainant_informed"} <= found["jinpu-ocean"]
    assert all("site_inspection" not in kinds for kinds in found.values())


# ---------------------------------------------------------------- projection


def test_open_duties_are_written_in_the_acts_transaction(house: House) -> None:
    case = house.urgent()

    duty = to_do(house.officer).get(obligation="initiation.urgent-supplement")
    assert (duty.case, duty.status, duty.due) == (case, "pending", beijing("2026-03-03 08:00"))
    assert duty.articles == ["10"]
    assert "document:initiation_approval" in duty.missing


def test_a_duty_becomes_overdue_by_the_clock_alone(house: House) -> None:
    house.urgent()
    house.clock.set("2026-03-03 08:00")
    duty = to_do(house.officer).get(obligation="initiation.urgent-supplement")

    assert status_at(duty, house.clock.now()) == "pending"
    assert status_at(duty, house.clock.later(seconds=1)) == "overdue"
    assert list_cases(house.officer, CaseFilter(trouble="overdue")).exists()


def test_what_is_due_in_the_second_of_its_own_act_is_overdue_right_after(house: House) -> None:
    """A start without approval is overdue from the start: the list of cases follows the clock."""
    house.clock.later(microseconds=400_000)
    case = house.case()
    acts.add_activity(
        by=house.officer, kind="case_initiated", start=house.clock.now(), end=house.clock.now(),
        attrs={"urgent": False}, case=case,
    )  # fmt: skip
    (tally,) = tallies_of([case]).values()
    assert (tally.overdue, tally.next_due_at) == (0, beijing("2026-03-02 08:00"))
    assert Job.objects.get(name="compliance.refresh").run_after < house.clock.later(minutes=1)

    (_page, [line]) = page_of(house.officer, CaseFilter(), "1")
    assert line.overdue == 1
    assert line.pending == tally.pending - 1
    assert line.next_due is None or line.next_due > house.clock.now()


def test_a_job_wakes_when_the_next_due_passes_and_judges_again(house: House) -> None:
    case = house.urgent()
    job = Job.objects.get(name="compliance.refresh")
    assert job.run_after == beijing("2026-03-03 08:00") + timedelta(seconds=1)

    house.clock.set("2026-03-03 08:01")
    assert Worker().run_one()

    (tally,) = tallies_of([case]).values()
    assert tally.overdue == 1
    assert not Worker().run_one()


def test_the_to_do_list_is_sorted_by_due_and_mine_is_what_i_handle(house: House) -> None:
    first = house.urgent()
    house.clock.later(hours=1)
    acts.assign_handlers(
        by=house.officer, case=house.urgent(), handlers=[house.people["colleague"]]
    )

    dues = [duty.due for duty in to_do(house.officer)]
    known = [due for due in dues if due]
    assert known == sorted(known)
    assert dues[len(known) :] == [None] * (len(dues) - len(known))
    assert {duty.case for duty in to_do(house.officer, mine=True)} == {first}


def test_cases_are_found_by_number_title_party_act_stage_and_handler(house: House) -> None:
    one = house.case(title="无证经营", party_name="赵某")
    two = house.case(title="超范围捕捞", kind="inspection")
    house.end(two)

    def found(**narrow: object) -> set[str]:
        return {case.title for case in list_cases(house.head, CaseFilter(**narrow))}

    assert found(words="无证 赵") == {"无证经营"}
    assert found(words=one.number) == {"无证经营"}
    assert found(words="没有") == set()
    assert found(act="inspection") == found(stage="archive") == {"超范围捕捞"}
    assert found(handler=str(house.people["officer"].pk)) == {"无证经营", "超范围捕捞"}
    assert found(handler="nobody") == found(section="x") == set()
    assert found(archived=True) == set()


def test_a_new_generation_is_switched_to_when_it_is_whole(house: House) -> None:
    for _ in range(3):
        house.urgent()
    old = current_generation()
    new = begin_generation("a new pack")

    assert current_generation() == old
    house.clock.later(minutes=1)
    house.urgent()  # an act meanwhile is in both
    assert CaseTally.objects.within(house.bureau.pk).filter(generation=new).count() == 1
    assert build_generation(new, work.bureaus()) == 4

    assert current_generation() == new
    assert not Generation.objects.filter(pk=old).exists()
    assert set(OpenDuty.objects.within(house.bureau.pk).values_list("generation", flat=True)) == {
        new
    }


def test_a_building_that_was_given_up_does_not_come_back(house: House) -> None:
    house.urgent()
    first = begin_generation("one")
    second = begin_generation("two")

    assert build_generation(first, work.bureaus()) == 0
    assert build_generation(second, work.bureaus()) == 1


def test_every_job_of_the_app_may_run_twice(house: House) -> None:
    case = house.urgent()
    before = list(to_do(house.officer).values_list("obligation", "due", "status"))
    for _ in range(2):
        work.refresh_case(case=str(case.pk), bureau=str(case.bureau_id))
        work.rejudge_estimated()
        work.rebuild()

    assert list(to_do(house.officer).values_list("obligation", "due", "status")) == before
    assert {name for name in WORK if name.startswith("compliance.")} == {
        "compliance.refresh",
        "compliance.rejudge_estimated",
        "compliance.rebuild",
        "compliance.remind",  # tests/unit/apps/test_reminding.py
        "compliance.deliver",  # tests/unit/apps/test_hooks.py
    }


# ---------------------------------------------------------------- a case page


def test_a_case_page_has_a_lane_for_each_stage(house: House) -> None:
    case = house.urgent()
    start = house.clock.now() - timedelta(hours=2)
    seen = acts.add_activity(
        by=house.officer, kind="site_inspection", start=start, end=house.clock.now(), case=case
    )
    acts.add_recording(by=house.officer, kind="video", start=start, events=[seen.ref], case=case)
    acts.add_document(by=house.officer, kind="initiation_approval", at=house.clock.now(), case=case)
    acts.add_incident(by=house.officer, kind="assault", at=start, event=seen.ref, case=case)

    page = case_detail(house.officer, case)

    lanes = {lane.stage: lane for lane in page.lanes}
    assert list(lanes) == ["initiation", "investigation", "review", "execution", "archive"]
    assert [row.ref for row in lanes["initiation"].activities] == ["e1"]
    assert [row.ref for row in lanes["initiation"].documents] == ["d1"]
    assert [row.ref for row in lanes["investigation"].recordings] == ["r1"]
    assert [row.ref for row in page.incidents] == ["x1"]
    assert [row.ref for row in page.unproven] == ["r1"]
    assert page.handlers == ["officer"]
    assert {duty.finding.obligation for duty in lanes["initiation"].duties} >= {
        "initiation.urgent-supplement"
    }
    assert len(page.duties) == len(page.report.findings)


def test_as_of_looks_back_and_as_known_forgets_what_was_entered_since(house: House) -> None:
    case = house.urgent()
    then = house.clock.now()
    house.clock.later(hours=5)
    raw = {"kind": "initiation_approval", "at": house.clock.now(), "events": ["e1"]}
    acts.add_document(by=house.officer, case=case, **raw)

    known = case_detail(house.officer, case, as_of=house.clock.now(), known_at=then)

    assert [lane.documents for lane in known.lanes] == [[]] * 5
    back = case_detail(house.officer, case, as_of=then - timedelta(hours=1))
    assert back.report.findings == [
        one for one in back.report.findings if one.subject == case.number
    ]


# ---------------------------------------------------------------- go-live


def test_a_bureau_is_judged_from_the_day_it_starts(house: House) -> None:
    facts = {
        "case": {"id": "旧-1", "act": "penalty"},
        "events": [
            {"id": "e1", "type": "case_initiated", "start": "2025-11-01T09:00:00+08:00",
             "attrs": {"urgent": True}},
            {"id": "e2", "type": "inquiry", "start": "2026-02-01T09:00:00+08:00",
             "end": "2026-02-01T10:00:00+08:00"},
        ],
    }  # fmt: skip
    case = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=json.dumps(facts).encode()
    )

    assert case.before_go_live
    since = {one.subject for one in judge(case, house.clock.now()).findings}
    whole = {one.subject for one in judge(case, house.clock.now(), whole=True).findings}
    assert "e2" in since
    assert whole - since == {"e1"}


def test_a_claimed_opening_before_go_live_frees_nobody(house: House) -> None:
    case = house.case(opened_at=beijing("2025-12-01 09:00"))
    acts.add_activity(
        by=house.officer,
        kind="case_initiated",
        start=beijing("2025-12-01 09:00"),
        attrs={"urgent": True},
        case=case,
    )

    assert house.finding(case, "initiation.urgent-supplement").status == "overdue"
