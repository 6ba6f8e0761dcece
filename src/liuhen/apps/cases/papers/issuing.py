# SPDX-License-Identifier: Apache-2.0
"""Issuing a paper: once, and never again.

0. The gates of the step hold, or somebody says why it goes on (`gating`); asked again in the act.
1. A short act reserves the number, so that what fails afterwards leaves no hole that nobody
   explains: the next try uses the same one.
2. Form, values and the facts that they rest on are frozen as canonical JSON; the press prints the
   PDF from that alone; it is sealed; both go into the vault. No transaction is open meanwhile.
3. One act: paper, fact, number used, draft ended. A draft that somebody saved meanwhile is not
   issued: what is on paper is what the issuer saw.

The fact has the server's time. A head who approved the matter before stands on it as its signature
(contract, reading 16). The seal is the bureau's, made by the system's own key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liuhen.apps.cases.acting import CaseAct, case_act, next_ref, supersede
from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError
from liuhen.apps.cases.models import (
    Activity,
    Document,
    Draft,
    FactOrigin,
    Paper,
    PaperNumber,
    PaperSignature,
    Participant,
    Thing,
)
from liuhen.apps.cases.papers.approved import approvals_as_signatures
from liuhen.apps.cases.papers.drafts import document_of, form_of_draft, lacks_of, open_draft
from liuhen.apps.cases.papers.gating import pass_gates, require_gates
from liuhen.apps.cases.papers.printing import Printing, Sealed, print_sealed
from liuhen.apps.cases.papers.series import reserve, reserved, use
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record
from liuhen.apps.trace.values import object_reference, row_values, values_digest
from liuhen.law import facts as law
from liuhen.paper.codes import new_paper_code
from liuhen.paper.filling import is_empty, shown
from liuhen.paper.form import Form
from liuhen.paper.sheets import Signed
from liuhen.vault.canonical import canonical_json, digest_of
from liuhen.vault.journal import instant
from liuhen.vault.store import Stored, StoreFullError

_MOST_BYTES = 64 * 1024 * 1024
_TRIES = 2


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What is about to be issued."""

    draft: Draft
    form: Form
    number: PaperNumber | None
    code: str
    version: int
    values: dict[str, Any]
    known: dict[str, Any]
    given: list[dict[str, Any]]
    at: datetime
    reasons: Mapping[str, str]

    @property
    def number_text(self) -> str:
        return self.number.text if self.number else ""


def issue(
    *, by: Viewer, draft: UUID, revision: int, reasons: Mapping[str, str] | None = None
) -> Paper:
    """Issue the draft as its `revision` stands.

    `reasons`: why it goes on although a gate of the step is open, by the gate's id.

    Returns:
        The paper, whose PDF lies in the vault.

    Raises:
        BadFactError: something is missing; the sentence says what, `lacks_of` says all of it.
        GateClosedError: something must hold before the step, and does not (`papers.gating`).
        ChangedMeanwhileError: somebody saved the draft since `revision`.
        UnknownRowError, NotAllowedError, ClosedCaseError: see `drafts.open_draft`.
        PaperError: it cannot be printed (a character that no font has).
        VaultFullError: there is no room; the number stays reserved for the draft.
    """
    for _attempt in range(_TRIES):
        frozen = _freeze(by, draft, revision, reasons or {})
        text = _frozen_json(frozen)
        sealed = print_sealed(_printing(frozen, digest_of(text)))
        kept = [_kept(frozen.draft, content) for content in (text, sealed.pdf)]
        try:
            return _issued(by, frozen, sealed, kept)
        except _DayTurnedError:
            continue
    raise ChangedMeanwhileError(_("The day turned while the paper was printed; try again."))


class _DayTurnedError(Exception):
    """Midnight passed between printing and issuing: the paper would bear yesterday's day."""


