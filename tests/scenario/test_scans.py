# SPDX-License-Identifier: Apache-2.0
"""The scan of a paper is opened through the paper: by whoever sees it, as a file and no page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case, Document
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Scan
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Leaf
from liuhen.web.pages import Open, page
from support.house import House

BYTES = b"%PDF-1.7 " + b"x" * 100_000


def client(house: House, name: str) -> Client:
    person = house.people[name]
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    made = Client()
    made.force_login(person)
    return made


def scanned(house: House, *, scan: bool = True) -> tuple[Case, Document]:
    case = house.case()
    kept = keep_scan(by=house.officer, file_name="询问笔录.pdf", chunks=[BYTES])
    paper = acts.add_document(
        by=house.officer, kind="inquiry_record", at=house.clock.now(), case=case,
        scan_digest=kept.digest if scan else "",
    )  # fmt: skip
    return case, paper


def address(case: Case, paper: Document) -> str:
    return f"/cases/{case.pk}/document/{paper.item}/"


def test_the_page_of_a_paper_leads_to_its_scan_which_comes_as_it_was_kept(house: House) -> None:
    case, paper = scanned(house)
    officer = client(house, "officer")
    where = f"{address(case, paper)}scan/"
    assert f'href="{where}"' in officer.get(address(case, paper)).content.decode()

    answer = officer.get(where)

    assert answer.status_code == 200
    assert answer.streaming
    assert b"".join(answer.streaming_content) == BYTES
    assert answer.headers["Content-Length"] == str(len(BYTES))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AF")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    leaf = Leaf.objects.order_by("-index")[0]
    assert (leaf.act, leaf.actor) == ("evidence.open_scan", house.officer.reference)
    assert leaf.object == f"cases.document:{paper.pk}"


def test_nobody_opens_the_scan_of_a_paper_that_is_not_theirs(house: House) -> None:
    case, paper = scanned(house)
    leaves = Leaf.objects.count()

    assert client(house, "stranger").get(f"{address(case, paper)}scan/").status_code == 404
    other = house.case()
    assert client(house, "officer").get(f"{address(other, paper)}scan/").status_code == 404
    assert Leaf.objects.filter(act="evidence.open_scan").count() == 0
    assert Leaf.objects.count() == leaves + 1, "the other case alone"


def test_nobody_takes_a_scan_by_its_digest_alone(house: House) -> None:
    """Who knows the digest of a stranger's paper puts it under no paper of the own case."""
    _case, paper = scanned(house)
    stranger, colleague = house.viewer("stranger"), house.viewer("colleague")
    own = acts.open_case(
        by=stranger, section=house.other_section, title="另一案", kind="penalty",
        procedure="general", origin="ex_officio",
    )  # fmt: skip

    def put(by: Viewer, case: Case) -> Document:
        return acts.add_document(
            by=by, kind="inquiry_record", at=house.clock.now(), case=case,
            scan_digest=paper.scan_digest,
        )  # fmt: skip

    with pytest.raises(UnknownFileError):
        put(stranger, own)
    mine = acts.add_document(by=stranger, kind="inquiry_record", at=house.clock.now(), case=own)
    with pytest.raises(UnknownFileError):
        acts.correct_fact(by=stranger, fact=mine, reason="补", scan_digest=paper.scan_digest)
    put(colleague, paper.case)  # who sees the case may
    kept = keep_scan(by=stranger, file_name="我的.pdf", chunks=[BYTES])  # and who has it in hand
    assert kept.digest == paper.scan_digest
    assert put(stranger, own).scan_digest == paper.scan_digest
    assert Scan.objects.within(house.bureau.pk).count() == 1
    assert audit().findings == []


def test_a_paper_without_a_scan_leads_to_none(house: House) -> None:
    case, paper = scanned(house, scan=False)
    officer = client(house, "officer")

    assert "scan/" not in officer.get(address(case, paper)).content.decode()
    assert officer.get(f"{address(case, paper)}scan/").status_code == 404


def test_a_scan_from_whoever_enters_nothing_is_a_refusal_of_access(house: House) -> None:
    @page(Open.EVERYONE)
    def keep(request: HttpRequest) -> HttpResponse:
        keep_scan(by=house.viewer("supervisor"), file_name="a.pdf", chunks=[BYTES])
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = house.people["supervisor"]
    with pytest.raises(PermissionDenied):
        keep(request)
