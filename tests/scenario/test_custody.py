# SPDX-License-Identifier: Apache-2.0
"""Files and recordings are in the hands of named persons (002 art. 18, 003 art. 30, 004 art. 8)."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.errors import NotAllowedError
from liuhen.apps.cases.models import Activity
from liuhen.apps.evidence.errors import NotPermittedError
from liuhen.apps.evidence.handing_over import decide, handed_over_at
from liuhen.apps.evidence.models import HandOver, HandOverLine
from support.desk import Desk
from support.footage import Footage
from support.house import House


def test_files_and_recordings_are_kept_by_who_is_named_for_it(house: House) -> None:
    film = Footage(house).original("2026-03-02 06:00")
    case = house.case()
    Desk(house, "officer").open(f"/recordings/hand-over/offer/{house.section.pk}/").send()

    # nobody but the custodian takes recordings over, or closes a file
    listed = HandOver.objects.within(house.bureau.pk).get()
    lines = list(HandOverLine.objects.within(house.bureau.pk).values_list("pk", flat=True))
    house.end(case)
    for name in ("officer", "section_head", "supervisor"):
        with pytest.raises(NotPermittedError):
            decide(by=house.viewer(name), hand_over=listed, accepted=lines, returned={})
        with pytest.raises(NotAllowedError):
            acts.archive_case(by=house.viewer(name), case=case)
    assert handed_over_at(film) is None

    house.clock.later(hours=1)
    Desk(house, "custodian").open("/recordings/hand-over/").follow("2026-1").send(press="accept")
    acts.archive_case(by=house.custodian, case=case)
    assert handed_over_at(film) == house.clock.time
    kept = Activity.objects.within(house.bureau.pk).get(case=case, kind="archived")
    assert kept.entered_by == house.people["custodian"]
