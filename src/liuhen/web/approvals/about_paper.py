# SPDX-License-Identifier: Apache-2.0
"""Which approval a paper or draft is asked for with, and how far that has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from liuhen.apps.cases.fitting import was_done_first
from liuhen.apps.cases.measure_approvals import COERCION
from liuhen.apps.cases.models import Approval, ApprovalState, Case, Draft, Paper
from liuhen.apps.cases.papers.spared import is_approved
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.law.pack import Says
from liuhen.law.routes import Matter

_URGENT = ":urgent"


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A matter that is asked for with this form. `word`: how a button names it."""

    word: str
    says: Says
    address: str


def requests_with(viewer: Viewer, source: Draft | Paper) -> list[Approval]:
    """Return the requests about the draft or paper that nobody took back, the newest first.

    Of a paper those about the draft that it was issued from too.
    """
    rows = Approval.objects.seen_by(viewer).exclude(state=ApprovalState.WITHDRAWN)
    own = Q(draft=source) if isinstance(source, Draft) else Q(paper=source) | Q(draft__paper=source)
    return list(rows.filter(own).select_related("asked_by").order_by("-asked_at"))


def to_ask(viewer: Viewer, source: Draft | Paper) -> list[ToAsk]:
    """Return what may be asked for with the draft or paper now; nothing while that is under way."""
    asks = viewer.may(Permission.CASE_ENTER) and viewer.may(Permission.PAPER_WRITE)
    if not asks or source.case.archived_at is not None:
        return []
    live = (ApprovalState.OPEN, ApprovalState.AGREED)
    if any(one.state in live for one in requests_with(viewer, source)):
        return []
    if isinstance(source, Paper) and is_approved(source):
        return []
    return [_to_ask(source, one) for one in _matters(viewer, source)]


def ask_address(viewer: Viewer, case: Case, matter: str, *, urgent: bool = False) -> str:
    """Return where the matter is asked for, afterwards if urgent; else where one chooses."""
    known = matters_in(case.bureau, viewer.at)
    page = reverse("asking:ask", args=[case.pk, matter])
    if urgent and (matter, True) in known:
        return f"{page}?urgent"
    return page if (matter, False) in known else reverse("asking:choose", args=[case.pk])


def measure_address(case: Case, ref: str) -> str:
    """Return where the approval of a measure that was taken at once is asked for."""
    asked = urlencode({"urgent": "", "subject": ref})
    return f"{reverse('asking:ask', args=[case.pk, COERCION])}?{asked}"


def _matters(viewer: Viewer, source: Draft | Paper) -> Iterable[Matter]:
    """What the form asks for: afterwards where it was done first, else before it is done."""
    known = matters_in(source.bureau, viewer.at)
    found = [one for one in known.values() if one.form == source.form]
    late = {one.id for one in found if one.urgent and was_done_first(source.case, one.id)}
    return [one for one in found if one.urgent == (one.id in late) or _both(one, late)]


def _both(matter: Matter, late: Iterable[str]) -> bool:
    """Whether it may be asked for before although another was done first: a second measure."""
    return matter.id == COERCION and matter.id in late


def _to_ask(source: Draft | Paper, matter: Matter) -> ToAsk:
    kind = "draft" if isinstance(source, Draft) else "paper"
    page = reverse("asking:ask", args=[source.case_id, matter.id])
    urgent = "&urgent" if matter.urgent else ""
    word = f"{matter.id}{_URGENT if matter.urgent else ''}"
    return ToAsk(word, matter.says, f"{page}?read={kind}:{source.pk}{urgent}")


def address_of(viewer: Viewer, source: Draft | Paper, word: str) -> str:
    """Return where the matter of that button is asked for; where requests are chosen otherwise."""
    found = next((one for one in to_ask(viewer, source) if one.word == word), None)
    return found.address if found else reverse("asking:choose", args=[source.case_id])
