# SPDX-License-Identifier: Apache-2.0
"""A draft is frozen: all that decides the paper, taken at one moment, before anything is printed.

- A short act reserves the number, so that what fails afterwards leaves no hole that nobody
  explains: the next try uses the same one.
- Form, values and the facts that they rest on become canonical JSON; the press prints the PDF from
  that alone.

No transaction is open once it is frozen; `issuing` goes on from there.
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

from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.approval_signatures import name_in_print
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError
from liuhen.apps.cases.models import Activity, Draft, PaperNumber, Participant, Thing
from liuhen.apps.cases.papers.approved import approvals_as_signatures
from liuhen.apps.cases.papers.drafts import form_of_draft, lacks_of, open_draft
from liuhen.apps.cases.papers.gating import require_gates
from liuhen.apps.cases.papers.printing import Printing
from liuhen.apps.cases.papers.series import reserve, reserved
from liuhen.apps.cases.papers.sources import Sources
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.values import object_reference, row_values, values_digest
from liuhen.paper.codes import new_paper_code
from liuhen.paper.form import Form
from liuhen.paper.sheets import Signed
from liuhen.paper.values import is_empty
from liuhen.vault.canonical import canonical_json
from liuhen.vault.journal import instant


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is about to be issued.

    `known`: what the system would have filled in at `at`; `given`: signatures by approvals, as
    `approvals_as_signatures` writes them; `reasons`: why it goes on, by the id of an open gate.
    """

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
        """The number as it is printed; empty for a form without one."""
        return self.number.text if self.number else ""


def freeze(by: Viewer, key: UUID, revision: int, reasons: Mapping[str, str]) -> Frozen:
    """Take the draft as it stands, with the number that it has or gets now.

    Raises:
        BadFactError: something is missing; the sentence says what.
        GateClosedError: something must hold before the step, and does not.
        ChangedMeanwhileError: somebody saved the draft since `revision`.
        UnknownRowError, NotAllowedError, ClosedCaseError: see `drafts.open_draft`.
    """
    with transaction.atomic(durable=True):
        row = open_draft(by, key)
        form = _complete(row, revision)
        require_gates(by, row.case, form, row.values, reasons, replaces=row.replaces)
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
    return Frozen(
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


def frozen_json(frozen: Frozen) -> bytes:
    """Return all that decides the paper, as canonical JSON; reference/papers.md describes it."""
    row = frozen.draft
    return canonical_json(
        {
            "format": "liuhen-paper-1",
            "bureau": str(row.bureau_id),
            "bureau_name": row.bureau.name,
            "short_name": row.bureau.short_name,
            "case": row.case.number,
            "case_title": row.case.title,
            "party_kind": row.case.party_kind,
            "form": msgspec.to_builtins(frozen.form),
            "form_digest": frozen.form.digest,
            "number": frozen.number_text,
            "code": frozen.code,
            "version": frozen.version,
            "issued_at": instant(frozen.at),
            "values": frozen.values,
            "signed": [
                {"role": one["role"], "name": name_in_print(one), "at": one.get("at")}
                for one in frozen.given
            ],
            "facts": [
                {"object": object_reference(fact), "digest": values_digest(row_values(fact))}
                for fact in _facts(row)
            ],
        }
    )


def printing_of(frozen: Frozen, digest: str) -> Printing:
    """Return what the press prints; `digest` is that of the frozen text, with `sha256:`."""
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
            Signed(one["role"], name_in_print(one), one.get("at") or "") for one in frozen.given
        ),
    )


def require_same(row: Draft, revision: int) -> None:
    """Refuse a draft that is not as the issuer saw it.

    Raises:
        ChangedMeanwhileError: somebody saved it since `revision`.
    """
    if row.revision != revision:
        raise ChangedMeanwhileError(
            _("%(name)s changed the draft meanwhile; look at it again before you issue it.")
            % {"name": row.saved_by.name}
        )


def _opinions(form: Form, given: list[dict[str, Any]]) -> dict[str, str]:
    """What those who approved the draft wrote, in the fields of the form for it."""
    return {
        str(form.signers[one["role"]].opinion): one["opinion"]
        for one in given
        if one.get("opinion") and one["role"] in form.signers and form.signers[one["role"]].opinion
    }


def _complete(row: Draft, revision: int) -> Form:
    require_same(row, revision)
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


def _facts(row: Draft) -> Iterator[Model]:
    """The rows that the paper may rest on."""
    yield row.case
    activities = Activity.objects.within(row.bureau_id)
    yield from activities.filter(
        case=row.case, superseded_at=None, ref__in=row.event_refs
    ).order_by("pk")
    yield from Thing.objects.within(row.bureau_id).filter(case=row.case).order_by("pk")
    yield from Participant.objects.within(row.bureau_id).filter(case=row.case).order_by("pk")
