# SPDX-License-Identifier: Apache-2.0
"""A handler cannot turn `missing` into `met` by a typed time, a correction or an import."""

import json
from datetime import timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.deeds import fact_deeds
from liuhen.apps.cases.errors import BadFactError, CaseError, NotAllowedError, ServerTimeError
from liuhen.apps.cases.models import Case, Document, Recording
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.outings import come_back, leave
from support.house import House, beijing

FORM = {
    "reason": "a", "source": "b", "facts": "c", "party": "d", "handler_opinion": "e",
    "section_opinion": "f", "head_opinion": "g", "time": "h",
}  # fmt: skip
URGENT = "initiation.urgent-supplement"


def urgent_case(house: House) -> Case:
    """An urgent start on 2 March, 09:00, whose approval is due 24 hours later (003 art. 10)."""
    house.clock.set("2026-03-02 09:05")
    case = house.case()
    acts.add_activity(
        by=house.officer,
        kind="case_initiated",
        start=beijing("2026-03-02 09:00"),
        attrs={"urgent": True},
        case=case,
    )
    return case


def approval(house: House, case: Case, at: str, **more: object) -> Document:
    return acts.add_document(
        by=house.officer,
        kind="initiation_approval",
        at=beijing(at),
        events=["e1"],
        fields=FORM,
        case=case,
        **more,
    )


def test_a_form_that_is_typed_late_with_an_early_date_is_late(house: House) -> None:
    case = urgent_case(house)
    house.clock.set("2026-03-05 10:00")
    assert house.finding(case, URGENT).status == "overdue"

    paper = approval(house, case, "2026-03-02 20:00")
    acts.sign_document(by=house.head, document=paper, role="bureau_head")

    found = house.finding(case, URGENT)
    assert (found.status, found.due) == ("late", beijing("2026-03-03 09:00"))
    assert found.met_at == beijing("2026-03-05 10:00")


def test_a_form_typed_and_signed_in_time_is_met(house: House) -> None:
    case = urgent_case(house)
    house.clock.set("2026-03-02 21:15")
    paper = approval(house, case, "2026-03-02 21:10")
    acts.sign_document(by=house.head, document=paper, role="bureau_head")

    assert house.finding(case, URGENT).status == "met"


def test_with_a_scan_the_claimed_date_counts_but_the_heads_signature_is_still_of_today(
    house: House,
) -> None:
    case = urgent_case(house)
    house.clock.set("2026-03-05 10:00")
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = approval(house, case, "2026-03-02 20:00", scan_digest=scan.digest)
    assert house.finding(case, URGENT).missing == ["signature:bureau_head"]

    acts.sign_document(by=house.head, document=paper, role="bureau_head")

    assert house.finding(case, URGENT).status == "late"


def test_a_date_corrected_under_an_old_scan_counts_from_the_correction(house: House) -> None:
    case = urgent_case(house)
    house.clock.set("2026-03-02 21:00")
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = approval(house, case, "2026-03-02 20:00", scan_digest=scan.digest)
    acts.sign_document(by=house.head, document=paper, role="bureau_head")
    assert house.finding(case, URGENT).status == "met"

    house.clock.set("2026-03-05 10:00")
    for change in ({}, {"scan_digest": scan.digest}):  # nor does the same scan, sent again
        paper = Document.objects.within(case.bureau_id).get(case=case, superseded_at=None)
        paper = acts.correct_fact(
            by=house.officer, fact=paper, reason="日期", at=beijing("2026-03-02 19:00"), **change
        )
        assert paper.origin == "typed"
    acts.sign_document(by=house.head, document=paper, role="bureau_head")

    found = house.finding(case, URGENT)
    assert (found.status, found.met_at) == ("late", beijing("2026-03-05 10:00"))


def test_a_new_scan_with_the_corrected_date_makes_that_date_count(house: House) -> None:
    case = urgent_case(house)
    paper = approval(house, case, "2026-03-02 09:05")
    house.clock.set("2026-03-05 10:00")
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])

    paper = acts.correct_fact(
        by=house.officer, fact=paper, reason="补扫描件",
        at=beijing("2026-03-02 20:00"), scan_digest=scan.digest,
    )  # fmt: skip

    assert paper.origin == "scan"
    assert house.finding(case, URGENT).missing == ["signature:bureau_head"]


