# SPDX-License-Identifier: Apache-2.0
"""What a duty is about, in words: 现场检查 3月2日 09:00–10:42, or the whole case."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from liuhen.apps.cases.models import Activity, Document, Fact, Incident, Interruption, Recording
from liuhen.apps.cases.queries import facts_called
from liuhen.apps.compliance.models import OpenDuty
from liuhen.web.moments import moment_said, span_said
from liuhen.web.words import label


def fact_said(fact: Fact) -> str:
    """Name a fact by what it is and when it was."""
    if isinstance(fact, Activity):
        return f"{label('event', fact.kind)} {_when(fact)}"
    if isinstance(fact, Recording):
        return f"{label('recording', fact.kind)} {_when(fact)}"
    if isinstance(fact, Document):
        return f"{paper_said(fact.type)} {moment_said(fact.at)}"
    if isinstance(fact, Incident):
        return f"{label('incident', fact.type)} {moment_said(fact.at)}"
    if isinstance(fact, Interruption):
        return f"{label('fact', 'interruption')} {moment_said(fact.start)}"
    return fact.ref


def paper_said(kind: str) -> str:
    """Name a paper by its title, in the marks that titles have in the reader's language."""
    return _("“%(paper)s”") % {"paper": label("document", kind)}


def _when(fact: Activity | Recording) -> str:
    """The time of a fact; one without an end shows its start alone."""
    return moment_said(fact.start) if fact.end is None else span_said(fact.start, fact.end)


def facts_of(duties: Iterable[OpenDuty]) -> dict[tuple[UUID, str], Fact]:
    """Return, for each (case, subject) of duties that somebody was shown, which fact it is."""
    wanted = {(duty.case_id, duty.subject) for duty in duties}
    found: dict[tuple[UUID, str], Fact] = {}
    spans = ("kind", "start", "end")
    for kind, told in ((Activity, spans), (Recording, spans), (Document, ("type", "at"))):
        for row in facts_called(kind, wanted, told):
            if row.case_id is not None:
                found[row.case_id, row.ref] = row
    return found


def whole_case_said() -> str:
    """Name the case itself as a subject."""
    return _("the whole case")
