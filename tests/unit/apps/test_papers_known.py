# SPDX-License-Identifier: Apache-2.0
"""What a case knows stands in the drafts of its papers; a clue is no established fact."""

from datetime import date
from typing import Any

import pytest

from liuhen.apps.cases.acts.entering import add_activity, add_recording
from liuhen.apps.cases.hearings import announce_hearing
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.papers.drafts import begin_draft
from liuhen.apps.cases.papers.known import cause_of
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.things import Taken, end_thing, register_thing
from liuhen.apps.evidence.device_issue import issue_device
from liuhen.apps.evidence.device_register import DeviceValue, register_device
from liuhen.apps.people.queries import officer_value
from liuhen.paper.standard import standard_forms
from support.house import House, beijing
from support.paperwork import issued

pytestmark = pytest.mark.usefixtures("own_home", "english")


def values(house: House, case: Case, form: str, *events: str) -> dict[str, Any]:
    return begin_draft(by=house.officer, case=case, form=form, events=events).values


def changed(case: Case, **values: Any) -> Case:
    Case.objects.within(case.bureau_id).filter(pk=case.pk).update(**values)
    return Case.objects.within(case.bureau_id).get(pk=case.pk)


def test_a_form_of_approval_says_source_and_urgency_and_when_it_began(house: House) -> None:
    case = changed(house.case(), urgent=True)
    assert values(house, case, "start_approval")["source"] == "依职权自行发现"
    add_activity(
        by=house.officer, kind="case_initiated", start=beijing("2026-03-02 08:00"), case=case,
        attrs={"urgent": True},
    )  # fmt: skip

    known = values(house, case, "start_approval")

    assert known["urgent"] is True
    assert known["started_at"] == "2026-03-02T08:00:00+08:00"
    calm = values(house, house.case(origin="complaint"), "start_approval")
    assert calm["source"] == "投诉举报"
    assert "urgent" not in calm


def test_a_paper_on_a_measure_says_what_was_taken_and_where_it_lies(house: House) -> None:
    """强制法 art. 24(3), 处罚法 art. 56."""
    case = house.case()
    taken = {"start": beijing("2026-03-02 07:00"), "end": beijing("2026-03-02 07:30")}
    seizing = add_activity(
        by=house.officer, kind="coercive_measure", case=case, attrs={"measure": "seize"}, **taken
    )
    preserving = add_activity(by=house.officer, kind="advance_preservation", case=case, **taken)
    for row, measure, name in ((seizing, "seized", "拖网"), (preserving, "preserved", "日志")):
        register_thing(
            by=house.officer, case=case,
            taken=Taken(
                name=name, measure=measure, event_ref=row.ref, received_at=row.start,
                quantity="2顶", place="一号仓库", keeper="李四",
            ),
        )  # fmt: skip

    known = values(house, case, "seizure_decision", seizing.ref)
    assert (known["measure"], known["object"]) == ("seize", "拖网 2顶")
    assert known["kept_at"] == "一号仓库"
    known = values(house, case, "preserve_notice", preserving.ref)
    assert (known["place"], known["keeper"]) == ("一号仓库", "李四")
    assert [one["name"] for one in known["things"]] == ["日志"]


def test_an_inquiry_knows_who_is_asked_and_how_old(house: House) -> None:
    case = house.case()
    add_participant(
        by=house.officer, case=case, role="party", told={"name": "王某", "kind": "person"},
        secret={"birth_date": date(1990, 3, 3)},
    )  # fmt: skip

    known = values(house, case, "inquiry_record")

    assert (known["relation"], known["age"]) == ("party", "35")


