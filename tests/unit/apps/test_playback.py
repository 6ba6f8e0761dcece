# SPDX-License-Identifier: Apache-2.0
"""The party confirms what is still in the recorder; the file that comes later bears it."""

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Case, Paper
from liuhen.apps.cases.papers.reading import newest_digest
from liuhen.apps.cases.papers.signing import refuse_to_sign, sign_by_finger
from liuhen.apps.trace.audit import audit
from liuhen.web.issued import issued_said
from support.desk import Desk
from support.footage import Footage
from support.house import House, beijing
from support.paperwork import drawn, issued

pytestmark = pytest.mark.usefixtures("own_home", "english")


def played(house: House, case: Case, device: str) -> Paper:
    """A confirmation that the party saw what the device recorded from 07:30 to 07:40."""
    return issued(
        house,
        "playback_confirmation",
        case=case,
        device=device,
        record_from="2026-03-02T07:30:00+08:00",
        record_to="2026-03-02T07:40:00+08:00",
    )


def test_what_the_party_saw_in_the_recorder_is_bound_to_the_file_at_docking(house: House) -> None:
    """004 art. 18: the file comes after the confirmation."""
    case = house.case()
    event = acts.add_activity(
        by=house.officer,
        kind="inquiry",
        start=beijing("2026-03-02 07:25"),
        end=beijing("2026-03-02 07:55"),
        case=case,
    )
    paper = played(house, case, " dsj-01 ")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip
    footage = Footage(house)
    file = footage.original("2026-03-02 07:31", minutes=5)
    longer = footage.original("2026-03-02 07:36", minutes=15)

    link_original(by=house.officer, original=file, activity=event)
    link_original(by=house.officer, original=longer, activity=event)

    assert [row.reviewed_by_party for row in house.recordings(case)] == [True, None]
    assert audit().findings == []
    desk = Desk(house, "officer").open(f"/papers/{paper.pk}/")
    assert not desk.says("与制发时不同"), "the file has its own time"
    desk.follow("录像 3月2日 07:31–07:36")
    assert desk.says("音像记录查阅确认书 3月2日")


def test_the_page_of_a_confirmation_says_that_the_file_is_still_to_come(house: House) -> None:
    paper = played(house, house.case(), "DSJ-01")
    assert Desk(house, "officer").open(f"/papers/{paper.pk}/").says("尚未导入")


def test_a_refused_confirmation_confirms_nothing(house: House) -> None:
    case = house.case()
    row = acts.add_recording(
        by=house.officer, kind="video", start=beijing("2026-03-02 07:31"),
        end=beijing("2026-03-02 07:35"), device="D1", case=case,
    )  # fmt: skip
    refused = played(house, case, "D1")
    refuse_to_sign(by=house.officer, paper=refused.pk, role="party", reason="不认可")
    assert [one.pk for one in house.recordings(case)] == [row.pk]

    paper = played(house, case, "D1")
    sign_by_finger(
        by=house.officer, paper=paper.pk, role="party", name="王某", picture=drawn(),
        shown=newest_digest(paper),
    )  # fmt: skip

    assert [one.reviewed_by_party for one in house.recordings(case)] == [True]


def test_confirmations_without_a_number_are_told_apart_where_one_is_chosen(house: House) -> None:
    case = house.case()
    first = played(house, case, "DSJ-01")
    house.clock.later(minutes=7)
    second = played(house, case, "DSJ-01")
    assert not first.number
    assert issued_said(first).endswith("08:00")
    assert issued_said(second).endswith("08:07")
