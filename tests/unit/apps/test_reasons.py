# SPDX-License-Identifier: Apache-2.0
"""Why a case is late: asked once a day, seen by the head, and nothing is excused by it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.performing.paying import pay
from liuhen.apps.cases.things import Taken, register_thing
from liuhen.apps.compliance.errors import BadReasonError
from liuhen.apps.compliance.models import LateReason
from liuhen.apps.compliance.reasons import give_reason, late_cases, late_keys, reason_words
from liuhen.apps.people.viewer import Viewer
from support.desk import Desk
from support.house import Clock, House, beijing

DUE = beijing("2026-03-03 08:00")


def keys(viewer: Viewer, *, mine: bool = False, unsaid: bool = False) -> list[object]:
    return list(late_keys(viewer, mine=mine, unsaid=unsaid))


def test_a_reason_is_asked_once_a_case_and_day(house: House, clock: Clock) -> None:
    case = house.urgent()
    assert not keys(house.officer, mine=True, unsaid=True)
    clock.time = DUE + timedelta(hours=1)
    assert keys(house.officer, mine=True, unsaid=True) == [case.pk]
    assert not keys(house.viewer("colleague"), mine=True)

    give_reason(by=house.officer, case=case, word="appraisal")
    assert not keys(house.officer, mine=True, unsaid=True)
    assert keys(house.viewer("section_head")) == [case.pk], "it stays late"
    found = late_cases(house.viewer("section_head"), [case.pk])[0]
    assert found.reason is not None
    assert (found.reason.word, found.is_said_today, found.handlers) == (
        "appraisal", True, ["officer"],
    )  # fmt: skip

    give_reason(by=house.officer, case=case, word="other", text="等待 上级 批复")
    assert LateReason.objects.within(house.bureau.pk).count() == 1, "the newer one counts"
    clock.later(days=1)
    assert keys(house.officer, mine=True, unsaid=True) == [case.pk], "asked again the next day"


def test_what_cannot_be_a_reason_is_refused_with_a_sentence(house: House, clock: Clock) -> None:
    case = house.urgent()
    with pytest.raises(BadReasonError, match="逾期"):
        give_reason(by=house.officer, case=case, word="staff")
    clock.time = DUE + timedelta(hours=1)
    for word, text in (("no such", ""), ("other", "  "), ("staff", "x" * 301)):
        with pytest.raises(BadReasonError):
            give_reason(by=house.officer, case=case, word=word, text=text)
    with pytest.raises(NotAllowedError):
        give_reason(by=house.head, case=case, word="staff")
    with pytest.raises(UnknownRowError):
        give_reason(by=house.viewer("stranger"), case=case, word="staff")
    assert not LateReason.objects.within(house.bureau.pk).exists()


def test_the_list_asks_the_same_number_of_queries_for_many(house: House, clock: Clock) -> None:
    for _ in range(2):
        house.urgent()
    head = house.viewer("section_head")
    counts = []
    for _ in range(2):
        clock.time = DUE + timedelta(hours=1)
        head = house.viewer("section_head")
        with CaptureQueriesContext(connection) as seen:
            found = late_cases(head, late_keys(head))
        counts.append((len(found), len(seen)))
        clock.set("2026-03-02 08:00")
        for _more in range(5):
            house.urgent()
    assert counts[0][0] < counts[1][0]
    assert counts[0][1] == counts[1][1]


def test_every_word_is_said_in_both_languages_and_other_comes_last() -> None:
    words = reason_words()
    assert list(words)[-1] == "other"
    assert words["other"].text
    assert {"not_performed", "before_court", "at_court"} <= set(words)  # who waits for the party
    assert all(one.says.zh and one.says.en for one in words.values())


def test_officer_and_head_at_their_desks(house: House, clock: Clock) -> None:
    case = house.urgent()
    clock.time = DUE + timedelta(hours=1)
    desk = Desk(house, "officer").open("/")
    desk.follow("说明您承办的 1 起案件逾期的原因")
    assert desk.says(case.number)
    desk.send(422, **{f"{case.pk}__word": "other", f"{case.pk}__text": ""})
    assert not LateReason.objects.within(house.bureau.pk).exists()
    desk.send(**{f"{case.pk}__word": "other", f"{case.pk}__text": "等待上级批复"})
    assert desk.open(f"/cases/{case.pk}/").says("等待上级批复")
    head = Desk(house, "section_head").open("/late/")
    assert head.says(case.number)
    assert head.says("等待上级批复")
    answer = head.client.get("/late/sheet/")
    assert answer.status_code == 200
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    [heads] = [one for one in rows if "逾期天数" in one]
    line = dict(zip(heads, rows[-1], strict=True))
    assert (line["案件"], line["逾期天数"], line["逾期事项数"]) == (case.number, 0, 1)
    assert head.open("/late/?show=unsaid").says("没有逾期")
    Desk(house, "officer").open("/late/", 403)


def test_the_sheet_counts_the_days_that_the_page_counts(house: House, clock: Clock) -> None:
    house.urgent()
    clock.time = DUE + timedelta(days=2, hours=20)  # another day by the calendar, not yet three
    answer = Desk(house, "section_head").client.get("/late/sheet/")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    [heads] = [one for one in rows if "逾期天数" in one]
    assert dict(zip(heads, rows[-1], strict=True))["逾期天数"] == 2


def test_one_form_answers_for_all_and_keeps_what_was_typed(house: House, clock: Clock) -> None:
    first, second = house.urgent(), house.urgent()
    clock.time = DUE + timedelta(hours=1)
    desk = Desk(house, "officer").open("/late/why/")
    desk.send(
        422,
        **{
            f"{first.pk}__word": "staff", f"{second.pk}__word": "other", f"{second.pk}__text": "",
        },
    )  # fmt: skip
    assert LateReason.objects.within(house.bureau.pk).get().case_id == first.pk
    assert desk.says("请用一句话说明。")
    assert "('" not in desk.text
    desk.send(**{f"{second.pk}__text": "等待上级批复"})
    assert LateReason.objects.within(house.bureau.pk).count() == 2
    assert not desk.says("请用一句话说明。")


def test_fines_and_what_is_held_too_long_are_late_like_duties(house: House, clock: Clock) -> None:
    """A head counts what the desk counts: duties, dues, custody; reasons are asked for all."""
    owing, holding = house.case(), house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=owing)
    fine = Ordered("fine", "", 500_000, beijing("2026-03-20 23:59:59"))
    [due] = order(by=house.officer, case=owing, document=paper.ref, items=[fine])
    register_thing(by=house.officer, case=holding, taken=Taken("账册", "preserved"))
    head = house.viewer("section_head")
    assert keys(head) == []
    clock.set("2026-03-25 09:00")
    head = house.viewer("section_head")
    assert keys(head) == [holding.pk, owing.pk], "the longest overdue first"
    assert list(late_keys(head)[1:2]) == [owing.pk]
    page = Desk(house, "section_head").open("/late/")
    assert page.says("账册")
    assert page.says("罚款")
    made = give_reason(by=house.officer, case=holding, word="staff")
    assert made.obligations == ["custody"]
    assert keys(house.officer, mine=True, unsaid=True) == [owing.pk]
    pay(by=house.officer, due=due, amount_fen=500_000, at=clock.time, receipt="1")
    assert keys(house.viewer("section_head")) == [holding.pk]
