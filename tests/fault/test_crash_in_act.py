# SPDX-License-Identifier: Apache-2.0
"""A process dies between an act's row and its leaf, or before the commit: nothing is there."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from liuhen.apps.people.models import Organisation
from liuhen.apps.trace.actors import SystemActor
from liuhen.apps.trace.journal import act
from liuhen.apps.trace.models import Leaf, LeafPayload

if TYPE_CHECKING:
    import subprocess

Start = Callable[[str], "subprocess.Popen[str]"]

_DIES = """
import os
from liuhen.apps.people.models import Organisation
from liuhen.apps.trace import journal
from liuhen.apps.trace.actors import SystemActor
def dies(*_anything, **_more):
    os.kill(os.getpid(), 9)
{patch}
with journal.act("test.dies", by=SystemActor("child")) as record:
    record.create(Organisation(kind="district", name="a", code="a"))
"""
_PLACES = {
    "before the leaf": "journal._append = dies",
    "between leaf and payload": "from liuhen.apps.trace import appending, models; "
    "put = appending.insert; appending.insert = lambda model, rows: "
    "dies() if model is models.LeafPayload else put(model, rows)",
    "before the commit": "from django.db import connection; connection.ensure_connection(); "
    "connection.commit = dies",
}


@pytest.mark.parametrize("place", list(_PLACES))
def test_a_crash_leaves_nothing_and_the_next_act_goes_on(start: Start, place: str) -> None:
    child = start(_DIES.format(patch=_PLACES[place]))
    assert child.wait(30) == -9

    assert not Organisation.objects.exists()
    with act("test.lives", by=SystemActor("test")) as record:
        record.create(Organisation(kind="district", name="b", code="b"))

    assert list(Leaf.objects.values_list("index", "act")) == [(0, "test.lives")]
    assert LeafPayload.objects.count() == 1
