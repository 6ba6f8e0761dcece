# SPDX-License-Identifier: Apache-2.0
"""Reading papers: which there are, what is frozen of them, their PDF; and who may see what.

What this module promises:

- a paper with something confidential in it is opened by the handlers of its case and by those with
  the permission, and where it is signed by whom it names for that (`invited`), by nobody else; that
  there is such a paper is no secret; who handed in a paper that came openly is none either, on its
  receipt as in its entry;
- bytes are those that were kept: a paper is never printed again;
- whoever opens a PDF leaves a leaf, as with every scan.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import is_handler
from liuhen.apps.cases.errors import NotAllowedError, UnknownRowError
from liuhen.apps.cases.models import (
    Case,
    Document,
    Draft,
    Paper,
    PaperSignature,
    ReceivedPaper,
    ScannedPage,
)
from liuhen.apps.cases.of_case import seen_in
from liuhen.apps.cases.participants.masks import WITHHELD, masked, masks_of
from liuhen.apps.evidence.errors import UnknownFileError
from liuhen.apps.evidence.vault import vault
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law import facts as law
from liuhen.paper.form import Form
from liuhen.paper.values import is_empty
from liuhen.vault.store import ObjectMissingError

_INFORMANT = "informant"
#: By which field a receipt says for which paper it is.
_RECEIVED = "received_number"


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a paper was printed from: its form, all its values (the confidential too), its name."""

    form: Form
    values: dict[str, Any]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Ids of the confidential fields that say something on this paper."""
        return tuple(
            name for name in self.form.secret_fields if not is_empty(self.values.get(name))
        )


def paper_of(by: Viewer, key: UUID) -> Paper:
    """Return a paper that the viewer sees.

    Raises:
        UnknownRowError: none, or not for this viewer.
    """
    rows = Paper.objects.seen_by(by).select_related("case", "bureau", "section", "issued_by")
    if (found := rows.filter(pk=key).first()) is None:
        raise UnknownRowError(_("There is no such paper."))
    return found


def paper_behind(row: Document) -> Paper | None:
    """Return the newest paper behind a fact, if it was issued here."""
    rows = Paper.objects.within(row.bureau_id).filter(item=row.item)
    return rows.order_by("-version").first()


def papers_of(by: Viewer, case: Case) -> list[Paper]:
    """Return the papers of a case, newest first; those that were replaced too."""
    rows = seen_in(Paper, by, case)
    return sorted(rows, key=lambda row: (row.issued_at, row.pk), reverse=True)


def drafts_of(by: Viewer, case: Case) -> list[Draft]:
    """Return the drafts of a case that are being written, the last saved first."""
    rows = (row for row in seen_in(Draft, by, case) if row.ended_at is None)
    return sorted(rows, key=lambda row: row.saved_at, reverse=True)


def signatures_on(paper: Paper) -> list[PaperSignature]:
    """Return the signatures under a paper, and refusals, in the order in which they came."""
    rows = PaperSignature.objects.within(paper.bureau_id).filter(paper=paper)
    return list(
        rows.select_related("person", "on_behalf", "recorded_by", "page__scan").order_by(
            "recorded_at"
        )
    )


def newest_digest(paper: Paper) -> str:
    """Return the digest of the newest revision of the PDF: with all that was signed on it."""
    made = revisions(paper)
    return made[-1]


def revisions(paper: Paper) -> list[str]:
    """Return the digests of all revisions of the PDF, oldest first; each begins with the former."""
    rows = PaperSignature.objects.within(paper.bureau_id).filter(paper=paper)
    pairs = rows.exclude(made_digest="").values_list("pdf_digest", "made_digest")
    after = dict(pairs)
    found = [paper.pdf_digest]
    while (following := after.get(found[-1])) is not None and following not in found:
        found.append(following)
    return found


def frozen_of(paper: Paper) -> Frozen:
    """Return what the paper was printed from, out of the vault.

    Raises:
        UnknownFileError: its bytes are not in the store.
    """
    return _frozen(str(paper.bureau_id), paper.frozen_digest)


@lru_cache(maxsize=256)
def _frozen(bureau: str, digest: str) -> Frozen:
    told = msgspec.json.decode(stored_bytes(bureau, digest))
    return Frozen(msgspec.convert(told["form"], Form), told["values"])


def stored_bytes(bureau: str, digest: str) -> bytes:
    """Return the bytes of an object.

    Raises:
        UnknownFileError: they are not in the store.
    """
    try:
        with vault().open(bureau, digest) as file:
            return file.read()
    except ObjectMissingError:
        raise UnknownFileError(
            _("The file of this paper is missing in the store; tell whoever runs the system.")
        ) from None


def sees_secrets(by: Viewer, case: Case) -> bool:
    """Whether the viewer may see what is confidential in papers of the case."""
    return by.reaches(Permission.CONFIDENTIAL_VIEW, case.section_id) or is_handler(by, case)


def secrets_on(paper: Paper) -> tuple[str, ...]:
    """Return the ids of the fields with something confidential: of the class, or about a minor."""
    frozen = frozen_of(paper)
    other = (name for name, value in paper.values.items() if frozen.values.get(name) != value)
    return (*(name for name in frozen.secrets if not _is_open(paper, frozen, name)), *other)


def _is_open(paper: Paper, frozen: Frozen, name: str) -> bool:
    """Whether the field says no more than who handed in a paper that came openly."""
    number, secret = paper.values.get(_RECEIVED), frozen.form.by_id[name].secret
    if not number or secret != _INFORMANT:
        return False
    rows = ReceivedPaper.objects.within(paper.bureau_id).filter(case=paper.case_id, number=number)
    return rows.filter(informant=False, sender=frozen.values.get(name)).exists()


def may_open(by: Viewer, paper: Paper) -> bool:
    """Whether the viewer may open the PDF: nothing in it is confidential, or not for this one."""
    return sees_secrets(by, paper.case) or not secrets_on(paper)


def require_open(by: Viewer, paper: Paper) -> None:
    """Refuse whoever may not open the PDF.

    Raises:
        NotAllowedError
    """
    if not may_open(by, paper):
        raise NotAllowedError(
            _("“%(paper)s” holds confidential particulars; only its handlers open it.")
            % {"paper": paper}
        )


def open_pdf(*, by: Viewer, paper: Paper, digest: str = "") -> io.BytesIO:
    """Return the PDF as it is now, or one of its revisions; a leaf says who took it.

    Raises:
        NotAllowedError: something in it is confidential, and not for this viewer.
        UnknownFileError: no such revision, or its bytes are not in the store.
    """
    require_open(by, paper)
    known = revisions(paper)
    wanted = digest or known[-1]
    if wanted not in known:
        raise UnknownFileError(_("There is no such file."))
    with act("cases.open_paper", by=by) as record:
        record.about(paper)
        record.note(digest=wanted)
    return io.BytesIO(stored_bytes(str(paper.bureau_id), wanted))


def shown_values(by: Viewer, paper: Paper) -> dict[str, Any]:
    """Return what the paper says by its fields; dots where it is not for this viewer."""
    frozen = frozen_of(paper)
    if sees_secrets(by, paper.case):
        return frozen.values
    open_: dict[str, Any] = paper.values
    return {**frozen.values, **open_, **dict.fromkeys(frozen.secrets, WITHHELD)}


def name_to_keep(paper: Paper, role: str, name: str) -> str:
    """Return the name of somebody who signs as rows keep it: without an informant's or a minor's.

    On such a paper whoever signs from outside is the informant; the PDF has the name.
    """
    frozen = frozen_of(paper)
    hidden = _INFORMANT in {frozen.form.by_id[one].secret for one in frozen.secrets}
    if name and hidden and role in law.REFUSABLE_ROLES:
        return WITHHELD
    return str(masked(name, masks_of(paper.case)))


def visible_values(by: Viewer, row: Draft, form: Form) -> dict[str, Any]:
    """Return the values of a draft without the confidential ones that are not for this viewer."""
    if sees_secrets(by, row.case):
        return dict(row.values)
    secret = set(form.secret_fields)
    open_ = {name: value for name, value in row.values.items() if name not in secret}
    found: dict[str, Any] = masked(open_, masks_of(row.case))
    return found


def pages_on_file(paper: Paper) -> dict[int, ScannedPage]:
    """Return the pages of the signed paper that came back as scans, the newest of each."""
    rows = ScannedPage.objects.within(paper.bureau_id).filter(paper=paper, state="filed")
    found = rows.select_related("scan").order_by("recorded_at", "page")
    return {row.paper_page: row for row in found if row.paper_page}
