# SPDX-License-Identifier: Apache-2.0
"""`liuhen journal audit`: every leaf, head, tile and row computed anew and compared.

What this package promises:

- it believes nothing that is stored: leaves are hashed from their columns, roots from the leaves,
  digests of rows from their columns;
- it names the row and the field that no leaf explains, rows that no leaf created, rows that were
  deleted, leaves that were changed, deleted or cut off the end (as far as a head shows it);
- it sees one moment, while others go on writing, and holds a fixed amount in memory.

It proves nothing beyond the last head that a witness holds: what was written after it can be
written anew by whoever owns database and key.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from liuhen.apps.trace import triggers
from liuhen.apps.trace.audit.findings import Finding, Report
from liuhen.apps.trace.audit.heads import HeadCheck, collect_outside, collect_own
from liuhen.apps.trace.audit.leaves import audit_leaves
from liuhen.apps.trace.audit.notebook import Notebook
from liuhen.apps.trace.audit.rows import audit_rows
from liuhen.apps.trace.one_view import one_view

__all__ = ["Finding", "Report", "audit"]


def audit(progress: Callable[[int, int], None] = lambda _done, _of: None) -> Report:
    """Compare everything that the journal answers for, and say what does not fit."""
    report = Report()
    with Notebook() as notebook:
        public = collect_outside(report, notebook)  # first: heads that come later are larger
        with one_view(), _any_text():
            for name in triggers.missing(connection):
                says = f"the trigger {name} is not there: rows of the journal are not guarded"
                report.add(Finding("trigger", says, object=name))
            collect_own(public, report, notebook)
            audit_leaves(report, notebook, HeadCheck(report, notebook), progress)
            audit_rows(report, notebook)
    return report


@contextmanager
def _any_text() -> Iterator[None]:
    """Let SQLite hand out text that is no longer UTF-8, so that its row can be named."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    before = connection.connection.text_factory
    connection.connection.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        yield
    finally:
        connection.connection.text_factory = before
