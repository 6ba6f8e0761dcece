# SPDX-License-Identifier: Apache-2.0
"""The database before a command uses it: started, reached, brought up to date."""

import sys

from liuhen.cli import framework
from liuhen.errors import UserError


def ready() -> None:
    """Start Django and bring the tables up to date.

    Raises:
        UserError: the database cannot be reached.
    """
    framework.start()
    _speak()
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            print("database: bringing the tables up to date", file=sys.stderr)
            call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise UserError(f"the database cannot be used: {error}") from None


def _speak() -> None:
    """Let refusals come in English, as the rest of what a command says; pages speak Chinese."""
    from django.utils import translation

    translation.activate("en")
