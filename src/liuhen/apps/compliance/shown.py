# SPDX-License-Identifier: Apache-2.0
"""Which scanned papers show when a typed step was taken: only those that belong to such a step.

A paper belongs to a step if the regulation asks for it there, or if it is by its nature the record
of that step. Any other paper that names the step says nothing of its time.
"""

from collections.abc import Iterable

from liuhen.apps.cases.models import Document, FactOrigin
from liuhen.law.pack import Pack, parts_of

#: Papers that record a step, for regulations that ask for the step alone.
RECORDS_OF: dict[str, frozenset[str]] = {
    "complainant_informed": frozenset({"complaint_decision_record"}),
    "court_application": frozenset({"court_application"}),
    "demand": frozenset({"demand_notice"}),
    "rectification_check": frozenset({"rectification_record"}),
    "rights_informed": frozenset(
        {"prior_notice", "hearing_notice", "inquiry_record", "statement_defense_record"}
        | {"simple_procedure_record"}
    ),
}


def steps_shown(documents: Iterable[Document], pack: Pack) -> frozenset[tuple[str, str]]:
    """Return (kind of activity, reference) of every step that a scanned paper shows.

    The caller compares both: a paper may name several activities and belong to one of them.
    """
    scanned = [row for row in documents if row.origin == FactOrigin.SCAN and row.scan_digest]
    if not scanned:
        return frozenset()
    asked = {(event, kind) for event, kinds in RECORDS_OF.items() for kind in kinds}
    asked |= set(_asked(pack))
    return frozenset(
        (event, ref) for row in scanned for event, kind in asked if kind == row.type
        for ref in row.event_refs
    )  # fmt: skip


def _asked(pack: Pack) -> Iterable[tuple[str, str]]:
    """(kind of activity, kind of paper) that the regulation names together."""
    for obligation in pack.obligations:
        events = obligation.when.event if obligation.when.event != "any" else []
        for part in parts_of(obligation.require):
            kinds = part.document.split("|") if part.document and not part.anywhere else []
            yield from ((event, kind) for event in events for kind in kinds)
            if part.served:
                yield part.served.event, part.served.document
