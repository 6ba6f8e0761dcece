# SPDX-License-Identifier: Apache-2.0
"""Things that are taken: their number, photo, way and outcome, and until when they may be held."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.correcting_things import correct_thing
from liuhen.apps.cases.custody_periods import held
from liuhen.apps.cases.models import Thing, ThingMove
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.cases.things import Taken, end_thing, register_thing, things_of
from liuhen.apps.evidence.models import Original
from liuhen.apps.rules.forms import form_of
from liuhen.web.things import views
from support.desk import Desk
from support.house import House, beijing


def test_a_thing_has_number_photo_way_and_outcome(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case(party_name="赵某")
    visit = acts.add_activity(
        by=house.officer, kind="advance_preservation", start=beijing("2026-03-02 08:30"),
        end=beijing("2026-03-02 08:50"), case=case,
    )  # fmt: skip
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/things/add/?event={visit.ref}")
    assert desk.held("owner") == ["赵某"]
    photo = SimpleUploadedFile("IMG_1.jpg", b"\xff\xd8\xff picture", content_type="image/jpeg")
    desk.send(name="渔网", quantity="3 张", place="证物室 A1", photo=photo)
    desk.open(f"/cases/{case.pk}/things/add/?event={visit.ref}").send(name="渔获", quantity="20 kg")

    net = Thing.objects.within(house.bureau.pk).get(name="渔网")
    assert (net.number, net.measure) == (f"{case.number}-物1", "preserved")
    assert net.photo is not None
    assert Original.objects.within(house.bureau.pk).filter(pk=net.photo_id).exists()
    used = form_of(house.bureau, "preserve_approval", house.clock.time.date())
    known = Sources(house.officer, case, [visit.ref], house.clock.time).values(used)
    assert known["object"] == "渔网 3 张、渔获 20 kg"
    assert known["place"] == "证物室 A1 officer；officer"
    page = desk.open(f"/cases/{case.pk}/things/")
    assert page.says("2 件物品尚无处理结果")
    assert page.says("3月11日 24:00")

    desk.open(f"/things/{net.pk}/").follow("流转")
    desk.send(kind="moved", place="证物室 B2", keeper="colleague")
    house.clock.set("2026-03-12 09:00")
    late = Desk(house, "supervisor").open("/things/?state=over")
    assert late.says("渔网")
    assert late.says("渔获")
    desk = Desk(house, "officer").open(f"/things/{net.pk}/")
    assert desk.says("超期")
    desk.follow("处理结果").send(422, outcome="returned")
    desk.send(outcome="returned", receiver="赵某", witness="钱某")
    net.refresh_from_db()
    assert (net.outcome, net.keeper) == ("returned", "colleague")
    kinds = ThingMove.objects.within(house.bureau.pk).filter(thing=net).order_by("at")
    assert [one.kind for one in kinds] == ["received", "moved", "returned"]
    assert not Desk(house, "supervisor").open("/things/?state=over").says("渔网")
    monkeypatch.setattr(views, "_AT_ONCE", 1)
    sheet = desk.client.get("/things/sheet/")
    written = load_workbook(io.BytesIO(sheet.content)).worksheets[0]
    assert written.max_row == 3, "every thing has its row, however many there are"


def test_a_thing_gets_its_photo_later_and_another_one(house: House) -> None:
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/things/add/").send(name="账册")
    book = Thing.objects.within(house.bureau.pk).get(name="账册")
    assert book.photo is None
    desk.open(f"/things/{book.pk}/").follow("补拍照片")
    assert desk.send(422).says("请拍摄或选择一张照片")
    photo = SimpleUploadedFile("IMG_2.jpg", b"\xff\xd8\xff one", content_type="image/jpeg")
    assert desk.send(photo=photo).says("照片已保存")
    book.refresh_from_db()
    first = book.photo_id
    assert first is not None
    other = SimpleUploadedFile("IMG_3.jpg", b"\xff\xd8\xff two", content_type="image/jpeg")
    desk.open(f"/things/{book.pk}/").follow("更换照片").send(photo=other)
    book.refresh_from_db()
    assert book.photo_id not in (None, first)
    assert Original.objects.within(house.bureau.pk).filter(pk=first).exists(), "the first stays"
    Desk(house, "stranger").open(f"/things/{book.pk}/photo/", 404)
    Desk(house, "custodian").open(f"/things/{book.pk}/photo/", 403)
    desk.open(f"/things/{book.pk}/end/").send(outcome="returned", receiver="赵某")
    assert not desk.open(f"/things/{book.pk}/").says("更换照片")


def test_a_decision_ends_the_period_of_what_was_preserved(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/things/add/")
    desk.send(name="账册", measure="preserved")
    acts.add_activity(
        by=house.officer, kind="preservation_disposed", start=beijing("2026-03-02 09:00"), case=case
    )
    house.clock.set("2026-03-20 09:00")
    assert not Desk(house, "officer").open(f"/cases/{case.pk}/things/").says("超期")


def test_a_thing_is_not_taken_before_its_activity_and_there_is_some_of_it(house: House) -> None:
    house.clock.set("2026-03-02 13:00")
    case = house.case()
    visit = acts.add_activity(
        by=house.officer, kind="advance_preservation", start=beijing("2026-03-02 12:35"), case=case
    )
    desk = Desk(house, "officer").open(f"/cases/{case.pk}/things/add/?event={visit.ref}")
    desk.send(422, name="账册", received_at="2026-03-02T12:34")
    assert desk.says("开始于2026年3月2日 12:35")
    desk.send(422, received_at="2026-03-02T12:35", quantity="-3")
    assert desk.says("数量有误")
    desk.send(quantity="3 册")
    book = Thing.objects.within(house.bureau.pk).get(name="账册")
    page = desk.open(f"/things/{book.pk}/")
    assert page.says("尚未登记：照片、存放地点")
    page.follow("更正").send(422, received_at="2026-03-01T09:00", reason="记错")
    assert page.says("开始于2026年3月2日 12:35")


def test_what_was_preserved_and_let_go_lies_nowhere_and_asks_for_a_decision(house: House) -> None:
    house.clock.set("2026-03-02 09:00")
    case = house.case()
    taken = Taken("账册", "preserved", place="证物室 B2", keeper="保管员甲")
    book = register_thing(by=house.officer, case=case, taken=taken)
    end_thing(
        by=house.officer, thing=book, outcome="returned", at=house.clock.now(), receiver="赵某某"
    )
    page = Desk(house, "officer").open(f"/things/{book.pk}/")
    assert page.says("行政处罚法第五十六条")
    assert page.says("没有注明签收")
    assert not Desk(house, "officer").open("/things/").says("证物室 B2")
    house.clock.later(minutes=5)
    acts.add_activity(
        by=house.officer, kind="preservation_disposed", start=house.clock.now(), case=case
    )
    assert not Desk(house, "officer").open(f"/things/{book.pk}/").says("行政处罚法第五十六条")


def test_the_release_of_one_thing_says_nothing_of_another(house: House) -> None:
    house.clock.set("2026-01-05 09:00")
    case = house.case()
    net, boat = (
        register_thing(by=house.officer, case=case, taken=Taken(name, "sealed"))
        for name in ("渔网", "渔船")
    )
    house.clock.set("2026-03-02 09:00")
    acts.add_activity(
        by=house.officer, kind="measure_released", start=beijing("2026-01-20 08:00"), case=case
    )

    def over() -> list[str]:
        rows = held(things_of(house.officer, case))
        return sorted(one.thing.name for one in rows if one.is_over(house.clock.now()))

    assert over() == ["渔网", "渔船"]
    end_thing(by=house.officer, thing=net, outcome="released", at=beijing("2026-01-20 08:00"))
    assert over() == []  # what was left at the release is what it released
    end_thing(by=house.officer, thing=boat, outcome="filed", at=house.clock.now())


def test_an_outcome_that_is_taken_back_reads_as_none_yet(house: House) -> None:
    case = house.case()
    net = register_thing(by=house.officer, case=case, taken=Taken("渔网", "seized"))
    at = house.clock.later(hours=1)
    net = end_thing(by=house.officer, thing=net, outcome="returned", at=at, receiver="张三")
    correct_thing(by=house.officer, thing=net, reason="误登记", changes={"outcome": ""})
    assert Desk(house, "officer").open(f"/things/{net.pk}/").says("更正为暂无")
