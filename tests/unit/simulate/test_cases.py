# SPDX-License-Identifier: Apache-2.0
"""Simulated cases: honest ones break nothing, and the same seed tells the same stories."""

from collections import Counter
from datetime import datetime, timedelta

import msgspec
import pytest

from liuhen.law.errors import BadInput
from liuhen.law.evaluate import evaluate
from liuhen.law.facts import Facts
from liuhen.law.findings import Finding
from liuhen.law.packs import load_pack
from liuhen.law.reading import load_facts
from liuhen.law.workdays import load_calendar
from liuhen.simulate import DEFAULT_NOW, cases, teams_of, whole_case, whole_cases
from liuhen.simulate.bureaus import BUREAUS
from liuhen.simulate.cut import cut
from liuhen.simulate.dice import dice_for

BROKEN = {"late", "overdue", "breached"}
LONG_AFTER = DEFAULT_NOW + timedelta(days=900)

bureaus = pytest.mark.parametrize("pack_id", sorted(BUREAUS))


def findings_of(facts: Facts, pack_id: str, as_of: datetime) -> list[Finding]:
    return evaluate(facts, load_pack(pack_id), load_calendar(), as_of).findings


def broken(facts: Facts, pack_id: str, as_of: datetime) -> list[tuple[str, str, str]]:
    return [
        (finding.obligation, finding.subject, finding.status)
        for finding in findings_of(facts, pack_id, as_of)
        if finding.status in BROKEN
    ]


@bureaus
def test_an_honest_filed_case_is_clean(pack_id: str) -> None:
    """Told to the end and looked at long after, nothing is late, overdue or breached."""
    told = list(cases(pack_id, 400, 7, LONG_AFTER, faults=0))
    filed = [facts for facts in told if any(event.type == "archived" for event in facts.events)]
    assert len(filed) > 200
    assert {facts.case.id: broken(facts, pack_id, LONG_AFTER) for facts in filed} == {
        facts.case.id: [] for facts in filed
    }


@bureaus
def test_an_honest_case_is_clean_on_every_day_of_its_life(pack_id: str) -> None:
    dice = dice_for("instants", pack_id)
    for facts in cases(pack_id, 120, 11, faults=0):
        first = min(event.start for event in facts.events)
        for _ in range(6):
            as_of = first + (DEFAULT_NOW - first) * dice.random()
            assert broken(facts, pack_id, as_of) == [], (facts.case.id, as_of)


@bureaus
def test_looking_back_gives_what_was_known_then(pack_id: str) -> None:
    """Judging the whole file as of a day is judging what the file held on that day."""
    dice = dice_for("cuts", pack_id)
    for seed in range(40):
        whole = whole_case(pack_id, seed)
        first, last = whole.events[0].start, whole.events[-1].start
        as_of = (first + (last - first) * dice.random()).replace(microsecond=0)
        assert findings_of(whole, pack_id, as_of) == findings_of(cut(whole, as_of), pack_id, as_of)


@bureaus
def test_cases_are_read_as_strictly_as_any_others(pack_id: str) -> None:
    for facts in cases(pack_id, 60, 3, faults=0.6):
        raw = msgspec.json.encode(facts)
        assert msgspec.json.encode(load_facts(raw, facts.case.id)) == raw


@bureaus
def test_a_case_depends_on_seed_and_number_alone(pack_id: str) -> None:
    many = list(cases(pack_id, 30, 5))
    assert list(cases(pack_id, 10, 5)) == many[:10]
    assert list(cases(pack_id, 10, 6)) != many[:10]


@bureaus
def test_every_stage_and_every_usual_act_comes_up(pack_id: str) -> None:
    told = list(cases(pack_id, 300, 2))
    last_steps = Counter(max(facts.events, key=lambda event: event.start).type for facts in told)
    assert {facts.case.act for facts in told} >= {"inspection", "penalty", "licensing", "coercion"}
    assert last_steps["archived"] > 60
    assert sum(last_steps.values()) - last_steps["archived"] > 60
    assert last_steps["case_concluded"] > 5


@bureaus
def test_the_share_of_faults_is_kept(pack_id: str) -> None:
    faulty = sum(bool(broken(facts, pack_id, DEFAULT_NOW)) for facts in cases(pack_id, 400, 4))
    assert 60 < faulty < 125  # 0.3 of 400 have faults; some show only later


@bureaus
def test_events_happen_on_working_days(pack_id: str) -> None:
    calendar = load_calendar()
    for facts in cases(pack_id, 60, 8, faults=0):
        for event in facts.events:
            assert calendar.is_working(event.start.date()), (facts.case.id, event.id)


@bureaus
def test_a_whole_case_has_the_size_that_benchmarks_take(pack_id: str) -> None:
    for seed in range(20):
        whole = whole_case(pack_id, seed)
        assert 20 <= len(whole.events) <= 25
        assert 22 <= len(whole.documents) <= 30
        assert 5 <= len(whole.recordings) <= 11
        assert broken(whole, pack_id, DEFAULT_NOW) == []


def test_an_unknown_bureau_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"known are: .*jinpu-ocean"):
        next(cases("atlantis", 1, 1))


def test_whole_cases_of_a_large_bureau_follow_each_other_and_the_last_are_under_way() -> None:
    teams = {name: team.name for team in teams_of("jinpu-ocean", 3) for name in team.officers}
    assert len(teams) == 60
    told = list(whole_cases("jinpu-ocean", 12, 1, years=2, teams=3, faults=0))
    begun = [min(event.start for event in facts.events) for facts in told]
    assert begun == sorted(begun)
    over = [any(event.type == "archived" for event in facts.events) for facts in told]
    assert over[0]
    assert not over[-1]
    assert all(len(facts.documents) > 20 for facts, ended in zip(told, over, strict=True) if ended)
    for facts in told:
        handlers = facts.events[-1].officers
        assert len({teams[one.name] for one in handlers if one.name in teams}) <= 1