def _issued(by: Viewer, frozen: _Frozen, sealed: Sealed, kept: list[Stored]) -> Paper:
    case = frozen.draft.case
    with case_act("cases.issue", by=by, case=case, permission=Permission.PAPER_WRITE) as doing:
        row = open_draft(by, frozen.draft.pk)
        _require_same(row, frozen.draft.revision)
        if timezone.localtime(doing.record.at).date() != timezone.localtime(frozen.at).date():
            raise _DayTurnedError
        if row.replaces is not None and _is_replaced(row.replaces):
            raise BadFactError(_("This paper was replaced already; open the newer one."))
        pass_gates(doing, frozen.form, frozen.values, frozen.reasons)
        paper = _paper(by, doing.record, frozen, sealed)
        paper.frozen_digest, paper.pdf_digest = (stored.digest for stored in kept)
        for stored in kept:
            register_object(doing.record, doing.case.bureau, stored, paper)
        if frozen.form.document is not None:
            paper.item = _fact(doing, frozen).item
        doing.record.create(paper)
        doing.record.about(paper)
        for one in frozen.given:
            if one["role"] in frozen.form.signers:
                doing.record.create(_signature(doing, paper, one))
        if frozen.number is not None:
            use(frozen.number, paper, doing.record)
        doing.record.update(row, ended_at=doing.record.at, paper=paper)
    return paper


def _kept(draft: Draft, content: bytes) -> Stored:
    try:
        return repairing.put(str(draft.bureau_id), iter([content]), most_bytes=_MOST_BYTES)
    except StoreFullError:
        raise VaultFullError from None


def _is_replaced(paper: Paper) -> bool:
    return Paper.objects.within(paper.bureau_id).filter(replaces=paper).exists()


# ---------------------------------------------------------------- 1 and 2: number, freeze


def _freeze(by: Viewer, key: UUID, revision: int, reasons: Mapping[str, str]) -> _Frozen:
    """Take the draft as it stands, with the number that it has or gets now."""
    with transaction.atomic(durable=True):
        row = open_draft(by, key)
        form = _complete(row, revision)
        require_gates(by, row.case, form, row.values, reasons)
        number = reserved(row)
    if number is None and form.numbering is not None:
        with case_act(
            "cases.reserve_number", by=by, case=row.case, permission=Permission.PAPER_WRITE
        ) as doing:
            row = open_draft(by, key)
            form = _complete(row, revision)
            number = reserve(row, str(form.numbering), doing.record)
    at = timezone.now().replace(microsecond=0)
    earlier = row.replaces
    given = approvals_as_signatures(row, form.document)
    return _Frozen(
        draft=row,
        form=form,
        number=number,
        code=earlier.code if earlier else new_paper_code(),
        version=earlier.version + 1 if earlier else 1,
        values={
            name: value
            for name, value in {**_opinions(form, given), **row.values}.items()
            if name in form.by_id and not is_empty(value)
        },
        known=Sources(by, row.case, list(row.event_refs), at).values(form),
        given=given,
        at=at,
        reasons=reasons,
    )


def _opinions(form: Form, given: list[dict[str, Any]]) -> dict[str, str]:
    """What those who approved the draft wrote, in the fields of the form for it."""
    return {
        str(form.signers[one["role"]].opinion): one["opinion"]
        for one in given
        if one.get("opinion") and one["role"] in form.signers and form.signers[one["role"]].opinion
    }


def _complete(row: Draft, revision: int) -> Form:
    _require_same(row, revision)
    form = form_of_draft(row)
    if lacks := lacks_of(row, form):
        field = form.by_id.get(lacks[0].field)
        raise BadFactError(
            ngettext(
                "“%(form)s” cannot be issued yet: look at “%(field)s”.",
                "“%(form)s” cannot be issued yet: look at “%(field)s” and %(more)d more.",
                len(lacks),
            )
            % {
                "form": form.title.zh,
                "field": field.label.zh if field else lacks[0].field,
                "more": len(lacks) - 1,
            }
        )
    return form


def _require_same(row: Draft, revision: int) -> None:
    if row.revision != revision:
        raise ChangedMeanwhileError(
            _("%(name)s changed the draft meanwhile; look at it again before you issue it.")
            % {"name": row.saved_by.name}
        )


def _frozen_json(frozen: _Frozen) -> bytes:
    """Return all that decides the paper, as canonical JSON; reference/papers.md describes it."""
    row = frozen.draft
    return canonical_json(
        {
            "format": "liuhen-paper-1",
            "bureau": str(row.bureau_id),
            "case": row.case.number,
            "form": msgspec.to_builtins(frozen.form),
            "form_digest": frozen.form.digest,
            "number": frozen.number_text,
            "code": frozen.code,
            "version": frozen.version,
            "issued_at": instant(frozen.at),
            "values": frozen.values,
            "signed": [
                {"role": one["role"], "name": one.get("name", ""), "at": one.get("at")}
                for one in frozen.given
            ],
            "facts": [
                {"object": object_reference(fact), "digest": values_digest(row_values(fact))}
                for fact in _facts(row)
            ],
        }
    )


