# SPDX-License-Identifier: Apache-2.0
"""What the regulation still asks for, as links that open the right form, filled as far as known."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity, Fact, Recording
from liuhen.apps.compliance.asked import WHY_NOT_FILMED, Asked, asked_of, deeds_that_help
from liuhen.apps.compliance.awaited import AWAITED, Awaited
from liuhen.apps.compliance.queries import CaseDetail
from liuhen.web.articles import article_name
from liuhen.web.duties import paraphrases
from liuhen.web.entering.where import fact_address
from liuhen.web.linking.watching import watch_address
from liuhen.web.listing import listed
from liuhen.web.missing import missing_said
from liuhen.web.moments import moment_said
from liuhen.web.subjects import fact_said
from liuhen.web.words import label

#: What people say of footage from a device; everything else is marked in it.
_SAID = {"disc", "statement", "reviewed_by_party"}
_TABLES = {"activity": "event", "document": "document", "recording": "recording"}


@dataclass(frozen=True, slots=True)
class Offer:
    """One link, what it is for, and who asks for it."""

    asked: Asked
    address: str
    title: str
    about: str
    missing: list[str]
    texts: list[str]
    status: str = ""
    due: datetime | None = None


def offers_of(detail: CaseDetail) -> list[Offer]:
    """Return what can be entered next in a case, the most pressing first."""
    facts: list[Fact] = list(detail.incidents)
    for lane in detail.lanes:
        facts += [*lane.activities, *lane.documents, *lane.recordings, *lane.interruptions]
    by_ref = {row.ref: row for row in facts}
    says = paraphrases(detail.pack)
    asked, secret = asked_of(detail.report, detail.pack, facts), bool(detail.case.secrecy)
    deeds = deeds_that_help(asked, detail.pack, awaited=detail.awaited, secret=secret)
    return [_offer(deed, detail, by_ref, says) for deed in deeds]


def _offer(deed: Asked, detail: CaseDetail, by_ref: dict[str, Fact], says: dict[str, str]) -> Offer:
    about = by_ref.get(deed.target or deed.subject)
    texts = dict.fromkeys(says.get(one.obligation, one.text) for one in deed.findings)
    waiting = [detail.awaited.get((one.obligation, one.subject)) for one in deed.findings]
    waits = [one for one in waiting if one is not None]
    brings = len(waits) == len(waiting) and deed.kind == "recording"
    marks = _in_footage(deed, about)
    title = _("Mark it in the recording") if marks else _title(deed)
    dues = [one.until for one in waits if one.until is not None]
    return Offer(
        deed,
        _bringing(about, by_ref) if brings else _address(deed, detail, about),
        _("Bring in the recording") if brings else title,
        fact_said(about) if about else "",
        missing_said(deed.missing) if deed.deed != "add" else [],
        list(texts),
        AWAITED if len(waits) == len(waiting) else deed.status,
        min(dues, default=deed.due),
    )


def _bringing(about: Fact | None, by_ref: dict[str, Fact]) -> str:
    """Where files are brought in, named for the activity that they are of."""
    if isinstance(about, Recording):
        about = next((by_ref[ref] for ref in about.event_refs if ref in by_ref), None)
    return bringing_address(about) if isinstance(about, Activity) else reverse("upload:upload")


def bringing_address(activity: Activity) -> str:
    """Return where the footage of an activity is brought in."""
    return f"{reverse('upload:upload')}?{urlencode({'activity': str(activity.item)})}"


def to_bring_in(waits: Awaited) -> str:
    """Say that footage is not in the system yet, and until when it is to be brought in."""
    articles = {"articles": listed(article_name(one) for one in waits.articles)}
    if waits.away:
        said = _(
            "The recording is not in the system yet. The officers are away: the time for bringing "
            "it in begins when they return (%(articles)s)."
        )
    elif waits.until is None:
        said = _(
            "The recording is not in the system yet: bring it in before the case is filed "
            "(%(articles)s)."
        )
    else:
        said = _("The recording is not in the system yet: bring it in by %(at)s (%(articles)s).")
    return said % {**articles, "at": moment_said(waits.until) if waits.until else ""}


def _address(deed: Asked, detail: CaseDetail, about: Fact | None) -> str:
    case = detail.case
    if deed.deed == "store":
        return reverse("entering:store", args=[case.pk])
    if _explains(deed) and isinstance(about, Activity):
        return reverse("explaining:explain", args=[about.item])
    if deed.deed == "add" and deed.kind == "document" and len(deed.words) == 1:
        return _writing(deed, detail)
    if deed.deed == "add" or about is None:
        asked = {"kind": deed.words[0] if len(deed.words) == 1 else "", "event": deed.subject}
        query = urlencode({name: value for name, value in asked.items() if value})
        address = reverse("entering:add", args=[case.pk, deed.kind])
        return f"{address}?{query}" if query else address
    if isinstance(about, Recording) and _in_footage(deed, about):
        return watch_address(about) or fact_address(about)
    return fact_address(about, "fact" if deed.deed == "sign" else "correct")


def _writing(deed: Asked, detail: CaseDetail) -> str:
    """Where the paper is written; from there one enters it by hand if it was made elsewhere."""
    asked = {"kind": deed.words[0], "event": deed.subject}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('choosing:choose', args=[detail.case.pk])}?{query}"


def _explains(deed: Asked) -> bool:
    """Whether the deed writes down why footage is not there: gaps are offered with their times."""
    why = deed.kind == "document" and deed.words == (WHY_NOT_FILMED,)
    return deed.deed == "add" and (why or deed.kind == "interruption")


def _in_footage(deed: Asked, about: Fact | None) -> bool:
    """Whether marks in footage from a device say what is missing, and no typing does."""
    linked = isinstance(about, Recording) and about.original_id is not None
    return linked and deed.deed == "mend" and not set(deed.missing) <= _SAID


def _title(deed: Asked) -> str:
    if deed.deed == "store":
        return _("Have the recording stored by the custodian")
    if deed.deed == "sign":
        return _("Have the paper signed")
    if deed.deed == "mend":
        return _("Complete the entry")
    if not deed.words:
        return _("Enter why the recording broke off")
    table = _TABLES[deed.kind]
    said = str(_(" or ")).join(label(table, word) for word in deed.words)
    return _("Add: %(what)s") % {"what": said}
