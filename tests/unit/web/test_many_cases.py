# SPDX-License-Identifier: Apache-2.0
"""A page asks the same number of questions of the database however much there is to show."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liuhen.apps.cases import acts
from liuhen.apps.cases.hearings import planned_hearings
from liuhen.apps.cases.linking.acts import link_original
from liuhen.apps.cases.models import Case
from liuhen.apps.cases.onsite import under_way
from liuhen.apps.cases.participants.acts import add_participant
from liuhen.apps.compliance.section_report import Wanted, section_report
from liuhen.apps.finding_aid.searching import numbered
from liuhen.apps.people.models import Person
from liuhen.law.facts import Facts
from liuhen.simulate import whole_cases
from liuhen.web.cases import listing
from support.footage import Footage
from support.house import House, beijing

Count = Callable[[str], int]


@pytest.fixture(params=["officer", "bureau_head"])
def queries(request: pytest.FixtureRequest, house: House) -> Count:
    """How many queries a page takes that an officer, or a head, asks for a second time."""
    client = _signed_in(house, request.param)

    def count(address: str) -> int:
        client.get(address)  # what the process keeps for good is read now
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    return count


def _signed_in(house: House, name: str) -> Client:
    person = house.people[name]
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _load(house: House, copies: range) -> None:
    """Eight cases begun within a year: some are over, some under way; and the same cases again."""
    now = house.clock.now()
    told = list(whole_cases("jinpu-ocean", 8, 1, now))
    lines = (
        msgspec.json.encode({"pack": "jinpu-ocean", "as_of": now, "facts": _called(one, number)})
        for number in copies
        for one in told
    )
    load: Iterator[object] = acts.load_cases(
        by=house.viewer("importer"), section=house.section, lines=lines
    )
    assert list(load)


def _called(facts: Facts, number: int) -> Facts:
    case = msgspec.structs.replace(facts.case, id=f"{facts.case.id}-{number}")
    return msgspec.structs.replace(facts, case=case)


def test_lists_and_searches_take_as_many_queries_for_many_cases_as_for_few(
    house: House, queries: Count
) -> None:
    _load(house, range(1))
    party = Case.objects.within(house.bureau.pk).latest("opened_at").party_name
    addresses = [
        "/", "/?whose=all", "/cases/", "/cases/?trouble=breached", f"/cases/?words={party[:2]}",
        "/cases/?state=open", "/search/?q=海洋", f"/search/?q={party}&list=1",
    ]  # fmt: skip
    few = {address: queries(address) for address in addresses}
    _load(house, range(1, 4))
    assert {address: queries(address) for address in addresses} == few


def test_a_page_of_a_case_takes_as_many_queries_for_many_facts_as_for_few(
    house: House, queries: Count
) -> None:
    case = house.case()

    def inquire(times: int) -> None:
        for _ in range(times):
            house.clock.later(hours=1)
            start = house.clock.now() - timedelta(minutes=40)
            acts.add_activity(
                by=house.officer, case=case, kind="inquiry", start=start,
                end=start + timedelta(minutes=30), identity_shown=True,
            )  # fmt: skip
            acts.add_document(
                by=house.officer, case=case, kind="inquiry_record", at=house.clock.now(),
                events=[], fields={"facts": "某日在某处"},
            )  # fmt: skip

    inquire(2)
    few = queries(f"/cases/{case.pk}/")
    inquire(8)
    _load(house, range(1))
    assert queries(f"/cases/{case.pk}/") == few


@pytest.mark.parametrize("queries", ["officer"], indirect=True)
def test_pages_about_parties_take_as_many_queries_for_many_as_for_few(
    house: House, queries: Count
) -> None:
    """Each is served at an address of its own, that of a confirmation too."""
    case, now = house.case(party_name="甲", party_kind="person"), house.clock.now()
    said = {"party": "甲", "address": "某路1号"}
    served, _confirmed = (
        acts.add_document(by=house.officer, kind=kind, at=now, case=case, fields=said)
        for kind in ("decision", "service_address_confirmation")
    )
    paper = f"/cases/{case.pk}/serve/{served.item}"
    addresses = [f"/cases/{case.pk}/people/", paper + "/", paper + "/mail/"]

    def enter(names: Iterable[str]) -> dict[str, int]:
        for name in names:
            told = {"name": name, "kind": "person"}
            add_participant(by=house.officer, case=case, role="party", told=told)
        return {address: queries(address) for address in addresses}

    few = enter("乙丙")
    assert enter("丁戊己庚") == few


@pytest.mark.parametrize("queries", ["bureau_head"], indirect=True)
def test_pages_about_footage_take_as_many_queries_for_many_cases_as_for_few(
    house: House, queries: Count
) -> None:
    """In each case a film with a hole, stored late, and nothing filmed of something else."""
    footage, day = Footage(house), house.clock.now().date() - timedelta(days=2)

    def work(hours: range) -> None:
        for hour in hours:
            case, start = house.case(), beijing(f"{day} {hour}:00")
            shop, _office = (
                acts.add_activity(
                    by=house.officer, case=case, kind=kind, start=start,
                    end=start + timedelta(minutes=50), officers=[{"name": "officer"}],
                )
                for kind in ("site_inspection", "evidence_collection")
            )  # fmt: skip
            film = footage.original(f"{day} {hour}:00", minutes=50, hole=(20, 30))
            link_original(by=house.officer, original=film, activity=shop)
            footage.original(f"{day} {hour}:30", device="DSJ-02", officer="colleague")

    addresses = ["/recordings/unexplained/", f"/recordings/report/?from={day}&to={day}"]
    work(range(10, 12))
    few = {address: queries(address) for address in addresses}
    work(range(12, 20))

    assert {address: queries(address) for address in addresses} == few
    report = section_report(house.head, Wanted(day, day))
    assert (len(report.late), len(report.unlinked), len(report.gaps)) == (20, 10, 10)


def test_a_list_says_that_it_is_cut(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody turns a thousand pages: the newest cases are listed, and that there are more."""
    monkeypatch.setattr(listing, "MOST", 30)
    _load(house, range(4))
    client = _signed_in(house, "bureau_head")
    assert "仅列最前 30 条" in client.get("/cases/").content.decode()
    assert "仅列最前" not in client.get("/cases/?state=open").content.decode()


