# SPDX-License-Identifier: Apache-2.0
"""Work beside the duties of cases: approvals, papers, footage, things, what parties owe, hearings.

A new kind of work is a function in the `SOURCES` of one of the modules that are asked here.
"""

from collections.abc import Iterator

from liuhen.apps.people.viewer import Viewer
from liuhen.web.home import day_work, footage_work, paper_work
from liuhen.web.home.choice import Choice
from liuhen.web.home.tasks import Line


def other_work(viewer: Viewer, choice: Choice) -> Iterator[Line]:
    """Yield what there is to do beside duties, in no order."""
    for source in (*paper_work.SOURCES, *footage_work.SOURCES, *day_work.SOURCES):
        yield from source(viewer, choice)
