# SPDX-License-Identifier: Apache-2.0
"""Signed papers that come back from the scanner.

What this module promises:

- a pile of pages in one file is read by the codes of the pages, in a limited child process; each
  page goes to the paper that its code names, whatever lies before and after it;
- nothing is guessed: a page without a readable code, of another version or of another bureau is
  named and stays unfiled until a person decides;
- what pages are missing of which paper is said.

Which signatures stand on a scan is said by `seen_on_paper`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError, NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import Paper, PaperSignature, ScannedPage
from liuhen.apps.cases.papers.reading import (
    may_open,
    pages_on_file,
    paper_of,
    stored_bytes,
)
from liuhen.apps.cases.papers.rooms import is_on_paper, open_signings
from liuhen.apps.evidence.acts import keep_scan
from liuhen.apps.evidence.models import Scan
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue, under_way
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.apps.trace.journal import act
from liuhen.paper.codes import MOST_PAGES, PageCode, ScanError, payload, read_codes

#: The job that reads the codes of a pile.
READ_SCAN = "cases.read_paper_scan"
#: The states of a page: it has a code but is not filed, has none, is filed, is of no paper.
READ, UNREAD, FILED, SET_ASIDE = "read", "unread", "filed", "set_aside"


@dataclass(frozen=True, slots=True)
class PaperPages:
    """A paper of which pages lie in a pile, and which of its pages lie nowhere yet.

    `open`: signatures that stand on them may be confirmed still; `confirmed`: some were.
    """

    paper: Paper
    pages: list[ScannedPage]
    missing: list[int]
    open: bool = True
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Pile:
    """What became of a pile of pages.

    `waits`: the codes are still being read. `elsewhere`: pages whose code names another version of
    a paper or none of this bureau, with the reason.
    """

    scan: Scan
    waits: bool
    papers: list[PaperPages] = field(default_factory=list)
    unread: list[ScannedPage] = field(default_factory=list)
    elsewhere: list[tuple[ScannedPage, str]] = field(default_factory=list)


def bring_scan(*, by: Viewer, file_name: str, chunks: Iterable[bytes]) -> Scan:
    """Keep a pile of signed pages, and have its codes read.

    Raises:
        BadFileError, NotPermittedError, VaultFullError: see `keep_scan`.
    """
    scan = keep_scan(by=by, file_name=file_name, chunks=chunks)
    if not ScannedPage.objects.within(scan.bureau_id).filter(scan=scan).exists():
        arguments = {"scan_id": str(scan.pk), "person_id": str(by.person_id)}
        enqueue(READ_SCAN, arguments, lane=Lane.SOON, key=_key(scan))
    return scan


def read_scan(scan_id: str, person_id: str) -> None:
    """Read the codes of a pile and file its pages. The job `cases.read_paper_scan`.

    It may run twice: pages that are there already stay.
    """
    scan = Scan._base_manager.select_related("bureau").get(pk=UUID(scan_id))
    if ScannedPage.objects.within(scan.bureau_id).filter(scan=scan).exists():
        return
    person = Person.objects.select_related("bureau").get(pk=UUID(person_id))
    by = viewer_for(person, timezone.now(), scan.bureau)
    try:
        codes = read_codes(stored_bytes(str(scan.bureau_id), scan.digest))
    except ScanError:
        codes = [None]  # a file that nobody can open is one page that nobody can read
    with act("cases.file_scan", by=by) as record:
        record.about(scan)
        for number, code in enumerate(codes[:MOST_PAGES], 1):
            record.create(_page(by, scan, number, code, record.at))


def pile_of(by: Viewer, key: UUID) -> Pile:
    """Return what became of a pile that the viewer brought, or whose pages the viewer may see.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    scan = Scan.objects.seen_by(by).filter(pk=key).first()
    if scan is None:
        raise UnknownRowError(_("There is no such scan."))
    own = by.reference == scan.kept_by
    if not ScannedPage.objects.within(scan.bureau_id).filter(scan=scan).exists():
        if not own:
            raise UnknownRowError(_("There is no such scan."))
        return Pile(scan, waits=under_way(_key(scan)))
    if not (shown := _shown_to(by, scan, own=own)):
        raise UnknownRowError(_("There is no such scan."))
    by_paper: dict[UUID, tuple[Paper, list[ScannedPage]]] = {}
    for one in shown:
        if one.state == FILED and one.paper is not None:
            by_paper.setdefault(one.paper.pk, (one.paper, []))[1].append(one)
    return Pile(
        scan,
        waits=False,
        papers=[
            PaperPages(paper, found, missing_pages(paper), _is_open(paper), _is_confirmed(found))
            for paper, found in by_paper.values()
        ],
        unread=[one for one in shown if one.state == UNREAD],
        elsewhere=[(one, _why(one)) for one in shown if one.state == READ],
    )


def piles_of(by: Viewer) -> list[Scan]:
    """Return the piles that the viewer brought, the newest first."""
    with_pages = ScannedPage.objects.within(bureau_of(by).pk).filter(recorded_by=by.person)
    rows = Scan.objects.seen_by(by).filter(pk__in=with_pages.values("scan"))
    return list(rows.order_by("-kept_at")[:20])


