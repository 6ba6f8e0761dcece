# SPDX-License-Identifier: Apache-2.0
"""What somebody with the database does behind the journal's back, for tests of the audit."""

from django.db import connection

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import tree, triggers
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.audit import Finding, Report
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf
from liuhen.vault.merkle import leaf_hash

BY = SystemActor("test")


def write(count: int) -> None:
    """Let so many leaves be written, each with a row whose code is its place."""
    for _ in range(count):
        with act("test.add", by=BY) as record:
            code = str(tree.size())
            record.create(Organisation(kind="district", name=code, code=code))


def sql(statement: str, *values: object) -> None:
    """Do what a database administrator can: triggers away, whatever he likes, triggers back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


def the_one(report: Report) -> Finding:
    """Return the finding of a report that has no other."""
    assert len(report.findings) == 1, [one.says for one in report.findings]
    return report.findings[0]


def rewrite(leaf: Leaf) -> None:
    """Write a leaf again with the hash that its columns now give, as somebody who knows would."""
    leaf.hash = leaf_hash(leaf.body.canonical())
    triggers.remove(connection)
    leaf.save()
    triggers.install(connection)
