# SPDX-License-Identifier: Apache-2.0
"""Papers that come from outside (来文): every one has a number, a place, a keeper and an outcome.

Numbers are those of the bureau and the year; none comes twice. A paper may come before there is a
case, and is given one later. Where it lies is what its last step says.

An entry that is wrong is put right in `correcting_received`, also that its sender was open.

Of a paper that tells of an informant the sender and the scan are confidential, as a participant's
confidential fields are: the sender stands in a `ReceivedSecret`, in no list, search or export.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import locked_case, require_over_case, require_over_section
from liuhen.apps.cases.acts.entry import own_section
from liuhen.apps.cases.acts.opening import bureau_of
from liuhen.apps.cases.errors import BadFactError, ClosedCaseError, UnknownRowError
from liuhen.apps.cases.models import Case, Paper, ReceivedMove, ReceivedPaper, ReceivedSecret
from liuhen.apps.cases.numbering import hold_numbers
from liuhen.apps.cases.of_case import seen_rows
from liuhen.apps.cases.participants.informants import (
    require_close,
    require_close_in,
    telling_texts,
)
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.models import Original, Scan
from liuhen.apps.evidence.queries import bytes_of_scan
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record, act


@dataclass(frozen=True, slots=True)
class Letter:
    """A paper as it came: from whom, what, when, how many pages, where it lies.

    `informant`: it tells who informed; then `title` may be empty, and there is no `photo`, which
    whoever sees the section's recordings would see: a picture of it comes as its `scan`.
    """

    sender: str
    title: str = ""
    received_at: datetime | None = None
    pages: int | None = None
    place: str = ""
    keeper: str = ""
    scan: Scan | None = None
    photo: Original | None = None
    informant: bool = False


#: The form of a receipt for a paper that came.
RECEIPT = "receipt_of_papers"
#: What a paper is called that tells of an informant, where nobody says more.
_UNTITLED = "投诉举报材料"


def received_of(viewer: Viewer, case: Case | None = None) -> QuerySet[ReceivedPaper]:
    """Return the papers received that the viewer sees, the newest first; of one case if named."""
    if case is None:
        rows = ReceivedPaper.objects.seen_by(viewer)
    else:
        rows = seen_rows(ReceivedPaper, viewer, case)
    return rows.select_related("case", "section", "scan").order_by("-received_at", "-id")


def get_received(viewer: Viewer, key: Any) -> ReceivedPaper:
    """Return one of them.

    Raises:
        UnknownRowError: not there, or not for this viewer.
    """
    row = received_of(viewer).filter(pk=key).first()
    if row is None:
        raise UnknownRowError(_("There is no such paper."))
    return row


def sender_of(viewer: Viewer, paper: ReceivedPaper) -> str | None:
    """Return from whom a paper came; `None` where that is not for this viewer."""
    if not paper.informant:
        return paper.sender
    rows = ReceivedSecret.objects.seen_by(viewer).filter(paper=paper)
    return rows.values_list("sender", flat=True).first()


def sees_scan(viewer: Viewer, paper: ReceivedPaper) -> bool:
    """Whether the viewer may open the scan: a paper of an informant tells by its hand who it is."""
    return sender_of(viewer, paper) is not None


def tells_of_informant(case: Case | None) -> bool:
    """Whether a paper that is filed in the case may well tell who informed: a complaint began it.

    The case of a complaint takes other papers too, so whoever files one says so.
    """
    return case is not None and case.origin == "complaint"


def register_received(
    *,
    by: Viewer,
    letter: Letter,
    case: Case | None = None,
    section: Organisation | None = None,
) -> ReceivedPaper:
    """Take a paper in, with the next number, into a case or into a section until it has one."""
    with act("cases.register_received", by=by) as record:
        held = None if case is None else _open_case(by, case)
        if held is None:
            require_over_section(by, section or own_section(by), Permission.CASE_ENTER)
        else:
            record.about(held)
        return put_received(by, record, letter, case=held, section=section)


def put_received(
    by: Viewer,
    record: Record,
    letter: Letter,
    *,
    case: Case | None = None,
    section: Organisation | None = None,
) -> ReceivedPaper:
    """Take a paper in, inside an act."""
    bureau = bureau_of(by)
    received = checks.time(letter.received_at or record.at, record.at, "received_at")
    require_pages(letter.pages)
    sender = checks.filled(letter.sender, "sender", 200)
    if letter.informant and letter.photo is not None:
        raise BadFactError(_("A picture of a confidential paper comes as its scan."), "photo")
    if case is not None and not letter.informant:
        require_open_sender(by, case, sender, letter.title)
    row = record.create(
        ReceivedPaper(
            bureau=bureau,
            section=case.section if case else (section or own_section(by)),
            case=case,
            number=_next_number(bureau, record.at),
            sender="" if letter.informant else sender,
            informant=letter.informant,
            title=title_of(letter.title, sender, informant=letter.informant),
            pages=letter.pages,
            received_at=received,
            original=letter.photo,
            scan=letter.scan,
            place=checks.text(letter.place, "place", 200),
            keeper=checks.text(letter.keeper or by.person.name, "keeper", 60),
            recorded_at=record.at,
            recorded_by=by.person,
        )
    )
    if letter.informant:
        put_secret(record, row, sender)
    put_step(by, record, row, received, "")
    return row


def receipts_of(viewer: Viewer, paper: ReceivedPaper) -> list[Paper]:
    """Return the receipts that were issued for a paper, the newest first."""
    if paper.case_id is None:
        return []
    rows = Paper.objects.seen_by(viewer).filter(
        case=paper.case_id, form=RECEIPT, values__received_number=paper.number, replaced_by=None
    )
    return list(rows.order_by("-issued_at"))


def move_received(
    *,
    by: Viewer,
    paper: ReceivedPaper,
    at: datetime,
    place: str = "",
    keeper: str = "",
    reason: str = "",
) -> ReceivedPaper:
    """Note that a paper went to another place or keeper."""
    with act("cases.move_received", by=by) as record:
        row = locked(by, record, paper)
        new = {
            "place": checks.text(place, "place", 200) or row.place,
            "keeper": checks.text(keeper, "keeper", 60) or row.keeper,
        }
        require_close_sender(by, row, {**new, "reason": reason})
        if (row.place, row.keeper) == (new["place"], new["keeper"]):
            raise BadFactError(_("Where does it go, or to whom?"), "place")
        record.update(row, **new)
        put_step(by, record, row, checks.time(at, record.at, "at"), reason)
        return row


def give_case(*, by: Viewer, paper: ReceivedPaper, case: Case) -> ReceivedPaper:
    """Give a paper that came before there was one its case."""
    with act("cases.give_received_case", by=by) as record:
        held = _open_case(by, case)
        row = locked(by, record, paper)
        if row.case_id is not None:
            raise BadFactError(_("The paper belongs to a case already."))
        require_open_sender(by, held, row.sender, row.title)
        record.about(held)
        record.update(row, case=held, section=held.section)
        moves = ReceivedMove.objects.within(row.bureau_id).select_for_update().filter(paper=row)
        for move in moves:
            record.update(move, case=held, section=held.section)
        secrets = ReceivedSecret.objects.within(row.bureau_id).select_for_update().filter(paper=row)
        for secret in secrets:
            record.update(secret, case=held, section=held.section)
        return row


def end_received(*, by: Viewer, paper: ReceivedPaper, outcome: str) -> ReceivedPaper:
    """Say what came of a paper: answered, filed in the case, handed on, returned."""
    with act("cases.end_received", by=by) as record:
        row = locked(by, record, paper)
        said = checks.filled(outcome, "outcome", 300)
        require_close_sender(by, row, {"outcome": said})
        record.update(row, outcome=said, ended_at=record.at)
        put_step(by, record, row, record.at, "", changes={"outcome": ["", said]})
        return row


def open_received_scan(*, by: Viewer, paper: ReceivedPaper) -> tuple[Scan, BinaryIO]:
    """Return the scan of a paper received and its bytes; the caller closes them.

    Raises:
        UnknownRowError: the viewer may not see the paper, or not its scan.
        UnknownFileError: it has no scan, or its bytes are not in the store.
    """
    with act("evidence.open_scan", by=by) as record:
        rows = ReceivedPaper.objects.seen_by(by).select_related("scan")
        row = rows.filter(pk=paper.pk).first()
        if row is None:
            raise UnknownRowError(_("There is no such paper."))
        if row.scan is None or not sees_scan(by, row):
            raise UnknownFileError(_("There is no such scan."))
        record.about(row)
        record.note(digest=row.scan.digest)
        return row.scan, bytes_of_scan(row.scan)


def _open_case(by: Viewer, case: Case) -> Case:
    held = locked_case(by, case.pk)
    require_over_case(by, held, Permission.CASE_ENTER)
    if held.archived_at is not None:
        raise ClosedCaseError(
            _("Case %(number)s has been archived; nothing is added to it any more.")
            % {"number": held.number}
        )
    return held


# ---------------------------------------------------------------- what its acts share


def require_pages(pages: int | None) -> None:
    """Refuse a number of pages that cannot be.

    Raises:
        BadFactError: it is none, or more than the column holds.
    """
    if pages is not None and not 0 < pages < 100_000:  # noqa: PLR2004  # as the column
        raise BadFactError(_("So many pages cannot be."), "pages")


def title_of(said: str, sender: str, *, informant: bool) -> str:
    """Return the title; of an informant's paper it need not be said, and says no name.

    Raises:
        BadFactError: there is none, or it says the name.
    """
    if not informant:
        return checks.filled(said, "title", 200)
    title = checks.text(said, "title", 200) or _UNTITLED
    require_close({"title": title}, {"name": sender})
    return title


def require_close_sender(by: Viewer, row: ReceivedPaper, texts: Mapping[str, str]) -> None:
    """Refuse texts (by their fields) that say who sent the informant's paper, or who else informed.

    Nobody learns by that who it was: it is asked only of those who may see it.

    Raises:
        BadFactError: one does.
    """
    if row.informant:
        require_close(texts, {"name": sender_of(by, row) or ""})
    if row.case is not None:
        require_close_in(by, row.case, texts)


def require_open_sender(by: Viewer, case: Case, sender: str, title: str) -> None:
    """Refuse a paper that tells openly who informed in the case, as far as `by` may know that.

    Raises:
        BadFactError: its sender is to be confidential.
    """
    if telling_texts(by, case, {"sender": sender, "title": title}):
        raise BadFactError(
            _("This tells who informed in the case: its sender is to be confidential."), "informant"
        )


def put_secret(record: Record, row: ReceivedPaper, sender: str) -> None:
    """Keep the sender of an informant's paper where few see it."""
    record.create(
        ReceivedSecret(
            bureau=row.bureau, case=row.case, section=row.section, paper=row, sender=sender
        )
    )


