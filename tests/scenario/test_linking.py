# SPDX-License-Identifier: Apache-2.0
"""Footage from recorders becomes facts of cases: by range, by the system's word, undoable."""

from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.carrying import carry
from liuhen.apps.cases.errors import (
    BadFactError,
    ClosedCaseError,
    NotAllowedError,
    ServerTimeError,
    UnknownRowError,
)
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.linking.acts import Wish, link_many, link_original, relink, unlink
from liuhen.apps.cases.linking.reading import links_of, ranges_for, unlinked
from liuhen.apps.cases.models import Activity, Case, Recording
from liuhen.apps.evidence.models import HandOver, HandOverLine, LineState, Outing, OutingGround
from liuhen.apps.trace.journal import act
from support.footage import Footage
from support.house import SYSTEM, Clock, House, beijing


@pytest.fixture
def footage(house: House) -> Footage:
    return Footage(house)


def inspection(house: House, case: Case | None, start: str, end: str) -> Activity:
    """A site inspection, entered on the spot."""
    return acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing(start),
        end=beijing(end),
        case=case,
        section=house.section if case is None else None,
        officers=[{"name": "officer", "certificate": "A1", "established": True}],
    )


def the(row: Recording) -> Recording:
    """The version of a link that counts now."""
    return Recording.objects.within(row.bureau_id).get(item=row.item, superseded_at=None)


def test_one_four_hour_file_serves_five_shops(house: House, clock: Clock, footage: Footage) -> None:
    clock.set("2026-03-02 14:00")
    file = footage.original("2026-03-02 09:00", minutes=240)
    shops = []
    for hour in range(9, 13):
        case = house.case(title=f"店 {hour}")
        shops.append(
            inspection(house, case, f"2026-03-02 {hour:02}:10", f"2026-03-02 {hour:02}:40")
        )
    shops.append(inspection(house, None, "2026-03-02 12:45", "2026-03-02 12:55"))

    made = link_many(by=house.officer, wishes=[Wish(file, shop) for shop in shops])

    assert made.refused == []
    assert [row.event_refs for row in made.done] == [[shop.ref] for shop in shops]
    for shop, row in zip(shops, made.done, strict=True):
        assert shop.end is not None
        assert row.start == shop.start - timedelta(minutes=1), "a minute around it"
        assert row.end == shop.end + timedelta(minutes=1)
        assert row.stored_at == file.kept_at
        assert row.case_id == shop.case_id
    assert links_of(file).count() == 5
    first = claimed_facts(shops[0].case)  # type: ignore[arg-type]  # it has one
    assert [(one.id, one.device, one.officer) for one in first.recordings] == [
        ("r1", "DSJ-01", "officer")
    ]
    assert house.finding(shops[0].case, "investigation.recording").status == "met"


