# SPDX-License-Identifier: Apache-2.0
"""By which text and which calendar a case is judged: packs kept whole, notices of working days."""

from datetime import date, timedelta

import pytest

from liuhen.apps.cases import acts
from liuhen.apps.compliance import work
from liuhen.apps.compliance.judging import pack_of_case
from liuhen.apps.compliance.models import CaseTerm, Generation
from liuhen.apps.compliance.projection import current_generation
from liuhen.apps.compliance.queries import estimated_duties, to_do
from liuhen.apps.rules.calendar import add_notice, calendar_today
from liuhen.apps.rules.errors import BadNoticeError, NoPackError, NotPermittedError
from liuhen.apps.rules.models import PackAdoption, PackVersion
from liuhen.apps.rules.packs import pack_of, put_adoption
from liuhen.apps.trace.journal import act
from liuhen.law.packs import load_pack
from liuhen.worker.run import Worker
from support.house import SYSTEM, House


def test_a_pack_is_kept_whole_and_judges_the_same_as_the_shipped_one(house: House) -> None:
    kept = pack_of(house.bureau, house.clock.now().date())

    shipped = load_pack("jinpu-ocean")
    assert kept is not shipped
    assert (kept.version, kept.obligations, kept.retention) == (
        shipped.version,
        shipped.obligations,
        shipped.retention,
    )
    assert PackVersion.objects.count() == PackAdoption.objects.count() == 1


def test_a_case_is_judged_by_the_text_in_force_when_it_began(house: House) -> None:
    old = house.case()
    with act("test.adopt", by=SYSTEM) as record:
        put_adoption(
            bureau=house.bureau, pack_id="xigang-hrss", from_date=date(2026, 6, 1), record=record
        )
    house.clock.set("2026-06-01 09:00")
    new = house.case()

    assert [pack_of_case(case).id for case in (old, new)] == ["jinpu-ocean", "xigang-hrss"]


def test_a_bureau_without_a_pack_says_so(house: House) -> None:
    PackAdoption.objects.all().delete()

    with pytest.raises(NoPackError, match=house.bureau.name):
        pack_of(house.bureau, date(2026, 1, 1))


def test_dues_computed_from_weekends_are_listed_and_made_again_after_the_notice(
    house: House,
) -> None:
    house.clock.set("2031-09-29 09:00")
    year = 2031
    assert not calendar_today().covers(year)
    case = house.case()
    house.end(case)
    (duty,) = estimated_duties(house.officer).filter(case=case)
    before = duty.due
    assert before is not None
    off = [before.astimezone(house.clock.now().tzinfo).date() + timedelta(days=n) for n in range(3)]

    with pytest.raises(NotPermittedError):
        add_notice(by=house.officer, year=year, days_off=off, make_up_days=[], source="x")
    add_notice(
        by=house.viewer("admin"),
        year=year,
        days_off=off,
        make_up_days=[],
        source="国办发明电〔2030〕1号",
    )
    assert Worker().run_one()

    assert calendar_today().covers(year)
    assert not estimated_duties(house.officer).exists()
    after = to_do(house.officer).get(obligation=duty.obligation)
    assert after.due is not None
    assert after.due > before


def test_a_correction_of_a_known_year_judges_every_case_again(house: House) -> None:
    house.urgent()
    old = current_generation()
    assert calendar_today().covers(2026)
    assert not work.rebuild_if_outdated()

    day = date(2026, 3, 3)
    add_notice(
        by=house.viewer("admin"), year=2026, days_off=[day], make_up_days=[], source="更正通知"
    )
    assert work.rebuild_if_outdated()
    assert Worker().run_one()

    assert current_generation() != old
    assert not work.rebuild_if_outdated()


def test_what_an_older_program_kept_of_cases_is_made_anew(house: House) -> None:
    """It kept no ends of pleas: until the lists are made anew nobody is told of these."""
    case = house.case()
    now = house.clock.now()
    acts.add_document(by=house.officer, kind="prior_notice", at=now, case=case)
    acts.add_activity(by=house.officer, kind="rights_informed", start=now, case=case)
    CaseTerm.objects.within(house.bureau.pk).filter(case=case).delete()
    Generation.objects.update(layout=0)
    assert work.rebuild_if_outdated()
    assert Worker().run_one()
    kept = CaseTerm.objects.within(house.bureau.pk).get(case=case)
    assert (kept.kind, kept.generation_id) == ("plea", current_generation())
    assert not work.rebuild_if_outdated()


@pytest.mark.parametrize(
    ("off", "make_up", "source"),
    [([], [], "x"), ([date(2031, 5, 1)], [date(2031, 5, 1)], "x"), ([date(2031, 5, 1)], [], " ")],
)
def test_a_notice_that_cannot_be_is_refused(
    house: House, off: list[date], make_up: list[date], source: str
) -> None:
    with pytest.raises(BadNoticeError):
        add_notice(
            by=house.viewer("admin"), year=2031, days_off=off, make_up_days=make_up, source=source
        )


def test_a_later_notice_supersedes_the_one_before(house: House) -> None:
    for day in (1, 2):
        add_notice(
            by=house.viewer("admin"),
            year=2031,
            days_off=[date(2031, 5, day)],
            make_up_days=[],
            source=f"notice {day}",
        )

    assert calendar_today().is_working(date(2031, 5, 1))
    assert not calendar_today().is_working(date(2031, 5, 2))
