# SPDX-License-Identifier: Apache-2.0
"""Signing an issued paper: in the system, by finger on the screen; or the refusal to.

What this module promises:

- a signature is a further revision of the PDF: the bytes that were there are its beginning; the
  digest of what the signer was shown stands in the signature itself;
- who signs in the system signs as whoever is signed in, now; heads and reviewers under the rules of
  separation (`acts.signing.require_signer`);
- a line that was drawn is decoded and drawn anew in the press's child before anything keeps it;
- two who sign at once both sign, one after the other; nobody's signature is lost;
- the fact that the paper is gets each signature that the contract has a role for; its content and
  origin stay.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, supersede
from liuhen.apps.cases.acts.signing import OPINION_FIELD, require_signer
from liuhen.apps.cases.approval_signatures import content_digest, signatures_for, signatures_of
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.models import (
    Approval,
    ApprovalState,
    Case,
    Draft,
    Handler,
    Paper,
    PaperSignature,
)
from liuhen.apps.cases.papers.drafts import document_of
from liuhen.apps.cases.papers.printing import PaperError, places_of, seal_of, sm2_over
from liuhen.apps.cases.papers.reading import (
    Frozen,
    frozen_of,
    newest_digest,
    paper_of,
    require_open,
    revisions,
    signatures_on,
    stored_bytes,
)
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.evidence import repairing
from liuhen.apps.evidence.errors import VaultFullError
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting_for
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.paper.form import Signing
from liuhen.paper.press import draw_stamp
from liuhen.paper.sealing import sign_place
from liuhen.paper.sheets import Place, PressError
from liuhen.paper.words import long_date
from liuhen.vault.store import Stored, StoreFullError

_TRIES = 6
_MOST_PICTURE = 2 * 1024 * 1024
_MOST_BYTES = 64 * 1024 * 1024
#: Roles that a custodian takes, besides those who write papers.
_KEEPERS = frozenset({"keeper", "custodian", "receiver"})


class _SignedMeanwhileError(Exception):
    """Somebody else signed between reading the PDF and writing the row: again on the newest."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants to sign with."""

    role: str
    name: str
    manner: str
    shown: str
    opinion: str = ""
    picture: bytes = b""


def sign_in_system(
    *, by: Viewer, paper: UUID, role: str, shown: str = "", opinion: str = ""
) -> PaperSignature:
    """Sign as whoever is signed in, with the server's time.

    `shown` is the digest of the revision that the signer looked at; `opinion` what is written with
    the signature, where the form has room for one.

    Raises:
        NotAllowedError: the viewer may not sign in this role.
        BadFactError: the form has no such signature, or everybody signed in it already.
    """
    asked = _Asked(role, by.person.name, "system", shown, checks.text(opinion, "opinion", 2000))
    return _sign(by, paper, asked)


def sign_by_finger(
    *, by: Viewer, paper: UUID, role: str, name: str, picture: bytes, shown: str
) -> PaperSignature:
    """Take a signature that somebody drew on the screen which `by` holds out.

    Raises:
        BadFactError: no name, an unreadable or empty picture, a place that is signed.
        ChangedMeanwhileError: `shown` is no revision of this paper.
    """
    if len(picture) > _MOST_PICTURE:
        raise BadFactError(_("The drawn signature is too large; sign again."))
    if not picture:
        raise BadFactError(_("The signature is empty; sign again."))
    asked = _Asked(role, checks.filled(name, "name", 60), "finger", shown, picture=picture)
    return _sign(by, paper, asked)


def refuse_to_sign(
    *, by: Viewer, paper: UUID, role: str, name: str = "", reason: str, witness: str = ""
) -> PaperSignature:
    """Note that somebody refused to sign, why, and who saw it; the PDF stays as it is.

    Raises:
        BadFactError: no reason; a role that cannot refuse.
    """
    row = paper_of(by, paper)
    signing = _signing(frozen_of(row), role)
    with case_act(
        "cases.refuse_to_sign", by=by, case=row.case, permission=Permission.PAPER_WRITE
    ) as doing:
        _require_current(row)
        if signing.role in SYSTEM_SIGNATURES:
            raise BadFactError(_("A head or reviewer sends the paper back instead."), "role")
        if role in law.ROLES and role not in law.REFUSABLE_ROLES:
            raise BadFactError(_("Only a party, witness or recipient may refuse to sign."), "role")
        made = doing.record.create(
            PaperSignature(
                bureau=row.bureau,
                case=row.case,
                paper=row,
                role=role,
                name=checks.text(name, "name", 60),
                manner="paper",
                at=doing.record.at.replace(microsecond=0),
                refused=True,
                reason=checks.filled(reason, "reason", 300),
                witness=checks.text(witness, "witness", 60),
                pdf_digest=newest_digest(row),
                recorded_at=doing.record.at,
                recorded_by=by.person,
            )
        )
        doing.record.about(row)
        put_on_fact(doing, row, [made])
        return made


