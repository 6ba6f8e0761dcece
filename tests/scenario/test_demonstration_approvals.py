# SPDX-License-Identifier: Apache-2.0
"""A demonstration has requests that wait, one that was sent back, and somebody who acts."""

from liuhen.apps.cases.demonstration import begin, build
from liuhen.apps.cases.demonstration_approvals import put_requests
from liuhen.apps.cases.demonstration_equipment import viewer_of
from liuhen.apps.cases.models import Approval, ApprovalState
from liuhen.apps.cases.waiting import waiting_for
from liuhen.apps.people.delegating import delegations


def test_every_bureau_has_something_to_approve(db: None) -> None:
    built = begin()
    list(build(built, 9, 1))

    for pack, staffed in built.staffed.items():
        made = put_requests(staffed)
        rows = Approval.objects.within(staffed.bureau.pk)
        states = set(rows.values_list("state", flat=True))
        viewers = [viewer_of(staffed, one) for one in staffed.people.values()]

        assert made >= 2, pack
        assert {ApprovalState.OPEN, ApprovalState.SENT_BACK} <= states, pack
        assert any(waiting_for(one) for one in viewers), pack
        assert any(delegations(one).exists() for one in viewers), pack