def test_the_legal_representative_is_asked_for_a_company(house: House) -> None:
    """Only a human being answers questions; the company is where he or she works."""
    case = house.case()
    add_participant(
        by=house.officer, case=case, role="party",
        told={
            "name": "甲公司", "kind": "organization", "address": "甲路1号",
            "representative": "王某",
        },
    )  # fmt: skip
    known = values(house, case, "inquiry_record")
    assert (known["person"], known["relation"]) == ("王某", "representative")
    assert known["unit"] == "甲公司"
    assert not {"identity", "address", "phone"} & set(known), "that of the company is not his"
    add_participant(
        by=house.officer, case=case, role="representative",
        told={"name": "王某", "address": "乙路9号"}, secret={"telephone": "13800138000"},
    )  # fmt: skip

    known = values(house, case, "inquiry_record")

    assert (known["person"], known["relation"]) == ("王某", "representative")
    assert (known["address"], known["phone"]) == ("乙路9号", "13800138000")


def test_a_playback_is_of_the_activity_whose_film_is_still_in_the_recorder(house: House) -> None:
    case = house.case()
    row = add_activity(
        by=house.officer, kind="inquiry", start=beijing("2026-03-02 07:00"),
        end=beijing("2026-03-02 07:20"), place="办公室", case=case,
    )  # fmt: skip

    add_recording(
        by=house.officer, kind="photo", start=beijing("2026-03-02 07:05"), case=case,
        events=[row.ref],
    )  # fmt: skip

    known = values(house, case, "playback_confirmation", row.ref)

    assert known["recorded"] == "询问 2026-03-02 07:00 办公室"
    assert known["record_from"] == "2026-03-02T07:00:00+08:00"
    assert known["record_to"] == "2026-03-02T07:20:00+08:00"


def test_facts_are_those_that_the_party_was_told_and_never_the_clue(house: House) -> None:
    case = changed(house.case(), summary="群众反映")
    assert "facts" not in values(house, case, "penalty_decision")
    assert "facts" not in values(house, case, "investigation_report")
    issued(house, "prior_notice", case=case, facts="查明无证捕捞。")
    assert values(house, case, "penalty_decision")["facts"] == "查明无证捕捞。"


def test_a_decision_begins_with_what_the_head_read(house: House) -> None:
    """行政处罚法 art. 57: the form of approval, not the report that came before it."""
    case = house.case()
    issued(house, "investigation_report", case=case, factors="初次违法", legal_basis="甲法第一条")
    issued(house, "prior_notice", case=case, penalty="罚款1000元")
    told = {"factors": "主动消除危害后果", "legal_basis": "甲法第二条", "proposal": "罚款500元"}
    assert values(house, case, "penalty_decision")["factors"] == "初次违法"

    issued(house, "decision_approval", case=case, **told)

    known = values(house, case, "penalty_decision")
    assert (known["factors"], known["legal_basis"]) == ("主动消除危害后果", "甲法第二条")
    assert known["penalty"] == "罚款500元"


@pytest.mark.parametrize(
    ("title", "party", "cause"),
    [
        ("沈勇涉嫌拖欠劳动者工资案", "沈勇", "拖欠劳动者工资"),
        ("沈勇等人涉嫌拖欠工资一案", "沈勇", "拖欠工资"),
        ("甲公司未取得许可办学案", "甲公司", "未取得许可办学"),
        ("示例案", "甲公司", "示例案"),
        ("沈勇案", "沈勇", "沈勇案"),
    ],
)
def test_a_sentence_does_not_say_the_party_and_the_suspicion_twice(
    title: str, party: str, cause: str
) -> None:
    """对你涉嫌沈勇涉嫌…案一案: the title stood where the cause was empty."""
    assert cause_of(Case(title=title, party_name=party)) == cause
    assert cause_of(Case(title=title, party_name=party, cause="拖欠")) == "拖欠"


