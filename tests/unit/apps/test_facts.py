# SPDX-License-Identifier: Apache-2.0
"""Facts of a case: references, versions, and what is refused with which sentence."""

import json
from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.models import Recording
from liuhen.apps.cases.queries import get_fact, versions
from liuhen.apps.trace.models import Leaf
from support.house import House, beijing


def test_a_reference_follows_whatever_an_import_brought(house: House) -> None:
    patrol = {"id": "e999999999", "type": "inquiry", "start": "2026-02-01T09:00:00+08:00"}
    raw = json.dumps({"case": {"id": "外来1号", "act": "penalty"}, "events": [patrol]})
    case = acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw.encode())
    found = [
        acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case).ref
        for _n in range(2)
    ]

    assert found == ["e1000000000", "e1000000001"]


def test_every_act_leaves_one_leaf_about_its_case(house: House) -> None:
    before = Leaf.objects.count()
    case = house.case()
    acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    acts.export_facts(by=house.officer, case=case)

    leaves = Leaf.objects.order_by("index")[before:]
    assert [leaf.act for leaf in leaves] == [
        "cases.open_case",
        "cases.add_activity",
        "cases.export_facts",
    ]
    assert {leaf.object for leaf in leaves} == {f"cases.case:{case.pk}"}
    assert {leaf.actor for leaf in leaves} == {f"person:{house.people['officer'].pk}"}


def test_a_correction_is_a_new_version_and_the_old_one_stays_readable(house: House) -> None:
    case = house.case()
    first = acts.add_document(
        by=house.officer,
        kind="decision",
        at=house.clock.now(),
        fields={"facts": "一", "reasoning": " "},
        case=case,
    )
    house.clock.later(hours=5)
    second = acts.correct_fact(by=house.officer, fact=first, reason="补正", fields={"facts": "二"})

    assert [row.fields for row in versions(house.officer, second)] == [
        {"facts": "一"},
        {"facts": "二"},
    ]
    assert (second.item, second.ref, second.reason) == (first.item, "d1", "补正")
    assert get_fact(house.officer, "document", first.item).pk == second.pk


def test_as_known_on_a_day_shows_what_was_entered_by_then(house: House) -> None:
    case = house.case()
    then = house.clock.now()
    first = acts.add_document(by=house.officer, kind="decision", at=then, case=case)
    house.clock.later(days=1)
    second = acts.correct_fact(by=house.officer, fact=first, reason="补", fields={"facts": "x"})
    house.clock.later(days=1)
    acts.withdraw_fact(by=house.head, fact=second, reason="重复")

    known = [
        [one.fields for one in claimed_facts(case, then + timedelta(days=day)).documents]
        for day in (0, 1, 2)
    ]
    assert known == [[{}], [{"facts": "x"}], []]
    assert claimed_facts(case).documents == []


def test_two_who_correct_at_once_do_not_overwrite_each_other(house: House) -> None:
    case = house.case()
    seen = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    acts.correct_fact(by=house.officer, fact=seen, reason="甲", fields={"facts": "甲"})

    with pytest.raises(ChangedMeanwhileError):
        acts.correct_fact(by=house.viewer("colleague"), fact=seen, reason="乙", fields={})


def test_an_activity_finds_its_case_later_and_brings_what_names_it(house: House) -> None:
    start = house.clock.now() - timedelta(hours=3)
    shops = [
        acts.add_activity(by=house.officer, kind="routine_patrol", start=start) for _ in range(2)
    ]
    film = acts.add_recording(
        by=house.officer, kind="video", start=start, events=[one.ref for one in shops]
    )
    note = acts.add_document(
        by=house.officer, kind="site_inspection_record", at=start, events=[shops[0].ref]
    )
    case = house.case()

    acts.attach_activity(by=house.officer, activity=shops[0], case=case)

    found = claimed_facts(case)
    assert [one.id for one in found.events] == [shops[0].ref]
    assert [one.id for one in found.documents] == [note.ref]
    assert [one.events for one in found.recordings] == [[shops[0].ref]]
    rest = Recording.objects.seen_by(house.officer).get(item=film.item, superseded_at=None)
    assert (rest.case, rest.event_refs) == (None, [shops[1].ref])
    with pytest.raises(BadFactError):
        acts.attach_activity(by=house.officer, activity=house.event(case, shops[0].ref), case=case)


