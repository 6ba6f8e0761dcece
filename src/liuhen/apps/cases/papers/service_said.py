# SPDX-License-Identifier: Apache-2.0
"""What the proof of a service takes over of it: of what, to whom, in which way."""

from datetime import datetime

from django.utils import timezone

from liuhen.apps.cases.models import Activity, Case
from liuhen.apps.cases.participants.reading import participants_of
from liuhen.apps.cases.serving.consent import INFORMANT
from liuhen.apps.cases.serving.papers import ToServe, papers_of
from liuhen.apps.cases.serving.served import note_of
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.rules.forms import forms_of

#: Who informed, and where to find that person, stands in the confidential row alone.
_TO_INFORMANT = {"to": INFORMANT, "address": f"{INFORMANT}所留的地址"}


def service_said(by: Viewer, case: Case, row: Activity | None) -> dict[str, str]:
    """Return `title` and `number` of the paper served, `to` whom, at what `address`, which `way`.

    `row`: the service; without one it is that of the only paper that waits to be served. Who
    informed is named no more than in the service itself; a minor as far as `by` may know.
    """
    papers = papers_of(by, case)
    if row is None:
        waiting = [one for one in papers if one.open]
        return _paper(case, waiting[0], by.at) if len(waiting) == 1 else {}
    note, item = note_of(row), row.item
    told = (one for one in papers if any(service.row.item == item for service in one.services))
    served = next(told, None)
    return {
        **(_paper(case, served, row.start) if served is not None else {}),
        **_to(by, case, str(note.get("to") or ""), str(note.get("address") or "")),
        "way": str(note.get("way") or row.attrs.get("method") or ""),
    }


def _paper(case: Case, served: ToServe, at: datetime) -> dict[str, str]:
    return {
        "title": served.title or _called(case, served.kind, at),
        "number": served.number,
        **(_TO_INFORMANT if served.to_informant else {}),
    }


def _called(case: Case, kind: str, at: datetime) -> str:
    """How a paper that was not issued here is called, where one form alone is of its kind."""
    forms = forms_of(case.bureau, timezone.localtime(at).date()).values()
    titles = {form.title.zh for form in forms if form.document == kind}
    return titles.pop() if len(titles) == 1 else ""


def _to(by: Viewer, case: Case, to: str, address: str) -> dict[str, str]:
    """To whom and where; of a minor what stands behind the mask, as far as `by` may know."""
    if to == INFORMANT:
        return _TO_INFORMANT
    for one in participants_of(by, case):
        if one.row.hidden and one.row.name == to:
            return {"to": one.name}
    return {"to": to, "address": address}
