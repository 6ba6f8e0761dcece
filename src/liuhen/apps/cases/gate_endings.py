# SPDX-License-Identifier: Apache-2.0
"""Conditions of what follows or ends: one decision, the court in its time, an end that is approved.

What this module promises:

- a decision that stands in the case (neither replaced nor withdrawn) is named before another one;
- the court is asked after the demand has waited and nothing can be sought any more, and not later
  than the statute gives; days are those of `statutory.yaml`;
- whether an end, a standstill or a transfer was approved is asked as it is done (`Step`), never
  while it is asked for; what was approved counts for the way of ending that was asked for, or that
  the paper says which was read, and no more once the case was opened again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from liuhen.apps.cases import gate_closing
from liuhen.apps.cases.approved_content import content_of
from liuhen.apps.cases.case_facts import DECISIONS
from liuhen.apps.cases.gate_closing import says_other
from liuhen.apps.cases.gate_facts import (
    HEADS,
    HELD,
    Known,
    Limits,
    Verdict,
    lacking,
    signed,
    signed_at,
    stopped,
)
from liuhen.apps.cases.models import (
    Activity,
    Approval,
    Case,
    Document,
    Draft,
    Due,
    FactOrigin,
    PaperSignature,
)
from liuhen.apps.cases.performing.course import Course, course_of
from liuhen.apps.cases.performing.following import court_until, remedies_end
from liuhen.apps.cases.performing.undone import REVOKED
from liuhen.apps.cases.routes import matters_in
from liuhen.apps.cases.times import day_said
from liuhen.law.statutory import endings, terms

Answer = Verdict | None
#: What was done since makes a request of these matters one of an earlier time.
DONE = {"suspension": "case_suspended", "resumption": "case_resumed"}


def only_decision(known: Known, _limits: Limits) -> Answer:
    """Nobody is fined twice for the same act: 处罚法 art. 29."""
    if not known.matter:
        return None  # on the page of the case the decision itself stands there
    own = known.step.replaces
    papers = known.papers(*DECISIONS)
    there = [row for row in papers if row.item != own and _is_decided(row)]
    if not there:
        return None
    names = [str(row.fields.get("document_number") or day_said(row.at)) for row in there]
    said = _("A decision stands in this case already (%(which)s): is this about other facts?")
    return stopped(said % {"which": ", ".join(names)})


def _is_decided(row: Document) -> bool:
    """Whether it was issued here, or typed with the signature of a head, if it needs one."""
    alone = row.type == "simple_procedure_record"
    return alone or row.origin != FactOrigin.TYPED or signed(row, HEADS)


def court_time(known: Known, _limits: Limits) -> Answer:
    """The demand has waited and no remedy is left: 行政强制法 arts. 53, 54."""
    called = known.of("demand", "court_application") or known.papers("demand_notice")
    if not (known.matter or called):
        return None  # far from the court: on the page of the case it would only be noise
    at = known.step.when or known.at
    dues = Due.objects.within(known.case.bureau_id).filter(case=known.case, done_at=None)
    late = [row for row in dues if row.due is not None and row.due < at]
    return lacking(" ".join(_before_the_court(course_of(known.case), late or list(dues), at)))


def _before_the_court(course: Course, dues: list[Due], at: datetime) -> Iterator[str]:
    known = terms()
    served = course.served(("demand_notice",))
    if course.first("demand") is None:
        yield _("The party was not called upon to perform (催告).")
    elif served is None:
        yield _("Not recorded that the demand was served.")
    elif at <= (wait := course.counting.ends(known["demand.wait"], served)):
        said = _("The ten working days after the demand run until %(day)s.")
        yield said % {"day": day_said(wait)}
    papers = {row.document_ref for row in dues} or {""}
    if any(course.is_fought(paper) for paper in papers):
        yield _("Reconsideration or litigation goes on.")
    elif all(REVOKED in course.remedy_results(paper).values() for paper in papers):
        yield _("The decision was revoked: there is nothing that the court could enforce.")
    ends = remedies_end(course)
    if ends is None:
        yield _("Not recorded that the decision was served: its time for remedies is unknown.")
        return
    if at <= ends:
        yield _("The party may seek a remedy until %(day)s.") % {"day": day_said(ends)}
    elif at > (last := court_until(course, ends, dues)):
        yield _("The three months for asking the court ended on %(day)s.") % {"day": day_said(last)}


def ending_approved(known: Known, _limits: Limits) -> Answer:
    """A head approved that the case ends, stands still, goes on or goes elsewhere like this."""
    if not known.step.ending:
        return None
    agreed, before = _agreed_since(known)
    about = any(is_about(one, known.step.ending) for one in agreed)
    if about or (not before and _on_paper(known)):
        return HELD
    if agreed:
        return stopped(_("What a head approved is not this way of ending; ask for it first."))
    return stopped(_("No head has approved this; ask for it first."))


def approved_from(known: Known) -> datetime | None:
    """Return the earliest moment from which an end like that of the step is approved, if one is.

    What counts is when a head agreed; a paper on which one signed counts from its own day.
    """
    agreed, before = _agreed_since(known)
    about = (one for one in agreed if is_about(one, known.step.ending))
    found = [one.ended_at for one in about if one.ended_at is not None]
    return min([*found, *([] if before else _on_paper(known))], default=None)


def _agreed_since(known: Known) -> tuple[list[Approval], list[datetime]]:
    """The agreed requests that count still, and since when others do not, if anything was done."""
    before = [row.recorded_at for row in known.of(DONE.get(known.matter, "-"))]
    if reopened := reopened_at(known.case):
        before.append(reopened)
    agreed = [one for one in known.agreed(known.matter) if all(at < one.asked_at for at in before)]
    return agreed, before


def ending_of(approval: Approval) -> str:
    """Return the way of ending that a request asks for; empty where its matter has but one."""
    return str(approval.exactly.get("ending", ""))


def is_about(approval: Approval, ending: str) -> bool:
    """Whether a request asks for a way of ending: by its name, or by the paper that was read.

    One that names none and that no paper tells apart is about each. What was changed in the paper
    since it was read is about none that a paper tells apart.
    """
    if named := ending_of(approval):
        return named == ending
    way, read = endings().get(ending), approval.draft or approval.paper
    if way is None or way.decided_by is None or read is None or read.form != way.decided_by.form:
        return True
    if isinstance(read, Draft) and content_of(read.form, read.values) != approval.content_digest:
        return False
    return not says_other(way, read.form, read.values)


def reopened_at(case: Case) -> datetime | None:
    """Return when the case was last opened again after it was closed by mistake, if it was."""
    rows = Activity.objects.within(case.bureau_id).filter(
        case=case, kind="case_concluded", withdrawn=True, superseded_at=None
    )
    found: datetime | None = rows.aggregate(at=Max("recorded_at"))["at"]
    return found


def _on_paper(known: Known) -> list[datetime]:
    """Since when a head's signature stands on the form of the matter, issued here or scanned."""
    found = [one for one in matters_in(known.case.bureau, known.at).values()
             if one.id == known.matter]  # fmt: skip
    way = endings().get(known.step.ending)
    issued = known.issued(*{one.form for one in found if one.form})
    others = {one.item for one in issued if way and says_other(way, one.form, one.values)}
    rows = (row for one in found for row in known.papers(*one.signs))
    there = [at for row in rows if row.item not in others for at in signed_at(row, HEADS)]
    papers = [one.pk for one in issued if one.item not in others]
    signatures = PaperSignature.objects.within(known.case.bureau_id).filter(
        paper__in=papers, role__in=HEADS, refused=False
    )
    at = signatures.values_list("at", "paper__issued_at")
    return [*there, *(said or issued for said, issued in at)]


#: What is found here hangs on the way in which the case ends: a reason for one is none for another.
OF_AN_ENDING = frozenset(
    {"ending_approved", "decided", "as_decided", "fits_together", "remedy_known"}
)
#: Asked as the step is done, and not while it is asked for.
WHEN_DONE: dict[str, Callable[[Known, Limits], Answer]] = {"ending_approved": ending_approved}
CONDITIONS: dict[str, Callable[[Known, Limits], Answer]] = {
    "only_decision": only_decision,
    "court_time": court_time,
    **gate_closing.CONDITIONS,
    **WHEN_DONE,
}
