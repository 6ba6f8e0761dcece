# SPDX-License-Identifier: Apache-2.0
"""Two people correct one entry at once: neither writes over the other unseen."""

from collections.abc import Callable

import pytest
from django.db.models import Model

from liuhen.apps.cases import acts
from liuhen.apps.cases.performing.ordering import Ordered, order
from liuhen.apps.cases.received import Letter, register_received
from liuhen.apps.cases.things import Taken, register_thing
from support.desk import Desk
from support.house import House

#: The page on which it is corrected, the field of its form, the row and the attribute of the row.
Told = tuple[str, str, Model, str]


def _thing(house: House) -> Told:
    row = register_thing(by=house.officer, case=house.case(), taken=Taken("渔网", "seized"))
    return f"/things/{row.pk}/correct/", "name", row, "name"


def _letter(house: House) -> Told:
    came = Letter(sender="某公司", title="情况说明", received_at=house.clock.time)
    row = register_received(by=house.officer, letter=came, case=house.case())
    return f"/received/{row.pk}/correct/", "title", row, "title"


def _due(house: House) -> Told:
    case = house.case()
    paper = acts.add_document(by=house.officer, kind="decision", at=house.clock.time, case=case)
    [row] = order(
        by=house.officer, case=case, document=paper.ref, items=[Ordered("confiscation", "渔具")]
    )
    return f"/cases/{case.pk}/dues/{row.pk}/correct/", "text", row, "text"


def _closing(house: House) -> Told:
    case = house.end(house.case())
    return f"/cases/{case.pk}/closing/correct/", "words", case, "ending_reason"


@pytest.mark.parametrize("what", [_thing, _letter, _due, _closing])
def test_a_correction_of_what_was_corrected_meanwhile_is_refused(
    house: House, what: Callable[[House], Told]
) -> None:
    address, name, row, kept = what(house)
    by = "bureau_head" if what is _closing else "officer"
    first, second = Desk(house, by).open(address), Desk(house, by).open(address)
    first.send(**{name: "先改的"}, reason="登记有误")
    second.send(422, **{name: "后改的"}, reason="登记有误")
    assert second.says("刚被他人更改")
    row.refresh_from_db()
    assert getattr(row, kept) == "先改的"
    second.open(address).send(**{name: "后改的"}, reason="登记有误")
    row.refresh_from_db()
    assert getattr(row, kept) == "后改的"
