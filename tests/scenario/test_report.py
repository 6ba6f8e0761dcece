# SPDX-License-Identifier: Apache-2.0
"""The chief asks how a section's recordings stand; every number leads to its list."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Activity
from liuhen.apps.cases.sorting import set_aside
from liuhen.apps.compliance.section_report import SectionReport, Wanted, section_report
from liuhen.apps.evidence.models import Original, StoredObject
from liuhen.apps.evidence.outings import away, come_back, leave
from liuhen.apps.trace.models import Leaf
from support.desk import Desk
from support.footage import Footage
from support.house import Clock, House, beijing

MARCH = Wanted(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def footage(house: House, clock: Clock) -> Footage:
    clock.set("2026-03-04 12:00")
    return Footage(house)


def asked(house: House, wanted: Wanted = MARCH) -> SectionReport:
    return section_report(house.head, wanted)


def shop(house: House, start: str, end: str) -> Activity:
    return acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing(start),
        end=beijing(end),
        case=house.case(),
        officers=[{"name": "officer"}],
    )


def filmed(house: House, footage: Footage, start: str, end: str) -> None:
    """An inspection in a case of its own, and the film that begins with it."""
    activity = shop(house, start, end)
    link_original(by=house.officer, original=footage.original(start), activity=activity)


def test_nothing_happened(house: House) -> None:
    made = asked(house)
    assert (made.recorded, made.late, made.unlinked, made.gaps) == (0, [], [], [])


def test_what_was_stored_late_stands_with_who_recorded_it(house: House, footage: Footage) -> None:
    late = footage.original("2026-03-02 09:00", officer="officer")
    footage.original("2026-03-04 09:00", officer="colleague")
    linked = footage.original("2026-03-02 15:00", officer="colleague")
    link_original(
        by=house.officer,
        original=linked,
        activity=shop(house, "2026-03-02 15:00", "2026-03-02 16:00"),
    )

    made = asked(house)

    assert made.late_by_officer == [("colleague", 1), ("officer", 1)]
    by_officer = {one.officer: one for one in made.late}
    assert by_officer["officer"].original == late
    assert by_officer["officer"].due == beijing("2026-03-03 10:00"), "24 hours from its end"
    assert by_officer["colleague"].recording is not None
    assert "27(5)" in by_officer["officer"].articles


def test_what_waits_for_a_link_or_an_explanation_is_counted(house: House, footage: Footage) -> None:
    activity = shop(house, "2026-03-04 09:00", "2026-03-04 10:00")
    file = footage.original("2026-03-04 09:00", hole=(10, 20))
    link_original(by=house.officer, original=file, activity=activity)
    shop(house, "2026-03-04 07:00", "2026-03-04 08:00")
    waiting = footage.original("2026-03-04 11:00", device="DSJ-02")
    aside = footage.original("2026-03-04 11:30", device="DSJ-03")
    set_aside(by=house.officer, originals=[aside.pk], reason="误触开机")

    made = asked(house)

    assert made.recorded == 3
    assert made.unlinked == [waiting]
    assert [one.start for one in made.gaps] == [beijing("2026-03-04 09:10")]
    assert len(made.missing) == 1
    assert [one.original for one in made.aside] == [aside]


def test_clocks_and_what_is_not_safe_yet(house: House, footage: Footage) -> None:
    footage.original("2026-03-04 09:00", findings=[{"word": "clock_off", "offset_ms": 90_000}])
    open_ = footage.original("2026-03-04 10:00", device="DSJ-02")
    StoredObject.objects.within(house.bureau.pk).filter(pk=open_.object_id).update(verified_at=None)

    made = asked(house)

    assert [(one.device.code, one.recordings) for one in made.clocks] == [("DSJ-01", 1)]
    assert made.unsafe == [open_]


def test_other_days_and_other_sections_are_left_out(house: House, footage: Footage) -> None:
    footage.original("2026-03-02 09:00")
    footage.original("2026-03-02 09:00", device="D2", section=house.other_section)

    assert asked(house, Wanted(date(2026, 2, 1), date(2026, 2, 28))).recorded == 0
    mine = Wanted(date(2026, 3, 1), date(2026, 3, 31), house.section)
    assert section_report(house.viewer("section_head"), mine).recorded == 1
    assert asked(house).recorded == 2
    other = Wanted(date(2026, 3, 1), date(2026, 3, 31), house.other_section)
    with pytest.raises(NotAllowedError):
        section_report(house.viewer("section_head"), other)


def test_the_page_names_the_numbers_and_the_sheet_has_no_formula(
    house: House, footage: Footage
) -> None:
    footage.original("2026-03-02 09:00", file_name='=HYPERLINK("http://x","y").mp4')
    desk = Desk(house, "section_head").open("/recordings/report/?from=2026-03-01&to=2026-03-31")
    assert desk.says('href="#late"')
    assert desk.says("一科")
    before = Leaf.objects.count()

    answer = desk.client.get("/recordings/report/sheet/?from=2026-03-01&to=2026-03-31")

    book = load_workbook(BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if str(cell.value).startswith("=")]
    assert [cell.data_type for cell in named] == ["s", "s"], "late and unlinked, both as text"
    assert Leaf.objects.count() == before + 1, "that it went out is recorded"


def test_who_answers_for_nobody_asks_nothing(house: House) -> None:
    for name in ("officer", "legal_reviewer"):
        Desk(house, name).open("/recordings/report/", 403)
    Desk(house, "supervisor").open("/recordings/report/")
    Desk(house, "section_head").open(f"/recordings/report/?section={house.other_section.pk}", 404)


def test_one_file_that_shows_three_shops_is_one_recording_and_one_late(
    house: House, footage: Footage
) -> None:
    """Everything is counted on one basis, and the page says on which."""
    film = footage.original("2026-03-02 09:00", minutes=60, officer="officer")
    for first, last in (("09:00", "09:15"), ("09:20", "09:35"), ("09:40", "09:55")):
        activity = shop(house, f"2026-03-02 {first}", f"2026-03-02 {last}")
        link_original(by=house.officer, original=film, activity=activity)

    made = asked(house)

    assert (made.recorded, len(made.late)) == (1, 1)
    assert made.late[0].recording is not None
    assert made.late[0].recording.original == film
    desk = Desk(house, "section_head").open("/recordings/report/?from=2026-03-01&to=2026-03-31")
    assert desk.says("统计口径")


def test_what_was_entered_without_a_file_counts_on_both_sides(
    house: House, footage: Footage
) -> None:
    case = house.case()
    acts.add_recording(
        by=house.officer,
        case=case,
        kind="video",
        start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 09:30"),
    )
    made = asked(house)
    assert (made.recorded, made.typed) == (1, 1)
    assert len(made.late) <= made.recorded


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=1.3.2026&to=2026-03-31", "“1.3.2026”不是有效日期"),
        ("from=2026-02-30", "“2026-02-30”不是有效日期"),
        ("to=gestern", "“gestern”不是有效日期"),
        ("from=2026-03-31&to=2026-03-01", "截止日期早于起始日期"),
        ("from=2024-01-01&to=2026-03-01", "最长一年"),
    ],
)
def test_days_that_make_no_sense_are_said_in_a_sentence(
    house: House, query: str, said: str
) -> None:
    desk = Desk(house, "section_head").open(f"/recordings/report/?{query}")
    assert desk.says(said)
    assert not desk.open("/recordings/report/?from=2026-03-01&to=2026-03-31").says(said)
    answer = desk.client.get(f"/recordings/report/sheet/?{query}")
    cells = [
        str(cell.value)
        for row in load_workbook(BytesIO(answer.content)).worksheets[0]
        for cell in row
    ]
    assert any(said in cell for cell in cells)


def test_late_recordings_of_too_many_cases_are_said(
    house: House, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour in ("09", "11"):
        filmed(house, footage, f"2026-03-02 {hour}:00", f"2026-03-02 {hour}:30")
    monkeypatch.setattr("liuhen.apps.compliance.section_report._MOST_CASES", 1)
    desk = Desk(house, "section_head").open("/recordings/report/?from=2026-03-01&to=2026-03-31")
    assert desk.says("另有 1 件较早的案件未纳入逾期统计")


def test_cases_in_which_nothing_was_late_take_no_place_of_those_that_were(
    house: House, footage: Footage, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in ("02", "04"):
        filmed(house, footage, f"2026-03-{day} 09:00", f"2026-03-{day} 10:00")
    monkeypatch.setattr("liuhen.apps.compliance.section_report._MOST_CASES", 1)

    made = asked(house)

    assert [one.start for one in made.late] == [beijing("2026-03-02 09:00")]
    assert made.late_left == 0


def test_an_outing_gives_more_time_to_files_that_wait_for_a_link(
    house: House, footage: Footage, clock: Clock
) -> None:
    clock.set("2026-03-02 08:00")
    leave(by=house.officer, officer=house.people["officer"], ground="remote", place="某岛")
    clock.set("2026-03-03 18:00")
    come_back(by=house.officer, outing=away(house.officer).get())
    clock.set("2026-03-04 12:00")
    footage.original("2026-03-02 09:00", officer="officer")
    footage.original("2026-03-02 07:00", minutes=30, officer="officer")
    footage.original("2026-03-02 09:00", officer="colleague")

    made = asked(house)

    starts = {(one.officer, one.start) for one in made.late}
    assert starts == {
        ("officer", beijing("2026-03-02 07:00")),
        ("colleague", beijing("2026-03-02 09:00")),
    }


def test_a_section_that_is_no_key_is_refused(house: House) -> None:
    Desk(house, "section_head").open("/recordings/report/?section=1", 404)


def test_rows_without_a_case_lead_to_their_recordings(house: House, footage: Footage) -> None:
    late = footage.original("2026-03-02 09:00")
    timeless = footage.original("2026-03-04 10:00", device="DSJ-02")
    Original.objects.within(house.bureau.pk).filter(pk=timeless.pk).update(start=None, end=None)
    aside = footage.original("2026-03-04 11:30", device="DSJ-03")
    set_aside(by=house.officer, originals=[aside.pk], reason="误触开机")

    desk = Desk(house, "section_head").open("/recordings/report/?from=2026-03-01&to=2026-03-31")

    sections = [part.partition('"') for part in desk.text.split('card-title" id="')[1:]]
    shown = {anchor: text.partition("</section>")[0] for anchor, _quote, text in sections}
    for anchor, row in (("late", late), ("unlinked", timeless), ("aside", aside)):
        assert f'href="/recordings/{row.pk}/"' in shown[anchor], anchor
    assert "时间不明</a>" in shown["unlinked"]
