# SPDX-License-Identifier: Apache-2.0
"""A service and its proof are entered in one act, and so is what became of it.

What this module promises:

- an activity names the paper, and the papers that show the service name the activity;
- a paper that was issued here is not served on a day before it was;
- after mail that came back the next way is a service of its own that says after which one;
- whoever receives it by hand and is not the party is named with the capacity (`receiving`);
- a paper for whoever informed says neither name nor address of him or her in the open rows;
- what has to be paid a time after the service gets its day in the same act, a measure is released
  when the paper is served that releases it, and the party is told of its rights with the notice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, current, supersede
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.by_paper import SERVED, done_by_service
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Activity, Case, Document, Due, FactOrigin, Participant
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.releasing import RELEASE, RELEASED, released_by_service
from liuhen.apps.cases.scans import scan_taken
from liuhen.apps.cases.serving.asking import way_of
from liuhen.apps.cases.serving.consent import INFORMANT, agreement_noted
from liuhen.apps.cases.serving.counting import ends_of
from liuhen.apps.cases.serving.papers import ToServe, paper_to_serve, served_with
from liuhen.apps.cases.serving.proofs import RECEIVING, ProofGiven, receivers
from liuhen.apps.cases.serving.receiving import doubt_of, received_by
from liuhen.apps.cases.serving.served import note_of, service_time, services_in
from liuhen.apps.cases.times import day_said
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record
from liuhen.law.statutory import terms


def serve(
    *,
    by: Viewer,
    case: Case,
    of: UUID,
    way: str,
    start: datetime,
    end: datetime | None = None,
    to: str = "",
    address: str = "",
    place: str = "",
    officers: Iterable[Mapping[str, Any]] = (),
    proofs: Iterable[ProofGiven] = (),
    after: str = "",
    capacity: str = "",
) -> Activity:
    """Enter the service of a paper (`of`: its item, or the key of an issued paper) and its proof.

    `after`: the reference of the service that failed before. `capacity`: in which somebody else
    than the party received it (`receiving`).

    Raises:
        UnknownRowError: no such paper or way; BadFactError: a value that cannot be, as a day
            before the paper was issued here, the party as who gets the answer to an informant, or
            a receiver of whom nothing says that he or she receives for the party.
    """
    known = way_of(way)
    target = paper_to_serve(by, case, of)
    if target.to_informant:
        proofs = list(proofs)
        _refuse_to_the_party(by, case, [to, *receivers(proofs)])
        to, address, place = INFORMANT, "", ""
        proofs = [_unnamed(one) for one in proofs]
    to, proofs = received_by(case, doubt_of(by, case, target, known), to, proofs, capacity)
    with case_act("cases.serve", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        begun = put.time(start, "start")
        _refuse_before_issue(target, begun)
        note = {
            "way": known.id,
            "to": checks.text(to, "to", 200),
            "address": checks.text(address, "address", 200),
            "after": put.event(after, "after"),
            "paper": "" if target.ref else str(target.key),
        }
        row = put.put(
            Activity(
                kind="service",
                start=begun,
                end=put.end(begun, end) or begun,
                place=checks.text(place or address, "place", 200),
                officers=checks.officers(officers),
                attrs=checks.attributes("service", {"method": known.word, "of": target.ref}),
                details=_details({key: value for key, value in note.items() if value}),
            )
        )
        _put_proofs(put, row, proofs)
        follow_service(doing, target.ref)
        return row


def tell_result(
    *,
    by: Viewer,
    case: Case,
    service: UUID,
    returned: bool,
    at: datetime,
    proofs: Iterable[ProofGiven] = (),
    capacity: str = "",
) -> Activity:
    """Enter that a paper arrived at `at`, or came back, with what shows it.

    `capacity`: as for `serve`.

    Raises:
        BadFactError: the service waits for no result, or somebody else received it.
    """
    with case_act("cases.tell_result", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        rows = Activity.objects.within(doing.case.bureau_id)
        row = rows.filter(case=doing.case, item=service, superseded_at=None).first()
        if row is None or row.kind != "service":
            raise UnknownRowError(_("There is no such service in the case."))
        row = current(by, row)
        told = next((one for one in services_in(doing.case) if one.row.pk == row.pk), None)
        if told is None or not told.waits:
            raise BadFactError(_("What became of this service is known already."))
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        when = put.time(at, "at")
        if when < row.start:
            raise BadFactError(_("It arrived or came back after it was sent, not before."), "at")
        note = dict(note_of(row))
        if note.get("to") == INFORMANT:
            proofs = list(proofs)
            _refuse_to_the_party(by, doing.case, receivers(proofs))
            proofs = [_unnamed(one) for one in proofs]
        attrs = dict(row.attrs)
        target = served_with(by, doing.case, row)
        if not returned and told.way is not None and target is not None:
            to = note.get("to", "")
            doubt = doubt_of(by, doing.case, target, told.way)
            who, proofs = received_by(doing.case, doubt, to, proofs, capacity)
            note |= {"to": checks.text(who, "to", 200)} if who else {}
        if returned:
            attrs |= {"returned": True}
        else:
            note |= {"reached": timezone.localtime(when).isoformat(timespec="seconds")}
            note = agreement_noted(row) | note
        made = supersede(
            doing.record,
            row,
            by,
            entered=False,
            attrs=checks.attributes("service", attrs),
            details={**row.details, **_details(note)},
        )
        _put_proofs(put, made, proofs)
        follow_service(doing, str(attrs.get("of", "")))
        return made


def _refuse_to_the_party(by: Viewer, case: Case, receivers: Iterable[str]) -> None:
    """处罚法 art. 54: nobody tells the accused who informed."""
    people = participants_of(by, case)
    others = [one for one in people if one.row.role != Participant.Role.COMPLAINANT]
    named = {case.party_name, *(name for one in others for name in (one.name, one.row.name))}
    if ({_plain(one) for one in named} - {""}).intersection(_plain(one) for one in receivers):
        raise BadFactError(
            _("This paper answers whoever informed: it goes to the informant, not to the party."),
            "to",
        )


def _plain(name: str) -> str:
    return "".join(name.split())


def _unnamed(proof: ProofGiven) -> ProofGiven:
    """Return the proof as open rows may have it: whoever informed is not named in it."""
    signed = [
        {**one, "name": INFORMANT} if one.get("role") in RECEIVING else one
        for one in proof.signatures
    ]
    return replace(proof, signatures=tuple(signed))


def _refuse_before_issue(target: ToServe, at: datetime) -> None:
    paper = target.paper
    if paper is None:  # one that was scanned or brought bears a date of its own
        return
    if timezone.localdate(at) < timezone.localdate(paper.issued_at):
        raise BadFactError(
            _("This paper was issued on %(day)s; it cannot be served before that day.")
            % {"day": day_said(paper.issued_at)},
            "start",
        )


def _details(note: Mapping[str, Any]) -> dict[str, Any]:
    return details_of({"service": dict(note)}) if note else {}


def _put_proofs(put: Entry, service: Activity, proofs: Iterable[ProofGiven]) -> None:
    for one in proofs:
        if one.ref:
            put.name_in(one.ref, service.ref)
            continue
        signatures = [dict(signature) for signature in one.signatures]
        row = Document(
            type=one.paper,
            at=put.time(one.at or service.start, "at"),
            event_refs=[service.ref],
            fields=checks.fields_of(one.fields),
            signatures=paper_signatures(signatures, put.record),
            scan_digest=one.scan_digest and scan_taken(put.by, one.scan_digest).digest,
        )
        put.put(row, FactOrigin.SCAN if row.scan_digest else FactOrigin.TYPED)


def follow_service(doing: CaseAct, ref: str) -> None:
    """Let happen what follows when the paper of that reference is served, if it is."""
    if not ref:
        return
    _count_from_service(doing, ref)
    done = [one for one in services_in(doing.case) if one.row.attrs.get("of") == ref and one.at]
    if done and done[0].at is not None:
        released_by_service(doing, ref, done[0].row, done[0].at)
        for row in known_rows(Document, doing.case):
            if row.ref == ref:
                done_by_service(doing, row, done[0].row, done[0].at)


def follow_services(case: Case, record: Record) -> None:
    """Let happen what follows when a proof came by whatever door, inside any act on the case.

    Only fines that wait for their day, and papers whose event is not entered yet, are asked about.
    """
    by = record.actor
    if not isinstance(by, Viewer) or case.archived_at is not None:
        return
    dues = Due.objects.within(case.bureau_id).filter(
        case=case, kind=Due.Kind.FINE, due=None, done_at=None
    )
    refs = {*dues.values_list("document_ref", flat=True), *_without_event(case)}
    doing = CaseAct(by, record, case)
    for ref in sorted(refs):
        follow_service(doing, ref)


def _without_event(case: Case) -> list[str]:
    """The papers that are an act once they are served, and that name no event of theirs yet."""
    count = {"case": case, "superseded_at": None, "withdrawn": False}
    papers = Document.objects.within(case.bureau_id).filter(type__in=(RELEASE, *SERVED), **count)
    named = list(papers.values_list("ref", "event_refs"))
    if not named:
        return []
    kinds = (RELEASED, *(kind for kind, _attrs in SERVED.values()))
    events = Activity.objects.within(case.bureau_id).filter(kind__in=kinds, **count)
    done = set(events.values_list("ref", flat=True))
    return [ref for ref, about in named if done.isdisjoint(about)]


def _count_from_service(doing: CaseAct, ref: str) -> None:
    """Give what has to be paid its last day, once the decision that orders it is served."""
    rows = Due.objects.within(doing.case.bureau_id).filter(
        case=doing.case, document_ref=ref, kind=Due.Kind.FINE, due=None, done_at=None
    )
    waiting = list(rows)
    if not waiting:
        return
    served = service_time(doing.case, ref)
    if served is not None:
        for row in waiting:
            doing.record.update(row, due=ends_of(terms()["fine.pay"], served, doing.case))
