# SPDX-License-Identifier: Apache-2.0
"""The simple procedure by pages: nobody approves its start, and what was noted is taken over."""

from pathlib import Path
from typing import Any

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Activity, Case, Draft, Due
from liuhen.apps.cases.performing.collected import collected_in
from liuhen.apps.cases.starting import decide_start
from support.desk import Desk
from support.house import House, beijing


def _kinds(case: Case) -> list[str]:
    rows = Activity.objects.within(case.bureau_id).filter(case=case, superseded_at=None)
    return list(rows.order_by("recorded_at", "id").values_list("kind", flat=True))


def test_it_begins_with_the_penalty_and_asks_for_no_start(house: House) -> None:
    """行政处罚法第五十一条."""
    desk = Desk(house, "officer").open("/cases/start/own_motion/")
    desk.send(title="未佩戴标志案", procedure="simple", party_name="赵某")
    case = Case.objects.within(house.bureau.pk).latest("recorded_at")
    assert desk.says("不需要批准启动")
    assert not desk.says("情况紧急")
    with pytest.raises(BadFactError):
        decide_start(by=house.officer, case=case, start=True)

    desk.follow("现在当场处罚").send(place="一号码头")

    assert _kinds(case) == ["on_the_spot_penalty"]
    found = [one.obligation for one in house.report(case).findings]
    assert not [name for name in found if name.startswith("initiation")]
    assert not desk.open(f"/cases/{case.pk}/start/").says("现在当场处罚")


def test_a_complaint_punished_on_the_spot_is_decided_and_not_started(house: House) -> None:
    desk = Desk(house, "officer").open("/cases/start/complaint/")
    desk.send(real_name="no", title="举报乱停放案", procedure="simple")
    case = Case.objects.within(house.bureau.pk).latest("recorded_at")
    desk.send(start="yes")
    assert _kinds(case) == ["complaint_received", "complaint_decided"]
    desk.follow("现在当场处罚").send()
    assert _kinds(case)[-1] == "on_the_spot_penalty"


def test_papers_of_an_activity_come_first_and_hold_what_was_noted_in_it(house: House) -> None:
    case = house.case(party_name="赵某")
    desk = Desk(house, "officer").open(f"/onsite/new/?kind=site_inspection&case={case.pk}")
    desk.send(place="一号码头")
    desk.send(identity_shown="yes", filming_told="no", note="船上有网具两件。")
    desk.follow("告知权利").send(rights=["statement"], manner="oral")
    desk.follow("起草文书")
    first = desk.text.index("现场检查（勘验）笔录")
    assert first < desk.text.index("立案审批表")

    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inspection_record", "event": "e1"})

    values = Draft.objects.within(house.bureau.pk).get(case=case).values
    told = ("identity_shown", "recording_told", "rights_told", "facts")
    assert [values[name] for name in told] == [True, False, True, "船上有网具两件。"]


def test_nobody_is_said_to_have_told_what_is_not_noted(house: House) -> None:
    case = house.case(party_name="赵某")
    Desk(house, "officer").open(f"/onsite/new/?kind=inquiry&case={case.pk}").send()
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "inquiry_record", "event": "e1"})
    values = Draft.objects.within(house.bureau.pk).get(case=case).values
    assert {"identity_shown", "recording_told", "rights_told"} & set(values) == set()


def test_what_a_paper_orders_is_offered_and_not_typed_again(
    house: House, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_HOME = str(tmp_path)
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"
    case = house.case(party_name="赵某", procedure="simple")
    Desk(house, "officer").open(f"/onsite/new/?kind=on_the_spot_penalty&case={case.pk}").send()
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "onspot_decision", "event": "e1"})
    desk.open(f"/papers/drafts/{Draft.objects.within(house.bureau.pk).get(case=case).pk}/")
    links = desk._read().links.values()
    lacks = [one.removeprefix("#field-") for one in links if one.startswith("#field-")]
    typed = dict.fromkeys(lacks, "样") | {"penalty": "fine", "amount": "200.50"}
    desk.send(press="save", **typed).send(press="issue")

    desk.follow("送达该文书")  # the page of the paper leads on
    desk.open(f"/cases/{case.pk}/dues/order/")

    assert desk.held("fine") == ["200.50"]
    desk.send(document="d1")
    assert Due.objects.within(house.bureau.pk).get(case=case).amount_fen == 20_050
    assert desk.open(f"/cases/{case.pk}/dues/order/").held("fine") == [""]


def test_what_was_written_in_another_window_is_shown_before_it_is_saved_over(house: House) -> None:
    """By oneself or by somebody else: nobody's words are replaced unseen."""
    case = house.case()
    desk = Desk(house, "officer")
    desk.client.post(f"/cases/{case.pk}/papers/new/", {"form": "closing_report"})
    path = f"/papers/drafts/{Draft.objects.within(house.bureau.pk).get(case=case).pk}/"
    desk.open(path)
    Desk(house, "officer").open(path).send(press="save", handler_opinion="在另一窗口")
    desk.send(409, press="save", handler_opinion="在此窗口")
    desk.send(press="save")
    draft = Draft.objects.within(house.bureau.pk).get(case=case)
    assert draft.values["handler_opinion"] == "在此窗口"

    Desk(house, "colleague").open(path).send(press="save", handler_opinion="同事所写")
    desk.send(409, press="save", handler_opinion="未看就写")
    assert Draft.objects.within(house.bureau.pk).get(case=case).values == draft.values | {
        "handler_opinion": "同事所写"
    }
    assert "同事所写" in desk.text
    desk.send(press="save")
    draft.refresh_from_db()
    assert draft.values["handler_opinion"] == "未看就写"


def test_who_handles_a_case_is_along_at_its_first_activity(house: House) -> None:
    """行政处罚法第四十二条: two officers at least."""
    handlers = [house.people["officer"], house.people["colleague"]]
    case = house.case(handlers=handlers)
    decide_start(by=house.officer, case=case, start=True, urgent=True)
    desk = Desk(house, "officer").open(f"/onsite/new/?kind=site_inspection&case={case.pk}")
    assert sorted(desk.held("people")) == sorted(str(one.pk) for one in handlers)
    house.clock.later(minutes=5)
    desk.send(people=[str(handlers[0].pk), str(house.people["stranger"].pk)])
    desk.open(f"/onsite/new/?kind=inquiry&case={case.pk}")
    assert str(house.people["stranger"].pk) in desk.held("people")  # who was along last


def test_a_fine_taken_on_the_spot_is_asked_for_until_it_is_handed_over(house: House) -> None:
    """行政处罚法第七十一条: within two working days."""
    house.clock.set("2026-03-06 09:00")  # a Friday
    case = house.case(procedure="simple")
    acts.assign_handlers(by=house.head, case=case, handlers=[house.people["officer"]])
    acts.add_activity(
        by=house.officer, kind="on_the_spot_penalty", start=house.clock.time, case=case,
        attrs={"collected_on_site": True},
    )  # fmt: skip
    [one] = collected_in(case)
    assert one.due == beijing("2026-03-10 23:59:59")
    desk = Desk(house, "officer").open("/?kind=party")
    assert desk.says("上缴当场收缴的罚款")
    assert desk.open(f"/cases/{case.pk}/").says("上缴当场收缴的罚款")
    house.clock.later(hours=1)
    acts.add_activity(
        by=house.officer, kind="fine_handed_over", start=house.clock.time, case=case,
        attrs={"to": "agency"},
    )  # fmt: skip
    assert collected_in(case) == []
    assert not desk.open("/?kind=party").says("上缴当场收缴的罚款")
