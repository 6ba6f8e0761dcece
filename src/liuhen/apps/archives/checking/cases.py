# SPDX-License-Identifier: Apache-2.0
"""Holding one case against vault and journal, in one view of the database."""

from liuhen.apps.archives.checking.files import Progress, hold_files
from liuhen.apps.archives.checking.found import Checked
from liuhen.apps.archives.checking.leaves import hold_leaves
from liuhen.apps.archives.checking.rows import hold_gone, hold_rows
from liuhen.apps.archives.touching import leaves_of, rows_of
from liuhen.apps.cases.models import Case
from liuhen.apps.trace.one_view import one_view
from liuhen.apps.trace.outside import outside


def check_case(case: Case, progress: Progress | None = None) -> Checked:
    """Hold a case against vault and journal. Nothing is written."""
    checked = Checked()
    with one_view():
        rows = rows_of(Case.objects.within(case.bureau_id).get(pk=case.pk))
        leaves = leaves_of(rows)
        hold_leaves(leaves, checked)
        last = hold_rows(rows, leaves, checked)
        hold_gone(rows, last, checked)
        checked.unwitnessed_since = outside().since
    hold_files(rows, checked, progress)
    return checked
