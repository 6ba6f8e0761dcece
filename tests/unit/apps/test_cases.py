# SPDX-License-Identifier: Apache-2.0
"""Acts on cases: numbers, facts and their versions, what is refused, and with which sentence."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection

from liuhen.apps.cases import acts
from liuhen.apps.cases.acting import is_handler
from liuhen.apps.cases.deeds import case_deeds
from liuhen.apps.cases.errors import (
    BadFactError,
    ChangedMeanwhileError,
    ClosedCaseError,
    NotAllowedError,
    NumberTakenError,
    StateSecretError,
)
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.invented import NoDemonstrationError, Staffed
from liuhen.apps.cases.lateness import entered_long_after
from liuhen.apps.cases.models import Case, Document, Recording, SecretShell
from liuhen.apps.cases.numbering import set_first_number
from liuhen.apps.cases.queries import get_fact, versions
from liuhen.apps.cases.words import BY_ACT, STAGES, stage_of_document, stage_of_event
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.law import facts as law
from support.house import SYSTEM, Clock, House, beijing


def test_numbers_of_an_act_follow_each_other_within_a_year(house: House) -> None:
    found = [house.case().number, house.case().number, house.case(kind="inspection").number]
    house.clock.set("2027-01-01 00:00")
    found.append(house.case().number)

    assert found == [
        "示例罚〔2026〕1号",
        "示例罚〔2026〕2号",
        "示例检〔2026〕1号",
        "示例罚〔2027〕1号",
    ]


def test_a_bureau_that_begins_in_mid_year_goes_on_from_its_number(house: House) -> None:
    with act("test.number", by=SYSTEM) as record:
        set_first_number(bureau=house.bureau, act="penalty", year=2026, first=18, record=record)

    assert house.case().number == "示例罚〔2026〕18号"
    with pytest.raises(BadFactError), act("test.number", by=SYSTEM) as record:
        set_first_number(bureau=house.bureau, act="penalty", year=2026, first=18, record=record)


def test_a_number_that_an_import_brought_is_passed_over(house: House) -> None:
    raw = '{"case": {"id": "示例罚〔2026〕1号", "act": "penalty"}}'.encode()
    acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

    assert house.case().number == "示例罚〔2026〕2号"


def test_two_officers_at_once_get_two_numbers(many_writers: None) -> None:
    house = House(Clock("2026-11-20 08:00"))
    found: list[str] = []

    def open_some() -> None:
        try:
            found.extend(house.case().number for _ in range(6))
        finally:
            connection.close()

    threads = [threading.Thread(target=open_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == len(set(found)) == 24


def test_many_at_once_begin_a_series_and_import_one_number(
    many_writers: None, clock: Clock
) -> None:
    house = House(clock)
    raw = '{"case": {"id": "外来1号", "act": "penalty"}}'.encode()
    numbers, refused = [], []

    def work() -> None:
        try:
            numbers.append(house.case(kind="licensing").number)
            acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)
        except NumberTakenError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [f"示例许〔2026〕{n}号" for n in range(1, 5)]
    assert len(refused) == 3


@pytest.mark.parametrize("device", ["x" * 61, "a\x00b"])
def test_an_import_with_words_that_no_column_holds_is_refused(house: House, device: str) -> None:
    film = {"id": "r1", "kind": "video", "device": device, "start": "2026-02-01T09:00:00+08:00"}
    raw = json.dumps({"case": {"id": "外来1号", "act": "penalty"}, "recordings": [film]})

    with pytest.raises(BadFactError):
        acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw.encode())


def test_an_import_takes_no_number_from_the_series_of_another_bureau(house: House) -> None:
    House(house.clock, code="other")

    def bring(number: str) -> Case:
        raw = json.dumps({"case": {"id": number, "act": "penalty"}}).encode()
        return acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

    with pytest.raises(NumberTakenError, match="示例other罚〔2026〕3号"):
        bring("示例other罚〔2026〕3号")
    assert bring("示例罚〔2026〕3号").number == "示例罚〔2026〕3号"
    assert bring("远方局罚〔2026〕3号").number == "远方局罚〔2026〕3号"


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
        ({"end": beijing("2026-03-03 08:00")}, "2026-03-03"),
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
        acts.add_activity(by=house.officer, **{**good, **values})  # type: ignore[arg-type]

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
        acts.add_document(by=house.officer, **{**good, **values})  # type: ignore[arg-type]


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
        acts.add_recording(by=house.officer, **{**good, **values})  # type: ignore[arg-type]


def test_an_archived_case_takes_nothing_more_but_storing(house: House) -> None:
    case = house.case()
    film = acts.add_recording(by=house.officer, kind="audio", start=house.clock.now(), case=case)
    acts.conclude(by=house.officer, case=case)
    acts.archive_case(by=house.custodian, case=case)

    with pytest.raises(ClosedCaseError):
        acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)
    acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    with pytest.raises(BadFactError):
        acts.mark_stored(
            by=house.custodian,
            case=case,
            recordings=[Recording.objects.seen_by(house.custodian).get(stored_at__isnull=False)],
        )


def test_a_case_is_concluded_before_it_is_archived(house: House) -> None:
    with pytest.raises(BadFactError):
        acts.archive_case(by=house.custodian, case=house.case())


def test_investigating_reviewing_and_approving_are_three_peoples_work(house: House) -> None:
    case = house.case(handlers=[house.people["officer"], house.people["section_head"]])
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    with pytest.raises(NotAllowedError):  # handles the case
        acts.sign_document(by=house.viewer("section_head"), document=paper, role="section_head")
    with pytest.raises(NotAllowedError):  # holds another role
        acts.sign_document(by=house.head, document=paper, role="legal_reviewer")
    house.people["reviewing_head"] = both = house.people["deputy_head"]
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=both,
        role=Role.LEGAL_REVIEWER,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    viewer = house.viewer("reviewing_head")
    reviewed = acts.sign_document(by=viewer, document=paper, role="legal_reviewer", opinion="合法")
    with pytest.raises(NotAllowedError):  # reviewed it
        acts.sign_document(by=viewer, document=reviewed, role="deputy_head")
    with pytest.raises(NotAllowedError):
        acts.approve(by=viewer, case=case, role="deputy_head")

    signed = acts.sign_document(
        by=house.head, document=reviewed, role="bureau_head", opinion="同意"
    )

    assert [one["role"] for one in signed.signatures] == ["legal_reviewer", "bureau_head"]
    assert signed.fields == {"opinion": "合法", "head_opinion": "同意"}
    with pytest.raises(BadFactError):
        acts.sign_document(by=house.head, document=signed, role="bureau_head")


def test_whoever_approved_a_case_does_not_review_it_afterwards(house: House) -> None:
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=house.people["deputy_head"],
        role=Role.LEGAL_REVIEWER,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    case, viewer = house.case(), house.viewer("deputy_head")
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    acts.approve(by=viewer, case=case, role="deputy_head")

    with pytest.raises(NotAllowedError):
        acts.sign_document(by=viewer, document=paper, role="legal_reviewer")


def test_whoever_handled_a_case_once_does_not_sign_in_it_later(house: House) -> None:
    officer, head = house.people["officer"], house.people["section_head"]
    case = house.case(handlers=[officer, head])
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.now(), case=case)
    by = house.viewer("section_head")
    acts.assign_handlers(by=by, case=case, handlers=[officer])

    assert "section_head" not in case_deeds(by, case).approve
    with pytest.raises(NotAllowedError):
        acts.sign_document(by=by, document=paper, role="section_head")

    acts.assign_handlers(by=by, case=case, handlers=[officer, head])
    assert is_handler(by, case)


def test_a_handler_who_is_custodian_too_does_not_stretch_stored_footage(house: House) -> None:
    from liuhen.apps.people import acts as people_acts
    from liuhen.apps.people.roles import Role

    people_acts.grant_role(
        by=house.viewer("admin"),
        person=house.people["section_head"],
        role=Role.CUSTODIAN,
        organisation=house.bureau,
        from_date=house.clock.now().date(),
    )
    case = house.case(handlers=[house.people["officer"], house.people["section_head"]])
    early, late = house.clock.now() - timedelta(hours=2), house.clock.now()
    film = acts.add_recording(by=house.officer, kind="video", start=early, end=early, case=case)
    (stored,) = acts.mark_stored(by=house.custodian, case=case, recordings=[film])

    with pytest.raises(NotAllowedError):
        acts.correct_fact(by=house.viewer("section_head"), fact=stored, reason="longer", end=late)


def test_a_party_may_refuse_to_sign_and_an_officer_may_not(house: House) -> None:
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="inquiry_record", at=NOW, case=case)

    signed = acts.add_signature(
        by=house.officer, document=paper, role="party", refused=True, reason="拒不签字"
    )

    assert claimed_facts(case).documents[0].signatures == [
        law.Signature(role="party", refused=True, reason="拒不签字")
    ]
    with pytest.raises(BadFactError):
        acts.add_signature(
            by=house.officer, document=signed, role="officer", refused=True, reason="x"
        )


def test_a_state_secret_is_taken_in_by_no_door(house: House) -> None:
    with pytest.raises(StateSecretError):
        house.case(secrecy=["privacy", "state_secret"])
    raw = b'{"case": {"id": "S-1", "act": "penalty", "secrecy": ["state_secret"]}}'
    with pytest.raises(StateSecretError):
        acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)
    case = house.case()
    with pytest.raises(StateSecretError):
        acts.correct_case(by=house.head, case=case, reason="x", secrecy=["state_secret"])


def test_of_a_state_secret_the_shell_is_kept(house: House) -> None:
    shell = acts.keep_shell(by=house.custodian, number="密-1", keeper="李某", place="保密室 3 柜")

    assert SecretShell.objects.seen_by(house.head).get() == shell
    assert not SecretShell.objects.seen_by(house.officer).exists()
    with pytest.raises(NumberTakenError):
        acts.keep_shell(by=house.custodian, number="密-1", keeper="李某", place="x")
    with pytest.raises(NotAllowedError):
        acts.keep_shell(by=house.officer, number="密-2", keeper="李某", place="x")


def test_what_kind_of_case_it_is_is_corrected_by_a_head_who_does_not_handle_it(
    house: House,
) -> None:
    case = house.case()
    with pytest.raises(NotAllowedError):
        acts.correct_case(by=house.officer, case=case, reason="x", procedure="simple")
    with pytest.raises(BadFactError):
        acts.correct_case(by=house.head, case=case, reason="x", number="1")

    acts.correct_case(by=house.head, case=case, reason="适用有误", procedure="simple")

    assert Case.objects.seen_by(house.head).get().procedure == "simple"


def test_entered_long_after_is_shown(house: House) -> None:
    case = house.case()
    rows = [
        acts.add_document(
            by=house.officer,
            kind="decision",
            at=house.clock.now() - timedelta(days=days),
            case=case,
        )
        for days in (1, 3)
    ]

    assert [entered_long_after(row) for row in rows] == [False, True]


def test_every_event_and_document_has_a_stage() -> None:
    assert {stage_of_event(kind) for kind in law.EVENT_TYPES} == set(STAGES)
    assert {stage_of_document(kind) for kind in law.DOCUMENT_TYPES} == set(STAGES)
    assert set(BY_ACT) < set(law.EVENT_TYPES)


def test_a_case_needs_a_handler_of_the_bureau(house: House, clock: Clock) -> None:
    from liuhen.apps.cases.errors import UnknownRowError

    other = House(clock, pack="xigang-hrss", code="other")
    with pytest.raises(UnknownRowError):
        house.case(handlers=[other.people["officer"]])
    with pytest.raises(BadFactError):
        acts.assign_handlers(by=house.officer, case=house.case(), handlers=[])
    assert not Document.objects.seen_by(house.officer).exists()


def test_invented_cases_never_enter_a_real_bureau(house: House) -> None:
    with pytest.raises(NoDemonstrationError):
        Staffed(house.bureau, house.section, house.other_section, house.people)
