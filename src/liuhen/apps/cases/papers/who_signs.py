# SPDX-License-Identifier: Apache-2.0
"""Who may sign a paper of a case in which role, and who has to do it signed in.

What this module promises:

- heads and reviewers sign under the rules of separation (`acts.signing.require_signer`);
- the bureau's own people who can sign signed in are found by their names, so that nobody else's
  screen stands for theirs; who has no account, or may not sign this paper with it, is none of them.
"""

from contextlib import suppress

from django.utils import timezone
from django.utils.translation import gettext as _

from liuhen.apps.cases.acting import CaseAct, has_handled, is_handler
from liuhen.apps.cases.acts.signing import require_signer
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Activity, Case, Paper
from liuhen.apps.cases.papers.invited import is_invited
from liuhen.apps.cases.papers.signers import is_named
from liuhen.apps.cases.words import SYSTEM_SIGNATURES
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Certificate, Person
from liuhen.apps.people.roles import Role
from liuhen.apps.people.viewer import Viewer, viewer_for
from liuhen.paper.form import Signing

#: Roles that a custodian takes, besides those who write papers.
_KEEPERS = frozenset({"keeper", "custodian", "receiver"})


def permission_to_sign(role: str, manner: str) -> Permission:
    """Return what whoever signs in a role has to hold at least."""
    if manner != "system":
        return Permission.PAPER_WRITE
    if role in SYSTEM_SIGNATURES:
        return Permission.CASE_SIGN
    return Permission.CASE_VIEW if role in _KEEPERS else Permission.PAPER_WRITE


def require_role(by: Viewer, paper: Paper, signing: Signing, doing: CaseAct | None) -> None:
    """Refuse whoever may not sign the paper in the role with the own session.

    `doing`: the act in which it is signed; heads and reviewers are held apart there.

    Raises:
        NotAllowedError
    """
    role, case = signing.role, doing.case if doing else paper.case
    if "system" not in signing.manner:
        raise NotAllowedError(_("This signature is given on the screen or on paper."))
    if role in SYSTEM_SIGNATURES:
        if doing is not None:
            require_signer(doing, role)
        elif not by.role_over(Role(role), case.section_id) or has_handled(by, case):
            raise NotAllowedError(_("You do not hold this role over the case."))
        return
    if is_named(paper, role, by.person.name) and is_invited(by, paper):
        return
    if role == "handler" and not is_handler(by, case):
        raise NotAllowedError(_("Only a handler of the case signs as its handler."))
    own = by.may(Permission.PAPER_WRITE) and is_handler(by, case)
    writes = own or by.reaches(Permission.PAPER_WRITE, case.section_id)
    keeps = role in _KEEPERS and by.reaches(Permission.CASE_STORE, case.section_id)
    if not (writes or keeps):
        raise NotAllowedError(_("Your role does not allow this in case %(n)s.") % {"n": case})


def who_signs_signed_in(paper: Paper, signing: Signing, name: str) -> Person | None:
    """Return the one of the bureau's own people of this name who can sign in the role signed in.

    None where the paper's activities name an officer of this name with another certificate: then it
    is somebody of another body who bears the name.
    """
    plain = _plain(name)
    if "system" not in signing.manner or _is_anothers(paper, plain):
        return None
    rows = Person.objects.filter(bureau=paper.bureau, is_active=True).select_related("bureau")
    for person in rows.filter(name__startswith=plain[:1]):
        if _plain(person.name) != plain:
            continue
        own = viewer_for(person, timezone.now(), paper.bureau)
        sees = Case.objects.seen_by(own).filter(pk=paper.case_id).exists()
        if sees or is_invited(own, paper):
            with suppress(NotAllowedError):
                require_role(own, paper, signing, None)
                return person
    return None


def _plain(name: str) -> str:
    """A name without blanks, as it is compared."""
    return "".join(name.split())


def _is_anothers(paper: Paper, plain: str) -> bool:
    """Whether an activity of the paper names somebody of this name who is none of the bureau's."""
    rows = Activity.objects.within(paper.bureau_id).filter(
        case=paper.case, ref__in=paper.event_refs, superseded_at=None, withdrawn=False
    )
    said = [
        one for row in rows for one in row.officers if _plain(str(one.get("name", ""))) == plain
    ]
    if not said:
        return False
    held = Certificate.objects.filter(
        person__bureau=paper.bureau, person__name__startswith=plain[:1]
    )
    names = held.values_list("number", "person__name")
    own = {number for number, bearer in names if _plain(bearer) == plain}
    return any(
        not one.get("person") and one.get("certificate") and one["certificate"] not in own
        for one in said
    )
