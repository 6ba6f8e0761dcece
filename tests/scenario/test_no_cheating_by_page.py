# SPDX-License-Identifier: Apache-2.0
"""A handler cannot turn `missing` into `met`: not by a typed time, not by import."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases.models import Activity, Case, Document, Recording
from support.desk import Desk
from support.house import House, beijing
from support.stories import at, inspected, opened

URGENT = "initiation.urgent-supplement"
FIELDS = (
    "reason", "source", "facts", "party", "handler_opinion", "section_opinion", "head_opinion",
    "time",
)  # fmt: skip


def typed_late(house: House, **more: object) -> Case:
    """An urgent start on Sunday at 07:00; on Tuesday its approval is typed, dated Sunday."""
    desk, case = opened(house)
    at(desk, case, "activity", "case_initiated").send(start="2026-03-01T07:00", attr_urgent="yes")
    house.clock.set("2026-03-03 09:00")
    at(desk, case, "document", "initiation_approval", "e1")
    desk.send(at="2026-03-01T20:00", **{f"field_{name}": "…" for name in FIELDS}, **more)
    return case


def test_a_paper_dated_back_counts_from_when_it_was_typed(house: House) -> None:
    case = typed_late(house)
    paper = Document.objects.within(house.bureau.pk).get()

    head = Desk(house, "bureau_head").open(f"/cases/{case.pk}/document/{paper.item}/sign/")
    head.send()

    finding = house.finding(case, URGENT)
    assert finding.status == "late"
    assert finding.met_at == beijing("2026-03-03 09:00")
    assert finding.due == beijing("2026-03-02 07:00")


def test_with_a_scan_the_paper_counts_but_the_signature_is_still_the_heads(house: House) -> None:
    case = typed_late(house, scan_file=SimpleUploadedFile("审批表.pdf", b"%PDF-1.4 scan"))

    finding = house.finding(case, URGENT)
    assert finding.status == "overdue"
    assert finding.missing == ["signature:bureau_head"]


def test_what_was_entered_long_after_is_shown_as_such(house: House) -> None:
    desk, case = inspected(house)
    house.clock.set("2026-03-06 09:00")
    at(desk, case, "document", "site_inspection_record").send(
        at="2026-03-01T10:40", scan_file=SimpleUploadedFile("笔录.pdf", b"%PDF-1.4 scan")
    )
    paper = Document.objects.within(house.bureau.pk).get()

    assert desk.open(f"/cases/{case.pk}/document/{paper.item}/").says("事后较久录入")


def test_the_heads_signature_is_in_no_form_whatever_is_sent(house: House) -> None:
    """Also not with names that the page does not offer."""
    desk, case = opened(house)
    at(desk, case, "activity", "case_initiated").send(start="2026-03-02T07:00", attr_urgent="yes")
    address = f"/cases/{case.pk}/add/document/?kind=initiation_approval&event=e1"
    at(desk, case, "document", "initiation_approval", "e1")
    desk.client.post(
        address,
        {
            "at": "2026-03-02T07:30",
            "event_refs": "e1",
            "signatures": '[{"role": "bureau_head"}]',
            "further-TOTAL_FORMS": "0",
            "further-INITIAL_FORMS": "0",
            "signed-TOTAL_FORMS": "1",
            "signed-INITIAL_FORMS": "0",
            "signed-0-role": "bureau_head",
            "signed-0-state": "signed",
            "recorded_at": "2026-03-02T07:30",
            "entered_at": "2026-03-02T07:30",
        },
    )

    papers = Document.objects.within(house.bureau.pk)
    assert all(not paper.signatures for paper in papers)
    assert house.finding(case, URGENT).missing == ["document:initiation_approval"]


def test_no_time_of_storing_can_be_typed(house: House) -> None:
    """003 art. 27(5): stored within 24 hours; only the custodian says so, and the clock counts."""
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1")
    desk.send(
        end="2026-03-01T10:30",
        informed="yes",
        stored_at="2026-03-01T11:00",
        handed_over_at="2026-03-01T11:00",
        returned_at="2026-03-02T07:00",
    )

    film = Recording.objects.within(house.bureau.pk).get()
    assert (film.stored_at, film.handed_over_at, film.returned_at) == (None, None, None)
    house.clock.set("2026-03-02 10:31")
    stored = house.finding(case, "recording.stored")
    assert (stored.status, stored.missing) == ("overdue", ["stored_at"])


def test_typed_footage_proves_nothing_until_the_custodian_has_it(house: House) -> None:
    """003 art. 15: an inspection is recorded at the same time."""
    desk, case = inspected(house)
    assert house.finding(case, "investigation.recording").status == "breached"
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:30")

    claimed = house.finding(case, "investigation.recording")
    assert (claimed.status, claimed.missing) == ("pending", ["stored_at"])

    Desk(house, "custodian").open(f"/cases/{case.pk}/store/").send(
        recordings=["r1"], press="stored"
    )
    assert house.finding(case, "investigation.recording").status == "met"


def test_no_typed_event_archives_or_concludes_or_approves(house: House) -> None:
    desk, case = opened(house)
    for kind in ("archived", "case_concluded", "approval"):
        address = f"/cases/{case.pk}/add/activity/?kind={kind}"
        desk.client.post(address, {"start": "2026-03-01T09:00"})

    assert not Activity.objects.within(house.bureau.pk).exists()


def test_a_handler_cannot_import_what_is_missing(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "activity", "case_initiated").send(start="2026-03-01T07:00", attr_urgent="yes")
    better = {
        "case": {"id": case.number, "act": "penalty"},
        "events": [{"id": "e1", "type": "case_initiated", "start": "2026-03-01T07:00:00+08:00"}],
    }
    file = SimpleUploadedFile("case.json", json.dumps(better).encode(), "application/json")

    desk.open("/cases/import/", 403)
    assert desk.client.post("/cases/import/", {"file": file}).status_code == 403
    file.seek(0)
    importer = Desk(house, "importer").open("/cases/import/")
    importer.send(422, file=file, section=str(house.section.pk))

    assert importer.says("已有案件") or importer.says(case.number)
    assert Case.objects.within(house.bureau.pk).count() == 1
    assert house.finding(case, URGENT).status == "overdue"


def test_what_is_imported_is_a_case_of_its_own_marked_as_from_outside(house: House) -> None:
    """Its approvals are words on paper: none is a signature of this system."""
    facts = {
        "case": {"id": "A-2026-001", "act": "penalty", "title": "外来案件"},
        "documents": [
            {
                "id": "d1",
                "type": "decision",
                "at": "2026-02-01T09:00:00+08:00",
                "signatures": [{"role": "bureau_head", "name": "某局长"}],
            }
        ],
    }
    importer = Desk(house, "importer").open("/cases/import/")
    file = SimpleUploadedFile("case.json", json.dumps(facts).encode(), "application/json")
    importer.send(file=file, section=str(house.section.pk))

    case = Case.objects.within(house.bureau.pk).get()
    assert case.from_outside
    paper = Document.objects.within(house.bureau.pk).get()
    assert "person" not in paper.signatures[0]
    assert importer.says("外")