def test_a_notice_says_what_is_intended_and_a_decision_by_which_law(house: House) -> None:
    """The report's proposal (建议罚款…) and both its provisions stood in them."""
    case = house.case()
    issued(
        house, "investigation_report", case=case, opinion="建议罚款2000元。",
        violated="《条例》第四十一条", legal_basis="《条例》第七十条",
    )  # fmt: skip

    notice = values(house, case, "prior_notice")
    assert (notice["penalty"], notice["violated"]) == ("罚款2000元。", "《条例》第四十一条")
    decision = values(house, case, "penalty_decision")
    assert decision["violated"] == "《条例》第四十一条"
    assert decision["legal_basis"] == "《条例》第七十条"


def test_samples_stand_on_the_record_of_the_sampling_and_on_the_commission(house: House) -> None:
    case = house.case()
    row = add_activity(
        by=house.officer, kind="sampling", start=beijing("2026-03-02 07:00"), case=case
    )
    for name, measure in (("鱼苗", "sampled"), ("账册", "evidence")):
        register_thing(
            by=house.officer, case=case,
            taken=Taken(
                name=name, measure=measure, event_ref=row.ref, quantity="2袋", place="一号冷库"
            ),
        )  # fmt: skip

    known = values(house, case, "sampling_record", row.ref)
    assert [(one["name"], one["quantity"]) for one in known["samples"]] == [("鱼苗", "2袋")]
    assert known["kept_at"] == "一号冷库"
    assert row.kind in standard_forms()["receipt_of_things"].events, "begun for this activity"
    known = values(house, case, "appraisal_commission")
    assert [one["name"] for one in known["materials"]] == ["鱼苗"]


def test_papers_on_a_hearing_say_what_was_planned_and_who_held_it(house: House) -> None:
    case, chair = house.case(), house.people["legal_reviewer"]
    announce_hearing(
        by=house.officer, case=case, planned=beijing("2026-03-20 09:00"), place="第一会议室",
        chair=chair,
    )  # fmt: skip
    known = values(house, case, "hearing_notice")
    assert known["planned"] == "2026-03-20T09:00:00+08:00"
    assert (known["place"], known["chair"]) == ("第一会议室", chair.name)

    house.clock.set("2026-03-20 12:00")
    note = {"hearing": {"chair": "甲", "recorder": "乙"}}
    held = add_activity(
        by=house.officer, kind="hearing", start=beijing("2026-03-20 09:00"),
        end=beijing("2026-03-20 11:00"), case=case, details=note,
    )  # fmt: skip
    known = values(house, case, "hearing_record", held.ref)
    assert (known["chair"], known["recorder"]) == ("甲", "乙")
    assert values(house, case, "hearing_report", held.ref)["chair"] == "甲"


def test_a_list_of_what_was_taken_names_what_left_since_too(house: House) -> None:
    case = house.case()
    row = add_activity(
        by=house.officer, kind="sampling", start=beijing("2026-03-02 07:00"), case=case
    )
    sample = register_thing(
        by=house.officer, case=case, taken=Taken("鱼苗", "sampled", event_ref=row.ref)
    )
    end_thing(
        by=house.officer, thing=sample, outcome="returned", at=house.clock.now(), receiver="王某"
    )
    known = values(house, case, "sampling_record", row.ref)
    assert [one["name"] for one in known["samples"]] == ["鱼苗"]
    assert "materials" not in values(house, case, "appraisal_commission")


def test_the_own_recorder_is_taken_for_the_one_that_was_used(house: House) -> None:
    for code, kind, name in (
        ("DSJ-01", "recorder", "officer"), ("XJ-01", "camera", "officer"),
        ("DSJ-02", "recorder", "colleague"),
    ):  # fmt: skip
        device = register_device(by=house.custodian, value=DeviceValue(code, kind))
        issue_device(by=house.custodian, device=device, person=house.people[name])
    house.clock.later(hours=1)
    there = [officer_value(house.people[name]) for name in ("officer", "colleague")]
    case = house.case()
    row = add_activity(
        by=house.officer, kind="inquiry", start=house.clock.now(), case=case, officers=there
    )
    assert values(house, case, "playback_confirmation", row.ref)["device"] == "DSJ-01"
