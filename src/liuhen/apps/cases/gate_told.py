# SPDX-License-Identifier: Apache-2.0
"""Conditions about what the party was told before a decision, and the time it has for its plea.

What this module promises:

- what is decided is compared with what was told last, whether or not anybody pleaded;
- the time for the plea is the one that the notice grants, else the one of the place, from the day
  on which the notice reached the party; a plea, a hearing or a waiver ends it before;
- a waiver is a record that the party signed, or its scan, after it was told of its rights.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from liuhen.apps.cases.case_facts import CaseFacts
from liuhen.apps.cases.gate_facts import HELD, Known, Limits, Verdict, doubtful, stopped
from liuhen.apps.cases.gate_penalty import is_graver
from liuhen.apps.cases.models import Activity, Document, PaperSignature
from liuhen.apps.cases.notice_reached import reached_at
from liuhen.apps.cases.penalties import Penalty
from liuhen.apps.cases.serving.counting import Counting, counting_of
from liuhen.apps.cases.serving.served import Served, services_in
from liuhen.apps.cases.times import minute_said
from liuhen.law.period import Period
from liuhen.paper.sums import number_of
from liuhen.paper.words import plain_amount

Answer = Verdict | None
_PLEAS = ("statement_and_defense", "hearing_requested", "hearing")
_PARTY = ("party", "recipient", "agent")
_RECORD = "statement_defense_record"
_NUMERAL = "一二两三四五六七八九十"
#: A number of days; the day of a month (11月25日) is none.
_DAYS = re.compile(rf"(?<![0-9{_NUMERAL}月])([0-9]{{1,2}}|[{_NUMERAL}]{{1,3}})个?(工作日|日|天)")
#: 处罚法 art. 85: these numbers of days are working days, whatever the notice calls them.
_WORKING = (2, 3, 5, 7)


def as_told(known: Known, limits: Limits) -> Answer:
    """What is decided was told before, in kind and sum: 处罚法 arts. 44, 62; `words`: the kinds."""
    now = known.decided
    told = [known.notices_to(one)[-1:] for one in known.each]
    found = [_as_told(now, said, limits) for one in told for _at, said in one if now is not None]
    return next((one for one in found if one.state == "open"), HELD) if found else None


def _as_told(now: Penalty, told: Penalty, limits: Limits) -> Verdict:
    if is_graver(now.kinds(limits.words), told.kinds(limits.words), limits.words):
        return stopped(_("The penalty is of a graver kind than the one that the party was told."))
    before, fine = told.fine.amount, now.fine.amount
    if before is not None and fine is not None and fine > before:
        said = _("The party was told a fine of %(told)s yuan, and now it is %(now)s yuan.")
        return stopped(said % {"told": plain_amount(before), "now": plain_amount(fine)})
    if now.fine.unread or told.fine.unread:
        return doubtful(_("The sum of the fine cannot be read: is it what the party was told?"))
    return HELD


def plea_time_over(known: Known, limits: Limits) -> Answer:
    """The party pleaded, waived it, or let its time go by: 处罚法 arts. 44, 45, 64(1)."""
    services, counting = services_in(known.case), counting_of(known.case.bureau, known.at)
    notices = known.papers("prior_notice")
    if not any(reached_at(known, row, services, one) for row in notices for one in known.each):
        return None
    found = [plea_runs_until(known, limits, services, counting, one) for one in known.each]
    ends = max((one for one in found if one is not None), default=None)
    if ends is None or known.at > ends:
        return HELD
    said = _("The party may plead until %(until)s, and has neither pleaded nor waived it.")
    return stopped(said % {"until": minute_said(ends)})


def plea_runs_until(
    known: CaseFacts, limits: Limits, services: list[Served], counting: Counting, who: str = ""
) -> datetime | None:
    """Return the last moment for the plea, of a party that neither pleaded nor waived it.

    `who`: which of several parties; empty: whichever. Nothing where no notice has reached it.
    """
    notices = [row for row in known.papers("prior_notice") if _is_to(known, row, who)]
    found = [(at, row) for row in notices if (at := reached_at(known, row, services, who))]
    if not found:
        return None
    at, row = max(found, key=lambda one: one[0])
    since = _minute(at)
    pleaded = any(one.start >= since and _may_be_by(known, one, who) for one in known.of(*_PLEAS))
    waived = [row for row in waivers(known, [_RECORD]) if _is_to(known, row, who)]
    if pleaded or any(one.at >= since for one in waived):
        return None
    period = granted(str(row.fields.get("plea_period") or "")) or _usual(limits)
    return counting.end(period, at) if period else None


def _is_to(known: CaseFacts, row: Document, who: str) -> bool:
    """Whether a notice or a record of a plea is about somebody, or does not say about whom."""
    if not who:
        return True
    signed = [one.get("name") for one in row.signatures if one["role"] in _PARTY]
    says = (row.fields.get("party"), row.fields.get("person"), *signed)
    told = [one for one in says if known.parties.named(one) & set(known.parties.names)]
    return not told or any(known.parties.may_be_for(one, who) for one in told)


def _may_be_by(known: CaseFacts, event: Activity, who: str) -> bool:
    """Whether no paper says that somebody else pleaded then or was heard."""
    papers = [row for row in known.documents if who and event.ref in row.event_refs]
    return not papers or any(_is_to(known, row, who) for row in papers)


def waivers(known: CaseFacts, types: list[str]) -> list[Document]:
    """Return the records of these types that the party signed, or their scans, once it was told."""
    told = [row.start for row in known.of("rights_informed")]
    told += [row.at for row in known.papers("prior_notice")]
    if not told:
        return []
    since = _minute(min(told))
    return [row for row in known.papers(*types) if row.at >= since and _is_shown(known, row)]


def _minute(at: datetime) -> datetime:
    """The minute of an instant: what is typed beside a signature of the system has no seconds."""
    return at.replace(second=0, microsecond=0)


def _is_shown(known: CaseFacts, row: Document) -> bool:
    signed = any(one["role"] in _PARTY and not one.get("refused") for one in row.signatures)
    if signed or row.scan_digest:
        return True
    papers = [one.pk for one in known.issued("plea_record") if one.item == row.item]
    rows = PaperSignature.objects.within(known.case.bureau_id).filter(paper__in=papers)
    return rows.filter(role__in=_PARTY, refused=False).exists()


def granted(said: str) -> Period | None:
    """Return the time that the words of a notice give for the plea.

    >>> granted("收到本告知书之日起五个工作日内") == Period(working_days=5)
    True
    >>> granted("收到之日起3日内") == Period(working_days=3), granted("十五日内") == Period(days=15)
    (True, True)
    >>> granted("及时")
    """
    found = _DAYS.search("".join(unicodedata.normalize("NFKC", said).split()))
    if found is None:
        return None
    count = int(number_of(found[1]))
    if not count:
        return None
    working = found[2] == "工作日" or count in _WORKING
    return Period(working_days=count) if working else Period(days=count)


def _usual(limits: Limits) -> Period | None:
    days = limits.get("working-days")
    return Period(working_days=days) if days else None


CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "as_told": as_told,
    "plea_time_over": plea_time_over,
}