@pytest.mark.parametrize("role", ["section_head", "deputy_head", "bureau_head", "legal_reviewer"])
def test_nobody_types_the_signature_of_a_head_or_reviewer(house: House, role: str) -> None:
    case = urgent_case(house)
    signature = {"role": role, "name": "某某", "at": beijing("2026-03-02 09:05")}

    with pytest.raises(ServerTimeError):
        approval(house, case, "2026-03-02 09:05", signatures=[signature])
    paper = approval(house, case, "2026-03-02 09:05")
    with pytest.raises(ServerTimeError):
        acts.add_signature(by=house.officer, document=paper, role=role)
    with pytest.raises(CaseError):
        acts.correct_fact(by=house.officer, fact=paper, reason="x", signatures=[signature])


def test_correcting_a_signed_form_drops_the_signature(house: House) -> None:
    case = urgent_case(house)
    paper = approval(house, case, "2026-03-02 09:05")
    signed = acts.sign_document(by=house.head, document=paper, role="bureau_head")
    house.clock.set("2026-03-02 12:00")

    acts.correct_fact(by=house.officer, fact=signed, reason="错字", fields=FORM | {"facts": "x"})

    assert house.finding(case, URGENT).missing == ["signature:bureau_head"]


def test_a_handler_does_not_move_the_start_that_a_period_hangs_on(house: House) -> None:
    case = urgent_case(house)
    start = house.event(case, "e1")
    house.clock.set("2026-03-05 10:00")

    with pytest.raises(NotAllowedError):
        acts.correct_fact(
            by=house.officer, fact=start, reason="更正", start=beijing("2026-03-05 09:00")
        )
    with pytest.raises(NotAllowedError):
        acts.correct_fact(by=house.officer, fact=start, reason="更正", attrs={"urgent": False})
    with pytest.raises(NotAllowedError):
        acts.withdraw_fact(by=house.officer, fact=start, reason="重录")


def test_a_slip_is_mended_within_the_hour(house: House) -> None:
    case = urgent_case(house)
    house.clock.later(minutes=50)

    acts.correct_fact(
        by=house.officer,
        fact=house.event(case, "e1"),
        reason="时间看错",
        start=beijing("2026-03-02 08:40"),
    )

    assert house.finding(case, URGENT).due == beijing("2026-03-03 08:40")


def test_the_hour_is_counted_from_the_first_entry_not_from_the_last_correction(
    house: House,
) -> None:
    case = urgent_case(house)
    for minutes in (40, 40):
        house.clock.later(minutes=minutes)
        change = {"by": house.officer, "fact": house.event(case, "e1"), "reason": "再改"}
        if minutes and house.clock.now() < beijing("2026-03-02 10:05"):
            acts.correct_fact(**change, place="甲地")
        else:
            with pytest.raises(NotAllowedError):
                acts.correct_fact(**change, place="乙地")


def test_footage_that_is_merely_typed_meets_nothing_until_the_custodian_has_it(
    house: House,
) -> None:
    case = urgent_case(house)
    inspected = acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 08:10"),
        end=beijing("2026-03-02 08:50"),
        case=case,
    )
    recorded = "investigation.recording"
    assert house.finding(case, recorded, inspected.ref).status == "breached"

    film = typed_film(house, case, inspected.ref)
    found = house.finding(case, recorded, inspected.ref)
    assert (found.status, found.missing) == ("pending", ["stored_at"])

    house.clock.later(hours=2)
    acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    assert house.finding(case, recorded, inspected.ref).status == "met"


def typed_film(house: House, case: Case, ref: str) -> Recording:
    return acts.add_recording(
        by=house.officer,
        kind="video",
        start=beijing("2026-03-02 08:10"),
        end=beijing("2026-03-02 08:50"),
        events=[ref],
        informed=True,
        case=case,
    )


def test_unconfirmed_footage_is_none_once_the_case_is_archived(house: House) -> None:
    case = urgent_case(house)
    inspected = acts.add_activity(
        by=house.officer,
        kind="site_inspection",
        start=beijing("2026-03-02 08:10"),
        end=beijing("2026-03-02 08:50"),
        case=case,
    )
    typed_film(house, case, inspected.ref)
    house.end(case)
    house.clock.later(days=3)
    acts.archive_case(by=house.custodian, case=case)

    case.refresh_from_db()
    assert house.finding(case, "investigation.recording", inspected.ref).status == "breached"


