# SPDX-License-Identifier: Apache-2.0
"""Two heads who decide on the same request at the same moment: one wins, the other is told."""

import pytest

from liuhen.apps.cases.approval_decisions import decide
from liuhen.apps.cases.models import ApprovalStep, Document
from liuhen.errors import UserError
from support.approving import asked, start_paper, step_of
from support.crowd import at_once
from support.house import Clock, House
from support.rounds import rounds


@pytest.fixture
def office(many_writers: None) -> House:
    return House(Clock("2026-03-02 08:00"), "xigang-education")


def test_one_of_two_deciders_wins(office: House) -> None:
    """001 art. 11: the deputy or the head."""
    for _round in range(rounds(3)):
        case = office.case()
        paper = start_paper(office, case)
        request = asked(office, case, subject=paper.ref)
        step = step_of(request)
        jobs = [
            lambda by=by, outcome=outcome, step=step: decide(
                by=office.viewer(by), step=step, outcome=outcome, opinion="意见"
            )
            for by, outcome in (("deputy_head", "agreed"), ("bureau_head", "refused"))
        ]
        failures = at_once(*jobs)
        assert len(failures) == 1
        assert isinstance(failures[0], UserError)
        assert str(failures[0])
        said = ApprovalStep.objects.within(office.bureau.pk).get(pk=step.pk)
        row = Document.objects.within(office.bureau.pk).get(item=paper.item, superseded_at=None)
        assert len(row.signatures) == (1 if said.outcome == "agreed" else 0)


def test_the_same_is_asked_for_once(office: House) -> None:
    case = office.case()
    failures = at_once(*[lambda: asked(office, case)] * 3)

    assert len(failures) == 2
    assert all(isinstance(one, UserError) for one in failures), failures
