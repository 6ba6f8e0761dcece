# SPDX-License-Identifier: Apache-2.0
"""What can be done to cases. Every act takes who does it, sets the server's time, leaves one leaf.

Acts are keyword-only. They refuse with a `CaseError`, whose text is one sentence for a person.
"""

from liuhen.apps.cases.acts.attaching import attach_activity
from liuhen.apps.cases.acts.closing import archive_case
from liuhen.apps.cases.acts.correcting import correct_case, correct_fact, withdraw_fact
from liuhen.apps.cases.acts.entering import (
    add_activity,
    add_document,
    add_incident,
    add_interruption,
    add_recording,
)
from liuhen.apps.cases.acts.exporting import export_facts
from liuhen.apps.cases.acts.importing import import_case
from liuhen.apps.cases.acts.loading import Loaded, load_cases
from liuhen.apps.cases.acts.opening import assign_handlers, keep_shell, open_case
from liuhen.apps.cases.acts.showing import open_scan
from liuhen.apps.cases.acts.signing import add_signature, sign_document
from liuhen.apps.cases.acts.storing import (
    confirm_report,
    mark_handed_over,
    mark_returned,
    mark_stored,
    outing_of,
    put_on_disc,
)

__all__ = [
    "Loaded",
    "add_activity",
    "add_document",
    "add_incident",
    "add_interruption",
    "add_recording",
    "add_signature",
    "archive_case",
    "assign_handlers",
    "attach_activity",
    "confirm_report",
    "correct_case",
    "correct_fact",
    "export_facts",
    "import_case",
    "keep_shell",
    "load_cases",
    "mark_handed_over",
    "mark_returned",
    "mark_stored",
    "open_case",
    "open_scan",
    "outing_of",
    "put_on_disc",
    "sign_document",
    "withdraw_fact",
]
