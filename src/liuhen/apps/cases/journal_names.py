# SPDX-License-Identifier: Apache-2.0
"""How the journal names a case and its facts, for who checks it without reading cases."""

from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import (
    Activity,
    Case,
    Document,
    Incident,
    Interruption,
    Paper,
    PaperSignature,
    Recording,
)
from liuhen.apps.people.access import Permission
from liuhen.apps.people.models import Kind, Organisation
from liuhen.apps.people.viewer import Viewer
from liuhen.apps.trace.values import object_reference

_ROWS = (Activity, Document, Recording, Interruption, Incident, Paper, PaperSignature)


def references_of(viewer: Viewer, number: str) -> list[str]:
    """Return the references of every case of that number, in any bureau, of its facts and papers.

    Only references: no column of a case leaves this function.

    Raises:
        NotAllowedError: the viewer does not check the journal.
    """
    if not viewer.may(Permission.JOURNAL_VIEW):
        raise NotAllowedError
    found: list[str] = []
    for bureau in Organisation.objects.filter(kind=Kind.BUREAU):
        for case in Case.objects.within(bureau.pk).filter(number=number.strip()):
            found.append(object_reference(case))
            for kind in _ROWS:
                rows = kind._default_manager.within(bureau.pk).filter(case=case)
                found += map(object_reference, rows)
    return found
