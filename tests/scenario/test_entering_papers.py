# SPDX-License-Identifier: Apache-2.0
"""Papers, recordings, breaks and incidents of a case are typed in."""

from django.core.files.uploadedfile import SimpleUploadedFile

from liuhen.apps.cases.models import (
    Document,
    Incident,
    Interruption,
    Recording,
)
from liuhen.law import facts as law
from support.house import House, beijing
from support.stories import at, document, inspected, opened

PDF = b"%PDF-1.4 a scanned page"


def test_every_kind_of_paper_has_a_page(house: House) -> None:
    desk, case = opened(house)
    for kind in law.DOCUMENT_TYPES:
        at(desk, case, "document", kind).send()

    papers = Document.objects.within(house.bureau.pk)
    assert [paper.type for paper in papers.order_by("id")] == list(law.DOCUMENT_TYPES)


def test_a_paper_has_fields_signatures_and_a_refusal(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "site_inspection_record")
    assert desk.held("event_refs") == ["e1"], "the inspection has no record yet"
    asked = [desk.held(f"signed-{row}-role") for row in range(3)]
    assert asked == [["officer"], ["party"], ["witness"]], "who the regulation wants to sign"
    desk.send(
        at="2026-03-01T10:40",
        further__0__name="地点",
        further__0__text="三号码头",
        signed__0__state="signed",
        signed__0__name="王敏",
        signed__1__state="refused",
        signed__1__reason="当事人不愿签字",
    )

    paper = document(house)
    assert paper.fields == {"place": "三号码头"}, "a known field by its name"
    assert [(one["role"], one.get("refused", False)) for one in paper.signatures] == [
        ("officer", False),
        ("party", True),
    ]
    assert paper.signatures[1]["reason"] == "当事人不愿签字"


def test_a_field_of_ones_own_keeps_its_name(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "document", "performance_record")
    desk.send(further__0__name="罚没收据号", further__0__text="2026-1188")

    assert document(house).fields == {"罚没收据号": "2026-1188"}


def test_one_more_row_keeps_what_was_typed_and_finds_no_fault_yet(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "document", "performance_record")
    desk.send(at="", further__0__name="", further__0__text="已缴罚款", press="more=further")

    assert desk.held("further-0-text") == ["已缴罚款"]
    assert "further-1-text" in set(desk.controls())
    assert not desk.says("field-error")
    assert not Document.objects.within(house.bureau.pk).exists()


def test_a_slip_is_said_at_its_field_and_nothing_is_lost(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "document", "site_inspection_record")
    scan = SimpleUploadedFile("笔录.pdf", PDF, "application/pdf")
    desk.send(
        422,
        at="2026-03-09T10:00",
        scan_file=scan,
        further__0__name="地点",
        further__0__text="三号码头",
        signed__0__name="赵某",
    )

    assert desk.says("这个时间还没有到，发生后再录入。")
    assert desk.says("请选择已签还是拒签。")
    assert desk.held("further-0-text") == ["三号码头"]
    desk.send(at="2026-03-01T10:40", signed__0__state="signed")

    paper = document(house)
    assert paper.scan_digest, "the scan did not have to be sent again"
    assert paper.fields == {"place": "三号码头"}


def test_a_scan_that_is_none_is_refused_at_its_field(house: House) -> None:
    desk, case = opened(house)
    at(desk, case, "document", "decision")
    desk.send(422, scan_file=SimpleUploadedFile("决定书.exe", b"MZ\x90\x00", "application/pdf"))

    assert desk.says("PDF、JPEG、PNG 或者 TIFF") or desk.says("PDF")
    assert not Document.objects.within(house.bureau.pk).exists()


def test_a_recording_a_break_and_an_incident_are_entered(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1")
    assert desk.held("start") == ["2026-03-01T09:00"]
    desk.send(
        end="2026-03-01T10:30:20",
        device="DSJ-01",
        informed="yes",
        content=["scene", "people"],
        lat="38.9",
        lon="121.6",
        vessel_name="辽渔15018",
        vessel_number="15018",
        vessel_spoken="on",
    )
    at(desk, case, "interruption", event="e1")
    desk.send(start="2026-03-01T09:42", end="2026-03-01T09:52", cause="power", explained_by="voice")
    at(desk, case, "incident", "evasion_or_obstruction", "e1").send(at="2026-03-01T09:50")

    film = Recording.objects.within(house.bureau.pk).get()
    assert film.event_refs == ["e1"]
    assert film.end == beijing("2026-03-01 10:30:20")
    assert film.position == {"lat": 38.9, "lon": 121.6}
    assert film.vessel == {"name": "辽渔15018", "number": "15018", "spoken": True}
    pause = Interruption.objects.within(house.bureau.pk).get()
    assert (pause.event_ref, pause.cause, pause.explained_by) == ("e1", "power", "voice")
    assert Incident.objects.within(house.bureau.pk).get().type == "evasion_or_obstruction"


def test_the_next_recording_begins_with_the_same_device(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(end="2026-03-01T10:00", device="DSJ-01")
    at(desk, case, "recording", "video", "e1")

    assert desk.held("device") == ["DSJ-01"]
    assert desk.held("event_refs") == ["e1"]
    assert desk.held("start") == ["2026-03-01T10:00"], "from where the first one ended"


def test_only_an_activity_at_the_time_of_a_recording_is_ticked(house: House) -> None:
    desk, case = inspected(house)  # 09:00 to 10:30

    add = f"/cases/{case.pk}/add/recording/?kind=video"
    assert desk.open(add + "&start=2026-03-01T10:00").held("event_refs") == ["e1"]
    assert desk.open(add + "&start=2026-03-01T10:31").held("event_refs") == []


def test_a_recording_beside_its_activity_is_kept_with_a_warning(house: House) -> None:
    desk, case = inspected(house)
    at(desk, case, "recording", "video", "e1").send(
        start="2026-03-01T07:00", end="2026-03-01T07:30"
    )

    row = Recording.objects.within(house.bureau.pk).get()
    assert row.event_refs == ["e1"]
    assert desk.says("不重叠")

    at(desk, case, "recording", "video", "e1").send(
        start="2026-03-01T09:00", end="2026-03-01T09:30"
    )
    assert not desk.says("不重叠")
