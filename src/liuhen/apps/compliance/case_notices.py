# SPDX-License-Identifier: Apache-2.0
"""Telling those concerned of recusals, hearings, incidents, complaints and new handlers.

What this module promises:

- the head, or whoever else may, is told that somebody asks for a recusal, until it is decided;
- whoever withdraws or stays, and the handlers of the case, are told what the head decided;
- the chair and the handlers are told of a hearing that is to come, anew when it is put off;
- the handlers, or the head of the section where there are none, are told of an incident that
  somebody else noted; the head of a section of one that waits for its case, and of a complaint that
  somebody registered for the section and that nobody handles yet;
- whoever somebody else named handler of an open case is told so;
- the notice names the case by its number alone: who withdrew may not see it any more, and a chair
  from another section never did.
"""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from liuhen.apps.cases.hearings import planned_hearings
from liuhen.apps.cases.models import Activity, Handler, Incident, Recusal
from liuhen.apps.cases.recusal import deciders_of
from liuhen.apps.compliance.look import STALE, Look, Told, handlers_in, notice_key
from liuhen.apps.people.models import Person
from liuhen.apps.people.roles import Role

#: A complaint is registered about when it comes.
_LONG_AGO = timedelta(days=60)


def recusals(look: Look) -> None:
    """What waits for the head about recusals, and what was decided in the last days."""
    _undecided(look)
    rows = Recusal.objects.within(look.bureau.pk).filter(
        granted__isnull=False, decided_at__gt=look.now - STALE, case__archived_at=None
    )
    found = list(rows.select_related("case", "person"))
    handlers = handlers_in(row.case_id for row in found)
    for row in found:
        state = "granted" if row.granted else "not_granted"
        params = {"number": row.case.number, "state": state}
        key = notice_key("recusal_decided", row.pk)
        others = handlers[row.case_id] - {row.person_id, row.decided_by_id}
        look.tell(others, Told("recusal_decided", key, row.case, None, params))
        if row.person.is_active:
            look.tell([row.person_id], Told("recusal_decided", key, None, None, params))


def _undecided(look: Look) -> None:
    """What is asked and holds up the decision of the case, for who may decide on it."""
    rows = Recusal.objects.within(look.bureau.pk).filter(granted=None, case__archived_at=None)
    found = list(rows.select_related("case"))
    deciders = deciders_of(found, look.holders)
    for row in found:
        params = {"number": row.case.number, "recusal": str(row.pk)}
        key = notice_key("recusal_asked", row.pk)
        look.tell(deciders[row.pk], Told("recusal_asked", key, row.case, None, params))


def hearings(look: Look) -> None:
    """Hearings that are to come, for their chairs and the handlers."""
    planned = [one for one in planned_hearings(look.bureau.pk, look.now) if one.at > look.now]
    handlers = handlers_in(one.case.pk for one in planned)
    chairs = {one.chair_key for one in planned if one.chair_key is not None}
    active = set(Person.objects.filter(pk__in=chairs, is_active=True).values_list("pk", flat=True))
    for one in planned:
        params = {"number": one.case.number}
        key = notice_key("hearing", one.case.pk, timezone.localtime(one.at).isoformat())
        told = Told("hearing_planned", key, one.case, one.at, params)
        look.tell(handlers[one.case.pk] - {one.chair_key}, told)
        look.tell(active & {one.chair_key}, Told("hearing_chair", key, None, one.at, params))


def incidents(look: Look) -> None:
    """Incidents of the last days that others noted than those who handle the case."""
    rows = Incident.objects.within(look.bureau.pk).filter(
        superseded_at=None, withdrawn=False, event_ref=""
    )
    recent = rows.filter(entered_at__gt=look.now - STALE, case__archived_at=None)
    found = list(recent.select_related("case"))
    handlers = handlers_in(row.case_id for row in found if row.case_id)
    for row in found:
        if row.case is None or row.case_id is None:
            continue
        people = handlers[row.case_id] or look.heads(row.case.section_id)
        params = {"number": row.case.number, "incident": str(row.item)}
        told = Told("incident_recorded", notice_key("incident", row.item), row.case, None, params)
        if row.entered_by_id not in handlers[row.case_id]:
            look.tell(people - {row.entered_by_id}, told)
    for row in rows.filter(case=None):
        params = {"incident": str(row.item)}
        told = Told("incident_loose", notice_key("incident_loose", row.item), None, None, params)
        look.tell(look.heads(row.section_id) - {row.entered_by_id}, told)


def complaints(look: Look) -> None:
    """Complaints of the last days that nobody handles yet, for the head of the section.

    Where nobody heads it today, for the head of the bureau.
    """
    rows = Activity.objects.within(look.bureau.pk).filter(
        kind="complaint_received", start__gt=look.now - _LONG_AGO,
        entered_at__gt=look.now - STALE, superseded_at=None, withdrawn=False,
        case__archived_at=None, case__ending="",
    )  # fmt: skip
    found = [row.case for row in rows.select_related("case__section") if row.case is not None]
    handlers = handlers_in(case.pk for case in found)
    for case in found:
        if not handlers[case.pk]:
            key = notice_key("complaint_waits", case.pk)
            params, people = {"number": case.number}, look.heads(case.section_id)
            if not people:
                params["section"] = case.section.name
                over = look.holders.of(Role.BUREAU_HEAD, case.section_id)
                people = {one.pk for one in over}
            told = Told("complaint_waits", key, case, None, params)
            look.tell(people - {case.created_by_id}, told)


def named_handlers(look: Look) -> None:
    """Who handles an open case since somebody else said so, for himself or herself."""
    rows = Handler.objects.filter(
        ~Q(named_by=F("person")), since__gt=look.now - _LONG_AGO, named_by__isnull=False,
        case__bureau=look.bureau, case__archived_at=None, case__concluded_at=None,
        person__is_active=True,
    )  # fmt: skip
    for row in rows.select_related("case"):
        key = notice_key("handler_named", row.pk)
        told = Told("handler_named", key, row.case, None, {"number": row.case.number})
        look.tell([row.person_id], told)