def _facts(row: Draft) -> Iterator[Model]:
    """The rows that the paper may rest on."""
    yield row.case
    activities = Activity.objects.within(row.bureau_id)
    yield from activities.filter(
        case=row.case, superseded_at=None, ref__in=row.event_refs
    ).order_by("pk")
    yield from Thing.objects.within(row.bureau_id).filter(case=row.case).order_by("pk")
    yield from Participant.objects.within(row.bureau_id).filter(case=row.case).order_by("pk")


def _printing(frozen: _Frozen, digest: str) -> Printing:
    return Printing(
        form=frozen.form,
        values=frozen.values,
        bureau=frozen.draft.bureau,
        case=frozen.draft.case,
        number=frozen.number_text,
        code=frozen.code,
        version=frozen.version,
        digest=digest,
        at=frozen.at,
        signed=tuple(
            Signed(one["role"], one.get("name", ""), one.get("at") or "") for one in frozen.given
        ),
    )


# ---------------------------------------------------------------- 3: the act


def _paper(by: Viewer, record: Record, frozen: _Frozen, printed: Sealed) -> Paper:
    row = frozen.draft
    secret = set(frozen.form.secret_fields)
    return Paper(
        bureau=row.bureau,
        section=row.case.section,
        case=row.case,
        form=frozen.form.id,
        form_digest=frozen.form.digest,
        title=frozen.form.title.zh,
        audience=frozen.form.audience,
        number=frozen.number_text,
        code=frozen.code,
        version=frozen.version,
        values={name: value for name, value in frozen.values.items() if name not in secret},
        known={name: value for name, value in frozen.known.items() if name not in secret},
        event_refs=row.event_refs,
        pages=printed.pages,
        places=printed.places,
        sm2=printed.sm2,
        issued_at=record.at,
        issued_by=by.person,
        replaces=row.replaces,
        reason=row.reason,
    )


def _fact(doing: CaseAct, frozen: _Frozen) -> Document:
    """Write the fact that the paper is, or the newer version of the one that it replaces."""
    row, record = frozen.draft, doing.record
    values: dict[str, Any] = {
        "at": record.at.replace(microsecond=0),
        "event_refs": row.event_refs,
        "fields": {**fact_fields(frozen.form, frozen.values), **_of_contract(frozen.given)},
        "signatures": [_plain(one) for one in frozen.given if one["role"] in law.ROLES],
        "scan_digest": "",
        "origin": FactOrigin.ACT,
    }
    earlier = document_of(row.replaces) if row.replaces else None
    if earlier is not None and not earlier.withdrawn:
        return supersede(record, earlier, doing.by, entered=True, reason=row.reason, **values)
    return record.create(
        Document(
            bureau=doing.case.bureau,
            section=doing.case.section,
            case=doing.case,
            ref=next_ref(doing.case, Document),
            type=str(frozen.form.document),
            recorded_at=record.at,
            entered_at=record.at,
            entered_by=doing.by.person,
            recorded_by=doing.by.person,
            **values,
        )
    )


def fact_fields(form: Form, values: dict[str, Any]) -> dict[str, str]:
    """Return what the fact says: every filled field as it is printed, but the confidential ones."""
    said = shown(form, values)
    secret = set(form.secret_fields)
    return {
        name: text
        for name, value in said.items()
        if name not in secret and name in values and (text := str(value).strip())
    }


def _of_contract(given: list[dict[str, Any]]) -> dict[str, str]:
    """Opinions by the names that the contract has for them."""
    return {
        OPINION_FIELD[one["role"]]: one["opinion"]
        for one in given
        if one.get("opinion") and one["role"] in OPINION_FIELD
    }


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "opinion"}


def _signature(doing: CaseAct, paper: Paper, one: dict[str, Any]) -> PaperSignature:
    """A signature that an approval gave and that is printed on the paper."""
    person = Person.objects.filter(pk=str(one["person"])).first() if one.get("person") else None
    return PaperSignature(
        bureau=paper.bureau,
        case=doing.case,
        paper=paper,
        role=one["role"],
        name=one.get("name", ""),
        manner="system",
        person=person,
        at=datetime.fromisoformat(one["at"]) if one.get("at") else None,
        opinion=one.get("opinion", ""),
        pdf_digest=paper.pdf_digest,
        recorded_at=doing.record.at,
        recorded_by=doing.by.person,
    )