def locked(
    by: Viewer, record: Record, paper: ReceivedPaper, *, ended_too: bool = False
) -> ReceivedPaper:
    """Return the paper, held, where the viewer may change it; the leaf is about its case.

    Raises:
        UnknownRowError: the viewer does not see it.
        BadFactError: it is said what came of it, and not `ended_too`.
    """
    if by.bureau_id is None or not ReceivedPaper.objects.seen_by(by).filter(pk=paper.pk).exists():
        raise UnknownRowError(_("There is no such paper."))
    rows = ReceivedPaper.objects.within(by.bureau_id)
    row = rows.select_for_update(of=("self",)).select_related("case", "section").get(pk=paper.pk)
    if row.case is not None:
        record.about(_open_case(by, row.case))
    elif row.section is not None:
        require_over_section(by, row.section, Permission.CASE_ENTER)
    if row.ended_at is not None and not ended_too:
        raise BadFactError(_("What came of the paper is said already."))
    return row


def put_step(
    by: Viewer, record: Record, row: ReceivedPaper, at: datetime, reason: str, **more: Any
) -> None:
    """Note what was done with a paper, and where it lies after it."""
    record.create(
        ReceivedMove(
            bureau=row.bureau,
            section=row.section,
            case=row.case,
            paper=row,
            at=at,
            place=row.place,
            keeper=row.keeper,
            reason=checks.text(reason, "reason", 300),
            **more,
            recorded_at=record.at,
            recorded_by=by.person,
        )
    )


def _next_number(bureau: Organisation, at: datetime) -> str:
    """The next number of the year: 示例收〔2026〕17号."""
    hold_numbers(bureau)
    begins = f"{bureau.short_name or bureau.name}收〔{timezone.localtime(at).year}〕"
    texts = ReceivedPaper.objects.within(bureau.pk).filter(number__startswith=begins)
    used = (
        re.fullmatch(r"(\d+)号", text[len(begins) :])
        for text in texts.values_list("number", flat=True)
    )
    return f"{begins}{max((int(one[1]) for one in used if one), default=0) + 1}号"