def put_on_fact(
    doing: CaseAct, paper: Paper, signatures: list[PaperSignature], **fields: str
) -> None:
    """Let the fact that the paper is say what was signed, inside the act; its origin stays."""
    fact = document_of(paper)
    if fact is None or fact.withdrawn:
        return
    given = [_as_said(one) for one in signatures if one.role in law.ROLES]
    if given or fields:
        supersede(
            doing.record,
            fact,
            doing.by,
            entered=False,
            signatures=[*fact.signatures, *given],
            fields={**fact.fields, **fields},
        )


def still_to_sign(paper: Paper) -> list[Signing]:
    """Return the signatures that the form asks for and that nobody gave or refused yet."""
    given = [one.role for one in signatures_on(paper)]
    return [
        one
        for one in frozen_of(paper).form.signatures
        if one.required and given.count(one.role) < one.count
    ]


def open_signings(paper: Paper) -> list[Signing]:
    """Return the signatures of the form that have room left."""
    given = [one.role for one in signatures_on(paper) if not one.refused]
    return [
        one for one in frozen_of(paper).form.signatures if given.count(one.role) < _room(paper, one)
    ]


def room_left(paper: Paper, signing: Signing) -> int:
    """Return how many more may sign in the role."""
    return max(_room(paper, signing) - len(_given(paper, signing.role)), 0)


def roles_open_to(by: Viewer, paper: Paper) -> list[Signing]:
    """Return in which roles the viewer could sign the paper in the system now."""
    found = []
    for one in open_signings(paper):
        try:
            _require_role(by, paper.case, one, None)
        except NotAllowedError:
            continue
        if not _has_signed(paper, one.role, by):
            found.append(one)
    return found


# ---------------------------------------------------------------- approvals before the paper


def approvals_as_signatures(draft: Draft, kind: str | None) -> list[dict[str, Any]]:
    """Return what an approval before it leaves on a paper: who, in which role, when.

    The approval of the draft itself also gives its opinions; that of the matter the signatures.
    """
    rows = Approval.objects.within(draft.bureau_id).filter(draft=draft, state=ApprovalState.AGREED)
    own = list(rows.select_related("paper", "draft", "bureau").order_by("ended_at"))
    if own:
        same = [one for one in own if one.content_digest == content_digest(draft)]
        return signatures_of(same[-1]) if same else []
    return signatures_for(draft.case, kind, draft) if kind else []


