# SPDX-License-Identifier: Apache-2.0
"""Signed papers from the scanner: filed by code, what is missing or foreign is named."""

import io
from uuid import UUID

import pypdfium2
import pytest

from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.models import Document, Paper, ScannedPage
from liuhen.apps.cases.papers import scanning
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.cases.papers.issuing import issue
from liuhen.apps.cases.papers.reading import frozen_of, open_pdf, pages_on_file
from liuhen.apps.cases.papers.rooms import room_of
from liuhen.apps.cases.papers.scanning import (
    Pile,
    bring_scan,
    file_page,
    missing_pages,
    page_for,
    pile_of,
    read_scan,
    set_page_aside,
)
from liuhen.apps.cases.papers.seen_on_paper import Seen, confirm_signatures, could_be_seen
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.audit import audit
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.desk import Desk
from support.house import House, beijing

FORM = "inspection_record"
pytestmark = pytest.mark.usefixtures("own_home", "english")


def issued(house: House, replaces: Paper | None = None) -> Paper:
    by = house.officer
    case = replaces.case if replaces else house.case()
    draft = begin_draft(
        by=by, case=case, form=FORM, replaces=replaces, reason="笔误" if replaces else ""
    )
    full = sample_values(standard_forms()[FORM]) | {"present_phone": ""}
    draft = save_draft(by=by, draft=draft.pk, revision=0, values=full)
    return issue(by=by, draft=draft.pk, revision=draft.revision)


def pile(*pages: tuple[bytes, int]) -> bytes:
    """Pages of several PDF in one, as a scanner gives them; page 0 is an empty sheet."""
    made = pypdfium2.PdfDocument.new()
    for content, number in pages:
        if number:
            made.import_pages(pypdfium2.PdfDocument(content), pages=[number - 1])
        else:
            made.new_page(595, 842)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def brought(house: House, content: bytes) -> Pile:
    scan = bring_scan(by=house.officer, file_name="pile.pdf", chunks=[content])
    assert pile_of(house.officer, scan.pk).waits
    read_scan(str(scan.pk), str(house.people["officer"].pk))
    read_scan(str(scan.pk), str(house.people["officer"].pk))  # a job may run twice
    return pile_of(house.officer, scan.pk)


def pdf_of(house: House, paper: Paper) -> bytes:
    return open_pdf(by=house.officer, paper=paper).read()


def test_a_pile_is_split_by_its_codes_and_what_is_missing_is_named(house: House) -> None:
    one, two = issued(house), issued(house)
    other = House(house.clock, code="other")
    foreign = issued(other)
    old = issued(house)
    old_pdf = pdf_of(house, old)
    issued(house, replaces=old)

    found = brought(
        house,
        pile(
            (pdf_of(house, two), 2),
            (b"", 0),
            (pdf_of(house, one), 1),
            (pdf_of(other, foreign), 1),
            (pdf_of(house, two), 1),
            (old_pdf, 1),
        ),
    )

    filed = {entry.paper.pk: entry for entry in found.papers}
    assert set(filed) == {one.pk, two.pk}
    assert filed[one.pk].missing == [2]
    assert filed[two.pk].missing == missing_pages(two) == []
    assert [row.page for row in found.unread] == [2]
    assert [row.page for row, _why in found.elsewhere] == [4, 6]
    assert "no paper of your bureau" in found.elsewhere[0][1]
    assert "version 1" in found.elsewhere[1][1]
    assert found.elsewhere[0][0].paper is None
    assert audit().findings == []

    page = Desk(house, "officer").open(f"/papers/scans/{found.scan.pk}/")
    assert page.says(f">{one.title} 3月2日 "), "of those without a number it says which one"
    row = file_page(by=house.officer, page=found.unread[0].pk, paper=one, number=2)
    assert missing_pages(one) == []
    with pytest.raises(BadFactError):
        file_page(by=house.officer, page=row.pk, paper=two, number=1)
    set_page_aside(by=house.officer, page=found.elsewhere[1][0].pk)
    again = pile_of(house.officer, found.scan.pk)
    assert [entry[0].page for entry in again.elsewhere] == [4]
    with pytest.raises(UnknownRowError):
        pile_of(other.officer, found.scan.pk)
    with pytest.raises(UnknownRowError):
        page_for(house.viewer("stranger"), row.pk)


