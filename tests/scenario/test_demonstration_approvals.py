# SPDX-License-Identifier: Apache-2.0
"""A demonstration has requests that wait, somebody who acts, and papers that are issued."""

from pathlib import Path
from typing import Any

from liuhen.apps.cases.demonstration import begin, build
from liuhen.apps.cases.demonstration_approvals import put_requests
from liuhen.apps.cases.demonstration_equipment import viewer_of
from liuhen.apps.cases.demonstration_papers import put_papers
from liuhen.apps.cases.invented import Staffed
from liuhen.apps.cases.models import Approval, ApprovalState, Paper
from liuhen.apps.cases.papers.reading import newest_digest, stored_bytes
from liuhen.apps.cases.papers.rooms import still_to_sign
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.delegating import delegations
from liuhen.apps.trace.audit import audit
from liuhen.paper.sealing import verify_pdf


def check_papers(staffed: Staffed) -> None:
    """What is issued is sealed and signed, and something waits for a signature."""
    papers = list(Paper.objects.within(staffed.bureau.pk).order_by("issued_at"))
    assert {"decision_approval", "prior_notice"} <= {one.form for one in papers}
    signed = 0
    for paper in papers:
        found = verify_pdf(stored_bytes(str(paper.bureau_id), newest_digest(paper)), [])
        assert all(one.intact for one in found), paper
        signed += len(found) - 1
    assert signed >= 2
    assert any(still_to_sign(paper) for paper in papers)


def test_every_bureau_has_something_to_approve_and_papers_to_look_at(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.LIUHEN_HOME = str(tmp_path)
    settings.LIUHEN_STORE_URL = f"file://{tmp_path}/vault"
    built = begin()
    said: list[str] = []
    list(build(built, 12, 1, said.append))
    assert sum("10 of 12 cases" in one for one in said) == 5

    for pack, staffed in built.staffed.items():
        made = put_requests(staffed)
        rows = Approval.objects.within(staffed.bureau.pk)
        states = set(rows.values_list("state", flat=True))
        viewers = [viewer_of(staffed, one) for one in staffed.people.values()]

        assert made >= 2, pack
        assert {ApprovalState.OPEN, ApprovalState.SENT_BACK} <= states, pack
        assert any(waiting_for(one) for one in viewers), pack
        assert any(delegations(one).exists() for one in viewers), pack
        assert put_papers(staffed) >= 3, pack
        check_papers(staffed)
    assert audit().findings == []