def test_open_cases_and_notices_of_hearings_are_found_without_the_closed(db: None) -> None:
    """Most cases are closed: SQLite, which counts nothing, goes by what stands in the indexes."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL goes by its statistics")
    open_ones = Case.objects.within(uuid4()).filter(archived_at=None).values("pk")

    with CaptureQueriesContext(connection) as asked:
        planned_hearings(uuid4(), timezone.now())
    notices = next(one["sql"] for one in asked if "hearing_notified" in one["sql"])

    assert "COVERING INDEX case_open_keys" in open_ones.explain()
    assert any(
        "INDEX activity_kind_and_start (kind=? AND start>?)" in one for one in _steps_of(notices)
    )


def test_a_number_and_what_still_goes_on_are_looked_up(house: House) -> None:
    """Every search from the head of a page asks for a number, every phone for what goes on."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL goes by its statistics")
    viewer = house.officer

    with CaptureQueriesContext(connection) as asked:
        numbered(viewer, "2")
        list(under_way(viewer)[:20])
    numbers, going_on = (_steps_of(one["sql"]) for one in asked)

    assert any("INDEX entry_number (bureau_id=? AND number=?)" in one for one in numbers)
    assert any("INDEX activity_under_way (bureau_id=?)" in one for one in going_on)


def _steps_of(statement: str) -> list[str]:
    """How SQLite goes about a statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return [row[-1] for row in cursor.fetchall()]