def missing_pages(paper: Paper) -> list[int]:
    """Return the pages of a paper that no scan shows."""
    known = pages_on_file(paper)
    return [number for number in range(1, paper.pages + 1) if number not in known]


def _is_confirmed(pages: list[ScannedPage]) -> bool:
    rows = PaperSignature.objects.within(pages[0].bureau_id)
    return rows.filter(page__in=[one.pk for one in pages]).exists()


def _is_open(paper: Paper) -> bool:
    return any(is_on_paper(one) for one in open_signings(paper))


def page_for(by: Viewer, key: UUID) -> ScannedPage:
    """Return one page of a pile that the viewer may look at.

    Raises:
        UnknownRowError: not there, or not for this viewer.
        NotAllowedError: it shows what is confidential, and the viewer may not open that.
    """
    rows = ScannedPage.objects.within(bureau_of(by).pk).select_related("scan", "paper__case")
    row = rows.filter(pk=key).first()
    if row is None or not _may_see(by, row):
        raise UnknownRowError(_("There is no such page."))
    if row.paper is not None and not may_open(by, row.paper):
        raise NotAllowedError(_("This page holds confidential particulars."))
    return row


def file_page(*, by: Viewer, page: UUID, paper: Paper, number: int) -> ScannedPage:
    """File a page that no code filed, as page `number` of `paper`.

    Raises:
        UnknownRowError, NotAllowedError: see `page_for` and `paper_of`.
        BadFactError: the paper has no such page, or the page is filed.
    """
    row = page_for(by, page)
    known = paper_of(by, paper.pk)
    with case_act(
        "cases.file_page", by=by, case=known.case, permission=Permission.PAPER_WRITE
    ) as doing:
        row = _unfiled(row)
        if not 1 <= number <= known.pages:
            raise BadFactError(
                _("“%(paper)s” has %(pages)d pages.") % {"paper": known, "pages": known.pages}
            )
        return doing.record.update(
            row,
            state=FILED,
            case=known.case,
            paper=known,
            paper_page=number,
            decided_at=doing.record.at,
            decided_by=by.person,
        )


def set_page_aside(*, by: Viewer, page: UUID) -> ScannedPage:
    """Say that a page belongs to no paper: an empty back, a cover.

    Raises:
        UnknownRowError, NotAllowedError: see `page_for`.
        BadFactError: the page is filed.
    """
    row = page_for(by, page)
    with act("cases.set_page_aside", by=by) as record:
        row = _unfiled(row)
        record.about(row.scan)
        return record.update(row, state=SET_ASIDE, decided_at=record.at, decided_by=by.person)


def _key(scan: Scan) -> str:
    return f"{READ_SCAN} {scan.pk}"


def _page(by: Viewer, scan: Scan, number: int, code: PageCode | None, at: datetime) -> ScannedPage:
    made = ScannedPage(
        bureau=scan.bureau,
        scan=scan,
        page=number,
        state=UNREAD,
        recorded_at=at,
        recorded_by=by.person,
    )
    if code is None:
        return made
    made.code, made.state = payload(code), READ
    rows = Paper.objects.seen_by(by).filter(code=code.paper, version=code.version)
    paper = rows.select_related("case").first()
    if paper is None or not paper.frozen_digest.startswith(f"sha256:{code.digest}"):
        return made
    made.paper, made.case, made.paper_page = paper, paper.case, code.page
    is_newest = not Paper.objects.within(paper.bureau_id).filter(replaces=paper).exists()
    if is_newest and code.pages == paper.pages:
        made.state = FILED
    return made


def _why(row: ScannedPage) -> str:
    if row.paper is None:
        return _("This page belongs to no paper of your bureau that you may see.")
    return _("This is a page of version %(version)d of “%(paper)s”, which was replaced.") % {
        "version": row.paper.version,
        "paper": row.paper,
    }


def _may_see(by: Viewer, row: ScannedPage) -> bool:
    if row.case_id is None:
        return row.recorded_by_id == by.person_id or by.reaches_bureau(Permission.CASE_VIEW)
    return ScannedPage.objects.seen_by(by).filter(pk=row.pk).exists()


def _shown_to(by: Viewer, scan: Scan, *, own: bool) -> list[ScannedPage]:
    """The pages of a pile that the viewer may see; those of no case are seen by who brought it."""
    rows = ScannedPage.objects.within(scan.bureau_id).filter(scan=scan).order_by("page")
    seen = set(ScannedPage.objects.seen_by(by).filter(scan=scan).values_list("pk", flat=True))
    return [
        one
        for one in rows.select_related("paper__case", "scan", "case")
        if one.pk in seen or (own and one.case_id is None)
    ]


def _unfiled(page: ScannedPage) -> ScannedPage:
    """Return the page as it is now, locked: somebody may have filed it since it was shown.

    Raises:
        BadFactError: it is filed.
    """
    rows = ScannedPage.objects.within(page.bureau_id).select_for_update(of=("self",))
    row = rows.select_related("scan").get(pk=page.pk)
    if row.state == FILED:
        raise BadFactError(_("This page is filed already."))
    return row
