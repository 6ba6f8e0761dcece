# SPDX-License-Identifier: Apache-2.0
"""Cases that are merged, split or decided anew: both show the link."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.branching import decide_anew, split
from liuhen.apps.cases.case_links import links_of
from liuhen.apps.cases.ending import end_case, suspend
from liuhen.apps.cases.errors import (
    BadFactError,
    ClosedCaseError,
)
from liuhen.apps.cases.models import (
    Handler,
    Participant,
    ParticipantSecret,
)
from liuhen.apps.cases.participants.acts import add_participant
from support.closing import approved, fresh, kinds
from support.desk import Desk
from support.house import House
from support.paperwork import ANY_REASON


def test_a_merged_case_keeps_its_facts_and_both_show_the_link(house: House) -> None:
    case, other = house.case(title="甲案"), house.case(title="乙案")
    inquiry = acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.time, case=case)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/merged/")
    desk.send(422, other=other.number, reason="同一违法事实")
    assert desk.says("没有负责人批准，请先报批")
    approved(house, case, "closing", ending="merged")
    desk.open(desk.address).send(422, other="没有这个", reason="同一违法事实")
    assert desk.says("没有您可以查看的该编号案件")
    desk.open(desk.address).send(422, other=case.number, reason="同一违法事实")
    assert desk.says("不能并入本案自身")
    desk.send(other=other.number, reason="同一违法事实")
    assert fresh(case).ending == "merged"
    assert house.event(case, inquiry.ref).case_id == case.pk
    assert Desk(house, "officer").open(f"/cases/{case.pk}/").says(other.number)
    assert Desk(house, "officer").open(f"/cases/{other.pk}/").says(case.number)
    [there] = links_of(house.officer, fresh(other))
    assert (there.back, there.kind) == (True, "merged_into")
    # a case that is concluded takes no other in
    third = house.case(title="丙案")
    approved(house, third, "closing", ending="merged")
    with pytest.raises(BadFactError):
        end_case(by=house.officer, case=third, ending="merged", reason="同上", other=case.number)
    with pytest.raises(BadFactError):
        end_case(by=house.officer, case=third, ending="merged", reason="同上", other=third.number)


def test_what_the_police_send_back_is_taken_up_again_in_a_case_of_its_own(house: House) -> None:
    """移送规定 art. 10: the organ goes on with what they do not take; the hand-over stays."""
    case = house.case(title="欠薪案", party_name="某劳务公司")
    acts.add_activity(by=house.officer, kind="case_initiated", start=house.clock.time, case=case)
    approved(house, case, "transfer", ending="police")
    end_case(by=house.officer, case=case, ending="police", reason="涉嫌犯罪", to="公安分局")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/").follow("退回后重新办理")
    assert desk.says("公安机关不予立案")
    desk.send(reason="公安机关不予立案，3月6日通知书")
    [link] = links_of(house.officer, fresh(case))[1:]
    made = link.other
    assert made is not None
    assert (made.party_name, link.back, link.returned) == ("某劳务公司", True, True)
    page = desk.open(f"/cases/{made.pk}/")
    assert page.says("退回后重新办理，原移送案件：")
    assert not page.says("尚未决定是否启动程序"), "it was started in the first case"
    assert not page.says("通常先录入案件如何开始")
    assert desk.open(f"/cases/{case.pk}/").says("退回后重新办理于：")
    assert fresh(case).ending == "police"
    assert kinds(case)[-2:] == ["case_transferred", "case_concluded"]


def test_who_may_not_see_the_other_case_learns_nothing_of_it(house: House) -> None:
    case = house.case(title="甲案")
    hidden = acts.open_case(
        by=house.viewer("stranger"), section=house.other_section, title="乙案", kind="penalty"
    )
    approved(house, case, "closing", ending="merged")
    with pytest.raises(BadFactError):
        end_case(by=house.officer, case=case, ending="merged", reason="同案", other=hidden.number)
    # the other section merges into this one's case: this side sees nothing it may not see
    assert not fresh(case).concluded_at


def test_split_into_cases_of_their_own(house: House) -> None:
    case = house.case(title="两船违规", party_name="某公司")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/split/")
    assert desk.says("本案同时结案的：")  # what is said of the approval is said of that alone
    desk.send(422, titles="甲船违规\n\n乙船违规", reason="当事人不同", ends="on")
    assert desk.says("ending=split")  # where it is asked for
    approved(house, case, "closing", ending="split")
    desk.open(desk.address)
    desk.send(titles="甲船违规\n\n乙船违规", reason="当事人不同", ends="on")
    assert fresh(case).ending == "split"
    made = [one.other for one in links_of(house.officer, fresh(case))]
    assert sorted(one.title for one in made if one) == ["乙船违规", "甲船违规"]
    for one in made:
        assert one is not None
        assert Handler.objects.filter(case=one, person=house.people["officer"]).exists()
        assert one.number != case.number
        [back] = links_of(house.officer, one)
        assert (back.back, back.other and back.other.pk) == (False, case.pk)
    other = house.case(title="丁案")
    acts.add_activity(by=house.officer, kind="case_initiated", start=house.clock.time, case=other)
    assert len(split(by=house.officer, case=other, titles=["子案"], reason="分案")) == 1
    assert fresh(other).concluded_at is None
    [child] = [one.other for one in links_of(house.officer, fresh(other)) if one.other]
    # it was started with the case that it came of
    assert not Desk(house, "officer").open(f"/cases/{child.pk}/").says("尚未决定是否启动程序")


def test_decided_anew_even_after_the_file_was_closed(house: House) -> None:
    case = house.case()
    house.end(case)
    house.clock.later(days=1)
    acts.archive_case(by=house.custodian, case=case)
    made = decide_anew(by=house.officer, case=fresh(case), reason="复议撤销原决定")
    [link] = links_of(house.officer, made)
    assert (link.kind, link.back) == ("anew_after", False)
    assert fresh(case).ending == "performed"  # the old file stays as it was
    with pytest.raises(ClosedCaseError):
        suspend(by=house.officer, case=fresh(case), reason="不再添加")
    young = house.case(title="另一案")
    told = {"name": "某公司", "kind": "organization", "address": "一号码头"}
    secret = {"telephone": "13912345678"}
    add_participant(by=house.officer, case=young, role="party", told=told, secret=secret)
    anew = Desk(house, "officer").open(f"/cases/{young.pk}/anew/")
    assert anew.says("没有可以重新作出的决定")
    assert anew.says("本案随之结案")
    approved(house, young, "closing", ending="anew")
    newer = decide_anew(
        by=house.officer, case=fresh(young), reason="法院判决重作", reasons=ANY_REASON
    )
    assert fresh(young).ending == "anew"
    [party] = Participant.objects.within(house.bureau.pk).filter(case=newer)
    assert (party.name, party.address) == ("某公司", "一号码头")
    kept = ParticipantSecret.objects.within(house.bureau.pk).get(participant=party)
    assert (kept.telephone, newer.party_name) == ("13912345678", "某公司")
    page = Desk(house, "officer").open(f"/cases/{young.pk}/")
    assert not page.says("先记入案件如何开始")


def test_a_case_is_merged_into_its_like_or_somebody_says_why(house: House) -> None:
    case = house.case(party_name="甲公司")
    other = house.case(kind="licensing", procedure="", party_name="乙公司")
    approved(house, case, "closing", ending="merged")
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/merged/")
    typed = other.number.replace("〔", "[").replace("〕", "] ")
    desk.send(422, other=typed, reason="一并办理")
    assert desk.says("属于另一类执法案件")
    assert desk.says("当事人不同")
    desk.send(other=typed, reason="一并办理", **{"reason-merge-fits": "乙公司是分公司"})
    assert fresh(case).ending == "merged"
