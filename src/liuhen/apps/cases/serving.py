# SPDX-License-Identifier: Apache-2.0
"""Serving a paper: by which way, with which proof, when it counts as served, and what if it fails.

What this module promises:

- a service and its proof are entered in one act: an activity that names the paper, and the papers
  that show the service;
- what is asked for is what the statute says (`packs/shared/serving.yaml`) together with what the
  bureau's own regulation asks of that way, with its articles; nothing is refused for lacking it:
  what is lacking stays asked for;
- mail that came back stays: the next way is a service of its own that says after which one;
- the day of service is computed from the rows, never typed: from a signature, from the arrival, or
  as deemed by the statute;
- what has to be paid a time after the service gets its day in the same act.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, current, supersede
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.details import details_of
from liuhen.apps.cases.errors import BadFactError, UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Due,
    FactOrigin,
    Paper,
    Participant,
    Recording,
)
from liuhen.apps.cases.routes import pack_now
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.evidence.queries import scan_of
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.calendar import calendar_today
from liuhen.law.deadlines import due as due_by
from liuhen.law.pack import Obligation, Pack, Part
from liuhen.law.statutory import Proof, Term, Way, papers_to_serve, terms, ways
from liuhen.law.workdays import Calendar
from liuhen.law.zone import Zone

#: A proof that comes afterwards and one that was not brought.
LATER = "later"


# ---------------------------------------------------------------- what is asked for


@dataclass(frozen=True, slots=True)
class ProofAsked:
    """A paper that shows the service: its fields, who signs, and the bureau's articles that ask."""

    paper: str
    fields: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Needs:
    """What one way asks for. `recording`: duty, advised, instead (of a witness), or nothing."""

    way: Way
    proofs: tuple[ProofAsked, ...]
    recording: str = ""
    recording_articles: tuple[str, ...] = ()
    stage: str = ""


def way_of(word: str) -> Way:
    """Return a way of service.

    Raises:
        UnknownRowError: there is none of that name.
    """
    if (found := ways().get(word)) is None:
        raise UnknownRowError(_("There is no such way of service."))
    return found


def needs_of(case: Case, way: Way, at: datetime, stage: str = "") -> Needs:
    """Return what the way asks for in this bureau: at the service, or once it is known (`stage`).

    `stage`: "" at the service, "delivered" or "returned" afterwards.
    """
    pack = pack_now(case.bureau, at)
    statutory = way.proof if not stage else getattr(way.later, stage)
    found = {one.paper: _asked(one) for one in statutory}
    recording: str = (way.recording or "") if not stage else ""
    articles: tuple[str, ...] = ()
    for obligation, part in _parts(pack, way, case):
        if part.recorded is not None and not stage:
            recording = "advised" if obligation.may else "duty"
            articles = obligation.articles
        elif part.document and stage == _stage(part):
            _add(found, part, obligation)
    return Needs(way, tuple(found.values()), recording, articles, stage)


def _asked(proof: Proof) -> ProofAsked:
    return ProofAsked(proof.paper, tuple(proof.fields), tuple(proof.signed_by))


def _parts(pack: Pack, way: Way, case: Case) -> Iterator[tuple[Obligation, Part]]:
    """What the regulation asks of a service by that way; of alternatives the first."""
    for obligation in pack.obligations:
        when = obligation.when
        if when.event == "any" or "service" not in when.event:
            continue
        if when.case is not None and case.act in when.case.not_act:
            continue
        method = when.attrs.get("method")
        if way.word is None and method is not False:
            continue
        if way.word is not None and (method is False or (method and way.word not in method)):
            continue
        for part in _first(obligation.require):
            yield obligation, part


