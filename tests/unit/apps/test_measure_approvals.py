# SPDX-License-Identifier: Apache-2.0
"""A coercive measure that was taken at once: its approval is asked for within 24 hours."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from liuhen.apps.cases.after_approval import onwards_from
from liuhen.apps.cases.measure_approvals import unapproved_in
from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.compliance.agenda import Wanted, happenings, look_for
from liuhen.apps.compliance.notices import notice_said, notices_of
from liuhen.apps.compliance.projection import refresh
from liuhen.apps.compliance.reminding import remind
from support.approving import agreed, asked, said
from support.desk import Desk
from support.gating import OFFICERS, event, state, states
from support.house import House, beijing

START, END = beijing("2026-03-01 00:00"), beijing("2026-05-01 00:00")
DUE = beijing("2026-03-03 08:00")


def due_in(house: House, case: Case) -> list[str]:
    return [one.row.ref for one in unapproved_in(case, house.clock.time)]


def test_whoever_seals_on_the_spot_is_asked_for_the_approval_everywhere(house: House) -> None:
    """行政强制法第十九条"""
    case = house.case()
    phone = Desk(house, "officer").open(f"/onsite/new/?kind=coercive_measure&case={case.pk}")
    phone.send(place="三号码头", attr_measure="seal")
    assert phone.says("尚未经负责人批准")
    row = Activity.objects.within(house.bureau.pk).get(case=case)
    assert phone.says("第十九条")
    assert phone.says("3月3日 08:00")

    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says("先行实施的强制措施须报告负责人并补办批准")
    assert page.says("仍在期限内")
    assert Desk(house, "officer").open("/").says("强制措施补办批准")
    found = [one for one in happenings(house.officer, START, END) if one.kind == "measure"]
    assert [(one.at, one.about, one.basis) for one in found] == [
        (DUE, row.ref, (("行政强制法", "19"),))
    ]
    assert not happenings(house.viewer("stranger"), START, END, mine=False)
    remind(house.bureau, house.clock.time)
    told = [one for one in notices_of(house.officer) if one.due == DUE]
    assert [one.word for one in told] == ["duty_soon"]
    assert "补办批准" in notice_said(told[0])

    ask = page.follow("请求补办审批")
    assert ask.held("subject") == [row.ref]
    ask.send(text="情况紧急，已当场查封。")
    assert due_in(house, case) == []  # the request has the due now
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/").says("先行实施的强制措施")
    remind(house.bureau, house.clock.time)
    assert not [one for one in notices_of(house.officer, unread=True) if one.word == "duty_soon"]


def test_more_measures_need_no_more_queries(house: House) -> None:
    case, counts, found = house.case(), [], []
    for more in (1, 4):
        for _number in range(more):
            event(house, case, "coercive_measure", "2026-03-02 08:00", attrs={"measure": "seize"})
        with CaptureQueriesContext(connection) as seen:
            found = look_for(Wanted(house.officer, START, END), ["measure"])
        counts.append(len(seen))
    assert len(found) == 5
    assert counts[0] == counts[1]


def test_after_24_hours_it_is_late_and_still_to_be_approved(house: House) -> None:
    case = house.case()
    row = event(
        house, case, "coercive_measure", "2026-03-02 08:00", attrs={"measure": "seize"},
        officers=OFFICERS,
    )  # fmt: skip
    house.clock.set("2026-03-03 08:00")
    assert "2026年3月3日 08:00" in states(house, case)["measure-approved"].verdict.why
    house.clock.later(seconds=1)
    assert "2026年3月3日 08:00" not in states(house, case)["measure-approved"].verdict.why
    assert unapproved_in(case, house.clock.time)[0].is_late(house.clock.time)
    remind(house.bureau, house.clock.time)
    assert "duty_overdue" in [one.word for one in notices_of(house.officer)]
    heads = [one for one in notices_of(house.viewer("section_head")) if one.due == DUE]
    assert [one.word for one in heads] == ["case_overdue"]

    request = asked(house, case, "coercion", subject=row.ref, urgent=True)
    agreed(house, request, "bureau_head", reasons={"measure-scope": "已核对"})
    assert due_in(house, case) == []
    assert state(house, case, "measure-approved") == "open"


def test_that_it_is_late_stays_told_until_it_is_read_or_approved(house: House) -> None:
    case = house.case()
    sealing = {"attrs": {"measure": "seal"}, "officers": OFFICERS}
    event(house, case, "coercive_measure", "2026-03-02 08:00", **sealing)
    for days in (2, 30):
        house.clock.later(days=days)
        remind(house.bureau, house.clock.time)
        unread = [one.word for one in notices_of(house.officer, unread=True) if one.due == DUE]
        assert unread == ["duty_overdue"]


def test_what_a_head_refused_afterwards_is_lifted_at_once(house: House) -> None:
    """行政强制法第十九条"""
    case = house.case()
    said(house, asked(house, case, "coercion"), "bureau_head", "refused", opinion="暂不必要")
    house.clock.later(hours=1)
    row = event(
        house, case, "coercive_measure", "2026-03-02 09:00", attrs={"measure": "seal"},
        officers=OFFICERS,
    )  # fmt: skip
    assert due_in(house, case) == [row.ref]  # what was refused before is no decision on this
    assert onwards_from(house.officer, case) == []
    request = asked(house, case, "coercion", subject=row.ref, urgent=True)
    house.clock.later(hours=1)
    said(house, request, "bureau_head", "refused", opinion="应当立即解除")
    assert due_in(house, case) == []
    page = Desk(house, "officer").open(f"/cases/{case.pk}/")
    assert page.says("3月2日 10:00")
    assert page.says("不予批准，应当立即解除：查封")
    assert page.says("第十九条")
    assert page.follow("制作").says("解除")

    event(house, case, "measure_released", "2026-03-02 10:00")
    assert onwards_from(house.officer, case) == []


def test_an_approval_of_one_measure_is_none_of_another(house: House) -> None:
    case = house.case()
    seal = {"attrs": {"measure": "seal"}, "officers": OFFICERS}
    before = asked(house, case, "coercion")
    agreed(house, before, "bureau_head", reasons={"measure-scope": "已核对"})
    house.clock.later(hours=1)
    event(house, case, "coercive_measure", f"{house.clock.time:%Y-%m-%d %H:%M}", **seal)
    assert due_in(house, case) == []  # what was approved before, for the whole case

    other = house.case()
    first, second = (
        event(house, other, "coercive_measure", f"2026-03-02 08:{minute}", **seal)
        for minute in ("10", "20")
    )
    request = asked(house, other, "coercion", subject=first.ref, urgent=True)
    agreed(house, request, "bureau_head", reasons={"measure-scope": "已核对"})
    assert due_in(house, other) == [second.ref]


def test_what_came_from_outside_or_was_long_ago_is_asked_of_nobody(house: House) -> None:
    case = house.case()
    event(house, case, "coercive_measure", "2026-03-02 08:00", attrs={"measure": "seize"})
    Case.objects.within(house.bureau.pk).filter(pk=case.pk).update(from_outside=True)
    case.refresh_from_db()
    assert due_in(house, case) == []
    refresh(case, house.clock.time)
    assert not [one for one in happenings(house.officer, START, END) if one.kind == "measure"]
    Case.objects.within(house.bureau.pk).filter(pk=case.pk).update(from_outside=False)
    case.refresh_from_db()
    refresh(case, house.clock.time)
    assert [one for one in happenings(house.officer, START, END) if one.kind == "measure"]
    house.clock.time += timedelta(days=90)
    assert not [one for one in happenings(house.officer, START, END) if one.kind == "measure"]