def test_whoever_typed_footage_or_handles_the_case_does_not_confirm_it(house: House) -> None:
    case = urgent_case(house)
    film = typed_film(house, case, "e1")

    with pytest.raises(NotAllowedError):
        acts.mark_stored(by=house.officer, case=case, recordings=[film])
    acts.assign_handlers(
        by=house.officer, case=case, handlers=[house.people["officer"], house.people["custodian"]]
    )
    with pytest.raises(NotAllowedError):
        acts.mark_stored(by=house.custodian, case=case, recordings=[film])


@pytest.mark.parametrize("column", ["stored_at", "handed_over_at", "returned_at"])
def test_the_times_of_storing_hand_over_and_return_are_never_typed(
    house: House, column: str
) -> None:
    case = urgent_case(house)
    film = typed_film(house, case, "e1")

    with pytest.raises(ServerTimeError):
        acts.correct_fact(
            by=house.officer, fact=film, reason="x", **{column: beijing("2026-03-02 09:00")}
        )
    with pytest.raises(NotAllowedError):
        acts.mark_returned(by=house.officer, case=case, recordings=[film])


def test_the_custodian_stores_now_whatever_the_day_of_the_recording(house: House) -> None:
    """003 art. 27(5): within 24 hours of the end."""
    case = urgent_case(house)
    film = typed_film(house, case, "e1")
    house.clock.set("2026-03-04 10:00")

    acts.mark_stored(by=house.custodian, case=case, recordings=[film])

    assert house.finding(case, "recording.stored", film.ref).status == "late"


@pytest.mark.parametrize("kind", ["archived", "case_concluded", "approval"])
def test_what_the_system_records_itself_is_never_typed_as_an_activity(
    house: House, kind: str
) -> None:
    with pytest.raises(ServerTimeError):
        acts.add_activity(
            by=house.officer, kind=kind, start=house.clock.now(), case=urgent_case(house)
        )


def test_a_step_that_is_typed_late_with_an_early_time_is_late(house: House) -> None:
    """003 art. 23: what had to be put right is looked at by the day it was due."""
    case = house.case()
    acts.add_activity(
        by=house.officer,
        kind="decision_made",
        start=beijing("2026-03-01 09:00"),
        attrs={"rectify_by": beijing("2026-03-10 17:00")},
        case=case,
    )
    house.clock.set("2026-04-20 09:00")
    duty = next(one for one in house.report(case).findings if "rectification" in one.obligation)
    assert (duty.status, "event:rectification_check" in duty.missing) == ("overdue", True)

    step = acts.add_activity(
        by=house.officer, kind="rectification_check", start=beijing("2026-03-09 09:00"), case=case
    )
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = {"by": house.officer, "kind": "rectification_record", "case": case}
    paper |= {"at": beijing("2026-03-09 09:30"), "events": [step.ref]}
    assert house.finding(case, duty.obligation).status != "met"
    first = acts.add_document(**paper)

    found = house.finding(case, duty.obligation)
    assert (found.status, found.met_at) == ("late", beijing("2026-04-20 09:00"))
    acts.correct_fact(by=house.officer, fact=first, reason="附扫描件", scan_digest=scan.digest)
    assert house.finding(case, duty.obligation).status == "met"


def test_a_scanned_paper_that_does_not_belong_to_the_step_shows_nothing_of_its_time(
    house: House,
) -> None:
    case = house.case()
    acts.add_activity(
        by=house.officer,
        kind="decision_made",
        start=beijing("2026-03-01 09:00"),
        attrs={"rectify_by": beijing("2026-03-10 17:00")},
        case=case,
    )
    house.clock.set("2026-04-20 09:00")
    step = acts.add_activity(
        by=house.officer, kind="rectification_check", start=beijing("2026-03-09 09:00"), case=case
    )
    scan = keep_scan(by=house.officer, file_name="a.pdf", chunks=[b"%PDF-1.7 x"])
    paper = {"by": house.officer, "case": case, "scan_digest": scan.digest}
    paper |= {"at": beijing("2026-03-09 09:30"), "events": [step.ref]}

    acts.add_document(kind="proof_of_service", **paper)
    found = house.finding(case, "rectification.check")
    assert (found.status, found.met_at) == ("late", beijing("2026-04-20 09:00"))

    acts.add_document(kind="rectification_record", **paper)
    assert house.finding(case, "rectification.check").status == "met"