def _first(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if part.any_of:
            yield from _first(part.any_of[0])
        else:
            yield part


def _stage(part: Part) -> str:
    returned = part.if_attrs.get("returned")
    return "" if returned is None else "returned" if returned else "delivered"


def _add(found: dict[str, ProofAsked], part: Part, obligation: Obligation) -> None:
    """Take what the regulation asks into the list; one of several kinds of paper is enough."""
    kinds = (part.document or "").split("|")
    kind = next((one for one in kinds if one in found), kinds[0])
    known = found.get(kind, ProofAsked(kind))
    fields = [need.split("|")[0] for need in part.fields]
    roles = [need.split("|")[0] for need in part.signed_by]
    found[kind] = replace(
        known,
        fields=tuple(dict.fromkeys((*known.fields, *fields))),
        signed_by=tuple(
            one for one in dict.fromkeys((*known.signed_by, *roles)) if one not in SYSTEM_SIGNATURES
        ),
        articles=tuple(dict.fromkeys((*known.articles, *obligation.articles))),
    )


# ---------------------------------------------------------------- how days are counted


@dataclass(frozen=True, slots=True)
class Counting:
    """How a bureau counts days: its zone and the calendar, read once."""

    zone: Zone
    calendar: Calendar

    def ends(self, term: Term, start: datetime) -> datetime:
        """Return when a statutory period ends; one without a length ends where it begins."""
        if term.within is None:
            return start
        ends = due_by(term.within, int(start.timestamp()), self.calendar, self.zone)
        return datetime.fromtimestamp(ends.at, UTC)

    def day(self, at: datetime) -> int:
        """Return the day of an instant, as a number."""
        return self.zone.date_of(int(at.timestamp()))


def counting_of(bureau: Organisation, at: datetime) -> Counting:
    """Return how the bureau counts days today."""
    return Counting(Zone(pack_now(bureau, at).manifest.time_zone), calendar_today())


def ends_of(term: Term, start: datetime, case: Case) -> datetime:
    """Return when a statutory period ends, counted from `start` as the bureau counts."""
    return counting_of(case.bureau, start).ends(term, start)


# ---------------------------------------------------------------- what has been served


@dataclass(frozen=True, slots=True)
class Served:
    """One service. `at`: when it counts as done, computed; `expected`: when it will be deemed so.

    `waits`: it is not known yet whether the paper arrived. `term`: by which statute it is deemed.
    """

    row: Activity
    way: Way | None
    at: datetime | None
    expected: datetime | None = None
    returned: bool = False
    waits: bool = False
    term: Term | None = None
    to: str = ""
    address: str = ""
    after: str = ""
    filmed: bool = False
    recording: str = ""


@dataclass(frozen=True, slots=True)
class ToServe:
    """A paper that goes to the party, and the services of it, the earliest first."""

    key: UUID
    kind: str
    title: str
    number: str
    made: datetime
    document: Document | None
    paper: Paper | None
    services: tuple[Served, ...] = ()

    @property
    def ref(self) -> str:
        """The reference of the fact, where the paper is one."""
        return self.document.ref if self.document else ""

    @property
    def served(self) -> Served | None:
        """The first service that did not fail, done or on its way to be deemed done."""
        good = [one for one in self.services if not one.returned and (one.at or one.expected)]
        return min(good, key=lambda one: one.at or one.expected or one.row.start, default=None)

    def served_by(self, now: datetime) -> datetime | None:
        """Return when it was served, if it is by `now`."""
        times = [one.at for one in self.services if one.at is not None and not one.returned]
        return min((at for at in times if at <= now), default=None)

    @property
    def last(self) -> Served | None:
        """The service that was tried last."""
        return max(self.services, key=lambda one: one.row.start, default=None)

    @property
    def open(self) -> bool:
        """Whether nothing that was tried can still succeed, or nothing was tried."""
        return self.served is None and not any(one.waits for one in self.services)


def papers_of(viewer: Viewer, case: Case) -> list[ToServe]:
    """Return the papers of a case that go to the party, each with its services."""
    documents = known_rows(Document, case)
    services = services_in(case, documents)
    issued = _issued(viewer, case)
    found = [
        _to_serve(row, issued.pop(row.item, None), services)
        for row in documents
        if row.type in papers_to_serve()
    ]
    found += [_of_paper(paper, services) for paper in issued.values() if paper.item is None]
    return sorted(found, key=lambda one: one.made)


def paper_to_serve(viewer: Viewer, case: Case, key: UUID) -> ToServe:
    """Return one paper of the case that may be served.

    Raises:
        UnknownRowError: there is none.
    """
    known = {one.key: one for one in papers_of(viewer, case)}
    if (found := known.get(key)) is None:
        documents = known_rows(Document, case)
        row = next((one for one in documents if one.item == key), None)
        if row is None:
            raise UnknownRowError(_("There is no such paper in the case."))
        return _to_serve(row, None, services_in(case, documents))
    return found


def _issued(viewer: Viewer, case: Case) -> dict[UUID, Paper]:
    rows = Paper.objects.seen_by(viewer).filter(case=case, audience="outside", replaced_by=None)
    return {row.item or row.pk: row for row in rows.order_by("issued_at")}


def _to_serve(row: Document, paper: Paper | None, services: list[Served]) -> ToServe:
    return ToServe(
        key=row.item,
        kind=row.type,
        title=paper.title if paper else "",
        number=paper.number if paper else row.fields.get("document_number", ""),
        made=row.at,
        document=row,
        paper=paper,
        services=tuple(one for one in services if one.row.attrs.get("of") == row.ref),
    )


def _of_paper(paper: Paper, services: list[Served]) -> ToServe:
    own = str(paper.pk)
    return ToServe(
        paper.pk, "", paper.title, paper.number, paper.issued_at, None, paper,
        tuple(one for one in services if _note(one.row).get("paper") == own),
    )  # fmt: skip


def services_in(case: Case, documents: Iterable[Document] | None = None) -> list[Served]:
    """Return the services of a case, the earliest first."""
    rows = [row for row in known_rows(Activity, case) if row.kind == "service"]
    if not rows:
        return []
    proofs = known_rows(Document, case) if documents is None else list(documents)
    films = {ref for row in known_rows(Recording, case) for ref in row.event_refs}
    found = services_from(rows, proofs, counting_of(case.bureau, rows[0].start))
    asked = {
        one.way.id: needs_of(case, one.way, one.row.start).recording for one in found if one.way
    }
    return [
        replace(
            one,
            filmed=one.row.ref in films,
            recording=asked.get(one.way.id, "") if one.way else "",
        )
        for one in found
    ]


def services_from(
    activities: Iterable[Activity], documents: Iterable[Document], counting: Counting
) -> list[Served]:
    """Return the services among the activities of one case, the earliest first; reads nothing."""
    proofs = list(documents)
    found = [_served(row, proofs, counting) for row in activities if row.kind == "service"]
    return sorted(found, key=lambda one: one.row.start)


def _served(row: Activity, documents: list[Document], counting: Counting) -> Served:
    note = _note(row)
    way = ways().get(note.get("way", "") or row.attrs.get("method", ""))
    made = Served(
        row, way, None, returned=bool(row.attrs.get("returned")),
        to=note.get("to", ""), address=note.get("address", ""), after=note.get("after", ""),
    )  # fmt: skip
    if made.returned:
        return made
    own = [one for one in documents if row.ref in one.event_refs]
    return _counted(made, note, own, counting)


def _counted(
    made: Served, note: Mapping[str, Any], own: list[Document], counting: Counting
) -> Served:
    """When the service counts as done."""
    row, way = made.row, made.way
    if way is None or way.counts_from == "start":
        return replace(made, at=row.start)
    if way.counts_from == "term" and way.term:
        term = terms()[way.term]
        ends = counting.ends(term, row.start)
        now = timezone.now()
        return replace(made, at=ends if ends < now else None, expected=ends, term=term)
    signed = _signed(own, "recipient")
    if way.counts_from == "signature":
        return replace(made, at=signed or row.start)
    if reached := note.get("reached"):
        return replace(made, at=datetime.fromisoformat(reached))
    confirmed = [one.at for one in own if one.type == "delivery_confirmation"]
    if confirmed or (signed and way.word != "mail"):
        return replace(made, at=min(confirmed, default=signed))
    # what came from elsewhere says nothing of an arrival: the service itself has to do
    outside = row.origin == FactOrigin.IMPORT or not note
    return replace(made, at=row.start) if outside else replace(made, waits=True)


def _signed(documents: Iterable[Document], role: str) -> datetime | None:
    times = [
        datetime.fromisoformat(one["at"]) if one.get("at") else row.at
        for row in documents
        for one in row.signatures
        if one["role"] == role and not one.get("refused")
    ]
    return min(times, default=None)


def _note(row: Activity) -> dict[str, Any]:
    found: dict[str, Any] = row.details.get("service", {})
    return found


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom papers go, and where: the confirmed address first."""

    name: str = ""
    address: str = ""
    email: str = ""
    confirmed_at: datetime | None = None
    agrees_electronic: bool | None = None


def addressee_of(viewer: Viewer, case: Case) -> Addressee:
    """Return the party, or an agent who confirmed an address, with the address for service."""
    roles = (Participant.Role.PARTY, Participant.Role.AGENT, Participant.Role.REPRESENTATIVE)
    rows = list(
        Participant.objects.seen_by(viewer)
        .filter(case=case, ended_at=None, role__in=roles)
        .order_by("recorded_at")
    )
    if not rows:
        return Addressee(case.party_name)
    party = next((row for row in rows if row.role == Participant.Role.PARTY), rows[0])
    row = next((one for one in (party, *rows) if one.address_confirmed_at), party)
    return Addressee(
        party.name or case.party_name,
        row.service_address or row.address,
        row.service_email,
        row.address_confirmed_at,
        row.agrees_electronic,
    )


# ---------------------------------------------------------------- acts


@dataclass(frozen=True, slots=True)
class ProofGiven:
    """A paper that shows the service: entered now, or (`ref`) one that stands in the case already.

    `signatures`: mappings with `role`, `name`, `at`, or `refused` with a `reason`.
    """

    paper: str
    at: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[Mapping[str, Any], ...] = ()
    scan_digest: str = ""
    ref: str = ""


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
) -> Activity:
    """Enter the service of a paper (`of`: its item, or the key of an issued paper) and its proof.

    `after`: the reference of the service that failed before.

    Raises:
        UnknownRowError: no such paper or way; BadFactError: a value that cannot be.
    """
    known = way_of(way)
    target = paper_to_serve(by, case, of)
    with case_act("cases.serve", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        begun = put.time(start, "start")
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
        count_from_service(doing, target.ref)
        return row


def tell_result(
    *,
    by: Viewer,
    case: Case,
    service: UUID,
    returned: bool,
    at: datetime,
    proofs: Iterable[ProofGiven] = (),
) -> Activity:
    """Enter that a paper arrived at `at`, or came back, with what shows it.

    Raises:
        BadFactError: the service waits for no result.
    """
    with case_act("cases.tell_result", by=by, case=case, permission=Permission.CASE_ENTER) as doing:
        rows = Activity.objects.within(doing.case.bureau_id)
        row = rows.filter(case=doing.case, item=service, superseded_at=None).first()
        if row is None or row.kind != "service":
            raise UnknownRowError(_("There is no such service in the case."))
        row = current(by, row)
        if not any(one.row.pk == row.pk and one.waits for one in services_in(doing.case)):
            raise BadFactError(_("What became of this service is known already."))
        put = Entry(doing.by, doing.record, doing.case, doing.case.section)
        when = put.time(at, "at")
        if when < row.start:
            raise BadFactError(_("It arrived or came back after it was sent, not before."), "at")
        note = dict(_note(row))
        attrs = dict(row.attrs)
        if returned:
            attrs |= {"returned": True}
        else:
            note |= {"reached": timezone.localtime(when).isoformat(timespec="seconds")}
        made = supersede(
            doing.record,
            row,
            by,
            entered=False,
            attrs=checks.attributes("service", attrs),
            details={**row.details, **_details(note)},
        )
        _put_proofs(put, made, proofs)
        count_from_service(doing, str(attrs.get("of", "")))
        return made


def _details(note: Mapping[str, Any]) -> dict[str, Any]:
    return details_of({"service": dict(note)}) if note else {}


def _put_proofs(put: Entry, service: Activity, proofs: Iterable[ProofGiven]) -> None:
    for one in proofs:
        if one.ref:
            _name_in(put, service, one.ref)
            continue
        signatures = [dict(signature) for signature in one.signatures]
        row = Document(
            type=one.paper,
            at=put.time(one.at or service.start, "at"),
            event_refs=[service.ref],
            fields=checks.fields_of(one.fields),
            signatures=paper_signatures(signatures, put.record),
            scan_digest=one.scan_digest and scan_of(put.by, one.scan_digest).digest,
        )
        put.put(row, FactOrigin.SCAN if row.scan_digest else FactOrigin.TYPED)


def _name_in(put: Entry, service: Activity, ref: str) -> None:
    """Let a paper of the case that was made before name the service."""
    assert put.case is not None  # noqa: S101  # made of a case
    rows = Document.objects.within(put.case.bureau_id).filter(case=put.case, superseded_at=None)
    row = rows.filter(ref=put.document(ref)).first()
    if row is None:
        raise UnknownRowError(_("There is no such paper in the case."))
    if service.ref not in row.event_refs:
        supersede(put.record, row, put.by, entered=False, event_refs=[*row.event_refs, service.ref])


def count_from_service(doing: CaseAct, ref: str) -> None:
    """Give what has to be paid its last day, once the decision that orders it is served."""
    if not ref:
        return
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


def service_time(case: Case, ref: str) -> datetime | None:
    """Return when the paper of that reference was served or will be deemed so; else nothing."""
    times = [
        one.at or one.expected
        for one in services_in(case)
        if one.row.attrs.get("of") == ref and not one.returned
    ]
    return min((at for at in times if at is not None), default=None)
