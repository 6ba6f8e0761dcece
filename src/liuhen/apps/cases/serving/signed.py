# SPDX-License-Identifier: Apache-2.0
"""A paper that its recipient signed, on the paper itself or on its receipt, has been handed over.

What this module promises:

- nobody writes down a second time what the signature says: who, when and, by the activity in which
  it was given, where and by whom; whoever handed it over confirms it, and signs as the server in
  doing so: an officer of that activity, or who held out the screen;
- the proof is the receipt that was signed, or one that repeats the signature on the paper with its
  time and manner;
- a name that is not that of the natural person who is the party, or that is another party's, tells
  of no service, unless it says with it in which capacity somebody else received the paper;
- what was served already, or is on its way, is not offered; a signature without a time says nothing
  of the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Document, Paper, PaperSignature
from liuhen.apps.cases.papers.drafts import document_of
from liuhen.apps.cases.papers.signers import is_stranger
from liuhen.apps.cases.papers.signing import as_said
from liuhen.apps.cases.participants.receiving import says_capacity
from liuhen.apps.cases.serving.asking import needs_of, way_of
from liuhen.apps.cases.serving.consent import INFORMANT
from liuhen.apps.cases.serving.entering import follow_service
from liuhen.apps.cases.serving.papers import (
    ToServe,
    addressee_of,
    paper_to_serve,
    papers_of,
)
from liuhen.apps.cases.times import day_typed, minute_typed
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.queries import officer_value
from liuhen.apps.people.viewer import Viewer

_WAY = "direct"
_PROOF = "proof_of_service"
#: What stands in the proof where the paper itself was signed. Papers are Chinese.
_MANNER = {"finger": "屏幕手写签名", "paper": "纸质签名", "system": "系统内签名"}


@dataclass(frozen=True, slots=True)
class Handed:
    """A service that a signature tells of. `receipt`: the signed receipt, where there is one.

    `servers`: who handed it over, by name; `may_enter`: whether the viewer enters it, which is
    signing as the server unless the receipt is signed on its own page.
    """

    target: ToServe
    signature: PaperSignature
    at: datetime
    place: str
    officers: tuple[dict[str, Any], ...]
    servers: tuple[str, ...]
    may_enter: bool
    receipt: Document | None = None

    @property
    def name(self) -> str:
        """Who signed, as open rows say it."""
        return INFORMANT if self.target.to_informant else self.signature.name

    @property
    def day_only(self) -> bool:
        """Whether nobody knows the hour: on a scan somebody read the day."""
        return self.signature.manner == "paper"


def handed_over(viewer: Viewer, case: Case, target: ToServe) -> Handed | None:
    """Return the service of the paper that its recipient's signature tells of, if it is open."""
    if not target.open or case.archived_at is not None:
        return None
    paper = receipt = _receipt_for(viewer, case, target)
    signature = _received(receipt) if receipt else None
    if signature is None:
        paper, receipt = target.paper, None
        signature = _received(paper) if paper else None
    last = target.last
    if paper is None or signature is None or signature.at is None:
        return None
    if last is not None and last.row.start > signature.at:
        return None
    name = signature.name
    whom = target.party
    if not says_capacity(name) and is_stranger(viewer, paper, signature.role, name, whom):
        return None
    about = _during(case, signature.at, paper.event_refs)
    place = str(receipt.values.get("place") or "") if receipt else ""
    officers = tuple(about.officers) if about else ()
    held_out = signature.recorded_by if signature.manner == "finger" else None
    named = [str(one.get("name", "")) for one in officers]
    return Handed(
        target,
        signature,
        signature.at,
        "" if target.to_informant else place or _place_of(viewer, case, target, about),
        officers or (officer_value(viewer.person),),
        tuple(dict.fromkeys([*named, *([held_out.name] if held_out else [])])),
        receipt is not None or _handed_it_over(viewer, officers, held_out),
        document_of(receipt) if receipt else None,
    )


def _place_of(viewer: Viewer, case: Case, target: ToServe, about: Activity | None) -> str:
    return (about.place if about else "") or addressee_of(viewer, case, target.party).address


def _handed_it_over(
    viewer: Viewer, officers: Iterable[dict[str, Any]], held_out: Person | None
) -> bool:
    """Whether the viewer was there; where nobody is known to have been, whoever says so was."""
    there = list(officers)
    if held_out is None and not there:
        return True
    return (held_out is not None and held_out.pk == viewer.person_id) or any(
        one.get("person", "") == str(viewer.person_id)
        or (not one.get("person") and one.get("name") == viewer.person.name)
        for one in there
    )


