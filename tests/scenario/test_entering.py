# SPDX-License-Identifier: Apache-2.0
"""An officer types a case in, over the pages."""

from liuhen.apps.cases.models import Case, Document
from support.desk import Desk
from support.house import House


def opened(house: House, **typed: str) -> tuple[Desk, Case]:
    desk = Desk(house, "officer").open("/cases/new/")
    desk.send(
        **{"title": "禁渔期出海捕捞案", "origin": "ex_officio", "party_name": "赵某", **typed}
    )
    return desk, Case.objects.within(house.bureau.pk).get()


def at(desk: Desk, case: Case, fact: str, kind: str = "", event: str = "") -> Desk:
    query = "&".join(f"{n}={v}" for n, v in (("kind", kind), ("event", event)) if v)
    return desk.open(f"/cases/{case.pk}/add/{fact}/?{query}")


def test_an_officer_types_a_fishing_case_in_and_the_page_says_what_is_missing(house: House) -> None:
    """An urgent start is approved within 24 hours (003 art. 10)."""
    desk, case = opened(house)
    assert case.number == "示例罚〔2026〕1号"
    assert case.handlers.get().username == "bureau.officer"

    at(desk, case, "activity", "case_initiated")
    desk.send(start="2026-03-02T07:30", attr_urgent="yes", press="again")

    assert desk.says("程序启动审批表")
    assert desk.says("3月3日 07:30"), "due 24 hours after the start"
    assert desk.says("第十条")

    desk.follow("程序启动审批表")
    assert desk.held("event_refs") == ["e1"], "the finding's activity is chosen already"
    assert desk.held("field_party") == ["赵某"]
    desk.send(
        field_reason="群众举报",
        field_source="举报",
        field_facts="禁渔期内出海捕捞",
        field_handler_opinion="建议立案",
    )

    approval = Document.objects.within(house.bureau.pk).get()
    assert approval.event_refs == ["e1"]
    assert approval.fields["facts"] == "禁渔期内出海捕捞"
    finding = house.finding(case, "initiation.urgent-supplement")
    assert finding.status == "pending"
    assert finding.missing[-1] == "signature:bureau_head"
