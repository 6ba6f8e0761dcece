# SPDX-License-Identifier: Apache-2.0
"""Taking the facts of a case out, in the contract's form. It changes nothing and leaves a leaf."""

import msgspec

from liuhen.apps.cases.acting import case_act
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.models import Case
from liuhen.apps.people.access import Permission
from liuhen.apps.people.viewer import Viewer
from liuhen.vault.canonical import digest_of


def export_facts(*, by: Viewer, case: Case) -> bytes:
    """Return the facts of the case as JSON, as they are claimed today."""
    with case_act(
        "cases.export_facts",
        by=by,
        case=case,
        permission=Permission.CASE_EXPORT,
        archived_too=True,
    ) as doing:
        raw = msgspec.json.encode(claimed_facts(doing.case))
        doing.record.note(digest=digest_of(raw))
    return msgspec.json.format(raw, indent=2)