def test_references_are_never_used_twice_in_a_case(house: House) -> None:
    case = house.case()
    now = house.clock.now()
    first = acts.add_activity(by=house.officer, kind="inquiry", start=now, case=case)
    acts.withdraw_fact(by=house.officer, fact=first, reason="重复")

    again = acts.add_activity(by=house.officer, kind="inquiry", start=now, case=case)

    assert (first.ref, again.ref) == ("e1", "e2")


NOW = beijing("2026-03-02 08:00")


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "raid"}, "raid"),
        ({"start": beijing("2026-03-01 09:00").replace(tzinfo=None)}, "时区|zone"),
        ({"start": beijing("1626-03-01 09:00")}, "1626"),
        ({"end": beijing("2026-03-01 08:00")}, "早于|before"),
        ({"end": beijing("2026-03-03 08:00")}, "2026年3月3日"),
        ({"attrs": {"urgent": True}}, "urgent"),
        ({"officers": [{"name": " "}]}, "姓名|Name"),
        ({"officers": [{"name": "甲", "valid_until": "someday"}]}, "someday"),
        ({"no_recording": {"reason": "x", "document": "d9"}}, "d9"),
        ({"place": "x" * 201}, "200"),
        ({"place": "a\x00b"}, "."),
    ],
)
def test_a_bad_activity_is_refused_with_one_sentence(
    house: House, values: dict[str, object], says: str
) -> None:
    case = house.case()
    good = {"kind": "inquiry", "start": beijing("2026-03-01 09:00"), "case": case}

    with pytest.raises(BadFactError, match=says) as refusal:
        acts.add_activity(by=house.officer, **{**good, **values})

    assert "\n" not in str(refusal.value)
    assert claimed_facts(case).events == []


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "letter"}, "letter"),
        ({"events": ["e9"]}, "e9"),
        ({"signatures": [{"role": "king"}]}, "king"),
        ({"signatures": [{"role": "officer", "refused": True, "reason": "x"}]}, "."),
        ({"signatures": [{"role": "party", "refused": True}]}, "原因|Reason"),
        ({"scan_digest": "sha256:" + "0" * 64}, "."),
    ],
)
def test_a_bad_document_is_refused(house: House, values: dict[str, object], says: str) -> None:
    from liuhen.errors import UserError

    good = {"kind": "decision", "at": NOW, "case": house.case()}
    with pytest.raises(UserError, match=says):
        acts.add_document(by=house.officer, **{**good, **values})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kind": "film"}, "film"),
        ({"content": ["sky"]}, "sky"),
        ({"position": {"lat": 91, "lon": 0}}, "position"),
        ({"position": {"lat": 1}}, "position"),
        ({"vessel": {"flag": "x"}}, "flag"),
        ({"statement": "d9"}, "d9"),
    ],
)
def test_a_bad_recording_is_refused(house: House, values: dict[str, object], says: str) -> None:
    good = {"kind": "video", "start": NOW, "case": house.case()}
    with pytest.raises(BadFactError, match=says):
        acts.add_recording(by=house.officer, **{**good, **values})


@pytest.mark.parametrize(
    ("own", "both", "informed"),
    [(None, True, True), (None, False, False), (False, True, False), (True, False, True)],
)
def test_who_was_told_on_the_spot_is_told_of_its_footage(
    house: House, *, own: bool | None, both: bool, informed: bool
) -> None:
    """003 art. 27(1), 002 art. 14, 004 art. 18: said once, of every activity that it shows."""
    case, start = house.case(), beijing("2026-03-02 07:00")
    told = [True, both]
    refs = [
        acts.add_activity(
            by=house.officer, kind="inquiry", start=start, end=start + timedelta(minutes=30),
            case=case, details={"filming_told": one},
        ).ref
        for one in told
    ]  # fmt: skip
    acts.add_recording(
        by=house.officer, kind="video", start=start, end=start + timedelta(minutes=30), case=case,
        events=refs, informed=own,
    )  # fmt: skip
    assert [one.informed for one in claimed_facts(case).recordings] == [informed]