def told_by(viewer: Viewer, paper: Paper) -> Handed | None:
    """Return the open service that the signatures on this paper tell of: its own, or another's."""
    if paper.item is None or _received(paper) is None:
        return None
    for target in papers_of(viewer, paper.case):
        found = handed_over(viewer, paper.case, target) if target.open else None
        if found and paper.item in (target.key, found.receipt and found.receipt.item):
            return found
    return None


def record_handed_over(*, by: Viewer, case: Case, of: UUID) -> Activity:
    """Enter the service that the recipient's signature tells of, and sign as the server.

    Raises:
        UnknownRowError: no such paper; BadFactError: no signature tells of a service of it.
        NotAllowedError: others handed it over, who sign as the servers.
    """
    way = way_of(_WAY)
    with case_act("cases.serve", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        found = handed_over(by, doing.case, paper_to_serve(by, doing.case, of))
        if found is None:
            raise BadFactError(
                _("No signature tells that this paper was handed over, or it is served already.")
            )
        if not found.may_enter:
            raise NotAllowedError(
                _("Whoever handed it over signs as the server: %(names)s.")
                % {"names": "、".join(found.servers)}
            )
        put = Entry(by, doing.record, doing.case, doing.case.section)
        note = {"way": way.id, "to": found.name, "address": found.place}
        if not found.target.ref:
            note["paper"] = str(found.target.key)
        at = put.time(found.at, "start")
        row = put.put(
            Activity(
                kind="service",
                start=at,
                end=at,
                place=checks.text(found.place, "place", 200),
                officers=checks.officers(found.officers),
                attrs=checks.attributes("service", {"method": _WAY, "of": found.target.ref}),
                details=details_of({"service": {key: one for key, one in note.items() if one}}),
            )
        )
        _prove(doing, put, row, found)
        follow_service(doing, found.target.ref)
        return row


def _prove(doing: CaseAct, put: Entry, row: Activity, found: Handed) -> None:
    if found.receipt is not None:  # whoever served signs it on its own page
        put.name_in(found.receipt.ref, row.ref)
        return
    server = {
        "role": "server",
        "name": doing.by.person.name,
        "at": doing.record.at.replace(microsecond=0).isoformat(),
        "person": str(doing.by.person_id),
    }
    target, said = (
        found.target,
        as_said(found.signature) | {"role": "recipient", "name": found.name},
    )
    title = target.paper.title if target.paper else ""
    known = {
        "time": day_typed(found.at) if found.day_only else minute_typed(found.at),
        "place": found.place,
        "document_title": title,
        "document_number": target.number,
        "party": found.name,
        "process": f"受送达人在《{title}》上签收（{_MANNER[found.signature.manner]}）。",
    }
    asked = needs_of(doing.case, way_of(_WAY), doing.record.at).proofs
    wanted = {name for one in asked if one.paper == _PROOF for name in one.fields}
    kept = {"document_title", "document_number", "process"} | wanted
    put.put(
        Document(
            type=_PROOF,
            at=doing.record.at.replace(microsecond=0),
            event_refs=[row.ref],
            fields=checks.fields_of({name: one for name, one in known.items() if name in kept}),
            signatures=[server, said],
        )
    )


def _receipt_for(viewer: Viewer, case: Case, target: ToServe) -> Paper | None:
    """The receipt of this paper, as it was issued here for a service by hand."""
    rows = Paper.objects.seen_by(viewer).filter(case=case, replaced_by=None)
    facts = {row.item: row for row in known_rows(Document, case) if row.type == _PROOF}
    services = {one.row.ref for one in target.services}
    for row in rows.filter(item__in=facts).order_by("-issued_at"):
        number, title = row.values.get("document_number"), row.values.get("document_title")
        named = number == target.number if target.number else title == target.title
        free = row.item is not None and not services & set(facts[row.item].event_refs)
        if named and free and row.values.get("method", _WAY) == _WAY:
            return row
    return None


def _received(paper: Paper) -> PaperSignature | None:
    """The signature of whoever received the paper, the first one."""
    rows = PaperSignature.objects.within(paper.bureau_id).filter(
        paper=paper, refused=False, at__isnull=False
    )
    found = list(rows.order_by("at"))
    by_role = {one.role: one for one in reversed(found)}
    rooms = {str(one.get("role")) for one in paper.places}
    return by_role.get("recipient") or (by_role.get("party") if "recipient" not in rooms else None)


def _during(case: Case, at: datetime, refs: list[str]) -> Activity | None:
    """The activity in which it was given: one that went on then, first one of the paper's own."""
    rows = sorted(known_rows(Activity, case), key=lambda row: row.start, reverse=True)
    then = [row for row in rows if row.start <= at and (row.end is None or at <= row.end)]
    return next((row for row in then if row.ref in refs), then[0] if then else None)
