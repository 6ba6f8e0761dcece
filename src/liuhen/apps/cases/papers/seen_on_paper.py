# SPDX-License-Identifier: Apache-2.0
"""Signatures on paper: what a person saw on the scan.

What this module promises:

- they are taken down once the page has come back on which they stand, each role as often as it
  signs, each with the name of whoever signed;
- a date that cannot be read is no date, and none is before the paper was issued or still to come;
- a head or reviewer signs in the system, never so;
- an address for service that was confirmed so is the participant's from then on (`addresses`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.errors import BadFactError
from liuhen.apps.cases.models import Paper, PaperSignature, ScannedPage
from liuhen.apps.cases.papers.addresses import take_over_address
from liuhen.apps.cases.papers.printing import places_of
from liuhen.apps.cases.papers.reading import (
    name_to_keep,
    newest_digest,
    pages_on_file,
    paper_of,
)
from liuhen.apps.cases.papers.rooms import open_signings, pages_for, room_left, room_of
from liuhen.apps.cases.papers.signing import put_on_fact
from liuhen.apps.cases.times import day_said
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.paper.form import Signing


@dataclass(frozen=True, slots=True)
class Seen:
    """A signature that somebody saw on a scan, or that it was `refused` there, with the reason.

    Without `at` no date could be read.
    """

    role: str
    name: str = ""
    at: datetime | None = None
    refused: bool = False
    reason: str = ""
    witness: str = ""


def confirm_signatures(*, by: Viewer, paper: UUID, seen: Iterable[Seen]) -> list[PaperSignature]:
    """Record which signatures stand on the scan of a paper, as a person saw them.

    Raises:
        UnknownRowError: no such paper, or not for this viewer.
        BadFactError: no page has come back, or none is said to be signed; a role that signs
            otherwise or has signed; a page that has not come back; a signature without a name; a
            time that cannot be; a refusal without its reason.
    """
    row = paper_of(by, paper)
    pages = pages_on_file(row)
    if not pages:
        raise BadFactError(_("No page of this paper has been scanned yet."))
    with case_act(
        "cases.confirm_signatures", by=by, case=row.case, permission=Permission.PAPER_WRITE
    ) as doing:
        rooms: dict[str, Signing] = {one.role: one for one in open_signings(row)}
        made = []
        left = {role: room_left(row, one) for role, one in rooms.items()}
        for one in seen:
            room = _checked(row, rooms.get(one.role), one, doing.record.at)
            if not one.refused:
                left[one.role] -= 1
                if left[one.role] < 0:
                    raise BadFactError(_("This role has signed already."), "role")
                _require_page(row, room, room_of(row, room) - left[one.role] - 1, pages)
            made.append(
                doing.record.create(
                    PaperSignature(
                        bureau=row.bureau,
                        case=doing.case,
                        paper=row,
                        role=one.role,
                        name=name_to_keep(row, one.role, checks.text(one.name, "name", 60)),
                        manner="paper",
                        at=one.at,
                        refused=one.refused,
                        reason=checks.text(one.reason, "reason", 300),
                        witness=checks.text(one.witness, "witness", 60),
                        pdf_digest=newest_digest(row),
                        page=_page_of_role(row, one.role, pages),
                        recorded_at=doing.record.at,
                        recorded_by=by.person,
                    )
                )
            )
        if not made:
            raise BadFactError(_("Say which signatures stand on the paper."))
        doing.record.about(row)
        put_on_fact(doing, row, made)
        take_over_address(doing, row, made)
        return made


def could_be_seen(paper: Paper, signing: Signing) -> int:
    """Return of how many in the role a signature may stand on the pages that have come back."""
    pages, room, left = pages_on_file(paper), room_of(paper, signing), room_left(paper, signing)
    return sum(_is_back(paper, signing, nth, pages) for nth in range(room - left, room))


def _is_back(paper: Paper, signing: Signing, nth: int, pages: dict[int, ScannedPage]) -> bool:
    wanted = pages_for(paper, signing, nth)
    return not wanted or bool(wanted & pages.keys())


def _require_page(paper: Paper, room: Signing, nth: int, pages: dict[int, ScannedPage]) -> None:
    if not _is_back(paper, room, nth, pages):
        raise BadFactError(
            _("Page %(page)d, where this is signed, has not come back as a scan: bring it first.")
            % {"page": min(pages_for(paper, room, nth))},
            "role",
        )


def _page_of_role(paper: Paper, role: str, pages: dict[int, ScannedPage]) -> ScannedPage | None:
    """The scanned page on which the place of that role lies; else the last one that came."""
    places = [place for place in places_of(paper.places) if place.role == role and not place.kind]
    places.sort(key=lambda place: (place.index, place.page))  # those in the text before the feet
    there = (place.page for place in places)
    return next((pages[number] for number in there if number in pages), pages[max(pages)])


def _checked(paper: Paper, room: Signing | None, seen: Seen, now: datetime) -> Signing:
    if room is None or "paper" not in room.manner:
        raise BadFactError(_("This signature is not given on paper."), "role")
    if seen.role in SYSTEM_SIGNATURES:
        raise BadFactError(
            _("The signature of a head or reviewer is never typed: he or she signs in the system."),
            "role",
        )
    if seen.refused and not seen.reason.strip():
        raise BadFactError(_("Say why the signature was refused."), "reason")
    if seen.refused and seen.role in law.ROLES and seen.role not in law.REFUSABLE_ROLES:
        raise BadFactError(_("Only a party, witness or recipient may refuse to sign."), "role")
    if not seen.refused and not seen.name.strip():
        raise BadFactError(
            _("Whose signature is it? Where it cannot be read, write “illegible”."), "name"
        )
    if seen.at is None:
        return room
    checks.time(seen.at, now, "at")
    if timezone.localtime(seen.at).date() < timezone.localtime(paper.issued_at).date():
        raise BadFactError(
            _("The paper was issued on %(day)s; nobody signed it before.")
            % {"day": day_said(paper.issued_at)},
            "at",
        )
    return room
