# SPDX-License-Identifier: Apache-2.0
"""A case that ends, for stories of how and what follows."""

from liuhen.apps.cases.models import Activity, Case
from support.approving import agreed, asked
from support.house import House
from support.paperwork import ANY_REASON


def fresh(case: Case) -> Case:
    """The case as it stands now."""
    return Case.objects.within(case.bureau_id).get(pk=case.pk)


def kinds(case: Case) -> list[str]:
    """What happened in it, by the order in which it was entered."""
    rows = Activity.objects.within(case.bureau_id).filter(case=case, superseded_at=None)
    return list(rows.order_by("recorded_at", "id").values_list("kind", flat=True))


def approved(house: House, case: Case, matter: str, **values: str) -> None:
    """Everybody on the way agreed to it."""
    request = asked(house, case, matter, **values)
    for step in request.route:
        agreed(house, request, step["roles"][-1], reasons=ANY_REASON)
