# SPDX-License-Identifier: Apache-2.0
"""Signing. Heads and reviewers sign in the system, now; others sign the paper."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, current, is_issued, supersede
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.models import Case, Document, GateOverride
from liuhen.apps.cases.separation import NAMESAKE, parts_in, why_not_for
from liuhen.apps.cases.values import paper_signatures
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting_for
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer

#: The field in which a signer's opinion is written.
OPINION_FIELD = {
    "section_head": "section_opinion",
    "deputy_head": "head_opinion",
    "bureau_head": "head_opinion",
    "legal_reviewer": "opinion",
}


def sign_document(*, by: Viewer, document: Document, role: str, opinion: str = "") -> Document:
    """Sign as head or reviewer; the time is the server's. `opinion` goes into the role's field.

    Raises:
        NotAllowedError: the viewer does not hold the role, handles the case, or had another part in
            it (investigate ≠ review ≠ approve).
        BadFactError: it was issued here: then its PDF is signed (`papers.signing.sign_in_system`).
    """
    case = _case_of(document)
    with case_act(
        "cases.sign_document", by=by, case=case, permission=Permission.CASE_SIGN
    ) as doing:
        row = current(by, document)
        behalf = require_signer(doing, role)
        _require_not_issued(row)
        if any(one["role"] == role for one in row.signatures):
            raise BadFactError(_("This role has signed already."), "role")
        signature: dict[str, Any] = {
            "role": role,
            "name": by.person.name,
            "at": doing.record.at.replace(microsecond=0).isoformat(),
            "person": str(by.person_id),
        }
        if behalf is not None:
            signature["on_behalf"] = behalf.name
        fields = dict(row.fields)
        if said := checks.text(opinion, "opinion", 2000):
            fields[OPINION_FIELD[role]] = said
        signed = [*row.signatures, signature]
        return supersede(doing.record, row, by, entered=False, signatures=signed, fields=fields)


def add_signature(
    *,
    by: Viewer,
    document: Document,
    role: str,
    name: str = "",
    at: datetime | None = None,
    refused: bool = False,
    reason: str = "",
) -> Document:
    """Note that a party, witness or officer signed the paper later, or refused to."""
    case = _case_of(document)
    with case_act(
        "cases.add_signature", by=by, case=case, permission=Permission.CASE_ENTER
    ) as doing:
        row = current(by, document)
        _require_not_issued(row)
        value = {"role": role, "name": name, "at": at, "refused": refused, "reason": reason}
        signed = [*row.signatures, *paper_signatures([value], doing.record)]
        return supersede(doing.record, row, by, entered=False, signatures=signed)


def require_signer(doing: CaseAct, role: str) -> Person | None:
    """Refuse a signer who lacks the role, or had another part in the case (`separation`).

    Returns in whose place he or she signs, where the role was delegated.
    """
    checks.word(role, sorted(SYSTEM_SIGNATURES), "role")
    if not doing.by.role_over(Role(role), doing.case.section_id):
        raise NotAllowedError(_("You do not hold this role over the case."))
    parts = parts_in(doing.case)
    behalf = acting_for(doing.by, role, doing.case.section_id)
    if why := why_not_for(parts, doing.by.person_id, role, behalf):
        raise NotAllowedError(why)
    if (why := parts.namesake(doing.by.person_id, role)) and not _said_who(doing):
        said = _("Somebody of your name has a part in the case: %(why)s")
        raise NotAllowedError(said % {"why": why} + " " + _("Say on its page that it is not you."))
    return behalf


def _said_who(doing: CaseAct) -> bool:
    """Whether the signer said with a reason that it is somebody else."""
    rows = GateOverride.objects.within(doing.case.bureau_id).filter(case=doing.case)
    return rows.filter(gate=NAMESAKE, by=doing.by.person).exists()


def _require_not_issued(row: Document) -> None:
    """Refuse to sign the fact alone where the signature belongs into a PDF (`papers.signing`)."""
    if is_issued(row):
        raise BadFactError(_("This paper was issued here: it is signed on its own page."))


def _case_of(document: Document) -> Case:
    if document.case is None:
        raise BadFactError(_("The document does not belong to a case yet."))
    return document.case