def test_a_signature_on_paper_is_what_somebody_saw(house: House) -> None:
    paper = issued(house)
    with pytest.raises(BadFactError, match="scanned"):
        confirm_signatures(by=house.officer, paper=paper.pk, seen=[Seen("party", "王某")])
    brought(house, pile((pdf_of(house, paper), 1), (pdf_of(house, paper), 2)))
    house.clock.set("2026-03-04 09:00")
    for bad in (
        Seen("bureau_head", "某"),  # heads sign in the system
        Seen("party", "王某", beijing("2026-03-01 09:00")),  # before it was issued
        Seen("party", "王某", beijing("2026-03-09 09:00")),  # still to come
        Seen("party", "王某", refused=True),  # without a reason
    ):
        with pytest.raises(BadFactError):
            confirm_signatures(by=house.officer, paper=paper.pk, seen=[bad])

    made = confirm_signatures(
        by=house.officer,
        paper=paper.pk,
        seen=[Seen("party", "王某", beijing("2026-03-03 23:59")), Seen("witness", "赵某")],
    )

    assert [row.manner for row in made] == ["paper", "paper"]
    assert made[0].page == pages_on_file(paper)[2]
    fact = Document.objects.within(paper.bureau_id).get(item=paper.item or "", superseded_at=None)
    assert [(one["role"], "at" in one) for one in fact.signatures] == [
        ("party", True),
        ("witness", False),  # undated fulfils nothing by date
    ]
    assert fact.origin == "act"
    assert audit().findings == []


def test_nobody_sees_a_signature_on_a_page_that_has_not_come_back(house: House) -> None:
    paper = issued(house)
    brought(house, pile((pdf_of(house, paper), 1)))
    house.clock.set("2026-03-04 09:00")
    officer = frozen_of(paper).form.signers["officer"]
    assert could_be_seen(paper, officer) == 0
    with pytest.raises(BadFactError, match="Page 2"):
        confirm_signatures(by=house.officer, paper=paper.pk, seen=[Seen("officer", "张三")])

    brought(house, pile((pdf_of(house, paper), 2)))

    assert could_be_seen(paper, officer) == officer.count
    with pytest.raises(BadFactError, match="Whose"):
        confirm_signatures(by=house.officer, paper=paper.pk, seen=[Seen("officer", " ")])
    confirm_signatures(by=house.officer, paper=paper.pk, seen=[Seen("officer", "张三")])
    assert could_be_seen(paper, officer) == officer.count - 1


def test_two_who_file_one_page_file_it_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = issued(house), issued(house)
    [page] = brought(house, pile((b"", 0))).unread
    plain, done = scanning.page_for, []

    def meanwhile(by: Viewer, key: UUID) -> ScannedPage:
        row = plain(by, key)
        if not done:
            done.append(key)
            file_page(by=house.officer, page=key, paper=two, number=1)
        return row

    monkeypatch.setattr(scanning, "page_for", meanwhile)
    with pytest.raises(BadFactError, match="filed already"):
        file_page(by=house.officer, page=page.pk, paper=one, number=1)
    done.clear()
    with pytest.raises(BadFactError, match="filed already"):
        set_page_aside(by=house.officer, page=page.pk)

    row = ScannedPage.objects.within(house.bureau.pk).get(pk=page.pk)
    assert (row.paper, row.state) == (two, scanning.FILED)


def test_no_more_sign_in_a_role_than_it_has_room_for(house: House) -> None:
    paper = issued(house)
    brought(house, pile((pdf_of(house, paper), 1), (pdf_of(house, paper), 2)))
    room = room_of(paper, frozen_of(paper).form.signers["party"])
    with pytest.raises(BadFactError, match="signed already"):
        confirm_signatures(
            by=house.officer, paper=paper.pk, seen=[Seen("party", "王某")] * (room + 1)
        )
    assert (
        len(
            confirm_signatures(
                by=house.officer, paper=paper.pk, seen=[Seen("party", "王某")] * room
            )
        )
        == room
    )


def test_what_nobody_can_open_is_one_page_that_nobody_can_read(house: House) -> None:
    found = brought(house, b"%PDF-1.7 and then nothing")

    assert [row.page for row in found.unread] == [1]
    assert ScannedPage.objects.within(house.bureau.pk).count() == 1