def test_a_wrong_link_is_undone_with_its_trace(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case, other = house.case(), house.case(title="另一案")
    wrong = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    right = inspection(house, other, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00")
    row = link_original(by=house.officer, original=file, activity=wrong)
    assert file not in unlinked(house.officer)

    with pytest.raises(BadFactError):
        unlink(by=house.officer, recording=row, reason=" ")
    gone = unlink(by=house.officer, recording=row, reason="认错了店")

    assert (gone.withdrawn, gone.reason) == (True, "认错了店")
    assert claimed_facts(case).recordings == []
    assert file in unlinked(house.officer), "it waits for a link again"
    again = link_original(by=house.officer, original=file, activity=right)
    assert [one.pk for one in links_of(file)] == [again.pk]


def test_a_range_is_mended_and_the_old_one_stays_readable(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 09:30")
    row = link_original(
        by=house.officer, original=footage.original("2026-03-02 09:00"), activity=shop
    )
    before = clock.now()
    clock.later(minutes=5)

    made = relink(
        by=house.officer,
        recording=row,
        start=beijing("2026-03-02 09:00"),
        end=beijing("2026-03-02 09:40"),
        reason="还在店里",
    )

    assert (made.from_ms, made.to_ms) == (0, 40 * 60_000)
    assert claimed_facts(case).recordings[0].end == beijing("2026-03-02 09:40")
    assert claimed_facts(case, known_at=before).recordings[0].end == beijing("2026-03-02 09:31")
    with pytest.raises(BadFactError, match=r"结束|ends"):
        relink(by=house.officer, recording=made, end=beijing("2026-03-02 11:00"), reason="太长")


def test_a_hole_in_the_file_is_breached_until_it_is_explained(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00", minutes=60, hole=(20, 30))

    link_original(by=house.officer, original=file, activity=shop)

    facts = claimed_facts(case)
    assert [(one.id, one.start, one.end) for one in facts.recordings] == [
        ("r1", beijing("2026-03-02 09:00"), beijing("2026-03-02 09:20")),
        ("r1-2", beijing("2026-03-02 09:30"), beijing("2026-03-02 10:00")),
    ]
    unbroken = house.finding(case, "recording.unbroken", "e1")
    assert unbroken.status == "breached"
    assert "27(4)" in unbroken.articles
    subjects = {one.subject for one in house.report(case).findings}
    assert "r1-2" not in subjects, "people know one recording, not its pieces"

    acts.add_interruption(
        by=house.officer,
        case=case,
        event="e1",
        start=beijing("2026-03-02 09:20"),
        end=beijing("2026-03-02 09:30"),
        cause="power",
    )

    assert house.finding(case, "recording.unbroken", "e1").status == "excused"


def test_what_the_probe_finds_later_is_carried_into_the_links(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00", probed=False)
    link_original(by=house.officer, original=file, activity=shop)
    before = clock.now()
    assert len(claimed_facts(case).recordings) == 1
    assert house.finding(case, "recording.unbroken", "e1").status == "pending", "a name is no film"
    clock.later(minutes=5)

    footage.probe(file, hole=(20, 30))

    assert len(claimed_facts(case).recordings) == 2
    assert house.finding(case, "recording.unbroken", "e1").status == "breached"
    assert len(claimed_facts(case, known_at=before).recordings) == 1, "as known on that day"


def test_marks_inside_the_range_are_facts_of_the_footage(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:40")
    file = footage.original("2026-03-02 09:00")
    footage.mark(file, "2026-03-02 09:03", "told")
    row = link_original(by=house.officer, original=file, activity=shop)
    assert row.informed is None, "told before the range"

    footage.mark(file, "2026-03-02 09:12", "told")
    footage.mark(file, "2026-03-02 09:13", "scene")
    footage.mark(file, "2026-03-02 09:14", "landmark_spoken")
    footage.mark(file, "2026-03-02 09:15", "position", lat=38.9, lon=121.6)
    footage.mark(file, "2026-03-02 09:16", "vessel_spoken", name="辽渔", number="1")
    footage.mark(file, "2026-03-02 09:17", "certificate_shown")
    footage.mark(file, "2026-03-02 09:50", "people")

    held = the(row)
    assert held.informed is True
    assert held.content == ["scene", "place_sign"]
    assert held.position == {"lat": 38.9, "lon": 121.6}
    assert held.vessel == {"name": "辽渔", "number": "1", "spoken": True}
    assert held.entered_at == row.entered_at, "nobody typed anything"
    (event,) = claimed_facts(case).events
    assert event.identity_shown is True


def test_footage_docked_late_is_late(house: House, clock: Clock, footage: Footage) -> None:
    clock.set("2026-03-04 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00")

    link_original(by=house.officer, original=file, activity=shop)

    stored = house.finding(case, "recording.stored")
    assert (stored.status, stored.due) == ("late", beijing("2026-03-03 10:00"))


def test_only_an_ended_outing_gives_more_time(house: House, clock: Clock, footage: Footage) -> None:
    clock.set("2026-03-02 07:00")
    with act("test.outing", by=SYSTEM) as record:
        outing = record.create(
            Outing(
                bureau=house.bureau,
                section=house.section,
                officer=house.people["officer"],
                ground=OutingGround.REMOTE,
                place="长海",
                left_at=clock.now(),
                registered_by=house.people["officer"],
            )
        )
    clock.set("2026-03-04 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00")
    row = link_original(by=house.officer, original=file, activity=shop)
    assert row.returned_at is None
    assert house.finding(case, "recording.stored").status == "late"

    with act("test.return", by=SYSTEM) as record:
        record.update(outing, returned_at=clock.now())
        carry([file.pk], record)

    assert the(row).returned_at == clock.now()
    assert house.finding(case, "recording.stored").status == "met"


def test_an_accepted_hand_over_is_carried_even_into_an_archived_case(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00")
    row = link_original(by=house.officer, original=file, activity=shop)
    clock.later(hours=1)
    house.end(case, at=clock.now())
    case.refresh_from_db()
    acts.archive_case(by=house.custodian, case=case)
    clock.later(hours=1)

    footage.mark(file, "2026-03-02 09:12", "told")
    with act("test.hand_over", by=SYSTEM) as record:
        list_ = record.create(
            HandOver(
                bureau=house.bureau,
                section=house.section,
                year=2026,
                number=1,
                offered_at=clock.now(),
                offered_by=house.people["officer"],
            )
        )
        record.create(
            HandOverLine(
                bureau=house.bureau,
                hand_over=list_,
                original=file,
                state=LineState.ACCEPTED,
                decided_at=clock.now(),
            )
        )
        carry([file.pk], record)

    held = the(row)
    assert held.handed_over_at == clock.now()
    assert held.informed is None, "nothing that is seen is added to an archived case"
    again = footage.original("2026-03-02 09:00", device="DSJ-02")
    with pytest.raises(ClosedCaseError):
        link_original(by=house.officer, original=again, activity=shop)
    with pytest.raises(ClosedCaseError):
        unlink(by=house.officer, recording=held, reason="认错了")


def test_what_the_system_knows_is_not_typed(house: House, clock: Clock, footage: Footage) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    row = link_original(
        by=house.officer, original=footage.original("2026-03-02 09:00"), activity=shop
    )

    for change in (
        {"start": beijing("2026-03-02 08:00")},
        {"device": "DSJ-99"},
        {"informed": True},
        {"content": ["scene"]},
        {"position": {"lat": 1, "lon": 1}},
    ):
        with pytest.raises(ServerTimeError):
            acts.correct_fact(by=house.officer, fact=row, reason="改一改", **change)
    with pytest.raises(ServerTimeError):
        acts.withdraw_fact(by=house.officer, fact=row, reason="不要了")
    for mark in (acts.mark_stored, acts.mark_handed_over):
        with pytest.raises((BadFactError, ServerTimeError)):
            mark(by=house.custodian, case=case, recordings=[row])
    with pytest.raises(ServerTimeError):
        acts.mark_returned(by=house.custodian, case=case, recordings=[row])

    said = acts.correct_fact(
        by=house.officer, fact=row, reason="作证据", evidence=True, reviewed_by_party=True
    )

    assert (said.evidence, said.origin) == (True, "device")
    with pytest.raises(NotAllowedError):
        acts.correct_fact(by=house.officer, fact=said, reason="不作证据", evidence=False)
    with pytest.raises(NotAllowedError):
        unlink(by=house.officer, recording=said, reason="认错了")
    unlink(by=house.custodian, recording=said, reason="认错了")


def test_an_original_without_a_known_time_is_a_claim_until_the_custodian_confirms(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original(None, minutes=60)
    with pytest.raises(BadFactError, match=r"开始|began"):
        link_original(by=house.officer, original=file, activity=shop)

    row = link_original(
        by=house.officer, original=file, activity=shop, begins=beijing("2026-03-02 09:00")
    )

    assert (row.origin, row.start, row.to_ms) == ("typed", beijing("2026-03-02 09:00"), 3_600_000)
    assert house.finding(case, "investigation.recording").status == "pending"
    with pytest.raises(NotAllowedError):
        acts.mark_stored(by=house.officer, case=case, recordings=[row])
    clock.later(minutes=1)

    acts.mark_stored(by=house.custodian, case=case, recordings=[row])

    assert the(row).stored_at == file.kept_at, "the system's word stays"
    assert house.finding(case, "investigation.recording").status == "met"


def test_who_may_not_see_or_link_is_refused(house: House, clock: Clock, footage: Footage) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00")

    for name in ("stranger", "importer"):
        with pytest.raises((UnknownRowError, NotAllowedError)):
            link_original(by=house.viewer(name), original=file, activity=shop)
    with pytest.raises(NotAllowedError):
        link_original(by=house.head, original=file, activity=shop)
    row = link_original(by=house.viewer("colleague"), original=file, activity=shop)
    with pytest.raises(UnknownRowError):
        unlink(by=house.viewer("stranger"), recording=row, reason="认错了")
    with pytest.raises(BadFactError, match=r"已关联|already"):
        link_original(by=house.officer, original=file, activity=shop)


def test_a_handler_of_another_section_sees_the_linked_range_alone(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case(handlers=[house.people["officer"], house.people["stranger"]])
    shop = inspection(house, case, "2026-03-02 09:10", "2026-03-02 09:30")
    file = footage.original("2026-03-02 09:00")
    assert ranges_for(house.viewer("stranger"), file) == []

    link_original(by=house.officer, original=file, activity=shop)

    assert ranges_for(house.viewer("stranger"), file) == [(9 * 60_000, 31 * 60_000)]


def test_a_link_moves_along_when_its_activity_gets_a_case(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    patrol = inspection(house, None, "2026-03-02 09:00", "2026-03-02 10:00")
    file = footage.original("2026-03-02 09:00", hole=(20, 30))
    row = link_original(by=house.officer, original=file, activity=patrol)
    assert row.case_id is None
    case = house.case()

    acts.attach_activity(by=house.officer, activity=patrol, case=case)

    assert the(row).case_id == case.pk
    assert len(claimed_facts(case).recordings) == 2
    footage.mark(file, "2026-03-02 09:12", "told")
    assert the(row).informed is True


def test_a_handler_of_another_section_narrows_a_range_and_widens_none(
    house: House, clock: Clock, footage: Footage
) -> None:
    clock.set("2026-03-02 12:00")
    case = house.case()
    film = footage.original("2026-03-02 08:00", minutes=240)
    shop = inspection(house, case, "2026-03-02 09:00", "2026-03-02 09:30")
    row = link_original(by=house.officer, original=film, activity=shop)
    both = [house.people["officer"], house.people["stranger"]]
    acts.assign_handlers(by=house.officer, case=case, handlers=both)
    stranger = house.viewer("stranger")
    seen = ranges_for(stranger, film)
    assert seen == [(59 * 60_000, 91 * 60_000)]

    for start, end in (("08:00", "12:00"), ("08:30", "09:20"), ("09:10", "11:00")):
        with pytest.raises(BadFactError):
            relink(
                by=stranger,
                recording=row,
                start=beijing(f"2026-03-02 {start}"),
                end=beijing(f"2026-03-02 {end}"),
                reason="多看一点",
            )
    assert ranges_for(stranger, film) == seen

    relink(by=stranger, recording=row, end=beijing("2026-03-02 09:20"), reason="早走了")
    assert ranges_for(stranger, film) == [(59 * 60_000, 80 * 60_000)]
