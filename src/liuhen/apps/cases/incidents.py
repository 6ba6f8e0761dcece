# SPDX-License-Identifier: Apache-2.0
"""Incidents (000/001 art. 21, 004 art. 12): what happened, noted by anybody on duty.

What this module promises:

- whoever may note incidents may do it in any case of the bureau, by its exact number, also when the
  case is closed or archived; whoever does not see the case is told nothing of it in return;
- where the case is not known it is noted for a section, which gives it its case later;
- what an incident protects is computed from the regulation and the recordings, never typed.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liuhen.apps.cases import checks
from liuhen.apps.cases.acting import (
    case_act,
    current,
    event_refs_of,
    require_over_section,
    supersede,
    tell,
)
from liuhen.apps.cases.acts.entry import Entry
from liuhen.apps.cases.errors import BadFactError, NotAllowedError
from liuhen.apps.cases.facts import known_rows
from liuhen.apps.cases.models import Case, Incident, Recording
from liuhen.apps.cases.queries import numbers_meant
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.journal import act
from liuhen.law import facts as law
from liuhen.law.conduct import article_of_conduct
from liuhen.law.findings import Report
from liuhen.law.pack import Pack

#: What may break the law on public order, or be a crime.
_AGAINST_OFFICERS = frozenset({"evasion_or_obstruction", "assault"})


@dataclass(frozen=True, slots=True)
class Protected:
    """A recording that is kept, by which article, and until when (`None`: for long)."""

    recording: Recording
    basis: str
    until: date | None
    articles: tuple[str, ...]


def record_incident(
    *,
    by: Viewer,
    kind: str,
    at: datetime,
    text: str,
    number: str = "",
    event: str = "",
    section: Organisation | None = None,
    about: str = "",
) -> Incident:
    """Note an incident of the case of that exact number, also after its closing.

    `event`: the activity in which it happened, for those who see the case; else it is of the whole
    case. Without a number: for which `section`, and `about` whom or what place it is.

    Raises:
        BadFactError: no case of the bureau has the number, or a value cannot be; or neither number
            nor section is said.
    """
    with act("cases.record_incident", by=by) as record:
        if by.bureau_id is None or not by.may(Permission.INCIDENT_ADD):
            raise NotAllowedError(_("Your role does not allow this."))
        case = _case(by.bureau_id, number) if number.strip() else None
        put = Entry(by, record, case, case.section if case else _section(by, section))
        if case is not None:
            record.about(case)
        row = put.put(
            Incident(
                type=checks.word(kind, law.INCIDENT_TYPES, "type"),
                at=put.time(at, "at"),
                text=checks.filled(text, "text", 500),
                about=checks.text(about, "about", 200) if case else checks.filled(about, "about"),
                event_ref=checks.references([event], event_refs_of(case), "event")[0]
                if event and case is not None and sees(by, case)
                else "",
            )
        )
        if case is not None:
            tell(case, record)
    return row


def assign_incident(*, by: Viewer, incident: Incident, case: Case) -> Incident:
    """Give an incident that was noted without one its case, also one that is archived.

    Raises:
        UnknownRowError: not for this viewer.
        BadFactError: it has a case already, or happened in an activity, with which it gets one.
    """
    with case_act(
        "cases.assign_incident",
        by=by,
        case=case,
        permission=Permission.CASE_ENTER,
        archived_too=True,
    ) as doing:
        row = current(by, incident)
        if row.case_id is not None:
            raise BadFactError(_("The incident belongs to a case already."))
        if row.event_ref:
            raise BadFactError(_("It happened in an activity: give that its case, and it follows."))
        own = {"case": doing.case, "section": doing.case.section}
        return supersede(doing.record, row, by, entered=False, **own)


def unassigned(viewer: Viewer) -> QuerySet[Incident]:
    """Return the incidents that the viewer sees and that wait for their case, oldest first.

    One that happened in an activity gets its case with it.
    """
    rows = Incident.objects.seen_by(viewer).filter(
        case=None, event_ref="", superseded_at=None, withdrawn=False
    )
    return rows.select_related("section", "recorded_by").order_by("recorded_at")


def _section(by: Viewer, section: Organisation | None) -> Organisation:
    if section is None:
        raise BadFactError(_("Which section is it for?"), "section")
    require_over_section(by, section, Permission.INCIDENT_ADD)
    return section


def sees(by: Viewer, case: Case) -> bool:
    """Whether the viewer may look at the case."""
    return Case.objects.seen_by(by).filter(pk=case.pk).exists()


def _case(bureau: UUID, number: str) -> Case:
    """The case of exactly that number, locked; brackets count as one kind."""
    rows = Case.objects.within(bureau).select_for_update(of=("self",))
    rows = rows.select_related("section", "bureau")
    for text in numbers_meant(number):
        if (found := rows.filter(number=text).first()) is not None:
            return found
    raise BadFactError(
        _(
            "No case of the bureau has exactly this number: leave it empty, and say the section and"
            " whom or what place it is about."
        ),
        "number",
    )


def protected(case: Case, report: Report, incident: Incident | None = None) -> list[Protected]:
    """Return the recordings of `case` that are kept for long, by the report of today.

    `incident`: only those of the activity in which it happened, where it names one.
    """
    rows = {row.ref: row for row in known_rows(Recording, case)}
    found = []
    for one in report.retention:
        row = rows.get(one.subject) or rows.get(one.subject.partition(".")[0])
        if row is None or one.basis != "long_term":
            continue
        if incident is not None and incident.event_ref not in ("", *row.event_refs):
            continue
        found.append(Protected(row, one.basis, one.keep_until, tuple(one.articles)))
    return found


def long_term_article(pack: Pack) -> str:
    """Return the article by which recordings of an incident are kept for long, or nothing."""
    return pack.retention.long_term.article if pack.retention.long_term else ""


def may_be_for_police(incident: Incident) -> bool:
    """Whether somebody stood against the officers, so that the police may have to know."""
    return incident.type in _AGAINST_OFFICERS


def police_article(pack: Pack) -> str:
    """Return by which article who obstructs is handed to the police (002 art. 25), or nothing."""
    return article_of_conduct(
        pack.id, lambda one: one.kind == "consequence" and "transfer" in one.measures
    )