def test_a_time_that_has_not_come_is_refused(house: House) -> None:
    with pytest.raises(CaseError, match="2026年3月2日 10:00"):
        acts.add_activity(
            by=house.officer,
            kind="inquiry",
            start=beijing("2026-03-02 10:00"),
            case=house.case(),
        )


def test_an_officer_imports_nothing_and_an_import_never_touches_a_case_begun_here(
    house: House,
) -> None:
    case = urgent_case(house)
    raw = acts.export_facts(by=house.officer, case=case)

    with pytest.raises(NotAllowedError):
        acts.import_case(by=house.officer, section=house.section, facts=raw)
    with pytest.raises(CaseError, match=case.number):
        acts.import_case(by=house.viewer("importer"), section=house.section, facts=raw)

    assert house.finding(case, URGENT).status == "pending"


def test_a_break_reported_to_the_head_counts_when_the_head_says_so(house: House) -> None:
    case = urgent_case(house)
    entered = acts.add_interruption(
        by=house.officer,
        start=beijing("2026-03-02 08:20"),
        end=beijing("2026-03-02 08:30"),
        cause="power",
        reported_to_head_at=beijing("2026-03-02 08:21"),
        case=case,
    )
    at = beijing("2026-03-02 08:21")
    for name in ("officer", "legal_reviewer", "section_head"):  # 002 art. 16: a head of the organ
        assert not fact_deeds(house.viewer(name), entered).confirm_report
        with pytest.raises(NotAllowedError):
            acts.confirm_report(by=house.viewer(name), interruption=entered, at=at)

    said = acts.confirm_report(by=house.head, interruption=entered, at=beijing("2026-03-02 08:22"))

    assert said.reported_to_head_at == beijing("2026-03-02 08:22")
    assert house.clock.now() - said.recorded_at < timedelta(seconds=1)


def test_a_signature_added_to_an_imported_paper_counts_from_when_it_was_typed(
    house: House,
) -> None:
    """What came from outside counts as claimed; what a handler adds to it afterwards does not."""
    raw = {
        "case": {"id": "外来1号", "act": "penalty", "procedure": "general"},
        "events": [{"id": "e1", "type": "inquiry", "start": "2026-02-02T09:00:00+08:00"}],
        "documents": [
            {
                "id": "d1",
                "type": "inquiry_record",
                "at": "2026-02-02T10:00:00+08:00",
                "events": ["e1"],
                "signatures": [{"role": "officer", "at": "2026-02-02T10:00:00+08:00"}],
            }
        ],
    }
    case = acts.import_case(
        by=house.viewer("importer"), section=house.section, facts=json.dumps(raw).encode()
    )
    paper = Document.objects.within(house.bureau.pk).get(case=case)
    assert house.finding(case, "inquiry.record").missing == ["signature:party"]

    house.clock.later(hours=1)
    early = beijing("2026-02-02 10:00")
    acts.add_signature(by=house.officer, document=paper, role="party", name="甲", at=early)

    assert house.finding(case, "inquiry.record").met_at == house.clock.now()


def test_a_return_noted_afterwards_does_not_excuse_late_storing(house: House) -> None:
    house.clock.set("2026-03-01 08:00")
    away = leave(by=house.officer, officer=house.people["officer"], ground="remote", place="海岛")
    house.clock.set("2026-03-12 08:00")
    case = house.case()
    began, ended = beijing("2026-03-02 06:00"), beijing("2026-03-02 07:00")
    film = acts.add_recording(
        by=house.officer, kind="video", start=began, end=ended, case=case, officer="officer"
    )
    (stored,) = acts.mark_stored(by=house.custodian, case=case, recordings=[film])
    house.clock.later(hours=1)
    come_back(by=house.officer, outing=away)

    with pytest.raises(BadFactError, match=r"stored before|已经存储"):
        acts.mark_returned(by=house.custodian, case=case, recordings=[stored])
