# SPDX-License-Identifier: Apache-2.0
"""A case of two parties says so wherever it names its party."""

import re
from datetime import timedelta

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case, Document, Due
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.cases.performing.ordering import Ordered, order
from support.desk import Desk
from support.house import House


def test_head_and_dues_name_both_parties_and_of_a_decision_those_whom_it_names(
    house: House,
) -> None:
    case = house.case(party_name="程成", party_kind="person")
    told = {"name": "张二船", "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    made = acts.add_activity(
        by=house.officer, kind="decision_made", start=house.clock.now(), case=case
    )

    def fines(party: str) -> None:
        paper = acts.add_document(
            by=house.officer, kind="decision", at=house.clock.now(), events=[made.ref], case=case,
            fields={"party": party},
        )  # fmt: skip
        order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100_00)])

    fines("")
    both = "当事人 程成、张二船"
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert desk.says(both)
    assert desk.open(f"/cases/{case.pk}/dues/").says(both)
    assert desk.open("/following/").says("程成、张二船")
    fines("张二船")
    assert desk.open("/following/").text.count("程成、张二船") == 1
    assert desk.text.count("张二船") == 2  # in its own fine too


def read(desk: Desk) -> str:
    """What somebody reads on the page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", desk.text).split())


def two_decisions(house: House) -> tuple[Case, Document, Document]:
    """Two parties, and a decision on each, served on nobody yet."""
    case = house.case(party_name="程成", party_kind="person")
    told = {"name": "张二船", "kind": "person"}
    add_participant(by=house.officer, case=case, role="party", told=told)
    now = house.clock.now()
    made = acts.add_activity(by=house.officer, kind="decision_made", start=now, case=case)
    first, second = (
        acts.add_document(
            by=house.officer, kind="decision", at=now, events=[made.ref], case=case,
            fields={"party": name, "penalty": "罚款"},
        )
        for name in ("程成", "张二船")
    )  # fmt: skip
    return case, first, second


def test_whose_a_paper_and_a_fine_is_stands_wherever_they_do(house: House) -> None:
    case, first, second = two_decisions(house)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/serve/")
    assert "行政执法决定书 程成" in read(desk)
    assert "行政执法决定书 张二船" in read(desk)
    assert "张二船" in read(desk.open(f"/cases/{case.pk}/serve/{second.item}/"))
    assert "· 张二船" in read(desk.open(f"/cases/{case.pk}/serve/{second.item}/direct/"))
    desk.open(f"/cases/{case.pk}/dues/")
    assert "行政执法决定书 张二船" in read(desk), "what it orders is not entered yet"

    [due] = order(
        by=house.officer, case=case, document=first.ref, items=[Ordered("fine", "", 100_00)]
    )
    desk.open(f"/cases/{case.pk}/dues/")
    assert "罚款 100 元 程成" in read(desk), "also while it is the only one"
    assert "罚款 100 元 程成" in read(desk.open(f"/cases/{case.pk}/dues/{due.pk}/pay/"))
    assert "罚款 100 元 程成" in read(desk.open(f"/cases/{case.pk}/dues/{due.pk}/parts/"))

    order(by=house.officer, case=case, document=second.ref, items=[Ordered("fine", "", 200_00)])
    desk.open(f"/cases/{case.pk}/end/")
    assert "罚款（程成）、罚款（张二船）" in read(desk)
    assert "行政执法决定书（程成）、行政执法决定书（张二船）" in read(desk)


def test_whom_a_step_waits_for_is_said(house: House) -> None:
    case, first, second = two_decisions(house)
    for paper in (first, second):
        [due] = order(
            by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100_00)]
        )
        last = house.clock.now() + timedelta(days=15)
        Due.objects.within(case.bureau_id).filter(pk=due.pk).update(due=last)
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert "等待当事人履行 程成" in read(desk)
    assert "等待当事人履行 张二船" in read(desk)


def test_of_one_party_nobody_is_named_beside_each_thing(house: House) -> None:
    case = house.case(party_name="程成", party_kind="person")
    paper = acts.add_document(
        by=house.officer, kind="decision", at=house.clock.now(), case=case,
        fields={"party": "程成"},
    )  # fmt: skip
    order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100_00)])
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/end/")
    assert "罚款" in read(desk)
    assert "（程成）" not in read(desk)


def test_a_remedy_that_goes_on_is_seen_before_anything_is_late(house: House) -> None:
    """行政处罚法第七十三条: it is paid all the same, and nobody overlooks the remedy."""
    case, first, second = two_decisions(house)
    for paper in (first, second):
        order(by=house.officer, case=case, document=paper.ref, items=[Ordered("fine", "", 100_00)])
    house.clock.later(days=1)
    sought = acts.add_activity(
        by=house.officer, kind="remedy_sought", start=house.clock.time, case=case,
        attrs={"kind": "reconsideration"}, details={"remedy": {"who": "张二船"}},
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/dues/")
    assert "行政复议正在进行 张二船" in read(desk)
    assert "行政处罚不停止执行" in read(desk)
    assert "行政复议正在进行 张二船" in read(desk.open(f"/cases/{case.pk}/"))
    assert "行政复议（张二船）" in read(desk.open(f"/cases/{case.pk}/end/"))

    house.clock.later(days=1)
    acts.add_activity(
        by=house.officer, kind="remedy_ended", start=house.clock.time, case=case,
        details={"remedy": {"who": "张二船", "result": "upheld"}},
    )  # fmt: skip
    assert sought.ref
    for where in ("", "dues/", "end/"):
        assert "正在进行" not in read(desk.open(f"/cases/{case.pk}/{where}"))


def test_the_page_of_a_case_says_what_runs_for_the_party(house: House) -> None:
    case, first, second = two_decisions(house)
    quiet = "目前没有正在计算的期限"
    last = house.clock.time + timedelta(days=9)
    corrected = Ordered("rectification", "停止越界捕捞", None, last)
    order(by=house.officer, case=case, document=first.ref, items=[corrected])
    order(by=house.officer, case=case, document=second.ref, items=[Ordered("fine", "", 100_00)])
    for name in ("officer", "bureau_head"):
        said = read(Desk(house, name).open(f"/cases/{case.pk}/"))
        assert quiet not in said
        head = said[: said.index("送达与履行")]
        assert "核查改正情况 程成" in head
        assert "送达决定书：缴款期限自送达起算 张二船" in head


def test_the_time_for_the_plea_is_a_period_that_runs(house: House) -> None:
    """行政处罚法第四十四条, 第四十五条."""
    case = house.case(party_name="程成", party_kind="person")
    told = house.clock.time
    acts.add_document(by=house.officer, kind="prior_notice", at=told, case=case)
    acts.add_activity(by=house.officer, kind="rights_informed", start=told, case=case)
    said = read(Desk(house, "officer").open(f"/cases/{case.pk}/"))
    assert "陈述申辩期限届满" in said
    assert "目前没有正在计算的期限" not in said
