# SPDX-License-Identifier: Apache-2.0
"""The papers of a case that are served, each with its services, and to whom they go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.errors import UnknownRowError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Paper,
    Participant,
    ParticipantSecret,
)
from liuhen.apps.cases.of_case import sees_case, standing_papers
from liuhen.apps.cases.participants.masks import WITHHELD
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.party_names import named_in
from liuhen.apps.cases.serving.consent import FOR_THE_PARTY
from liuhen.apps.cases.serving.served import Served, note_of, services_in
from liuhen.apps.people.viewer import Viewer
from liuhen.law.statutory import forms_to_informants, forms_to_others, papers_to_serve

_CONFIRMATION = "service_address_confirmation"
#: Whoever confirms on it where papers reach the party.
_SIGNS = ("party", "recipient")
#: Where it says whom it is about: in the contract's words, and on the form.
_NAMED = ("party", "person")
_PARTY = Participant.Role.PARTY
#: The way that leads on where the party refuses (民事诉讼法 art. 89).
_LEFT = "lien"


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
    def party(self) -> str:
        """Whom it names as the party; empty where it names nobody."""
        values = self.paper.values if self.paper else {}
        return str((self.document.fields if self.document else values).get("party") or "")

    @property
    def to_informant(self) -> bool:
        """Whether it goes to whoever informed, of whom the party does not learn."""
        return self.paper is not None and self.paper.form in forms_to_informants()

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
    def failed(self) -> Served | None:
        """The service that came back last, while nothing else was tried."""
        last = self.last
        return last if self.open and last is not None and last.returned else None

    @property
    def refused(self) -> bool:
        """Whether the party refused to sign it, by the record, and nothing served it since."""
        signed = self.document.signatures if self.document else []
        return self.open and any(one.get("refused") and one["role"] in _SIGNS for one in signed)

    @property
    def onwards(self) -> list[str]:
        """The ways that lead on where one came back, or where the party refuses to take it."""
        if (failed := self.failed) is not None:
            return list(failed.way.next) if failed.way else []
        return [_LEFT] if self.refused else []

    @property
    def open(self) -> bool:
        """Whether nothing that was tried can still succeed, or nothing was tried."""
        return self.served is None and not any(one.waits for one in self.services)


def papers_of(viewer: Viewer, case: Case) -> list[ToServe]:
    """Return the papers of a case that go to the party, each with its services.

    One without a number is a record that the party signs where it is made, and some go to others:
    nobody serves them.
    """
    documents = known_rows(Document, case)
    services = services_in(case, documents)
    issued = _issued(viewer, case)
    found = [
        _to_serve(row, issued.pop(row.item, None), services)
        for row in documents
        if row.type in papers_to_serve()
    ]
    found += [_of_paper(one, services) for one in issued.values() if is_served(one)]
    return sorted(found, key=lambda one: one.made)


def is_served(paper: Paper) -> bool:
    """Whether a paper that is no fact of the contract is served on the party or an informant."""
    return paper.item is None and bool(paper.number) and paper.form not in forms_to_others()


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


def served_with(viewer: Viewer, case: Case, service: Activity) -> ToServe | None:
    """Return the paper that a service is of, if it is one that is served."""
    rows = papers_of(viewer, case)
    return next(
        (one for one in rows if any(each.row.item == service.item for each in one.services)), None
    )


def served_as(viewer: Viewer, paper: Paper, fact: Document | None) -> ToServe | None:
    """Return an issued paper, which is `fact` or none of the contract, as one that is served.

    `None` where nobody serves papers of its kind.
    """
    if fact is not None:
        goes = fact.type in papers_to_serve()
    else:
        goes = paper.audience == "outside" and is_served(paper)
    return paper_to_serve(viewer, paper.case, paper.item or paper.pk) if goes else None


def _issued(viewer: Viewer, case: Case) -> dict[UUID, Paper]:
    rows = standing_papers(case) if sees_case(viewer, case) else []
    outside = (row for row in rows if row.audience == "outside")
    return {row.item or row.pk: row for row in sorted(outside, key=lambda row: row.issued_at)}


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
        tuple(one for one in services if note_of(one.row).get("paper") == own),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom papers go, and where: the confirmed address first."""

    name: str = ""
    address: str = ""
    email: str = ""
    confirmed_at: datetime | None = None
    agrees_electronic: bool | None = None


def informant_of(viewer: Viewer, case: Case) -> Addressee:
    """Return who informed and where papers reach him or her, as far as the viewer may know."""
    secrets = ParticipantSecret.objects.seen_by(viewer).filter(
        case=case, participant__role=Participant.Role.COMPLAINANT, participant__ended_at=None
    )
    row = secrets.select_related("participant").order_by("participant__recorded_at").first()
    if row is None:
        return Addressee()
    address = row.service_address or row.address
    return Addressee(row.name, address, row.service_email, row.participant.address_confirmed_at)


