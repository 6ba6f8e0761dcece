# SPDX-License-Identifier: Apache-2.0
"""Child processes that use the test's own database, to be killed at will."""

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings
from django.db import connection, connections

_HEAD = "import django; django.setup()\n"


def database_url() -> str:
    """The address of the database that this test uses."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{quote(str(found['NAME']))}"
    host, user = quote(found["HOST"], safe=""), quote(found["USER"])
    return f"postgresql:///{found['NAME']}?host={host}&user={user}&port={found['PORT']}"


def start(script: str) -> "subprocess.Popen[str]":
    """Run `script` in a process of its own; Django is ready in it. `ended` must follow."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "LIUHEN_HOME": str(settings.LIUHEN_HOME),
        "DJANGO_SETTINGS_MODULE": "liuhen.site.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-c", _HEAD + script], env=environment, stdout=subprocess.PIPE, text=True
    )


def leave_connections_to_the_parent() -> None:
    """Let a process that was forked open connections of its own; call it first in the child.

    Closing them all before the fork is not enough. Django keeps connections apart where an event
    loop runs in the thread, as Playwright's does for the rest of a session; the child has no loop,
    so it finds those that were opened before there was one. Killed in a transaction, it would leave
    that open and its locks held, because the parent still holds the socket.
    """
    for alias in connections.settings:
        connections[alias] = connections.create_connection(alias)


def ended(children: "list[subprocess.Popen[str]]") -> None:
    """End what still runs, and close what was read from."""
    for child in children:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