# ---------------------------------------------------------------- one signature


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is ready to be written: on which revision, with which bytes."""

    paper: Paper
    frozen: Frozen
    signing: Signing
    base: str
    at: datetime
    kept: list[Stored]
    sm2: str


def _sign(by: Viewer, key: UUID, asked: _Asked) -> PaperSignature:
    for _attempt in range(_TRIES):
        ready = _made_ready(by, key, asked)
        try:
            return _written(by, ready, asked)
        except _SignedMeanwhileError:
            continue
    raise ChangedMeanwhileError(_("Many are signing this paper at once; try again."))


def _made_ready(by: Viewer, key: UUID, asked: _Asked) -> _Ready:
    paper = paper_of(by, key)
    require_open(by, paper)
    frozen = frozen_of(paper)
    signing = _signing(frozen, asked.role)
    _check(by, paper, signing, asked)
    if asked.manner == "system":
        _require_role(by, paper.case, signing, None)
    base = newest_digest(paper)
    at = timezone.now().replace(microsecond=0)
    pdf, picture = _stamped(paper, signing, asked, base, at)
    kept = [_kept(paper, content) for content in (pdf, picture) if content]
    return _Ready(paper, frozen, signing, base, at, kept, sm2_over(seal_of(paper.bureau, at), pdf))


def _check(by: Viewer, paper: Paper, signing: Signing, asked: _Asked) -> None:
    """Refuse early what the act would refuse, before anything is kept."""
    if asked.manner not in signing.manner:
        raise BadFactError(_("This signature is not given in this way."), "role")
    if asked.shown and asked.shown not in revisions(paper):
        raise ChangedMeanwhileError(
            _("What was shown is not this paper; look at it again before you sign.")
        )
    if asked.manner == "finger" and not asked.shown:
        raise ChangedMeanwhileError(_("Look at the paper before you sign it."))
    _require_current(paper)
    if len(_given(paper, signing.role)) >= _room(paper, signing):
        raise BadFactError(_("This role has signed already."), "role")
    if asked.manner == "system" and _has_signed(paper, signing.role, by):
        raise BadFactError(_("You have signed in this role already."), "role")


def _stamped(
    paper: Paper, signing: Signing, asked: _Asked, base: str, at: datetime
) -> tuple[bytes, bytes]:
    """Return the next revision of the PDF, and the drawn line as it was drawn anew."""
    places = _next_places(paper, signing)
    pdf, picture = stored_bytes(str(paper.bureau_id), base), b""
    day = long_date(timezone.localtime(at).date())
    how = "系统内签名" if asked.manner == "system" else "屏幕手写签名"
    reason = f"{signing.label.zh}：{how}（所见文件 {(asked.shown or base)[:23]}）"
    if asked.opinion:
        reason += f"，意见：{asked.opinion[:200]}"
    try:
        if asked.picture:
            width, height = _size(places[0])
            width = places[0].split or width
            picture = draw_stamp(width=width, height=height, picture=asked.picture)
        for place in places:
            pdf = sign_place(
                pdf,
                place,
                seal_of(paper.bureau, at),
                name=asked.name,
                at=at,
                reason=reason,
                picture=picture,
                day=day,
            )
    except PressError as error:
        raise BadFactError(_said(error)) from None
    return pdf, picture


def _said(error: PressError) -> str:
    if error.fault == "glyph":
        return _("No font here has the character “%(character)s”; sign by hand instead.") % {
            "character": error.character
        }
    if error.fault in ("values", "broken"):
        return _("The drawn signature cannot be read or is empty; sign again.")
    return str(PaperError(error))


def _written(by: Viewer, ready: _Ready, asked: _Asked) -> PaperSignature:
    """Do the act, unless somebody signed since the revision was read."""
    paper, signing, kept = ready.paper, ready.signing, ready.kept
    permission = _permission(signing.role, asked.manner)
    with case_act("cases.sign_paper", by=by, case=paper.case, permission=permission) as doing:
        if asked.manner == "system":
            _require_role(by, doing.case, signing, doing)
        _check(by, paper, signing, asked)
        if newest_digest(paper) != ready.base:
            raise _SignedMeanwhileError
        row = PaperSignature(
            bureau=paper.bureau,
            case=doing.case,
            paper=paper,
            role=signing.role,
            name=asked.name,
            manner=asked.manner,
            person=by.person if asked.manner == "system" else None,
            on_behalf=_on_behalf(by, doing.case, signing.role, asked.manner),
            at=ready.at,
            opinion=asked.opinion,
            pdf_digest=ready.base,
            made_digest=kept[0].digest,
            picture_digest=kept[1].digest if len(kept) > 1 else "",
            sm2=ready.sm2,
            recorded_at=doing.record.at,
            recorded_by=by.person,
        )
        for stored in kept:
            register_object(doing.record, paper.bureau, stored, row)
        doing.record.create(row)
        doing.record.about(paper)
        doing.record.note(shown=asked.shown or ready.base)
        put_on_fact(doing, paper, [row], **_opinion(ready.frozen, signing, asked.opinion))
        return row


def _opinion(frozen: Frozen, signing: Signing, opinion: str) -> dict[str, str]:
    if not opinion:
        return {}
    names = {signing.opinion or "", OPINION_FIELD.get(signing.role, "")} - {""}
    secret = set(frozen.form.secret_fields)
    return dict.fromkeys(names - secret, opinion)


def _as_said(row: PaperSignature) -> dict[str, Any]:
    """The signature as documents keep it."""
    made: dict[str, Any] = {"role": row.role}
    if row.name:
        made["name"] = row.name
    if row.at is not None:
        made["at"] = row.at.replace(microsecond=0).isoformat()
    if row.refused:
        said = row.reason
        if row.witness:
            said = f"{said}（见证人：{row.witness}）"
        made |= {"refused": True, "reason": said[:300]}
    if row.manner == "system":
        made["person"] = str(row.person_id)
    else:
        made["recorded_at"] = row.recorded_at.isoformat()
    if row.on_behalf is not None:
        made["on_behalf"] = row.on_behalf.name
    if row.page is not None:
        made["scan"] = row.page.scan.digest
    return made


# ---------------------------------------------------------------- who, and where


def _permission(role: str, manner: str) -> Permission:
    if manner != "system":
        return Permission.PAPER_WRITE
    if role in SYSTEM_SIGNATURES:
        return Permission.CASE_SIGN
    return Permission.CASE_VIEW if role in _KEEPERS else Permission.PAPER_WRITE


def _require_role(by: Viewer, case: Case, signing: Signing, doing: CaseAct | None) -> None:
    """Refuse whoever may not sign in the role with the own session.

    Raises:
        NotAllowedError
    """
    role = signing.role
    if "system" not in signing.manner:
        raise NotAllowedError(_("This signature is given on the screen or on paper."))
    if role in SYSTEM_SIGNATURES:
        if doing is not None:
            require_signer(doing, role)
        elif not by.role_over(Role(role), case.section_id) or _handled(by, case):
            raise NotAllowedError(_("You do not hold this role over the case."))
        return
    if role == "handler" and not Handler.objects.filter(case=case, person=by.person).exists():
        raise NotAllowedError(_("Only a handler of the case signs as its handler."))
    writes = by.reaches(Permission.PAPER_WRITE, case.section_id) or (
        by.may(Permission.PAPER_WRITE)
        and Handler.objects.filter(case=case, person=by.person).exists()
    )
    keeps = role in _KEEPERS and by.reaches(Permission.CASE_STORE, case.section_id)
    if not (writes or keeps):
        raise NotAllowedError(_("Your role does not allow this in case %(n)s.") % {"n": case})


def _handled(by: Viewer, case: Case) -> bool:
    return Handler.ever.filter(case=case, person=by.person).exists()


def _on_behalf(by: Viewer, case: Case, role: str, manner: str) -> Any:
    if manner != "system" or role not in SYSTEM_SIGNATURES:
        return None
    return acting_for(by, role, case.section_id)


def _require_current(paper: Paper) -> None:
    if Paper.objects.within(paper.bureau_id).filter(replaces=paper).exists():
        raise BadFactError(_("This paper was replaced; sign the one that replaced it."))


def _signing(frozen: Frozen, role: str) -> Signing:
    found = frozen.form.signers.get(role)
    if found is None:
        raise BadFactError(_("Nobody signs this paper in that role."), "role")
    return found


def _given(paper: Paper, role: str) -> list[PaperSignature]:
    return [one for one in signatures_on(paper) if one.role == role and not one.refused]


def _has_signed(paper: Paper, role: str, by: Viewer) -> bool:
    return any(one.person_id == by.person_id for one in _given(paper, role))


def _room(paper: Paper, signing: Signing) -> int:
    """How many may sign in the role: as many as there are places, or as the form says."""
    return max(len(_places(paper, signing)[0]), signing.count)


def _places(paper: Paper, signing: Signing) -> tuple[list[list[Place]], list[Place]]:
    """The places of each who signs in the role, one after the other; and those at the feet.

    Where each page is signed, the press counts its foot as one more than the places in the text.
    """
    by_index: dict[int, list[Place]] = {}
    for place in places_of(paper.places):
        if place.role == signing.role:
            by_index.setdefault(place.index, []).append(place)
    feet: list[Place] = []
    if signing.each_page and len(by_index) > 1:
        feet = by_index.pop(max(by_index))
    return [by_index[index] for index in sorted(by_index)], feet


def _next_places(paper: Paper, signing: Signing) -> list[Place]:
    """The places where the next one in the role signs; the first one also signs the feet."""
    places, feet = _places(paper, signing)
    taken = len(_given(paper, signing.role))
    if taken >= len(places):
        raise BadFactError(_("There is no place on the paper for this signature; print it."))
    return _told_apart([*places[taken], *(feet if taken == 0 else [])])


def _told_apart(places: list[Place]) -> list[Place]:
    """Give a second place on one page (at its foot, and after the text) a name of its own."""
    pages: set[int] = set()
    made = []
    for place in places:
        twice = place.page in pages
        pages.add(place.page)
        made.append(msgspec.structs.replace(place, index=place.index + 100) if twice else place)
    return made


def _size(place: Place) -> tuple[float, float]:
    x1, y1, x2, y2 = place.box
    return x2 - x1, y2 - y1


def _kept(paper: Paper, content: bytes) -> Stored:
    try:
        return repairing.put(str(paper.bureau_id), iter([content]), most_bytes=_MOST_BYTES)
    except StoreFullError:
        raise VaultFullError from None
