# SPDX-License-Identifier: Apache-2.0
"""Many officers at once while lists are made anew: every act is done, every list is whole."""

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case
from liuhen.apps.compliance import work
from liuhen.apps.compliance.models import CaseTally, Generation
from liuhen.apps.trace.models import Leaf
from support.crowd import at_once
from support.house import Clock, House


def test_acts_and_rebuilds_do_not_disturb_each_other(many_writers: None) -> None:
    house = House(Clock("2026-11-20 08:00"))

    def officer() -> None:
        for _ in range(4):
            case = house.case()
            for kind in ("inquiry", "hearing"):
                acts.add_activity(by=house.officer, kind=kind, start=house.clock.now(), case=case)

    def rebuild() -> None:
        for _ in range(4):
            work.rebuild()

    before = Leaf.objects.count()
    assert at_once(officer, officer, officer, rebuild) == []

    assert Leaf.objects.count() == before + 3 * 4 * 3
    current = Generation.objects.get()
    cases = Case.objects.within(house.bureau.pk)
    tallies = CaseTally.objects.within(house.bureau.pk)
    assert current.current
    assert set(tallies.values_list("case", flat=True)) == set(cases.values_list("pk", flat=True))
    assert tallies.count() == 12


def test_officers_who_enter_into_one_case_get_references_of_their_own(many_writers: None) -> None:
    house = House(Clock("2026-11-20 08:00"))
    case = house.case()

    def enter() -> None:
        for _ in range(5):
            acts.add_activity(by=house.officer, kind="inquiry", start=house.clock.now(), case=case)

    assert at_once(enter, enter, enter) == []
    refs = [house.event(case, f"e{number}").ref for number in range(1, 16)]
    assert len(set(refs)) == 15
