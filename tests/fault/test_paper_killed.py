# SPDX-License-Identifier: Apache-2.0
"""A process dies while it issues a paper: no number is lost, none comes twice, no half a paper."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from liuhen.apps.cases.models import Case, Draft, NumberState, Paper, PaperNumber
from liuhen.apps.cases.papers.drafts import begin_draft, save_draft
from liuhen.apps.evidence.vault import vault
from liuhen.apps.trace.audit import audit
from liuhen.paper.sample import sample_values
from liuhen.paper.standard import standard_forms
from support.house import Clock, House
from support.rounds import counted, dice, rounds

if TYPE_CHECKING:
    import subprocess

Start = Callable[[str], "subprocess.Popen[str]"]
FORM = "prior_notice"

#: One process that is ready forks one child a draft, which is killed at its n-th step on the disk,
#: in the database or at the press; -1: at none.
_SCRIPT = """
import os
from uuid import UUID
from django.utils import timezone
from django.db.backends.utils import CursorWrapper
from liuhen.apps.cases.models import Draft
from liuhen.apps.cases.papers import issuing
from liuhen.apps.cases.papers.printing import Sealed
from liuhen.apps.people.models import Person
from liuhen.apps.people.viewer import viewer_for
from liuhen.errors import UserError

def child(key, at):
    steps = 0
    def hooked(real):
        def run(*given, **named):
            nonlocal steps
            steps += 1
            if steps == at:
                os.kill(os.getpid(), 9)
            return real(*given, **named)
        return run
    viewer = viewer_for(Person.objects.get(username=USER), timezone.now())
    for name in ("fsync", "link", "unlink", "mkdir", "fchmod", "write"):
        setattr(os, name, hooked(getattr(os, name)))
    CursorWrapper.execute = hooked(CursorWrapper.execute)
    from django.db import connection
    connection.ensure_connection()
    connection.commit = hooked(connection.commit)
    issuing.print_sealed = hooked(
        lambda printing: Sealed(b"%PDF-1.7 " + printing.digest.encode(), 1, [], "")
    )
    row = Draft.objects.within(viewer.bureau_id).get(pk=UUID(key))
    try:
        issuing.issue(by=viewer, draft=row.pk, revision=row.revision)
    except UserError as error:
        print("refused", error, flush=True)
    print("steps", steps, flush=True)

for key, at in ROUNDS:
    process = os.fork()
    if not process:
        child(key, at)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    print(key, os.waitstatus_to_exitcode(status), flush=True)
"""


@pytest.fixture
def house(start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> House:
    url = (tmp_path / "vault").as_uri()
    settings.LIUHEN_STORE_URL, settings.LIUHEN_HOME = url, str(tmp_path)
    monkeypatch.setenv("LIUHEN_STORE_URL", url)
    key = str(tmp_path / "keys" / "journal.key")
    settings.LIUHEN_SIGNING_KEY = key
    monkeypatch.setenv("LIUHEN_SIGNING_KEY", key)
    return House(Clock("2026-03-02 08:00"))


def drafts(house: House, case: Case, count: int) -> list[Draft]:
    full = sample_values(standard_forms()[FORM])
    made = []
    for _number in range(count):
        draft = begin_draft(by=house.officer, case=case, form=FORM)
        made.append(save_draft(by=house.officer, draft=draft.pk, revision=0, values=full))
    return made


def script(house: House, points: list[tuple[str, int]]) -> str:
    user = house.people["officer"].username
    return f"USER, ROUNDS = {user!r}, {points!r}\n{_SCRIPT}"


def played(start: Start, house: House, points: list[tuple[str, int]]) -> list[str]:
    running = start(script(house, points))
    assert running.stdout is not None
    lines = running.stdout.read().splitlines()
    assert running.wait(60) == 0
    return lines


def without_holes(house: House) -> list[PaperNumber]:
    """The numbers of the year, which follow one another from 1."""
    rows = PaperNumber.objects.within(house.bureau.pk).order_by("number")
    found = list(rows.select_related("draft__paper", "paper"))
    assert [row.number for row in found] == list(range(1, len(found) + 1))
    return found


def test_a_kill_at_any_step_leaves_no_hole_and_no_half_a_paper(start: Start, house: House) -> None:
    case, chance = house.case(), dice("killed while issuing")
    first, *others = drafts(house, case, rounds() + 1)
    said = played(start, house, [(str(first.pk), -1)])
    assert said[-1].endswith(" 0")
    steps = int(said[0].removeprefix("steps "))
    assert steps > 30

    points = [(str(draft.pk), chance.randint(1, steps)) for draft in others]
    ends = [line.split() for line in played(start, house, points) if " -9" in line]

    assert len(ends) > rounds() // 2
    assert {end for _key, end in ends} == {str(-signal.SIGKILL)}
    for row in without_holes(house):
        assert row.draft is not None
        assert (row.state == NumberState.USED) == (row.draft.paper is not None)
        assert row.state in (NumberState.USED, NumberState.RESERVED)
    papers = Paper.objects.within(house.bureau.pk)
    for paper in papers.all():
        vault().compare(str(paper.bureau_id), paper.pdf_digest)
        vault().compare(str(paper.bureau_id), paper.frozen_digest)

    waiting = Draft.objects.within(house.bureau.pk).filter(ended_at=None)
    again = played(start, house, [(str(draft.pk), -1) for draft in waiting])
    assert not any("refused" in line or " -9" in line for line in again)
    numbers = without_holes(house)
    assert {row.state for row in numbers} == {NumberState.USED}
    assert len(numbers) == papers.count() == len(others) + 1
    assert audit().findings == []
    counted(f"{len(ends)} kills at {len({at for _key, at in points})} of {steps} steps")


def test_two_who_issue_at_once_get_two_numbers_and_one_paper_a_draft(
    start: Start, house: House
) -> None:
    case = house.case()
    one, two, same = drafts(house, case, 3)

    running = [
        start(script(house, [(str(draft.pk), -1), (str(same.pk), -1)])) for draft in (one, two)
    ]
    said = [process.stdout.read() for process in running if process.stdout is not None]
    assert [process.wait(60) for process in running] == [0, 0]

    assert sum(text.count("refused") for text in said) == 1, said
    numbers = without_holes(house)
    assert {row.state for row in numbers} == {NumberState.USED}
    assert len(numbers) == Paper.objects.within(house.bureau.pk).count() == 3
    assert audit().findings == []
