# SPDX-License-Identifier: Apache-2.0
"""What an approval leaves on papers: the signatures and opinions of its steps.

What this module promises (contract, reading 16):

- the paper that was read when it was approved bears the signature of each role that agreed, with
  the time of that step, and its opinion in the field of that role;
- the papers that the matter `signs` (the decision, where a form of approval was read) bear the
  signatures, not the opinions, where they decide what was read (`approved_content`); one that is
  written later bears them from the moment it is there;
- what somebody only typed in bears them where it was there when it was asked and nothing else was
  read, never where it came later or was changed since;
- a draft that was changed after the approval bears nothing when it is issued: that is not what was
  approved;
- a signature that stands there already in that role stays the only one;
- the PDF of a paper that was issued before gets the signatures too, by a job (`papers.approved`).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from liuhen.apps.cases.acting import CaseAct, supersede
from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.approved_content import agrees, content_of, printed, words_read
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    ApprovalStep,
    Case,
    Document,
    Draft,
    FactOrigin,
    Paper,
    StepOutcome,
)
from liuhen.apps.cases.participants.parties import told_apart
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.jobs.models import Lane
from liuhen.apps.jobs.queue import enqueue
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of
from liuhen.apps.trace.journal import Record

Signature = dict[str, Any]
#: The job that signs the PDF of an issued paper with what its fact bears (`papers.approved`).
PRINT = "cases.print_approvals"


def content_digest(draft: Draft) -> str:
    """Return the digest of what a draft says, whoever saved it how often."""
    return content_of(draft.form, draft.values)


def signatures_of(approval: Approval) -> list[Signature]:
    """Return the signatures of the last round as documents keep them, each with its opinion."""
    rows = ApprovalStep.objects.within(approval.bureau_id).select_related("person", "on_behalf")
    steps = rows.filter(
        approval=approval, round=approval.round, outcome=StepOutcome.AGREED
    ).order_by("order")
    return [_signature(step) for step in steps]


def signatures_for(case: Case, kind: str, draft: Draft | None = None) -> list[Signature]:
    """Return what a document of this type bears when it is made, by approvals before it.

    `draft`: of which it is issued. Where it was itself what was approved, nothing but its approval
    counts, and that only while it says the same. Without a draft there is nothing to compare.
    """
    agreed = _agreed(case)
    if draft is None:
        return []
    own = [one for one in agreed if one.draft_id == draft.pk]
    if own:
        same = [one for one in own if one.content_digest == content_digest(draft)]
        return _plain(signatures_of(same[-1])) if same else []
    today = timezone.localdate()
    says, parties = printed(case, draft.form, draft.values, today), told_apart(case)
    for approval in reversed(agreed):
        free = kind in _signs(approval) and not _is_carried(approval, kind)
        read = words_read(approval, today) or {}
        if not (agrees(read, says) and parties.covers(read.get("party"), says.get("party"))):
            continue
        if free and kind not in _types_read(approval):
            return _plain(signatures_of(approval))
    return []


def opinion_on(paper: Paper, given: Signature) -> str:
    """Return the opinion that goes with a signature, where the paper was itself what was read."""
    rows = Approval.objects.within(paper.bureau_id).select_related("paper", "draft", "bureau")
    approval = rows.filter(pk=given["approval"]).first()
    if approval is None or paper.item not in {row.item for row in _read(approval)}:
        return ""
    of_role = (one for one in signatures_of(approval) if one["role"] == given["role"])
    return next((str(one["opinion"]) for one in of_role), "")


def acted_for(bureau: UUID, given: Signature) -> Person | None:
    """Return in whose place the step was taken that gave a signature; none in the own right."""
    if not given.get("on_behalf"):
        return None
    steps = ApprovalStep.objects.within(bureau).filter(
        approval=given["approval"], role=given["role"], person=given["person"]
    )
    newest = steps.exclude(on_behalf=None).select_related("on_behalf").order_by("-at").first()
    return newest.on_behalf if newest else None


def name_in_print(given: Signature) -> str:
    """Return the name as a paper shows it: whoever acts in somebody's place says so."""
    name = str(given.get("name", ""))
    return f"{name}（代行）" if given.get("on_behalf") else name


def put_signatures(doing: CaseAct, approval: Approval) -> None:
    """Put the signatures of an approval on the papers that are there, inside its act."""
    given = signatures_of(approval)
    for row in _read(approval):
        fields = dict(row.fields)
        for one in given:
            if one["opinion"]:
                fields[OPINION_FIELD[one["role"]]] = one["opinion"]
        _put(doing.record, doing.by, row, given, fields=fields)
    _carry(doing.record, doing.by, approval)


def carry_signatures(case: Case, record: Record) -> None:
    """Put the signatures of earlier approvals on a paper that came after them, inside any act.

    Called for every act on a case (`acting.follow`), so that it is the same by whatever door the
    paper came.
    """
    agreed = [one for one in _agreed(case) if _signs(one)]
    if agreed and isinstance(record.actor, Viewer) and _waits(case, agreed):
        for approval in agreed:
            _carry(record, record.actor, approval)


def _waits(case: Case, agreed: Iterable[Approval]) -> bool:
    """Whether there is a paper that some approval signs, and that bears none."""
    types = {kind for approval in agreed for kind in _signs(approval)}
    rows = Document.objects.within(case.bureau_id).filter(
        case=case, superseded_at=None, withdrawn=False, type__in=types
    )
    found = rows.values_list("signatures", flat=True)
    return any(not any(one.get("approval") for one in signatures) for signatures in found)


