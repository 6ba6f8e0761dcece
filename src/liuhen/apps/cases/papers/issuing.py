# SPDX-License-Identifier: Apache-2.0
"""Issuing a paper: once, and never again.

0. The gates of the step hold, or somebody says why it goes on (`gating`); asked again in the act.
1. The draft is frozen, with its number (`freezing`).
2. The press prints the PDF from the frozen text alone; it is sealed; both go into the vault. No
   transaction is open meanwhile.
3. One act: paper, fact, number used, draft ended. A draft that somebody saved meanwhile is not
   issued: what is on paper is what the issuer saw.

The fact has the server's time; a form of approval whose own draft was approved stands from the last
of these signatures on, as on paper (contract, readings 4 and 5). A head who approved the matter
before stands on it as its signature (reading 16). A paper that is itself an act brings its event
(`by_paper`). The seal is the bureau's, made by the system's own key.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct, case_act, next_ref, supersede
from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.approval_signatures import acted_for
from liuhen.apps.cases.by_paper import done_by_issuing
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    Document,
    Draft,
    FactOrigin,
    Paper,
    PaperSignature,
)
from liuhen.apps.cases.papers.drafts import document_of, open_draft
from liuhen.apps.cases.papers.freezing import (
    Frozen,
    freeze,
    frozen_json,
    printing_of,
    require_same,
)
from liuhen.apps.cases.papers.gating import pass_gates
from liuhen.apps.cases.papers.printing import Sealed, print_sealed
from liuhen.apps.cases.papers.series import use
from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import Record
from liuhen.law import facts as law
from liuhen.paper.form import Form
from liuhen.paper.showing import shown
from liuhen.vault.canonical import digest_of
from liuhen.vault.store import Stored, StoreFullError

_MOST_BYTES = 64 * 1024 * 1024
_TRIES = 2


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
        frozen = freeze(by, draft, revision, reasons or {})
        text = frozen_json(frozen)
        sealed = print_sealed(printing_of(frozen, digest_of(text)))
        kept = [_kept(frozen.draft, content) for content in (text, sealed.pdf)]
        try:
            return _issued(by, frozen, sealed, kept)
        except _DayTurnedError:
            continue
    raise ChangedMeanwhileError(_("The day turned while the paper was printed; try again."))


class _DayTurnedError(Exception):
    """Midnight passed between printing and issuing: the paper would bear yesterday's day."""


def _issued(by: Viewer, frozen: Frozen, sealed: Sealed, kept: list[Stored]) -> Paper:
    case = frozen.draft.case
    with case_act("cases.issue", by=by, case=case, permission=Permission.PAPER_WRITE) as doing:
        row = open_draft(by, frozen.draft.pk)
        require_same(row, frozen.draft.revision)
        if timezone.localtime(doing.record.at).date() != timezone.localtime(frozen.at).date():
            raise _DayTurnedError
        if row.replaces is not None and _is_replaced(row.replaces):
            raise BadFactError(_("This paper was replaced already; open the newer one."))
        pass_gates(doing, frozen.form, frozen.values, frozen.reasons, replaces=row.replaces)
        paper = _paper(by, doing.record, frozen, sealed)
        paper.frozen_digest, paper.pdf_digest = (stored.digest for stored in kept)
        for stored in kept:
            register_object(doing.record, doing.case.bureau, stored, paper)
        if frozen.form.document is not None:
            fact = _fact(doing, frozen)
            paper.item = fact.item
            done_by_issuing(doing, paper, fact)
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


# ---------------------------------------------------------------- what the act writes


def _paper(by: Viewer, record: Record, frozen: Frozen, printed: Sealed) -> Paper:
    row = frozen.draft
    secret = set(frozen.form.secret_fields)
    open_ = {name: value for name, value in frozen.values.items() if name not in secret}
    known = {name: value for name, value in frozen.known.items() if name not in secret}
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
        values=open_,
        known=known,
        event_refs=row.event_refs,
        pages=printed.pages,
        places=printed.places,
        sm2=printed.sm2,
        issued_at=record.at,
        issued_by=by.person,
        replaces=row.replaces,
        reason=row.reason,
    )


def _fact(doing: CaseAct, frozen: Frozen) -> Document:
    """Write the fact that the paper is, or the newer version of the one that it replaces."""
    row, record = frozen.draft, doing.record
    values: dict[str, Any] = {
        "at": _stands_from(frozen) or record.at.replace(microsecond=0),
        "event_refs": row.event_refs,
        "fields": {**fact_fields(frozen.form, frozen.values), **_of_contract(frozen.given)},
        "signatures": [_plain(one) for one in frozen.given if one["role"] in law.ROLES],
        "scan_digest": "",
        "origin": FactOrigin.ACT,
    }
    earlier = document_of(row.replaces) if row.replaces else None
    if earlier is not None and not earlier.withdrawn:
        return supersede(record, earlier, doing.by, entered=True, reason=row.reason, **values)
    made = Document(
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
    return record.create(made)


def _stands_from(frozen: Frozen) -> datetime | None:
    """When a form of approval was signed in the system, where it was itself what was approved."""
    if not str(frozen.form.document).endswith("_approval") or frozen.draft.replaces is not None:
        return None
    own = Approval.objects.within(frozen.draft.bureau_id).filter(
        draft=frozen.draft, state=ApprovalState.AGREED
    )
    times = [datetime.fromisoformat(one["at"]) for one in frozen.given if one.get("at")]
    return max(times).replace(microsecond=0) if times and own.exists() else None


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
        on_behalf=acted_for(paper.bureau_id, one),
        at=datetime.fromisoformat(one["at"]) if one.get("at") else None,
        opinion=one.get("opinion", ""),
        pdf_digest=paper.pdf_digest,
        recorded_at=doing.record.at,
        recorded_by=doing.by.person,
    )
