# SPDX-License-Identifier: Apache-2.0
"""Findings of rows, the projection of open duties, go-live, calendar notices, generations."""

import json
from datetime import date, timedelta

import msgspec
import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case
from liuhen.apps.compliance import work
from liuhen.apps.compliance.judging import judge, pack_of_case
from liuhen.apps.compliance.models import CaseTally, Generation, OpenDuty
from liuhen.apps.compliance.projection import (
    begin_generation,
    build_generation,
    current_generation,
)
from liuhen.apps.compliance.queries import (
    CaseFilter,
    case_detail,
    estimated_duties,
    list_cases,
    status_at,
    tallies_of,
    to_do,
)
from liuhen.apps.compliance.timeline import facts_of, fulfilling
from liuhen.apps.jobs.models import Job
from liuhen.apps.rules.calendar import add_notice, calendar_today
from liuhen.apps.rules.errors import BadNoticeError, NoPackError, NotPermittedError
from liuhen.apps.rules.models import PackAdoption, PackVersion
from liuhen.apps.rules.packs import pack_of, put_adoption
from liuhen.apps.trace.journal import act
from liuhen.law.evaluate import evaluate
from liuhen.law.packs import known_packs, load_pack
from liuhen.law.reading import load_facts
from liuhen.law.workdays import load_calendar
from liuhen.simulate import bureau_of, cases
from liuhen.web.cases.listing import page_of
from liuhen.worker.run import WORK, Worker
from support.house import SYSTEM, Clock, House, beijing


def urgent(house: House) -> Case:
    case = house.case()
    acts.add_activity(
        by=house.officer,
        kind="case_initiated",
        start=house.clock.now(),
        end=house.clock.now(),
        attrs={"urgent": True},
        case=case,
    )
    return case


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
    case = urgent(house)

    duty = to_do(house.officer).get(obligation="initiation.urgent-supplement")
    assert (duty.case, duty.status, duty.due) == (case, "pending", beijing("2026-03-03 08:00"))
    assert duty.articles == ["10"]
    assert "document:initiation_approval" in duty.missing


def test_a_duty_becomes_overdue_by_the_clock_alone(house: House) -> None:
    urgent(house)
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
    case = urgent(house)
    job = Job.objects.get(name="compliance.refresh")
    assert job.run_after == beijing("2026-03-03 08:00") + timedelta(seconds=1)

    house.clock.set("2026-03-03 08:01")
    assert Worker().run_one()

    (tally,) = tallies_of([case]).values()
    assert tally.overdue == 1
    assert not Worker().run_one()


def test_the_to_do_list_is_sorted_by_due_and_mine_is_what_i_handle(house: House) -> None:
    first = urgent(house)
    house.clock.later(hours=1)
    acts.assign_handlers(by=house.officer, case=urgent(house), handlers=[house.people["colleague"]])

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
        urgent(house)
    old = current_generation()
    new = begin_generation("a new pack")

    assert current_generation() == old
    house.clock.later(minutes=1)
    urgent(house)  # an act meanwhile is in both
    assert CaseTally.objects.within(house.bureau.pk).filter(generation=new).count() == 1
    assert build_generation(new, work.bureaus()) == 4

    assert current_generation() == new
    assert not Generation.objects.filter(pk=old).exists()
    assert set(OpenDuty.objects.within(house.bureau.pk).values_list("generation", flat=True)) == {
        new
    }


def test_a_building_that_was_given_up_does_not_come_back(house: House) -> None:
    urgent(house)
    first = begin_generation("one")
    second = begin_generation("two")

    assert build_generation(first, work.bureaus()) == 0
    assert build_generation(second, work.bureaus()) == 1


def test_every_job_of_the_app_may_run_twice(house: House) -> None:
    case = urgent(house)
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
    case = urgent(house)
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
    case = urgent(house)
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


# ---------------------------------------------------------------- packs and calendar


def test_a_pack_is_kept_whole_and_judges_the_same_as_the_shipped_one(house: House) -> None:
    kept = pack_of(house.bureau, house.clock.now().date())

    shipped = load_pack("jinpu-ocean")
    assert kept is not shipped
    assert (kept.version, kept.obligations, kept.retention) == (
        shipped.version,
        shipped.obligations,
        shipped.retention,
    )
    assert PackVersion.objects.count() == PackAdoption.objects.count() == 1


def test_a_case_is_judged_by_the_text_in_force_when_it_began(house: House) -> None:
    old = house.case()
    with act("test.adopt", by=SYSTEM) as record:
        put_adoption(
            bureau=house.bureau, pack_id="xigang-hrss", from_date=date(2026, 6, 1), record=record
        )
    house.clock.set("2026-06-01 09:00")
    new = house.case()

    assert [pack_of_case(case).id for case in (old, new)] == ["jinpu-ocean", "xigang-hrss"]


def test_a_bureau_without_a_pack_says_so(house: House) -> None:
    PackAdoption.objects.all().delete()

    with pytest.raises(NoPackError, match=house.bureau.name):
        pack_of(house.bureau, date(2026, 1, 1))


def test_dues_computed_from_weekends_are_listed_and_made_again_after_the_notice(
    house: House,
) -> None:
    house.clock.set("2031-09-29 09:00")
    year = 2031
    assert not calendar_today().covers(year)
    case = house.case()
    house.end(case)
    (duty,) = estimated_duties(house.officer).filter(case=case)
    before = duty.due
    assert before is not None
    off = [before.astimezone(house.clock.now().tzinfo).date() + timedelta(days=n) for n in range(3)]

    with pytest.raises(NotPermittedError):
        add_notice(by=house.officer, year=year, days_off=off, make_up_days=[], source="x")
    add_notice(
        by=house.viewer("admin"),
        year=year,
        days_off=off,
        make_up_days=[],
        source="国办发明电〔2030〕1号",
    )
    assert Worker().run_one()

    assert calendar_today().covers(year)
    assert not estimated_duties(house.officer).exists()
    after = to_do(house.officer).get(obligation=duty.obligation)
    assert after.due is not None
    assert after.due > before


def test_a_correction_of_a_known_year_judges_every_case_again(house: House) -> None:
    urgent(house)
    old = current_generation()
    assert calendar_today().covers(2026)
    assert not work.rebuild_if_outdated()

    day = date(2026, 3, 3)
    add_notice(
        by=house.viewer("admin"), year=2026, days_off=[day], make_up_days=[], source="更正通知"
    )
    assert work.rebuild_if_outdated()
    assert Worker().run_one()

    assert current_generation() != old
    assert not work.rebuild_if_outdated()


@pytest.mark.parametrize(
    ("off", "make_up", "source"),
    [([], [], "x"), ([date(2031, 5, 1)], [date(2031, 5, 1)], "x"), ([date(2031, 5, 1)], [], " ")],
)
def test_a_notice_that_cannot_be_is_refused(
    house: House, off: list[date], make_up: list[date], source: str
) -> None:
    with pytest.raises(BadNoticeError):
        add_notice(
            by=house.viewer("admin"), year=2031, days_off=off, make_up_days=make_up, source=source
        )


def test_a_later_notice_supersedes_the_one_before(house: House) -> None:
    for day in (1, 2):
        add_notice(
            by=house.viewer("admin"),
            year=2031,
            days_off=[date(2031, 5, day)],
            make_up_days=[],
            source=f"notice {day}",
        )

    assert calendar_today().is_working(date(2031, 5, 1))
    assert not calendar_today().is_working(date(2031, 5, 2))