def _carry(record: Record, by: Viewer, approval: Approval) -> None:
    """Sign one paper of each type that the matter signs and that was not itself what was read."""
    types = [kind for kind in _signs(approval) if kind not in _types_read(approval)]
    if not types:
        return
    given = signatures_of(approval)
    for kind in types:
        rows = [row for row in _signed_too(approval) if row.type == kind]
        rows = [row for row in rows if _decides_what_was_read(approval, row)]
        if rows and not _is_carried(approval, kind):
            _put(record, by, rows[0], given)


def _decides_what_was_read(approval: Approval, row: Document) -> bool:
    """Whether the paper may bear the approval; what nobody can compare bears none."""
    read = words_read(approval, timezone.localdate())
    if read is None:  # who approved looked at the case as it was
        return row.entered_at <= approval.asked_at
    if row.origin == FactOrigin.TYPED and not row.scan_digest:
        return False
    parties = told_apart(approval.case)
    same = parties.covers(read.get("party"), row.fields.get("party"))
    return same and agrees(read, row.fields)


def _is_carried(approval: Approval, kind: str) -> bool:
    """Whether a paper of that type bears the approval: one approval signs one paper."""
    rows = Document.objects.within(approval.bureau_id).filter(case_id=approval.case_id, type=kind)
    key = str(approval.pk)
    return any(
        one.get("approval") == key
        for signatures in rows.values_list("signatures", flat=True)
        for one in signatures
    )


def _put(
    record: Record, by: Viewer, row: Document, given: Iterable[Signature], **values: Any
) -> None:
    signatures = _merged(row.signatures, _plain(given))
    if signatures != row.signatures or values.get("fields", row.fields) != row.fields:
        supersede(record, row, by, entered=False, signatures=signatures, **values)
        _have_printed(row)


def _have_printed(row: Document) -> None:
    """Leave the job that lets the PDF follow, where the document is a paper that was issued."""
    papers = Paper.objects.within(row.bureau_id).filter(item=row.item, replaced_by=None)
    for key in papers.values_list("pk", flat=True):
        arguments = {"paper": str(key), "bureau": str(row.bureau_id)}
        enqueue(PRINT, arguments, lane=Lane.NOW, key=f"{PRINT} {key}")


def _merged(known: list[Signature], given: Iterable[Signature]) -> list[Signature]:
    """The signatures that stand there, and those of roles that have not signed."""
    made = list(known)
    for one in given:
        if not any(other["role"] == one["role"] for other in made):
            made.append(one)
    return made


def _plain(given: Iterable[Signature]) -> list[Signature]:
    return [{key: value for key, value in one.items() if key != "opinion"} for one in given]


def _signature(step: ApprovalStep) -> Signature:
    made: Signature = {
        "role": step.role,
        "name": step.person.name if step.person else "",
        "at": step.at.replace(microsecond=0).isoformat() if step.at else None,
        "person": str(step.person_id),
        "approval": str(step.approval_id),
        "opinion": step.opinion,
    }
    if step.on_behalf is not None:
        made["on_behalf"] = step.on_behalf.name
    return made


def _agreed(case: Case) -> list[Approval]:
    rows = Approval.objects.within(case.bureau_id).filter(case=case, state=ApprovalState.AGREED)
    return list(rows.select_related("paper", "draft", "bureau").order_by("ended_at"))


def _signs(approval: Approval) -> tuple[str, ...]:
    """The types of paper on which the approval is reported."""
    known = matters_in(approval.bureau, approval.asked_at)
    found = known.get((approval.matter, approval.urgent))
    return found.signs if found else ()


def _types_read(approval: Approval) -> set[str]:
    """The types of paper that were themselves read: then no other one is signed in their place."""
    found = {row.type for row in _read(approval)}
    day = timezone.localtime(approval.asked_at).date()
    for source in (approval.paper, approval.draft):
        if source is not None:
            form = forms_of(approval.bureau, day).get(source.form)
            found |= {str(form.document)} if form and form.document else set()
    return found


def _read(approval: Approval) -> list[Document]:
    """The documents that were read when it was approved, as they are now."""
    papers = [approval.paper, *_issued_from(approval)]
    items = [paper.item for paper in papers if paper is not None and paper.item]
    rows = Document.objects.within(approval.bureau_id).filter(
        case_id=approval.case_id, superseded_at=None, withdrawn=False
    )
    named = rows.filter(ref=approval.subject) if approval.subject else rows.none()
    return [*rows.filter(item__in=items), *named.exclude(item__in=items)]


def _issued_from(approval: Approval) -> list[Paper]:
    """The paper that was issued from the draft, where it says what was approved."""
    draft = approval.draft
    if draft is None or draft.paper is None or content_digest(draft) != approval.content_digest:
        return []
    return [draft.paper]


def _signed_too(approval: Approval) -> list[Document]:
    """The papers of the matter that concern the same activity."""
    rows = Document.objects.within(approval.bureau_id).filter(
        case_id=approval.case_id,
        superseded_at=None,
        withdrawn=False,
        type__in=_signs(approval),
    )
    about = approval.subject
    fitting = (row for row in rows if not about or not row.event_refs or about in row.event_refs)
    return sorted(fitting, key=lambda row: (row.entered_at, row.ref))