def addressee_of(viewer: Viewer, case: Case, named: str = "") -> Addressee:
    """Return the party, or an agent who confirmed an address, with the address for service.

    `named`: whom a paper names, where it may be one of several parties.
    """
    every = addressees_of(viewer, case)
    names = named_in(named, (one.name for one in every))
    own = [one for one in every if len(every) > 1 and one.name in names]
    if len(own) == 1:
        return own[0]
    rows = _to_the_party(viewer, case)
    party = next((row.name for row in rows if row.role == _PARTY), None)
    signed = [row for row, names in _confirmations(case) if party is None or party in names]
    return _as_signed(_addressee(case, rows, _secrets(viewer, rows)), signed)


def addressees_of(viewer: Viewer, case: Case) -> list[Addressee]:
    """Return each party of a case with its own address for service."""
    return list(addressees_by_party(viewer, case).values())


def addressees_by_party(viewer: Viewer, case: Case) -> dict[UUID, Addressee]:
    """Return each party by its row, the first first, with its own address for service.

    Where nobody noted it of the people, a confirmation that the party signed says it, by whatever
    door it came in.
    """
    rows = [row for row in _to_the_party(viewer, case) if row.role == _PARTY]
    closed, signed = _secrets(viewer, rows), _confirmations(case)
    return {
        row.pk: _as_signed(
            _addressee(case, [row], closed), [one for one, names in signed if row.name in names]
        )
        for row in rows
    }


def receivers_of(viewer: Viewer, case: Case) -> list[str]:
    """Return the names of those on whom a paper for the party can be served, parties first."""
    people = participants_of(viewer, case)
    names = (one.name for one in people if one.row.role in FOR_THE_PARTY)
    return list(dict.fromkeys(name for name in names if name)) or [case.party_name]


def _as_signed(found: Addressee, confirmations: Iterable[Document]) -> Addressee:
    """Take what signed confirmations say of somebody of whom nobody noted it."""
    if found.confirmed_at:
        return found
    for row in sorted(confirmations, key=lambda one: one.at, reverse=True):
        signed = [one for one in row.signatures if one["role"] in _SIGNS and not one.get("refused")]
        if signed:
            at = signed[0].get("at")
            return replace(
                found,
                address=_told(row, "address") or found.address,
                email=_told(row, "email") or found.email,
                confirmed_at=datetime.fromisoformat(at) if at else row.at,
            )
    return found


def _confirmations(case: Case) -> list[tuple[Document, set[str]]]:
    """The confirmations of a case, each with the parties that it names, or the first if nobody.

    Who was a party once goes on being whom a confirmation names. An organisation is named by who
    represents it as well: that one signs.
    """
    rows = [row for row in known_rows(Document, case) if row.type == _CONFIRMATION]
    if not rows:
        return []
    every = Participant.objects.within(case.bureau_id).filter(case=case, role=_PARTY)
    known = list(every.order_by("recorded_at", "id"))
    first = set([row.name for row in known if row.ended_at is None][:1])

    def named_by(said: str) -> set[str]:
        own = named_in(said, (row.name for row in known))
        by_others = named_in(said, (row.representative for row in known))
        return own or {row.name for row in known if row.representative in by_others}

    return [(row, named_by(_names_on(row)) or first) for row in rows]


def _names_on(row: Document) -> str:
    """Whom a confirmation names: as the party, as who is served, or among those who signed it."""
    signed = (str(one.get("name") or "") for one in row.signatures if one["role"] in _SIGNS)
    return "\n".join([*(str(row.fields.get(name) or "") for name in _NAMED), *signed])


def _told(row: Document, field: str) -> str:
    """What a field says; a mask is no address, and stands nowhere to be sent to."""
    text = row.fields.get(field, "").strip()
    return "" if WITHHELD in text else text


def _to_the_party(viewer: Viewer, case: Case) -> list[Participant]:
    """Return those who receive what goes to the party, the first that was entered first."""
    rows = Participant.objects.seen_by(viewer).filter(
        case=case, ended_at=None, role__in=FOR_THE_PARTY
    )
    return list(rows.order_by("recorded_at", "id"))


def _secrets(viewer: Viewer, rows: list[Participant]) -> dict[UUID, ParticipantSecret]:
    """What the viewer sees of what is confidential of those whose name is, by participant."""
    hidden = [row for row in rows if row.hidden]
    own = ParticipantSecret.objects.seen_by(viewer).filter(participant__in=hidden)
    return {one.participant_id: one for one in own}


def _addressee(
    case: Case, rows: list[Participant], closed: Mapping[UUID, ParticipantSecret]
) -> Addressee:
    """To whom of these papers go, and where."""
    if not rows:
        return Addressee(case.party_name)
    party = next((row for row in rows if row.role == Participant.Role.PARTY), rows[0])
    row = next((one for one in (party, *rows) if one.address_confirmed_at), party)
    named, where = (closed.get(one.pk) for one in (party, row))
    told = where or row
    return Addressee(
        (named and named.name) or party.name or case.party_name,
        told.service_address or told.address,
        told.service_email,
        row.address_confirmed_at,
        row.agrees_electronic,
    )
