# SPDX-License-Identifier: Apache-2.0
"""Signing an issued paper: in the system, by finger on the screen; or the refusal to.

What this module promises:

- a signature is a further revision of the PDF (`revising`), also that of a head on a paper that was
  issued long before;
- who signs in the system signs as whoever is signed in, now; heads and reviewers under the rules of
  separation (`acts.signing.require_signer`), and never by finger, whatever the form says;
- as an officer signs who acted, as the paper, its activities and the case know (`signers`);
- neither do the bureau's own people who can sign signed in (`who_signs`): whose finger it was says
  nobody else;
- two who sign at once both sign, one after the other; nobody's signature is lost;
- the fact that the paper is gets each signature that the contract has a role for; its content and
  origin stay.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import CaseAct, case_act, supersede
from liuhen.apps.cases.acts.signing import OPINION_FIELD
from liuhen.apps.cases.errors import BadFactError, ChangedMeanwhileError, NotAllowedError
from liuhen.apps.cases.models import Case, Paper, PaperSignature
from liuhen.apps.cases.papers.addresses import take_over_address
from liuhen.apps.cases.papers.drafts import document_of
from liuhen.apps.cases.papers.invited import is_invited, paper_to_sign
from liuhen.apps.cases.papers.reading import (
    Frozen,
    frozen_of,
    name_to_keep,
    newest_digest,
    paper_of,
    revisions,
)
from liuhen.apps.cases.papers.revising import Asked, Revision, SignedMeanwhileError, revise
from liuhen.apps.cases.papers.rooms import beside, given_in, open_signings, room_of, signing_of
from liuhen.apps.cases.papers.signers import acts_in, is_named, require_acted
from liuhen.apps.cases.papers.who_signs import (
    permission_to_sign,
    require_role,
    who_signs_signed_in,
)
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.evidence.keeping import register_object
from liuhen.apps.people.access import Permission
from liuhen.apps.people.delegating import acting_for
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import Viewer
from liuhen.law import facts as law
from liuhen.paper.form import Signing

_TRIES = 6
_MOST_PICTURE = 2 * 1024 * 1024


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
    said = checks.text(opinion, "opinion", 2000)
    return _sign(by, paper, Asked(role, by.person.name, "system", shown, said))


def sign_by_finger(
    *, by: Viewer, paper: UUID, role: str, name: str, picture: bytes, shown: str
) -> PaperSignature:
    """Take a signature that somebody drew on the screen which `by` holds out.

    Raises:
        BadFactError: no name, an unreadable or empty picture, a place that is signed, or somebody
            who signs signed in.
        ChangedMeanwhileError: `shown` is no revision of this paper.
    """
    if len(picture) > _MOST_PICTURE:
        raise BadFactError(_("The drawn signature is too large; sign again."))
    if not picture:
        raise BadFactError(_("The signature is empty; sign again."))
    asked = Asked(role, checks.filled(name, "name", 60), "finger", shown, picture=picture)
    row = paper_of(by, paper)
    if own := who_signs_signed_in(row, signing_of(frozen_of(row), role), asked.name):
        raise BadFactError(
            _("%(name)s signs signed in, with the own account; nobody else's screen stands for it.")
            % {"name": own.name},
            "name",
        )
    return _sign(by, paper, asked)


def refuse_to_sign(
    *, by: Viewer, paper: UUID, role: str, name: str = "", reason: str, witness: str = ""
) -> PaperSignature:
    """Note that somebody refused to sign, why, and who saw it; the PDF stays as it is.

    Raises:
        BadFactError: no reason; a role that cannot refuse; a witness who acts in the case.
    """
    row = paper_of(by, paper)
    signing = signing_of(frozen_of(row), role)
    with case_act(
        "cases.refuse_to_sign", by=by, case=row.case, permission=Permission.PAPER_WRITE
    ) as doing:
        _require_current(row)
        if signing.role in SYSTEM_SIGNATURES:
            raise BadFactError(_("A head or reviewer sends the paper back instead."), "role")
        if role in law.ROLES and role not in law.REFUSABLE_ROLES:
            raise BadFactError(_("Only a party, witness or recipient may refuse to sign."), "role")
        if acts_in(by, doing.case, witness):
            raise BadFactError(
                _(
                    "%(name)s acts in this case and is no witness: name somebody else (with who it "
                    "is, where only the name is the same), or say that nobody else was there."
                )
                % {"name": witness},
                "witness",
            )
        made = doing.record.create(
            PaperSignature(
                bureau=row.bureau,
                case=row.case,
                paper=row,
                role=role,
                name=name_to_keep(row, role, checks.text(name, "name", 60)),
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
    given = [as_said(one) for one in signatures if one.role in law.ROLES]
    if given or fields:
        supersede(
            doing.record,
            fact,
            doing.by,
            entered=False,
            signatures=[*fact.signatures, *given],
            fields={**fact.fields, **fields},
        )


def roles_open_to(by: Viewer, paper: Paper) -> list[Signing]:
    """Return in which roles of the form the viewer could sign the paper in the system now."""
    return [one for one in open_signings(paper) if _could_sign(by, paper, one)]


def roles_beside(by: Viewer, paper: Paper) -> list[Signing]:
    """Return in which roles the viewer could sign a fact for which its form has no place."""
    if paper.item is None:
        return []
    known = frozen_of(paper).form.signers
    others = [beside(role) for role in sorted(SYSTEM_SIGNATURES) if role not in known]
    return [one for one in others if _could_sign(by, paper, one)]


def _could_sign(by: Viewer, paper: Paper, signing: Signing) -> bool:
    try:
        require_role(by, paper, signing, None)
        require_acted(by, paper, signing.role)
        _check(by, paper, signing, Asked(signing.role, by.person.name, "system"))
    except (NotAllowedError, BadFactError):
        return False
    return True


# ---------------------------------------------------------------- one signature


def _sign(by: Viewer, key: UUID, asked: Asked) -> PaperSignature:
    for _attempt in range(_TRIES):
        paper = paper_to_sign(by, key)
        signing = _signing(paper, asked)
        _check(by, paper, signing, asked)
        behalf = _on_behalf(by, paper.case, asked)
        if asked.manner == "system":
            require_role(by, paper, signing, None)
            require_acted(by, paper, signing.role)
        asked = replace(asked, for_=behalf.name if behalf else "")
        made = revise(paper, signing, asked, timezone.now().replace(microsecond=0))
        try:
            return _written(by, paper, signing, asked, made)
        except SignedMeanwhileError:
            continue
    raise ChangedMeanwhileError(_("Many are signing this paper at once; try again."))


def _signing(paper: Paper, asked: Asked) -> Signing:
    is_fact = paper.item is not None and asked.manner == "system"
    return signing_of(frozen_of(paper), asked.role, is_fact=is_fact)


def _check(by: Viewer, paper: Paper, signing: Signing, asked: Asked) -> None:
    """Refuse early what the act would refuse, before anything is kept."""
    drawn_for_a_head = asked.manner == "finger" and signing.role in SYSTEM_SIGNATURES
    if asked.manner not in signing.manner or drawn_for_a_head:
        raise BadFactError(_("This signature is not given in this way."), "role")
    if asked.shown and asked.shown not in revisions(paper):
        raise ChangedMeanwhileError(
            _("What was shown is not this paper; look at it again before you sign.")
        )
    if asked.manner == "finger" and not asked.shown:
        raise ChangedMeanwhileError(_("Look at the paper before you sign it."))
    _require_current(paper)
    given = given_in(paper, signing.role)
    if len(given) >= room_of(paper, signing) or _is_approved(paper, signing.role):
        raise BadFactError(_("This role has signed already."), "role")
    if asked.manner == "system" and any(one.person_id == by.person_id for one in given):
        raise BadFactError(_("You have signed in this role already."), "role")


def _is_approved(paper: Paper, role: str) -> bool:
    """Whether an approval stands on the fact as the signature of that head or reviewer."""
    fact = document_of(paper) if role in SYSTEM_SIGNATURES else None
    return fact is not None and any(one["role"] == role for one in fact.signatures)


def _written(
    by: Viewer, paper: Paper, signing: Signing, asked: Asked, made: Revision
) -> PaperSignature:
    """Do the act, unless somebody signed since the revision was read."""
    permission = permission_to_sign(signing.role, asked.manner)
    own = asked.manner == "system" and is_named(paper, signing.role, by.person.name)
    with case_act(
        "cases.sign_paper", by=by, case=paper.case, permission=permission,
        invited=own and is_invited(by, paper),
    ) as doing:  # fmt: skip
        if asked.manner == "system":
            require_role(by, paper, signing, doing)
        _check(by, paper, signing, asked)
        if newest_digest(paper) != made.base:
            raise SignedMeanwhileError
        row = PaperSignature(
            bureau=paper.bureau,
            case=doing.case,
            paper=paper,
            role=signing.role,
            name=name_to_keep(paper, signing.role, asked.name),
            manner=asked.manner,
            person=by.person if asked.manner == "system" else None,
            on_behalf=_on_behalf(by, doing.case, asked),
            at=made.at,
            opinion=asked.opinion,
            pdf_digest=made.base,
            made_digest=made.pdf.digest,
            picture_digest=made.picture.digest if made.picture else "",
            sm2=made.sm2,
            recorded_at=doing.record.at,
            recorded_by=by.person,
        )
        for stored in made.kept:
            register_object(doing.record, paper.bureau, stored, row)
        doing.record.create(row)
        doing.record.about(paper)
        doing.record.note(shown=asked.shown or made.base)
        put_on_fact(doing, paper, [row], **_opinion(frozen_of(paper), signing, asked.opinion))
        take_over_address(doing, paper, [row])
        return row


def _opinion(frozen: Frozen, signing: Signing, opinion: str) -> dict[str, str]:
    if not opinion:
        return {}
    names = {signing.opinion or "", OPINION_FIELD.get(signing.role, "")} - {""}
    secret = set(frozen.form.secret_fields)
    return dict.fromkeys(names - secret, opinion)


def as_said(row: PaperSignature) -> dict[str, Any]:
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


def _on_behalf(by: Viewer, case: Case, asked: Asked) -> Person | None:
    if asked.manner != "system" or asked.role not in SYSTEM_SIGNATURES:
        return None
    return acting_for(by, asked.role, case.section_id)


def _require_current(paper: Paper) -> None:
    if Paper.objects.within(paper.bureau_id).filter(replaces=paper).exists():
        raise BadFactError(_("This paper was replaced; sign the one that replaced it."))
