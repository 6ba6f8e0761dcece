# SPDX-License-Identifier: Apache-2.0
"""Many cases at once: each as if it had been imported alone."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from liuhen.apps.cases import acts
from liuhen.apps.cases.acts import loading
from liuhen.apps.cases.errors import BadFactError, CaseError
from liuhen.apps.cases.facts import claimed_facts
from liuhen.apps.cases.models import Activity, Case, Handler
from liuhen.apps.compliance.models import CaseTally, CaseTerm, OpenDuty
from liuhen.apps.finding_aid.candidates import Narrowing, candidates
from liuhen.apps.finding_aid.models import SearchEntry
from liuhen.apps.finding_aid.searching import Asked, search
from liuhen.apps.jobs.models import Job
from liuhen.apps.trace.audit import audit
from liuhen.apps.trace.models import Leaf
from liuhen.law.facts import Facts, Officer
from liuhen.simulate import whole_cases
from support.house import House

#: Their own columns, which say neither more nor less of a case.
_OWN = {"id", "item", "case", "subject", "recorded_at", "entered_at", "written_at", "judged_at"}


@pytest.fixture
def told(house: House) -> list[Facts]:
    """Three cases, the last of them under way."""
    return list(whole_cases("jinpu-ocean", 3, 7, house.clock.now()))


def _line(facts: Facts) -> bytes:
    as_of = "2026-03-02T08:00:00+08:00"
    return msgspec.json.encode({"pack": "jinpu-ocean", "as_of": as_of, "facts": facts})


def _load(house: House, lines: list[bytes]) -> Iterator[loading.Loaded]:
    importer = house.viewer("importer")
    return acts.load_cases(by=importer, section=house.section, lines=lines)


def _rows(model: Any, case: Case) -> list[dict[str, Any]]:
    rows = model.objects.within(case.bureau_id).filter(case=case).values()
    plain = [{k: v for k, v in row.items() if k.removesuffix("_id") not in _OWN} for row in rows]
    return sorted(plain, key=repr)


def test_a_loaded_case_is_what_an_imported_one_is(house: House, told: list[Facts]) -> None:
    importer = house.viewer("importer")
    alone = [acts.import_case(by=importer, section=house.section, facts=one) for one in told]
    other = House(house.clock, code="other")
    assert [*_load(other, [_line(one) for one in told])] == [loading.Loaded(new=3)]
    many = Case.objects.within(other.bureau.pk).order_by("number")
    for one, loaded in zip(sorted(alone, key=lambda case: case.number), many, strict=True):
        assert claimed_facts(loaded) == claimed_facts(one)
        for model in (OpenDuty, CaseTerm, CaseTally, SearchEntry):
            mine, theirs = _rows(model, one), _rows(model, loaded)
            for row in (*mine, *theirs):
                del row["bureau_id"], row["section_id"]
                row.pop("places", "")  # of another bureau's section
            assert theirs == mine
        assert Job.objects.filter(key=f"refresh:{loaded.pk}").exists() == (
            Job.objects.filter(key=f"refresh:{one.pk}").exists()
        )
        leaf = Leaf.objects.get(object=f"cases.case:{loaded.pk}")
        assert leaf.act == "cases.import_case"


def test_the_journal_answers_for_every_row(house: House, told: list[Facts]) -> None:
    [*_load(house, [_line(one) for one in told])]
    assert audit().findings == []
    Activity._base_manager.filter(kind="archived").update(place="elsewhere")
    assert audit().findings


def test_what_was_loaded_is_found(house: House, told: list[Facts]) -> None:
    [*_load(house, [_line(one) for one in told])]
    party = told[0].case.party.name
    found = search(house.viewer("bureau_head"), Asked(party))
    assert party in found.hits[0].text
    assert search(house.officer, Asked(party)).hits == found.hits, "it is told to its section"
    asked = Narrowing(house.bureau.pk, ("共和国",))
    assert candidates(asked, below=2**63 - 1, least=0, most=100)


def test_officers_of_the_bureau_handle_their_cases_in_their_section(
    house: House, told: list[Facts]
) -> None:
    officers = [Officer(name="somebody else"), Officer(name="stranger")]
    event = msgspec.structs.replace(told[0].events[0], officers=officers)
    facts = msgspec.structs.replace(told[0], events=[event, *told[0].events[1:]])
    [*_load(house, [_line(facts)])]
    case = Case.objects.within(house.bureau.pk).get()
    assert case.section == house.other_section
    assert [row.person.name for row in Handler.objects.filter(case=case)] == ["stranger"]


def test_a_load_that_was_broken_off_is_run_again(
    house: House, told: list[Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "TOGETHER", 2)
    lines = [_line(told[0]), _line(told[1]), b"{}", _line(told[2])]
    load = _load(house, lines)
    assert next(load) == loading.Loaded(new=2)
    with pytest.raises(BadFactError, match=r"cases\.jsonl, line 3: "):
        next(load)
    assert Case.objects.within(house.bureau.pk).count() == 2
    lines[2] = _line(told[0])
    assert [*_load(house, lines)][-1] == loading.Loaded(new=1, known=3)


def test_only_an_importer_loads_and_nothing_that_is_secret(house: House, told: list[Facts]) -> None:
    with pytest.raises(CaseError):
        [*acts.load_cases(by=house.officer, section=house.section, lines=[_line(told[0])])]
    secret = msgspec.structs.replace(told[0].case, secrecy=["state_secret"])
    with pytest.raises(CaseError):
        [*_load(house, [_line(msgspec.structs.replace(told[0], case=secret))])]
    assert not Case.objects.within(house.bureau.pk).exists()
